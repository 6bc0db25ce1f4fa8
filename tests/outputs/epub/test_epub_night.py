"""The EPUB at night: e-readers set the colours of the page, and nothing of a book may be lost in them."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from browsing import ask_browser
from conftest import Built, MakeManuscript

from bookbuild.pipeline.build import build


def faults(epub: bytes, folder: Path) -> list[list[str]]:
    """File, colours and fault of all that is lost in a ground, measured by a browser."""
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        archive.extractall(folder)
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
    return ask_browser("night.mjs", *(folder / name for name in names))


@pytest.mark.parametrize("book", ["article", "garden", "lecture", "lighthouse", "harbour", "kitab"])
def test_nothing_is_lost_in_the_colours_of_readers(book: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    built: Built = request.getfixturevalue(book)
    assert faults(built.artifact(".epub").data, tmp_path) == []


@pytest.mark.parametrize("theme", ["modern", "large-print"])
def test_themes_leave_colours_to_readers(theme: str, lighthouse: Built, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(lighthouse.manuscript, folder)
    settings = (folder / "book.toml").read_text(encoding="utf-8")
    assert "[style]" not in settings
    (folder / "book.toml").write_text(f'{settings}\n[style]\ntheme = "{theme}"\n', encoding="utf-8")
    report = build(folder, tmp_path / "out", ["epub"])
    epub = next(each.data for each in report.artifacts if each.name.endswith(".epub"))
    assert faults(epub, tmp_path / "opened") == []


def test_what_would_be_lost_is_noticed(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    css = ".a { color: #222 }\n.b { border: 1px solid #333 }\n.c { background: white }\n"
    text = "---\ntitle: T\nlanguage: en\n---\n\n" + "".join(f"::: {{.{name}}}\nWords.\n:::\n\n" for name in "abc")
    report = build(make_manuscript({"a.md": text, "styles/epub.css": css}), tmp_path / "out", ["epub"])
    epub = next(each.data for each in report.artifacts if each.name.endswith(".epub"))
    found = faults(epub, tmp_path / "opened")
    lost = [fault for _, mode, fault in found if mode == "night"]
    assert any(each.startswith("text of <p") for each in lost)
    assert any(each.startswith("border") for each in lost)
    assert any("ground of its own" in each for each in lost)
    assert not any(fault.startswith(("text", "border")) for _, mode, fault in found if mode == "day")
