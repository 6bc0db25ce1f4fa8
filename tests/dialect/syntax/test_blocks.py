"""The opening lines of ::: blocks, and what is said of blocks that are not as they must be."""

import pytest

from bookbuild.dialect.syntax.blocks import check, parse_opening
from bookbuild.manuscript.scan import scan
from bookbuild.model import Source
from bookbuild.problems import Severity
from bookbuild.settings.schema import ChapterSettings


@pytest.mark.parametrize(
    ("opening", "name", "attributes"),
    [
        ("author-note", "author-note", {}),
        ("{.author-note}", "author-note", {}),
        ("author-note {#about}", "author-note", {"id": "about"}),
        (
            "{.author-note #about .wide .tall lang=fr}",
            "author-note",
            {"id": "about", "class": "wide tall", "lang": "fr"},
        ),
        ('author-note {dir="rtl"}', "author-note", {"dir": "rtl"}),
        ("author-note {onclick=x()}", "author-note", {}),
        ("author note", "author note", {}),
    ],
)
def test_opening_line_is_read(opening: str, name: str, attributes: dict[str, str]) -> None:
    assert parse_opening(opening) == (name, attributes)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("::: author-note\nx\n:::", []),
        ("::: author-note\n::: author-note\nx\n:::\n:::", []),
        ("::: author-note\nx", [("BB301", 11)]),
        ("x\n:::", [("BB301", 12)]),
        ("::: autor-note\nx\n:::", [("BB302", 11)]),
        ("::: author-note\n::: author-note\nx\n:::", [("BB301", 11)]),
        ("```\n:::\n```", []),
    ],
)
def test_blocks_are_checked(text: str, found: list[tuple[str, int]]) -> None:
    problems = check(scan(text).fences, Source("a.md", text, ChapterSettings(), 11))
    assert [(problem.code, problem.location.line) for problem in problems] == found


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("challenge", Severity.WARNING),
        ("warning-box", Severity.WARNING),
        ("Übung", Severity.WARNING),
        ("autor-note", Severity.ERROR),
        ("epigraf", Severity.ERROR),
        ("challenge Words that would be lost", Severity.ERROR),
    ],
)
def test_only_a_slip_or_lost_words_stop_a_build(name: str, severity: Severity) -> None:
    (problem,) = check(scan(f"::: {name}\nx\n:::").fences, Source("a.md", "", ChapterSettings()))
    assert (problem.code, problem.severity) == ("BB302", severity)


def test_misspelt_name_is_met_with_the_right_one() -> None:
    text = "::: author-notes\nx\n:::"
    (problem,) = check(scan(text).fences, Source("a.md", text, ChapterSettings()))
    assert "“author-note”" in problem.hint
