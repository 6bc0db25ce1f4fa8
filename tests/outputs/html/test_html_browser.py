"""The single HTML file in a real browser: on a phone, a tablet and a wide screen, light and dark, and on paper."""

import json
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from browsing import ask_browser
from conftest import TESTS, Built, absent
from judging import QUICK_JAVA

from bookbuild import dialect
from bookbuild.manuscript import load
from bookbuild.outputs import html
from bookbuild.outputs.context import Context

NU = TESTS / "judges" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


BOOKS = ["article", "garden", "lecture", "lighthouse", "tongues", "harbour"]
THEMED = ["article classic", "article large-print", "lighthouse modern", "lighthouse large-print"]
"""Books in a theme that is not the usual one of their kind."""


@pytest.fixture(params=[*BOOKS, *THEMED])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The file of each book in turn, in a folder named after it."""
    name, _, theme = request.param.partition(" ")
    built = request.getfixturevalue(name)
    assert isinstance(built, Built)
    data = _themed(built.manuscript, theme) if theme else built.artifact(".html").data
    folder: Path = tmp_path / name
    folder.mkdir()
    path = folder / "book.html"
    path.write_bytes(data)
    return path


def _themed(manuscript: Path, theme: str) -> bytes:
    book = dialect.read(load(manuscript))
    artifact = html.render(replace(book, theme=theme), Context("book"))
    return artifact.data


def looked_at(file: Path, printed: Path) -> list[dict[str, Any]]:
    return ask_browser("check.mjs", file, "360,768,1440", printed)


def test_it_is_sound_at_every_width_and_in_both_schemes(
    file: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    printed = tmp_path / "printed.pdf"
    results = looked_at(file, printed)
    assert [(each["width"], each["scheme"]) for each in results] == [
        (width, scheme) for width in (360, 768, 1440) for scheme in ("light", "dark")
    ]
    for result in results:
        for wrong in ("violations", "messages", "requests", "lost", "faint"):
            assert result[wrong] == [], (result["width"], result["scheme"])
        assert result["overflow"] == 0
        if file.parent.name not in ("lecture", "tongues"):  # whose formulas, Chinese and Japanese are in readers' fonts
            assert result["foreign"] == []
    if request.node.callspec.params["file"] == "article":  # the books' paragraphs are too short to measure
        assert all(60 <= each["measure"] <= 70 for each in results if each["width"] > 360)
    _assert_printed(printed, file.parent.name)


def _assert_printed(pdf: Path, book: str) -> None:
    """Text and notes are on the paper; contents and what only a screen needs are not."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    text = "".join(unicodedata.normalize("NFKC", "".join(pages)).split())
    wanted = {
        "article": ["StrikesNearAtTanf", "—ColonelRyanDillon", "Thereportspeaksofa“55km", "15,113articles"],
        "garden": ["AFieldGuidetoSmallGardens", "—AnnaLind", "Thenotesays“so”.", "watering{plant}"],
        "lecture": ["Ada’s“Sums”", "—AnnaLind", "’Twasachapter"],
        "lighthouse": ["TheLighthouseAlmanac", "—Harbourrhyme", "Oilthebearings"],
        "harbour": ["TheKeeper’sYear", "TranslatedbyClaraVoss", "Onthenorthcoast."],
        "tongues": ["ManyTongues", "ÜberdieGärten", "Οκήπος"],
    }
    for words in wanted[book]:
        assert words in text
    for words in ("Contents", "Skiptothetext", "↑"):
        assert words not in text


def test_it_is_valid_html(file: Path) -> None:
    """By the Nu rules; its judge of style sheets knows only what was usual years ago, so that it is not asked."""
    java = shutil.which("java")
    if java is None:
        absent("the Nu Html Checker", "there is no java to run it")
    if not NU.is_file():
        absent("the Nu Html Checker", "run npm ci --ignore-scripts in tests/judges")
    options = ["--format", "json", "--stdout", "--exit-zero-always"]
    command = [str(java), *QUICK_JAVA, "-Xss8m", "-jar", str(NU), *options, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    messages = json.loads(done.stdout)["messages"]
    assert messages, "it remarks on the style sheet at least"
    assert [m for m in messages if m["type"] != "info" and not m["message"].startswith("CSS:")] == []
