"""Messages about settings, word by word, so that every change of them is seen in a diff."""

from pathlib import Path

import golden
import pytest
from conftest import MakeManuscript

from bookbuild.cli import main

MESSAGES = Path(__file__).parent / "messages.txt"
MISTAKES = (
    'titel = "T"',
    "title = 1984",
    'title = ["T"]',
    'language = "English"',
    'dir = "up"',
    'kind = "articel"',
    "split = 7",
    'split = "two"',
    'smart-punctuation = "yes"',
    "author = 3",
    'author = [{ nam = "Ada" }]',
    'author = [{ role = "aut" }]',
    'author = [{ name = "Ada", role = "poet" }]',
    'author = [{ name = "Ada", role = "fotographer" }]',
    'lang = "en"\nlanguage = "de"',
    'isbn = "978-0-306-40615-8"',
    'isbn = ["978-0-306-40615-7", "123"]',
    'identifier = "ISBN 12"',
    'series = { nme = "Harbour" }',
    "series-number = 2",
    'series = "Harbour"\nseries-number = "II"',
    'contents = "contents"',
    "colophon = true",
    "cover = 3",
    'keywords = ["sea", 1]',
    'chapters = "01.md"',
    'description = "a\\u0000"',
    '[pdf]\npage-size = "A9"',
    '[pdf]\npage-size = "1x2in"',
    '[pdf]\nbleed = "3 miles"',
    "[pdf]\nbleed = 1979-05-27",
    '[pdf]\nchapter-start = "left"',
    '[pdf]\nattach = "epub"',
    '[pdf]\nattach = ["word"]',
    "[pdf]\ncrop_marks = true",
    "[epub]\ntoc-depth = 9",
    "[images]\nlongest-side = 10",
    '[style]\ntheme = "clasic"',
    "[handout]\nsignature = 0",
    'handout = "booklet"',
)
"""Each a book.toml."""


def one_line(text: str) -> str:
    return text.replace("\n", " ⏎ ")


@pytest.mark.parametrize("mistake", MISTAKES, ids=one_line)
def test_messages_about_settings(
    mistake: str,
    make_manuscript: MakeManuscript,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    make_manuscript({"book.toml": f"{mistake}\n", "01.md": "Light.\n"})
    assert main(["lint", "book", "-q"]) == 2
    golden.agrees(MESSAGES, one_line(mistake), capsys.readouterr().out)


def test_no_message_is_left_over() -> None:
    golden.has_no_others(MESSAGES, [one_line(mistake) for mistake in MISTAKES])
