"""Fonts inside an EPUB: those of the print edition, with the letters of the book and no others."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from conftest import MakeManuscript
from fontTools.ttLib import TTFont

from bookbuild.pipeline.build import build

TEXT = "# Weather\n\nIt *rained* for **nine** days.\n"


def members(folder: Path, settings: str, text: str) -> dict[str, bytes]:
    (folder / "book.toml").write_text(f'title = "Weather"\n{settings}', encoding="utf-8")
    (folder / "walk.md").write_text(text, encoding="utf-8")
    artifacts = build(folder, folder.parent / "out", ["epub"]).artifacts
    (data,) = [each.data for each in artifacts if each.name.endswith(".epub")]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.removeprefix("EPUB/"): archive.read(name) for name in archive.namelist()}


@pytest.fixture
def folder(make_manuscript: MakeManuscript) -> Path:
    return make_manuscript({"book.toml": ""})


@pytest.mark.parametrize(("kind", "family"), [("book", "EB Garamond"), ("article", "Newsreader")])
def test_fonts_hold_the_letters_of_the_book(kind: str, family: str, folder: Path) -> None:
    found = members(folder, f'kind = "{kind}"\n[epub]\nfonts = true\n', TEXT)
    sheet = found["styles/fonts.css"].decode()
    files = re.findall(r'url\("\.\./(.*?)"\)', sheet)
    assert sorted(files) == sorted(name for name in found if name.startswith("fonts/"))
    assert len(files) == 3 * len(set(re.findall("font-family: (.+);\n  font-style", sheet)))
    for file in files:
        font = TTFont(io.BytesIO(found[file]))
        assert font.flavor == "woff2"
        letters = set(font.getBestCmap())
        assert set(map(ord, "Itraineddays")) <= letters
        assert not set(map(ord, "ЖЗяß")) & letters
    assert f'font-family: "{family}", serif' in sheet
    assert b'href="../styles/fonts.css"' in found["text/walk.xhtml"]
    assert b'media-type="font/woff2"' in found["content.opf"]


def test_other_scripts_and_code_bring_their_fonts(folder: Path) -> None:
    found = members(folder, "[epub]\nfonts = true\n", f"{TEXT}\n[مرحبا]{{lang=ar}} and `code`.\n")
    families = set(re.findall(r'font-family: "(.*?)";', found["styles/fonts.css"].decode()))
    assert families == {"Newsreader", "Source Sans 3", "Amiri", "Source Code Pro"}


def test_no_fonts_unless_they_are_asked_for(folder: Path) -> None:
    found = members(folder, "", TEXT)
    assert not [name for name in found if "font" in name]


def test_fonts_are_the_same_each_time(folder: Path) -> None:
    settings = "[epub]\nfonts = true\n"
    assert members(folder, settings, TEXT) == members(folder, settings, TEXT)
