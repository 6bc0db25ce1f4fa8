"""Lists with numbers of their own kind: which lines are such, and which only look like it."""

from pathlib import Path

import pytest

from bookbuild.manuscript import load
from bookbuild.manuscript.importers.common.own_numbers import own_numbers
from bookbuild.manuscript.importers.lines import numbered
from bookbuild.problems import Location


def after(text: str) -> str:
    return "\n".join(line.text for line in own_numbers(numbered(text, "a.md"))[0])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a. x\nb. y", "1. [a.]{.label .first} x\n2. [b.]{.label} y"),
        ("i. x\n\nii. y", "1. [i.]{.label .first} x\n\n02. [ii.]{.label} y"),
        ("(1) x\n(2) y", "01. [(1)]{.label .first} x\n02. [(2)]{.label} y"),
        ("A) x\nB) y", "1. [A)]{.label .first} x\n2. [B)]{.label} y"),
        ("h. x\ni. y\nj. z", "8. [h.]{.label .first} x\n9. [i.]{.label} y\n10. [j.]{.label} z"),
        ("(c) goes\n(d) on", "03. [(c)]{.label .first} goes\n04. [(d)]{.label} on"),
        ("> a. x\n> b. y", "> 1. [a.]{.label .first} x\n> 2. [b.]{.label} y"),
        ("1. x\n   a. y\n   b. z", "1. x\n   1. [a.]{.label .first} y\n   2. [b.]{.label} z"),
        ("iv. x\n   more\nv. y", "4. [iv.]{.label .first} x\n   more\n5. [v.]{.label} y"),
        (
            "a. x\nb. y\n\ni. z\nii. w",
            "1. [a.]{.label .first} x\n2. [b.]{.label} y\n\n1. [i.]{.label .first} z\n02. [ii.]{.label} w",
        ),
        ("(1) x\n(2) y\n\n1) z", "01. [(1)]{.label .first} x\n02. [(2)]{.label} y\n\n1) [1)]{.label .first} z"),
        ("[^n]: x\n\n    a. y\n    b. z", "[^n]: x\n\n    1. [a.]{.label .first} y\n    2. [b.]{.label} z"),
    ],
)
def test_a_list(typed: str, read: str) -> None:
    assert after(typed) == read


@pytest.mark.parametrize(
    "prose",
    [
        "a. x",
        "a. x\nc. y",
        "A. Lincoln spoke.\n\nHe rose.",
        "C. S. Lewis wrote.\n\nD. H. Lawrence wrote.",
        "It was\na. x\nb. y",
        "    a. code\n    b. code",
        "```\na. x\nb. y\n```",
        "1. x\n2. y",
        "1) x\n2) y",
        "A. Yes.\n\nShe waited.\n\nB. No.",
    ],
)
def test_no_list(prose: str) -> None:
    assert after(prose) == prose


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("> " * 20_000 + f"{letter}. x" for letter in "abc"),
        "\n".join(f"{' ' * (number % 4)}({number}) x\n" for number in range(20_000)),
        "a. x\n    b. y\n\n    i) z\n" * 20_000,
        "\n".join(["(1) x", *["     y\n"] * 20_000]),
    ],
)
def test_a_long_text_is_read_once(text: str) -> None:
    after(text)  # a pattern that tries all ways, or a search from each line to the first, would not end here


def test_what_was_not_changed_stands_where_it_was_typed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# One\n\n(1) x\n\n(2) y\n\n# Two\n\nwords\n", encoding="utf-8")
    source = load(tmp_path / "a.md").sources[0]
    assert [place is None for place in source.places] == [True, True, False, True, False, *[True] * 5]
    assert source.location(8, 2, 3) == Location("a.md", 9, 2, 3)
    assert source.location(2, 2, 3) == Location("a.md", 3)
    assert source.places_between(5, 9) == ()
