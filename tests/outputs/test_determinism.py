"""The same input gives the same bytes: in any folder, time zone, language, hash seed, and with any permissions."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import MANUSCRIPT, TESTS

from bookbuild.pipeline.build import build
from bookbuild.problems import SettingsError

GARDEN = TESTS / "books" / "garden"
BUILD = "import os, sys; os.umask(int(sys.argv[1], 8)); from bookbuild.cli import main; sys.exit(main(sys.argv[2:]))"
HERE = {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4711"}


def _start(book: Path, folder: Path, umask: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    """Copy a manuscript into a folder and build it there in a process of its own."""
    shutil.copytree(book, folder / "book")
    inherited = {key: value for key, value in os.environ.items() if key not in ("SOURCE_DATE_EPOCH", *HERE)}
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, umask, "build", "book", "-o", "out", "--quiet"],
        cwd=folder,
        env={**inherited, **environment},
        stderr=subprocess.PIPE,
        text=True,
    )


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".")
    }


@pytest.mark.slow
@pytest.mark.parametrize("book", [MANUSCRIPT, GARDEN], ids=["article", "garden"])
def test_two_machines_make_the_same_files(book: Path, tmp_path: Path) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "another place" / "ü"
    processes = [_start(book, here, "022", HERE), _start(book, elsewhere, "077", ELSEWHERE)]
    for process in processes:
        _, complaints = process.communicate(timeout=120)
        assert process.returncode == 0, complaints
    first, second = _digests(here / "out"), _digests(elsewhere / "out")
    assert sorted(path.rpartition(".")[2] for path in first) == ["epub", "html", "html", "json", "pdf"]
    assert first == second


@pytest.mark.slow
@pytest.mark.parametrize("handout", ["marks: [fold]", "from: article"])
def test_two_machines_put_the_same_into_pdfs_and_onto_sheets(handout: str, tmp_path: Path) -> None:
    book = Path(shutil.copytree(MANUSCRIPT, tmp_path / "book"))
    (text,) = book.glob("*.md")
    settings = f"---\npdf: {{attach: [epub, manuscript]}}\nhandout: {{{handout}}}\n"
    text.write_text(text.read_text(encoding="utf-8").replace("---\n", settings, 1), encoding="utf-8")
    here, elsewhere = tmp_path / "here", tmp_path / "another place" / "ü"
    processes = [_start(book, here, "022", HERE), _start(book, elsewhere, "077", ELSEWHERE)]
    for process in processes:
        _, complaints = process.communicate(timeout=120)
        assert process.returncode == 0, complaints
    first, second = _digests(here / "out"), _digests(elsewhere / "out")
    assert sum(name.endswith(".pdf") for name in first) == 2
    assert first == second


def _package(epub: Path) -> str:
    with zipfile.ZipFile(epub) as archive:
        return archive.read("EPUB/content.opf").decode()


def _members(epub: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(epub) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_source_date_epoch_is_when_the_book_was_last_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    build(GARDEN, tmp_path / "without", ["epub"])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1500000000")
    monkeypatch.setenv("TZ", "America/New_York")
    build(GARDEN, tmp_path / "with", ["epub"])
    (without,) = (tmp_path / "without").glob("*.epub")
    (dated,) = (tmp_path / "with").glob("*.epub")
    modified = re.compile(r'(?<=<meta property="dcterms:modified">)[^<]*')
    assert modified.findall(_package(without)) == ["2024-03-01T00:00:00Z"]
    assert modified.findall(_package(dated)) == ["2017-07-14T02:40:00Z"]
    assert modified.sub("", _package(without)) == modified.sub("", _package(dated))
    others = _members(without), _members(dated)
    for members in others:
        del members["EPUB/content.opf"]
    assert others[0] == others[1]


@pytest.mark.parametrize("epoch", ["yesterday", "1.5", "2017-07-14", "9" * 30])
def test_source_date_epoch_that_is_no_time_is_refused(
    epoch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(SettingsError) as refusal:
        build(GARDEN, tmp_path / "out", ["epub"])
    (problem,) = refusal.value.problems
    assert problem.code == "BB107"
    assert "SOURCE_DATE_EPOCH" in problem.message
    assert epoch in problem.message
    assert not (tmp_path / "out").exists()
