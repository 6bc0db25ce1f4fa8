"""Words → lines of equal length, in the largest letters in which they fit."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from math import ceil

from msgspec.structs import replace

from bookbuild.outputs.cover.lettering import ShapedLine, set_line
from bookbuild.outputs.title_lines import line_ends, may_end
from bookbuild.typography.themes import Lettering

_SIZES = (1.25, 1.12, 1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6, 0.55, 0.5, 0.45, 0.4, 0.36, 0.32, 0.28)
"""Parts of the size that was asked for."""
_TRIES = 5
"""How many sizes that fit are tried for one in which all lines end at sense."""


def fitted(
    text: str, style: Lettering, width: float, most: int, direction: str, language: str
) -> tuple[tuple[ShapedLine, ...], Lettering]:
    """The lines of a text that is at most `width` pixels wide and has at most so many lines, and their style.

    Lines are about equally long and end at sense. What does not even fit in the smallest letters has as many lines as
    it needs.
    """
    words = text.split()
    smallest = replace(style, size=style.size * _SIZES[-1])
    words = [part for word in words for part in _parted(word, smallest, width, direction, language)]
    allowed = may_end(words, language)
    fitting: list[tuple[tuple[int, ...], Lettering]] = []
    for part in _SIZES:
        smaller = replace(style, size=style.size * part)
        wide = _measured(words, smaller, direction, language)
        longest = max(wide(place, place + 1) for place in range(len(words)))
        ends = line_ends(words, allowed, wide, max(width, longest))
        if longest <= width and (len(ends) <= _most(most, part) or part == _SIZES[-1]):
            fitting.append((ends, smaller))
            if len(fitting) == _TRIES or all(allowed[end - 1] for end in ends):
                break
    at_sense = [each for each in fitting if all(allowed[end - 1] for end in each[0])]
    ends, smaller = (at_sense or fitting)[0]
    broken = (" ".join(words[first:last]) for first, last in zip((0, *ends), ends, strict=False))
    return tuple(set_line(line, smaller, direction, language) for line in broken), smaller


def _parted(word: str, style: Lettering, width: float, direction: str, language: str) -> list[str]:
    """A word in parts that are no wider than a line: of several only where it is too wide in the smallest letters."""
    parts = ceil(set_line(word, style, direction, language).width / width) or 1
    while True:
        length = ceil(len(word) / parts)
        pieces = [word[start : start + length] for start in range(0, len(word), length)]
        if length == 1 or all(set_line(piece, style, direction, language).width <= width for piece in pieces):
            return pieces
        parts += 1


def _measured(words: Sequence[str], style: Lettering, direction: str, language: str) -> Callable[[int, int], float]:
    """What tells how wide the words from one index up to another are together."""
    widths = [set_line(word, style, direction, language).width for word in words]
    space = set_line("n n", style, direction, language).width - set_line("nn", style, direction, language).width
    sums = list(accumulate(widths, initial=0.0))
    return lambda first, last: sums[last] - sums[first] + space * (last - first - 1)


def _most(lines: int, part: float) -> int:
    """How many lines there may be: a word or two can be large, and a long title is rather set smaller than higher."""
    return 1 if part > 1 else max(round(lines * (0.6 if part > 0.7 else 1)), 1)
