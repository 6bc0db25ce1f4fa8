"""Spans in the content of a PDF that say how their glyphs are read (ISO 32000-1, 14.8.2.3.3 and 14.9.4)."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pikepdf import Dictionary, Object, String

_PARTED = {ord("\u0e33"): "\u0e4d\u0e32", ord("\u0eb3"): "\u0ecd\u0eb2"}
"""Two vowels that fonts draw in two parts, the first of them before marks of their consonant (Unicode, 16.4)."""
_WITHOUT_INK = "\u200b\u200c\u200d\u2060"


@dataclass(frozen=True, slots=True)
class ReadingSpan:
    """One that is open."""

    depth: int
    """How many marks are open with it."""
    glyphs: list[str]
    """Those that are shown with its identifier, to which it adds."""
    start: int
    """Of its own glyphs among these."""
    actual: str | None
    """The letters that its glyphs are said to stand for; None where they are read from the right to the left."""

    def close(self) -> None:
        """Put its glyphs into the order of reading.

        Letters are only believed that its glyphs stand for too, in whatever order: nobody sees them.
        """
        own = self.glyphs[self.start :]
        if self.actual is None:
            self.glyphs[self.start :] = own[::-1]
        elif _letters(own) == _letters(self.actual):
            self.glyphs[self.start :] = [self.actual]


def opened(operands: list[Object], depth: int, glyphs: list[str]) -> ReadingSpan | None:
    """The span that a mark opens, if it is one."""
    if str(operands[0]) == "/ReversedChars":
        return ReadingSpan(depth, glyphs, len(glyphs), None)
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, Dictionary) and isinstance(properties.get("/ActualText"), String):
        return ReadingSpan(depth, glyphs, len(glyphs), str(properties["/ActualText"]))
    return None


def _letters(text: Iterable[str]) -> Counter[str]:
    """How often each letter stands in a text; from right to left a bracket is shown by the glyph of its counterpart."""
    return Counter(
        "(" if unicodedata.mirrored(letter) else letter
        for letter in unicodedata.normalize("NFD", "".join(text).translate(_PARTED))
        if letter not in _WITHOUT_INK
    )
