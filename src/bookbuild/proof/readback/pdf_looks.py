"""How the letters of a passage look on a page: in which font, how large, above or below their line, with a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bookbuild.proof.forms import WRAP
from bookbuild.proof.passages import PrintedLook, essence
from bookbuild.proof.readback.pdf_lines import Place

_LINE = 0.7
"""How far apart two baselines of one line may be, in sizes of the larger letters."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of marked content of a passage."""

    at: int
    """Which of the words of the passage it is."""
    page: int
    face: str
    place: Place | None
    line: float | None


def looks(words: Sequence[str], pieces: Sequence[Shown]) -> tuple[PrintedLook, ...]:
    """The looks of a passage by those of its pieces; in `words`, other things may stand between these."""
    if not pieces:
        return ()
    starts = [0, *accumulate(0 if word == WRAP else len(essence(word)) for word in words)]
    first = pieces[0]
    if all(_is_alike(first, piece) for piece in pieces) and not any(map(_in_line, pieces, pieces[1:])):
        return (PrintedLook(starts[first.at], starts[-1], first.face, _size(first), None, first.line),)
    shown: list[PrintedLook] = []
    for line in _lines(pieces):
        base = max((piece.place for piece in line if piece.place), key=lambda place: place[3], default=None)
        for piece in line:
            rise = _rise(piece, base) if len(line) > 1 else None
            shown.append(
                PrintedLook(starts[piece.at], starts[piece.at + 1], piece.face, _size(piece), rise, piece.line)
            )
    return tuple(shown)


def _is_alike(one: Shown, other: Shown) -> bool:
    return one.face == other.face and one.line == other.line and _size(one) == _size(other)


def _size(piece: Shown) -> float:
    return piece.place[3] if piece.place else 0.0


def _rise(piece: Shown, base: Place | None) -> float | None:
    return round((piece.place[2] - base[2]) / base[3], 2) if piece.place and base else None


def _lines(pieces: Sequence[Shown]) -> Iterator[list[Shown]]:
    """Pieces that stand in one line of a page."""
    line: list[Shown] = []
    for piece in pieces:
        if line and not _in_line(line[-1], piece):
            yield line
            line = []
        line.append(piece)
    if line:
        yield line


def _in_line(one: Shown, other: Shown) -> bool:
    if one.page != other.page or one.place is None or other.place is None:
        return False
    return abs(one.place[2] - other.place[2]) < _LINE * max(one.place[3], other.place[3])
