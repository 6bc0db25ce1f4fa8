"""Marks of words as pages show them."""

from collections.abc import Sequence

from bookbuild.problems import Location
from bookbuild.proof.comparison.looks import looks_differ
from bookbuild.proof.forms import marked
from bookbuild.proof.passages import Passage, PassageKind, PrintedLook, Reading, passage

PLAIN, ITALIC, MONO = "Serif", "Serif-Italic", "Mono"


def _lost(
    mark: str, faces: Sequence[str], known: Sequence[str], *, size: float = 10, rise: float = 0
) -> list[int | None]:
    """The lines of which a mark is missed: each has a marked word in a font between two plain ones."""
    promised = [
        passage(PassageKind.TEXT, f"some {marked([mark], 'words')} here", Location("book.md", line))
        for line in range(1, len(faces) + 1)
    ]
    shown = {index: _page(face, size, rise) for index, face in enumerate(faces)}
    problems = looks_differ(
        Reading(tuple(promised), (), ()), Reading((), (), (), faces=tuple(known)), shown, "book.pdf"
    )
    return [problem.location.line for problem in problems]


def _page(face: str, size: float, rise: float) -> Passage:
    looks = (
        PrintedLook(0, 4, PLAIN, 10, 0.0, None),
        PrintedLook(4, 9, face, size, rise, None),
        PrintedLook(9, 13, PLAIN, 10, 0.0, None),
    )
    return Passage(PassageKind.TEXT, "some words here", "somewordshere", Location("book.pdf"), looks=looks)


def test_a_mark_is_shown_by_another_font() -> None:
    for mark, face in (("em", ITALIC), ("strong", "Serif-Semi-Bold"), ("code", MONO), ("kbd", MONO)):
        known = [PLAIN, face]
        assert _lost(mark, [face, face], known) == []
        assert _lost(mark, [face, PLAIN], known) == [2]
        assert _lost(mark, [PLAIN], known) == [1]


def test_a_font_that_no_file_has_is_not_missed() -> None:
    assert _lost("em", [PLAIN], [PLAIN, "Serif-Bold", "Other-Italic"]) == []
    assert _lost("strong", [PLAIN], [PLAIN, ITALIC]) == []


def test_what_most_words_do_not_show_is_a_choice() -> None:
    assert _lost("em", [PLAIN, PLAIN, ITALIC], [PLAIN, ITALIC]) == []


def test_what_is_raised_stands_above_its_line() -> None:
    assert _lost("sup", [PLAIN], [PLAIN], size=7, rise=0.36) == []
    assert _lost("sup", [PLAIN], [PLAIN], size=7, rise=-0.36) == [1]
    assert _lost("sub", [PLAIN], [PLAIN], size=7) == [1]
