"""Links of the same words, and areas of a PDF to be clicked."""

from bookbuild.problems import Location
from bookbuild.proof.comparison.facts import agree
from bookbuild.proof.passages import Link, NotePassages, PassageKind, Reading, passage

ONE, TWO = "https://example.org/one", "https://example.org/two"


def _lines(shown: list[Link], note: str = "") -> list[int | None]:
    """The lines of the problems, where the manuscript has three links “here” in the lines 1, 2 and 3."""
    promised = [
        Link("here", target, location=Location("book.md", line)) for line, target in ((1, ONE), (2, TWO), (3, ONE))
    ]
    notes = NotePassages("1", (passage(PassageKind.TEXT, note, Location("book.md", 9)),)) if note else None
    manuscript = Reading((), (notes,) if notes else (), (), links=tuple(promised))
    return [
        problem.location.line for problem in agree(manuscript, Reading((), (), (), links=tuple(shown)), {}, "a.epub")
    ]


def test_links_of_the_same_words_lead_each_to_its_own_place() -> None:
    assert _lines([Link("here", ONE), Link("here", TWO), Link("here", ONE)]) == []
    assert _lines([Link("here", TWO), Link("here", ONE), Link("here", ONE)]) == [1]
    assert _lines([Link("here", ONE), Link("here", ONE), Link("here", TWO)]) == [2]


def test_links_in_notes_may_stand_elsewhere() -> None:
    assert _lines([Link("here", ONE), Link("here", ONE), Link("here", TWO)], note="PrintedLook here.") == []


def test_a_link_that_cannot_be_clicked_is_told_at_its_line() -> None:
    shown = [Link("here", ONE), Link("here", TWO, astray="cannot be clicked"), Link("here", ONE)]
    assert _lines(shown) == [2]
