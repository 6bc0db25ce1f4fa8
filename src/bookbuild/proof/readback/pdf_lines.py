"""Where the pieces of a text stand on a page: which of them are in one line, and how far one is from the next."""

import itertools
import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum

from bookbuild.proof.readback.pdf_objects import Box, PageObjects

Place = tuple[float, float, float, float, float, int]
"""Of a piece of marked content, in points: where its ink begins and ends, its baseline, the size of its letters, where
its first letter begins; and how it is turned (`TextObject.turned`)."""
Piece = tuple[int, Place | None, str]
"""The number of a page, a place on it, and the words there."""

_LINE = 0.7
"""How far apart two baselines of one line may be, in sizes of letters: above and below the line."""
_APART, _TOGETHER, _UNDER, _BLANK = 0.3, -0.12, -0.3, 0.1
"""How far the ink of two pieces of a line is apart, in sizes of letters: words, though no space stands between them;
what runs together, though one ends the first, or begins the second, over which a slanted letter may hang; and words,
where spaces are said to be between them."""
_WIDTH, _LEAST = 0.6, 0.85
"""How wide letters of code usually are, in sizes of letters, and how near to it they are."""


class Joint(Enum):
    """How a piece follows upon the one before it."""

    IN_LINE = ""
    APART = " "
    GLUED = "glued"
    NEW_LINE = "\n"


def places(painted: PageObjects) -> dict[int, Place]:
    """The places of the marked content of a page, by identifiers; what lies in a form has none.

    What is drawn and has no letters stands on its lower edge, and is as large as it is high.
    """
    placed: dict[int, Place] = {}
    for text in painted.texts:
        if text.box is None or text.mcid < 0:
            continue
        left, bottom, right, top = text.box
        (along, baseline), size = text.origin, text.em[1]
        if text.turned:
            left, right = sorted((bottom * text.turned, top * text.turned))
            along, baseline = baseline * text.turned, -along * text.turned
        if (before := placed.get(text.mcid)) is not None:
            left, right = min(left, before[0]), max(right, before[1])
            baseline, size, along = before[2], max(size, before[3]), min(along, before[4])
        placed[text.mcid] = (*_rounded(left, right, baseline, size, along), text.turned)
    drawn: dict[int, list[Box]] = {}
    for other in painted.others:
        if other.mcid >= 0 and other.mcid not in placed:
            drawn.setdefault(other.mcid, []).append(other.box)
    for mcid, boxes in drawn.items():
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        left, bottom = min(lefts), min(bottoms)
        placed[mcid] = (*_rounded(left, max(rights), bottom, max(tops) - bottom, left), 0)
    return placed


def lines_beside(painted: PageObjects, placed: Mapping[int, Place], words: Mapping[int, str]) -> dict[int, float]:
    """How high over their baseline words have a line, in sizes of letters, by the identifiers of their marks."""
    lines: dict[int, float] = {}
    for other in painted.others:
        place = placed.get(other.mcid) if words.get(other.mcid) else None
        if place is not None and not place[5]:
            lines[other.mcid] = round(((other.box[1] + other.box[3]) / 2 - place[2]) / place[3], 2)
    return lines


def _rounded(*lengths: float) -> tuple[float, float, float, float, float]:
    left, right, baseline, size, along = lengths
    return round(left, 2), round(right, 2), round(baseline, 2), round(size, 2), round(along, 2)


def joint(before: Piece, after: Piece, *, blank: bool = False) -> Joint:
    """How a piece follows upon another, by the places and the words of both; where a place is not known, in a new line.

    A gap counts where letters are, and neither the marks nor the wide letters that have white space of their own; and
    where spaces alone are said to be between the two (`blank`).
    """
    one, other = before[1], after[1]
    if one is None or other is None or before[0] != after[0]:
        return Joint.NEW_LINE
    size = max(one[3], other[3])
    gap = (other[0] - one[1]) / size
    if abs(one[2] - other[2]) > _LINE * size or other[1] < one[0]:
        return Joint.NEW_LINE
    if blank:
        return Joint.APART if gap > _BLANK else Joint.IN_LINE
    ends, begins = before[2][-1:], after[2][:1]
    if ends.isspace() or begins.isspace():
        return (
            Joint.GLUED
            if gap < (_TOGETHER if ends.isspace() else _UNDER) and ends.isascii() and begins.isascii()
            else Joint.IN_LINE
        )
    return Joint.APART if gap > _APART and _is_narrow(ends) and _is_narrow(begins) else Joint.IN_LINE


def _is_narrow(letter: str) -> bool:
    return letter.isalnum() and unicodedata.east_asian_width(letter) not in "WF"


def code_lines(pieces: Sequence[Piece]) -> str:
    """The lines of code by the places of its pieces, with a form feed where a page ends; empty where these do not tell.

    Letters must all have one width. Spaces between pieces, and before the first of a line, are told by their places.
    """
    if any(place is None or not all(map(_is_plain, text)) for _, place, text in pieces):
        return ""
    placed = [(page, place, text) for page, place, text in pieces if place is not None and text]
    width = _width_of_letters(placed)
    lefts: dict[int, float] = {}
    for page, place, _ in placed:
        lefts[page] = min(lefts.get(page, place[4]), place[4])
    lines: list[str] = []
    pages: list[int] = []
    before: tuple[int, Place] | None = None
    for page, place, text in placed:
        column = round((place[4] - lefts[page]) / width)
        if before is not None and before[0] == page and abs(before[1][2] - place[2]) < _LINE * place[3]:
            lines[-1] = lines[-1].ljust(column) + text
        elif before is not None and before[0] == page and before[1][2] < place[2]:
            return "\f".join((*lines, text))  # no reader takes what stands higher for what follows
        else:
            lines.append(" " * column + text)
            pages.append(page)
        before = page, place
    ends = ("" if one == other else "\f" for one, other in itertools.pairwise(pages[:1] + pages))
    return "\n".join(end + line for end, line in zip(ends, lines, strict=True))


def _width_of_letters(placed: Sequence[tuple[int, Place, str]]) -> float:
    """How wide letters are in points: as the pieces of a line tell that follow upon each other without a space."""
    usual = _WIDTH * placed[0][1][3] if placed else 1.0
    steps = [
        (after[1][4] - before[1][4]) / len(before[2])
        for before, after in itertools.pairwise(placed)
        if before[0] == after[0] and abs(before[1][2] - after[1][2]) < 1
    ]
    return min((step for step in steps if _LEAST * usual < step < usual / _LEAST), default=usual)


def _is_plain(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) not in "WF" and unicodedata.category(letter)[0] not in "MC"
