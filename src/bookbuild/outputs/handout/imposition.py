"""Which page stands where on the sheets of a handout: arithmetic alone, without a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

SheetSide = tuple[int | None, ...]
"""The pages on one side of a sheet, counted from 0, row by row from left to right; None is left empty."""

_PAGES_OF_A_SHEET = 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper and the pages on its two sides, as each side looks to someone who turns it towards him."""

    front: SheetSide
    back: SheetSide
    depth: int = 0
    """How many sheets of its signature lie around it once it is folded: 0 for the outermost."""


def signatures(sheets: int, most: int) -> tuple[int, ...]:
    """How many sheets go into each signature: none has more than `most`, and they differ by one at the most.

    So the last signature is never a lone sheet, which would tear out.
    """
    count = -(-sheets // most)
    thinner, thicker = divmod(sheets, count)
    return (thinner + 1,) * thicker + (thinner,) * (count - thicker)


def booklet(pages: int, most: int, *, cover: bool = True, right_to_left: bool = False) -> tuple[Sheet, ...]:
    """The sheets of a saddle-stitched booklet: folded once, nested in signatures of at most `most` sheets.

    With `cover` the first page is the front of the booklet. Without it a leaf is left empty before the first page and
    after the last, round which a cover of one's own can go. Empty pages come last otherwise.
    """
    around: list[int | None] = [] if cover else [None, None]
    leaves: list[int | None] = [*around, *range(pages), *around]
    missing = -len(leaves) % _PAGES_OF_A_SHEET
    leaves[len(leaves) - len(around) : len(leaves) - len(around)] = [None] * missing
    sheets: list[Sheet] = []
    for size in signatures(len(leaves) // _PAGES_OF_A_SHEET, most):
        begin = len(sheets) * _PAGES_OF_A_SHEET
        sheets += _signature(leaves[begin : begin + size * _PAGES_OF_A_SHEET], right_to_left)
    return tuple(sheets)


def _signature(leaves: Sequence[int | None], right_to_left: bool) -> list[Sheet]:
    """From the outermost sheet to the innermost: each takes two pages from the beginning and two from the end."""
    sheets = []
    for depth in range(len(leaves) // _PAGES_OF_A_SHEET):
        first, second = leaves[2 * depth : 2 * depth + 2]
        last_but_one, last = leaves[len(leaves) - 2 * depth - 2 : len(leaves) - 2 * depth]
        front, back = (last, first), (second, last_but_one)
        if right_to_left:
            front, back = (first, last), (last_but_one, second)
        sheets.append(Sheet(front, back, depth))
    return sheets


def grid(pages: int, columns: int, rows: int, *, right_to_left: bool = False) -> tuple[Sheet, ...]:
    """Sheets that are read as they lie: row by row, the front first, then the back."""
    room = columns * rows
    sides: list[SheetSide] = []
    for begin in range(0, pages, room):
        places = [page if page < pages else None for page in range(begin, begin + room)]
        lines = [places[start : start + columns] for start in range(0, room, columns)]
        sides.append(tuple(page for line in lines for page in (reversed(line) if right_to_left else line)))
    if len(sides) % 2:
        sides.append((None,) * room)
    return tuple(Sheet(front, back) for front, back in zip(sides[::2], sides[1::2], strict=True))
