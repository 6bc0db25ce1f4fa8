"""Style sheets of single blocks: in every output of a book that has the block, and in no other."""

import io
import zipfile
from pathlib import Path

import pytest
from conftest import MakeManuscript

from bookbuild.assets import stylesheets
from bookbuild.assets.block_sheets import block_sheets
from bookbuild.dialect import read
from bookbuild.jobs.cache import Cache
from bookbuild.manuscript import load
from bookbuild.manuscript.blocks import BLOCKS
from bookbuild.model import Book
from bookbuild.outputs import epub
from bookbuild.outputs.context import Context
from bookbuild.outputs.html.document import whole
from bookbuild.outputs.pdf import page_design
from bookbuild.problems import Location
from bookbuild.styles import FOLDER, stylesheet

BLOCK_SHEETS = FOLDER / "blocks"
VERSE = ".verse { letter-spacing: 0.01em }\n"
SONG = "---\ntitle: Song\n---\n\n# One\n\n::: verse\nA line\n:::\n\nText.\n"


@pytest.fixture
def with_sheet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Verse has a sheet of its own, and nothing else has."""
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "verse.css").write_text(VERSE, encoding="utf-8")
    monkeypatch.setattr("bookbuild.assets.block_sheets.FOLDER", tmp_path)


def book_of(make_manuscript: MakeManuscript, text: str) -> Book:
    return read(load(make_manuscript({"song.md": text})))


@pytest.mark.usefixtures("with_sheet")
def test_a_sheet_is_for_books_that_have_its_block(make_manuscript: MakeManuscript) -> None:
    assert block_sheets(book_of(make_manuscript, SONG)) == {"block-verse.css": VERSE}
    assert block_sheets(book_of(make_manuscript, SONG.replace("::: verse", "::: aside"))) == {}


@pytest.mark.usefixtures("with_sheet")
def test_a_block_in_a_note_counts(make_manuscript: MakeManuscript) -> None:
    text = "---\ntitle: Song\n---\n\n# One\n\nText.[^a]\n\n[^a]: Words.\n\n    ::: verse\n    A line\n    :::\n"
    assert block_sheets(book_of(make_manuscript, text)) == {"block-verse.css": VERSE}


@pytest.mark.usefixtures("with_sheet")
def test_every_output_has_the_sheet_after_its_own_and_before_that_of_the_theme(make_manuscript: MakeManuscript) -> None:
    book = book_of(make_manuscript, SONG)
    artifact = epub.render(book, Context("song"))
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
        assert archive.read("EPUB/styles/block-verse.css").decode() == VERSE
        chapter = next(name for name in archive.namelist() if "/text/" in name)
        links = [line for line in archive.read(chapter).decode().splitlines() if 'rel="stylesheet"' in line]
    names = [line.partition("styles/")[2].partition('"')[0] for line in links]
    assert names == ["base.css", "epub.css", "block-verse.css", "theme.css"]
    assert VERSE in whole(book, Cache())
    printed = list(page_design.stylesheets(book))
    assert stylesheet("print-article.css") in printed[: printed.index(VERSE)]


def test_each_sheet_is_for_a_block_and_says_only_what_e_readers_survive(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    for sheet in sorted(BLOCK_SHEETS.glob("*.css")):
        assert sheet.stem in BLOCKS
        (tmp_path / "styles" / sheet.name).write_text(sheet.read_text(encoding="utf-8"), encoding="utf-8")
    _, _, problems = stylesheets.load(tmp_path, (), Location("book.toml"))
    assert BLOCK_SHEETS.is_dir()
    assert problems == ()
