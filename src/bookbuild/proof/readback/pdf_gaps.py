"""Gaps between the glyphs of a string in a PDF (ISO 32000-1, 9.4.3): words that only they part, or push together.

Spaces are glyphs. A reader sees none where the next glyph is moved back over it, and one where a glyph is moved away.
"""

import re
import unicodedata
from collections.abc import Sequence

from pikepdf import Dictionary, Name, Object

_WIDE = rb"(?:1[3-9]\d|[2-9]\d\d|\d{4})(?:\.\d+)?"
"""In thousandths of the size of letters; no space is narrower."""
_FORWARD, _BACKWARD = re.compile(rb">-%b<" % _WIDE), re.compile(rb">%b<" % _WIDE)
_MOST = 0.25
"""The part of what is in a string that may be moves away, or its letters are spaced out."""
_AWAY, _BACK = "\ufffe", "\uffff"
"""Noncharacters, as which codes of two bytes stand for moves."""
MOVES = {0xFFFE: _AWAY, 0xFFFF: _BACK}
"""What these codes mean in any font."""
_CODES = frozenset(MOVES.values())


def with_moves(instructions: bytes, resources: Object) -> bytes:
    """Instructions with a code for each wide move inside a string, where all fonts have codes of two bytes."""
    fonts = resources.get("/Font", Dictionary()).values()
    if any(font.get("/Subtype") != Name.Type0 for font in fonts):
        return instructions
    return _BACKWARD.sub(b"ffff", _FORWARD.sub(b"fffe", instructions))


def spaced(glyphs: Sequence[str]) -> list[str]:
    """Glyphs without moves: with a space where one parts two letters, without one over which the next is moved."""
    moves = [index for index, glyph in enumerate(glyphs) if glyph in _CODES]
    is_spaced_out = glyphs.count(_AWAY) > _MOST * len(glyphs)
    shown: list[str] = []
    start = 0
    for index in moves:
        shown += glyphs[start:index]
        start = index + 1
        if glyphs[index] == _BACK:
            if shown and shown[-1].isspace():
                shown.pop()
        elif shown and not is_spaced_out and all(map(_is_letter, (shown[-1], *glyphs[start : start + 1]))):
            shown.append(" ")
    shown += glyphs[start:]
    return shown


def _is_letter(glyph: str) -> bool:
    """Whether a glyph is one of a script whose marks are not moved one by one."""
    return all(unicodedata.category(each)[0] in "LNP" and unicodedata.bidirectional(each) != "AL" for each in glyph)
