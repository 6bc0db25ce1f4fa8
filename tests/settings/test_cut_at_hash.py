"""A # in a front matter: what YAML takes for a remark."""

import pytest

from bookbuild.settings import cut_at_hash


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("title: Tales #2", [("BB108", 2, 14)]),
        ("lang: en\nsubtitle: A tale # not told", [("BB108", 3, 18)]),
        ("author:\n  - Ann #1\n  - Bob", [("BB108", 3, 9)]),
        ('title: "Tales #2"', []),
        ("lang: en  # the language", []),
        ("# a remark\ntitle: Tales#2", []),
        ("description: |\n  Tales #2", []),
    ],
)
def test_what_is_cut_off_is_told_at_its_place(text: str, places: list[tuple[str, int, int]]) -> None:
    problems = list(cut_at_hash(text, "a.md", 2))
    assert [(each.code, each.location.line, each.location.column) for each in problems] == places
