"""Excerpts as a terminal shows them: the carets stand under the words meant, whatever stands before them."""

import unicodedata
from pathlib import Path

import pytest

from bookbuild.cli.excerpts import WIDTH, excerpt
from bookbuild.problems import Location


def shown(tmp_path: Path, line: str, column: int | None = None, length: int = 1) -> tuple[str, ...]:
    (tmp_path / "a.md").write_bytes(f"first\r\n{line}\r\nlast".encode())
    return excerpt(tmp_path, Location("a.md", 2, column, length))


def columns(text: str) -> int:
    """How wide a terminal draws a text."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


@pytest.mark.parametrize(
    ("line", "column", "length", "expected"),
    [
        ("one two three", 5, 3, ("one two three", "    ^^^")),
        ("one two", 1, 1, ("one two", "^")),
        ("   one two", 8, 3, ("one two", "    ^^^")),
        ("   one", 2, 1, ("  one", "^")),
        ("a\tb", 3, 1, ("a    b", "     ^")),
        ("漢字 it", 4, 2, ("漢字 it", "     ^^")),
        ("漢字", 2, 1, ("漢字", "  ^^")),
        ("e\u0301t it", 5, 2, ("e\u0301t it", "   ^^")),
        ("🎉 it", 3, 2, ("🎉 it", "   ^^")),
        ("☀\ufe0f it", 4, 2, ("☀\ufe0f it", "   ^^")),
        ("👍🏽 it", 4, 2, ("👍🏽 it", "   ^^")),
        ("🇮🇸 it", 4, 2, ("🇮🇸 it", "   ^^")),
        ("กำ it", 4, 2, ("กำ it", "   ^^")),
        ("a\u200bb", 2, 1, ("a\ufffdb", " ^")),
        ("a\x1b[31mb", 7, 1, ("a\ufffd[31mb", "      ^")),
        ("one", 2, 99, ("one", " ^^")),
        ("one", 9, 1, ("one", "   ^")),
    ],
)
def test_carets_stand_under_the_words(
    line: str, column: int, length: int, expected: tuple[str, str], tmp_path: Path
) -> None:
    assert shown(tmp_path, line, column, length) == expected


def test_of_a_long_line_the_part_around_the_words_is_shown(tmp_path: Path) -> None:
    line = "word " * 200 + "HERE " + "漢字 " * 200
    text, carets = shown(tmp_path, line, 1001, 4)
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert columns(text) <= WIDTH
    start = carets.index("^")
    assert (text[start : start + 4], carets.count("^")) == ("HERE", 4)


def test_words_beyond_the_width_are_marked_as_far_as_they_are_shown(tmp_path: Path) -> None:
    text, carets = shown(tmp_path, "x" * 1000, 3, 900)
    assert columns(carets) <= columns(text) <= WIDTH


def test_without_a_column_the_line_alone(tmp_path: Path) -> None:
    assert shown(tmp_path, "  one two  ") == ("one two",)
    (text,) = shown(tmp_path, "word " * 100)
    assert text.endswith(" …")
    assert columns(text) <= WIDTH


@pytest.mark.parametrize("location", [Location("a.md"), Location("a.md", 99), Location("none.md", 1), Location("", 1)])
def test_nothing_where_there_is_nothing_to_show(location: Location, tmp_path: Path) -> None:
    shown(tmp_path, "one")
    assert excerpt(tmp_path, location) == ()


def test_nothing_of_an_empty_line_of_other_files_and_of_what_is_no_text(tmp_path: Path) -> None:
    assert shown(tmp_path, "   ") == ()
    (tmp_path / "b.md").write_bytes(b"\xff\xfe")
    (tmp_path / "book").mkdir()
    assert excerpt(tmp_path, Location("b.md", 1)) == ()
    assert excerpt(tmp_path / "book", Location("../a.md", 1)) == ()


def test_a_byte_order_mark_takes_no_column(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbfone")
    assert excerpt(tmp_path, Location("a.md", 1, 1, 3)) == ("one", "^^^")
