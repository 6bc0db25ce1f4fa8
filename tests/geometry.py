"""Where letters stand on pages, as pdfium finds them."""

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_ROUNDING = 0.5
"""In points."""


@dataclass(frozen=True)
class Letter:
    """A letter that is painted; measures are in points from the lower left corner of the page."""

    page: int
    """Counted from 1."""
    letter: str
    left: float
    bottom: float
    right: float
    top: float
    width: float
    """Of its page."""
    height: float
    baseline: float


def letters(data: bytes) -> Iterator[Letter]:
    """All letters of a PDF that are not white space, in the order of its text."""
    for number, page in enumerate(pdfium.PdfDocument(data), start=1):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_chars()):
            letter = chr(raw.FPDFText_GetUnicode(text.raw, index))
            if not letter.isspace():
                left, bottom, right, top = text.get_charbox(index)
                x, baseline = ctypes.c_double(), ctypes.c_double()
                raw.FPDFText_GetCharOrigin(text.raw, index, x, baseline)
                yield Letter(number, letter, left, bottom, right, top, width, height, baseline.value)


def outside(data: bytes, left: float = 0, right: float = 0, top: float = 0, bottom: float = 0) -> list[Letter]:
    """The letters that do not stand wholly on their page, or within margins of it; all in points.

    Margins are the smaller ones where left-hand and right-hand pages differ.
    """
    return [
        letter
        for letter in letters(data)
        if letter.left < left - _ROUNDING
        or letter.right > letter.width - right + _ROUNDING
        or letter.bottom < bottom - _ROUNDING
        or letter.top > letter.height - top + _ROUNDING
    ]


def lines(data: bytes) -> Iterator[tuple[int, str]]:
    """What stands at one height of a page, without spaces, and the number of the page; from the top down."""
    ordered = sorted(letters(data), key=lambda letter: (*_height(letter), letter.left))
    for (page, _), line in itertools.groupby(ordered, key=_height):
        yield page, "".join(letter.letter for letter in line)


def _height(letter: Letter) -> tuple[int, int]:
    return letter.page, -round(letter.baseline)
