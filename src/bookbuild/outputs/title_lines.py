"""Where the lines of a title end: about equally long, and broken at sense. Arithmetic over the widths of words."""

import functools
import re
from collections.abc import Callable, Sequence
from math import inf

from bookbuild.i18n.words import clinging

_PUNCTUATION = re.compile(r"[,;:.!?…—–)»”’、。，：；！？」』）》]$")
_DASH = re.compile(r"[-–—·/&+]$")
_STRONG = re.compile(r"[:;.!?…—–。：！？]$")
_BREATH, _REST = 0.01, 0.03
"""What a line gains by ending where a reader takes breath or rests: parts of the square of its room."""
_TOO_WIDE = 100.0
"""What a line costs that is too wide."""
_TORN, _LINE = 2.0, 1.0
"""What a line costs that ends with an article, and one line more."""
MOST_WORDS = 150
"""Words of a title; of a longer one, which is no title any more, each line holds what it can."""
_MARKS = "\"'“”‘’«»„‚()[]¿¡"


def may_end(words: Sequence[str], language: str) -> tuple[bool, ...]:
    """For each word of a title whether a line may end with it.

    Articles and short prepositions stay with the word after them, and a dash with the word before it.
    """
    kept = clinging(language)
    allowed = []
    for word, following in zip(words, (*words[1:], ""), strict=True):
        plain = word.strip(_MARKS).lower()
        clings = plain in kept or word.endswith("\N{NO-BREAK SPACE}")
        years = bool(_DASH.fullmatch(word)) and following[:1].isdigit()
        allowed.append(not (clings or years or _DASH.fullmatch(following)))
    return tuple(allowed)


def line_ends(
    words: Sequence[str], allowed: Sequence[bool], width: Callable[[int, int], float], room: float
) -> tuple[int, ...]:
    """After how many words each line ends, in as few lines as may be.

    `width` tells how wide the words from one index up to another are together. A line ends with a word with which
    none should only where one line more would not help.
    """

    @functools.cache
    def best(first: int, left: int) -> tuple[float, tuple[int, ...]]:
        """The least cost of the words from a place on in so many lines, and where these end."""
        if left == 1:
            return _cost(width(first, len(words)), room, len(words) - first), (len(words),)
        cheapest: tuple[float, tuple[int, ...]] = (inf, (len(words),))
        for last in range(first + 1, len(words) - left + 2):
            taken = width(first, last)
            if taken > room and last > first + 1:
                break
            cost, ends = best(last, left - 1)
            cost += _cost(taken, room, last - first) - _gain(words[last - 1]) + (0 if allowed[last - 1] else _TORN)
            cheapest = min(cheapest, (cost, (last, *ends)))
        return cheapest

    filled = _filled(len(words), width, room)
    fewest = len(filled)
    if fewest == 1 or len(words) > MOST_WORDS:
        return filled
    counts = range(fewest, min(fewest + 2, len(words) + 1))
    return min((best(0, count)[0] + count * _LINE, best(0, count)[1]) for count in counts)[1]


def _filled(words: int, width: Callable[[int, int], float], room: float) -> tuple[int, ...]:
    """After how many words each line ends if each holds what it can."""
    ends: list[int] = []
    first = 0
    for last in range(1, words + 1):
        if width(first, last) > room and last > first + 1:
            first = last - 1
            ends.append(first)
    return (*ends, words)


def _cost(taken: float, room: float, words: int) -> float:
    """What a line costs by what stays free; a word that is too wide for any line stands alone."""
    free = 1 - taken / room
    return free * free if free >= 0 else (0.0 if words == 1 else _TOO_WIDE - free)


def _gain(word: str) -> float:
    if _STRONG.search(word):
        return _REST
    return _BREATH if _PUNCTUATION.search(word) else 0.0
