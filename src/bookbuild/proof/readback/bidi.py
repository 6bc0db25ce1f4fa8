"""Lines of right-to-left script: from the order in which glyphs lie on the page to the order in which they are read.

This undoes, for one line, what the bidirectional algorithm (Unicode Standard Annex 9) does, as far as a line without
explicit embeddings goes.
"""

import unicodedata
from collections.abc import Sequence

RIGHT_TO_LEFT = frozenset({"R", "AL"})
"""Bidirectional classes of letters that are read from right to left."""
_FIRST_RIGHT_TO_LEFT = "\u0590"
_NUMBER = frozenset({"EN", "AN"})
_IN_NUMBERS = frozenset({"ES", "ET", "CS", "NSM"})


def in_reading_order(glyphs: Sequence[str]) -> str:
    """The text of a line whose glyphs come from left to right."""
    text = "".join(glyphs)
    if text.isascii() or max(text) < _FIRST_RIGHT_TO_LEFT:
        return text
    classes = [_class(glyph) for glyph in glyphs]
    right = sum(1 for kind in classes if kind == "R")
    if not right:
        return text
    if right >= sum(1 for kind in classes if kind == "L"):
        return "".join(_turn_back(list(reversed(glyphs)), list(reversed(classes)), "LE"))
    return "".join(_turn_back(list(glyphs), classes, "R"))


def _turn_back(glyphs: list[str], classes: list[str], turned: str) -> list[str]:
    """Reverse each run of the other direction; it begins and ends with a letter or figure of that direction."""
    result: list[str] = []
    start = 0
    while start < len(glyphs):
        end = _run_end(classes, start, turned) if classes[start] in turned else start
        if end > start:
            result += reversed(glyphs[start:end])
            start = end
        else:
            result.append(glyphs[start])
            start += 1
    return result


def _run_end(classes: Sequence[str], start: int, turned: str) -> int:
    """The index after a run: letters with what stands between them, or the figures and marks of one number."""
    end = start + 1
    has_letters = classes[start] != "E"
    for index in range(start + 1, len(classes)):
        kind = classes[index]
        if kind in turned:
            gap = classes[end:index]
            joined = all(mark == "M" for mark in gap)
            if gap and not joined and not (has_letters or kind != "E"):
                break
            has_letters = has_letters or kind != "E"
            end = index + 1
        elif kind not in "NM" or (not has_letters and kind == "N"):
            break
    return end


def _class(glyph: str) -> str:
    """R and L for letters, E for figures, M for marks inside numbers, N for what takes the direction around it."""
    kinds = {unicodedata.bidirectional(letter) for letter in glyph}
    if kinds & RIGHT_TO_LEFT:
        return "R"
    if "L" in kinds:
        return "L"
    if kinds & _NUMBER:
        return "E"
    return "M" if kinds and kinds <= _IN_NUMBERS else "N"
