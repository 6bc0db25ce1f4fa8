"""The same bytes, whoever does the work and whatever was kept: any number of workers, a cold, warm or damaged cache."""

import hashlib
import os
import random
import shutil
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import TESTS

from bookbuild.dialect import read
from bookbuild.jobs.cache import Cache
from bookbuild.manuscript import load
from bookbuild.pipeline.build import build
from bookbuild.problems import ContentError

pytestmark = pytest.mark.slow

BOOKS = TESTS / "books"
EPUB_AND_HTML = ("epub", "html")


def digests(
    manuscript: Path,
    folder: Path,
    formats: tuple[str, ...] = EPUB_AND_HTML,
    *,
    jobs: int = 1,
    cache: Path | None = None,
    executor: Executor | None = None,
) -> Mapping[str, str]:
    """Of everything that a build makes."""
    report = build(manuscript, folder, formats, jobs=jobs, executor=executor, cache=Cache(cache))
    return {each.name: hashlib.sha256((folder / each.name).read_bytes()).hexdigest() for each in report.artifacts}


def long_book(folder: Path, chapters: int = 60) -> Path:
    """More text than is read without workers, with notes, links, quotations, a picture, and things that are noticed."""
    folder.mkdir()
    shutil.copy(next((BOOKS / "garden").rglob("*.png")), folder / "picture.png")
    words = "The tide went out, and the gulls walked where the boats had been. " * 60
    (folder / "book.toml").write_text('title = "Tides"\nauthor = "Ada Moreau"\n', encoding="utf-8")
    for number in range(chapters):
        following = (number + 1) % chapters
        (folder / f"{number:03}.md").write_text(
            f"# Tide {number}\n\n{words}[^1]\n\n> A wave is a wave, {number}.\n>\n> — A sailor\n\n"
            f"See [the next](#tide-{following}).\n\n![A gull]({'picture.png'})\n\n[^1]: Or nearly so, {number}.\n",
            encoding="utf-8",
        )
    return folder


@pytest.fixture(scope="module")
def tides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return long_book(tmp_path_factory.mktemp("tides") / "book")


@pytest.fixture(scope="module")
def cold(tides: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The digests of a build by one process that keeps nothing."""
    return digests(tides, tmp_path_factory.mktemp("cold"))


def test_any_number_of_workers(tides: Path, cold: Mapping[str, str], tmp_path: Path) -> None:
    assert digests(tides, tmp_path, jobs=2) == cold


def test_any_executor(tides: Path, cold: Mapping[str, str], tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as executor:
        assert digests(tides, tmp_path, executor=executor) == cold


def test_a_cold_a_warm_and_a_damaged_cache(tides: Path, cold: Mapping[str, str], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert digests(tides, tmp_path / "first", cache=cache) == cold
    entries = [path for path in cache.rglob("*") if path.is_file()]
    assert len(entries) > 60
    assert digests(tides, tmp_path / "second", cache=cache) == cold
    chance = random.Random(1)
    for path in entries:
        data = bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
    assert digests(tides, tmp_path / "third", cache=cache) == cold
    for path in entries:
        os.truncate(path, chance.randrange(path.stat().st_size))
    assert digests(tides, tmp_path / "fourth", cache=cache) == cold


def test_pages_too(tmp_path: Path) -> None:
    formats, cache = ("epub", "pdf", "html"), tmp_path / "cache"
    book = BOOKS / "garden"
    first = digests(book, tmp_path / "first", formats, jobs=2, cache=cache)
    assert digests(book, tmp_path / "second", formats, cache=cache) == first
    for path in cache.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert digests(book, tmp_path / "third", formats, cache=cache) == first


def test_a_changed_word_is_seen_and_lines_move(tides: Path, tmp_path: Path) -> None:
    """What was read before a change, and moved down by it, is as if it had been read anew."""
    text = "".join((tides / f"{number:03}.md").read_text(encoding="utf-8") for number in range(3))
    book, cache = tmp_path / "book.md", Cache(tmp_path / "cache")
    head = "---\ntitle: Tides\nauthor: Ada Moreau\n---\n\n"
    plain = text.replace("![A gull](picture.png)\n\n", "").replace("[^1]", "")
    book.write_text(head + plain, encoding="utf-8")
    read(load(book), cache=cache)
    for changed in (
        plain.replace("A wave", "Any wave", 1),
        plain.replace("\n\n>", "\n\nAnother.\n\nAnd another.\n\n>", 1),
    ):
        book.write_text(head + changed, encoding="utf-8")
        assert read(load(book), cache=cache) == read(load(book))


def test_what_was_noticed_is_noticed_again(tmp_path: Path) -> None:
    book, cache = tmp_path / "book.md", Cache(tmp_path / "cache")
    for above in ("", "A line.\n\nAnother.\n\n"):
        book.write_text(
            f"---\ntitle: T\n---\n\n{above}# One\n\nOne[^a] <u>two</u>.\n\n# Two\n\nThree.\n", encoding="utf-8"
        )
        for _ in range(2):
            assert read(load(book), cache=cache) == read(load(book))


def test_the_proof_does_not_believe_the_cache_of_a_build(
    tides: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that loses words is refused although all that it needs was kept by one that did not."""
    from bookbuild.model import Book
    from bookbuild.outputs import epub
    from bookbuild.outputs.context import Context
    from bookbuild.results import Artifact

    cache = Cache(tmp_path / "cache")
    build(tides, tmp_path / "out", ["epub"], cache=cache)
    render = epub.render

    def lossy(book: Book, context: Context) -> Artifact:
        from dataclasses import replace

        first, *others = book.chapters
        spoilt = [replace(each, body=each.body.replace("gulls", "gull")) for each in others]
        return render(replace(book, chapters=(first, *spoilt)), context)

    monkeypatch.setattr(epub, "render", lossy)
    for _ in range(2):
        with pytest.raises(ContentError) as raised:
            build(tides, tmp_path / "out", ["epub"], cache=cache)
        assert "BB801" in {problem.code for problem in raised.value.problems}
