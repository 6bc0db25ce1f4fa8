"""A new theme is a new folder, and nothing else."""

import io
import re
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest
from conftest import MakeManuscript

from bookbuild import styles
from bookbuild.jobs.cache import key
from bookbuild.pipeline.build import build
from bookbuild.problems import SettingsError
from bookbuild.typography.themes import theme_named

RECORD = """\
text = "Source Sans 3"
guide = "EB Garamond"
generic = "sans-serif"

[print]
size = 11
leading = 1.4
letter = 0.46
page-size = "6x9in"

[[web-faces]]
family = "Source Sans 3"

[[web-faces]]
family = "EB Garamond"
voice = "sans"
axes = [["wght", 600]]
weight = "600"

[cover]
layout = "label"
space = 80
author = { family = "Source Sans 3", size = 60 }
title = { family = "EB Garamond", size = 150, weight = 600 }
subtitle = { family = "EB Garamond", size = 60, italic = true }
foot = { family = "Source Sans 3", size = 50 }
"""
SHEETS = {
    "print": '.book, .book * { font-family: "Source Sans 3" }',
    "web": 'body.book { --serif: "Source Sans 3"; --sans: "EB Garamond" } .book h1 { font-family: var(--sans) }',
    "epub": '.book h1 { font-family: "EB Garamond", serif; text-align: right }',
}
BOOK = 'title = "Weather"\nkind = "book"\ncontents = false\n[epub]\nfonts = true\n[style]\ntheme = "gazette"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the new theme, in a copy of ours, with its record and its style sheets."""
    key("what a cache is asked for elsewhere does not depend on the copy")
    shutil.copytree(styles.FOLDER, tmp_path / "copy", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(styles, "FOLDER", tmp_path / "copy")
    made = styles.theme_folder("gazette")
    made.mkdir()
    (made / "theme.toml").write_text(RECORD, encoding="utf-8")
    for output, css in SHEETS.items():
        (made / f"{output}.css").write_text(css, encoding="utf-8")
    return made


@pytest.mark.usefixtures("folder")
def test_a_new_folder_is_a_theme_of_every_output(make_manuscript: MakeManuscript) -> None:
    manuscript = make_manuscript({"book.toml": BOOK, "walk.md": "# Weather\n\nIt rained for nine days.\n"})
    made = {each.name: each.data for each in build(manuscript, manuscript.parent / "out").artifacts}
    with pikepdf.open(io.BytesIO(made["weather.pdf"])) as pdf:
        assert [float(side) for page in pdf.pages for side in page.mediabox] == [0, 0, 432, 648] * len(pdf.pages)
        used = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
    assert any("Source-Sans-3" in name for name in used)
    assert SHEETS["web"] in made["weather.html"].decode()
    assert set(re.findall('@font-face { font-family: "(.*?)"', made["weather.html"].decode())) == {
        "Source Sans 3",
        "EB Garamond",
    }
    with zipfile.ZipFile(io.BytesIO(made["weather.epub"])) as archive:
        assert archive.read("EPUB/styles/theme.css").decode() == SHEETS["epub"]
        assert 'body {\n  font-family: "Source Sans 3", sans-serif;' in archive.read("EPUB/styles/fonts.css").decode()
        cover = archive.read("EPUB/cover.png")
    themed = BOOK.replace("gazette", "classic")
    other = make_manuscript({"book.toml": themed, "walk.md": "# Weather\n\nIt rained for nine days.\n"})
    (epub,) = [each.data for each in build(other, other.parent / "out", ["epub"]).artifacts if "epub" in each.name]
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        assert archive.read("EPUB/cover.png") != cover


def test_a_theme_may_go_without_style_sheets_of_its_own(folder: Path, make_manuscript: MakeManuscript) -> None:
    for output in SHEETS:
        (folder / f"{output}.css").unlink()
    manuscript = make_manuscript({"book.toml": BOOK, "walk.md": "# Weather\n\nIt rained.\n"})
    assert build(manuscript, manuscript.parent / "out", ["epub", "html"]).figures is not None


@pytest.mark.usefixtures("folder")
def test_settings_know_the_themes_by_their_folders(make_manuscript: MakeManuscript) -> None:
    manuscript = make_manuscript({"book.toml": BOOK.replace("gazette", "gazete"), "walk.md": "# Weather\n\nRain.\n"})
    with pytest.raises(SettingsError) as caught:
        build(manuscript, manuscript.parent / "out", ["html"])
    (problem,) = caught.value.problems
    assert problem.code == "BB102"
    assert "there is no theme “gazete”; choose from classic, gazette, large-print, modern" in problem.message


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('text = "Source Sans 3"', 'text = "Source Sans 4"', "“Source Sans 4” does not come with bookbuild"),
        ("letter = 0.46", "lettre = 0.46", "lettre"),
        ('layout = "label"', 'layout = "stripes"', "stripes"),
        ("leading = 1.4", 'leading = "1.4"', "$.print.leading"),
        ("[print]", "[print", "line 5"),
        ('family = "Source Sans 3"\n\n', 'family = "Source Sans 3"\nvoice = "code"\n\n', "the voice “serif”"),
    ],
)
def test_a_wrong_record_is_explained(before: str, after: str, reason: str, folder: Path) -> None:
    (folder / "theme.toml").write_text(RECORD.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(reason)) as caught:
        theme_named("gazette")
    assert str(folder / "theme.toml") in str(caught.value)


@pytest.mark.usefixtures("folder")
def test_a_folder_without_a_record_is_no_theme() -> None:
    styles.theme_folder("draft").mkdir()
    assert "gazette" in styles.theme_names()
    assert "draft" not in styles.theme_names()
    with pytest.raises(LookupError, match=r"“draft”: choose from .*gazette"):
        theme_named("draft")
