"""Moves between the glyphs of a string: which of them part words."""

import pytest

from bookbuild.proof.readback.pdf_gaps import MOVES, spaced

AWAY, BACK = MOVES.values()


@pytest.mark.parametrize(
    ("glyphs", "shown"),
    [
        (["a", AWAY, "b", "c", "d", "e"], "a bcde"),
        (["a", " ", BACK, "b", "c", "d"], "abcd"),
        (["a", AWAY, "b", AWAY, "c", AWAY, "d"], "abcd"),
        ([AWAY, "ह", "र", "ा", "न", "े"], "हराने"),
    ],
    ids=["a gap", "a space that is moved over", "letters that are spaced out", "what follows a mark that was moved"],
)
def test_words_are_parted_where_a_reader_sees_it(glyphs: list[str], shown: str) -> None:
    assert "".join(spaced(glyphs)) == shown
