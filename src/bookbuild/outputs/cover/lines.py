"""Words → lines of equal length, in the largest letters in which they fit."""

import functools
from collections.abc import Sequence

from msgspec.structs import replace

from bookbuild.outputs.cover.lettering import ShapedLine, set_line
from bookbuild.typography.themes import Lettering

_SIZES = (1.25, 1.12, 1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6, 0.55, 0.5, 0.45, 0.4, 0.36, 0.32, 0.28)
"""Parts of the size that was asked for."""


def fitted(
    text: str, style: Lettering, width: float, most: int, direction: str, language: str
) -> tuple[tuple[ShapedLine, ...], Lettering]:
    """The lines of a text that is at most `width` pixels wide and has at most so many lines, and their style.

    What does not even fit in the smallest letters is as long as it has to be.
    """
    words = text.split()
    smaller = style
    for part in _SIZES:
        smaller = replace(style, size=style.size * part)
        widths = [set_line(word, smaller, direction, language).width for word in words]
        space = set_line("n n", smaller, direction, language).width - set_line("nn", smaller, direction, language).width
        count = _count(widths, space, width)
        if max(widths) <= width and count <= _most(most, part):
            break
    broken = _balanced(words, widths, space, max(width, max(widths)), count)
    return tuple(set_line(line, smaller, direction, language) for line in broken), smaller


def _most(lines: int, part: float) -> int:
    """How many lines there may be: a word or two can be large, and a long title is rather set smaller than higher."""
    return 1 if part > 1 else max(round(lines * (0.6 if part > 0.7 else 1)), 1)


def _count(widths: Sequence[float], space: float, width: float) -> int:
    """How many lines words need."""
    count, taken = 1, -space
    for each in widths:
        if taken + space + each > width and taken > 0:
            count, taken = count + 1, -space
        taken += space + each
    return count


def _balanced(words: Sequence[str], widths: Sequence[float], space: float, width: float, count: int) -> list[str]:
    """Break words into so many lines that the squares of what is left free at their ends are least in sum."""

    def length(first: int, last: int) -> float:
        return sum(widths[first:last]) + space * (last - first - 1)

    @functools.cache
    def best(first: int, left: int) -> tuple[float, tuple[int, ...]]:
        if left == 1:
            rest = length(first, len(words))
            return ((width - rest) ** 2 if rest <= width else 1e12), (len(words),)
        cheapest: tuple[float, tuple[int, ...]] = (1e18, (len(words),))
        for last in range(first + 1, len(words) - left + 2):
            if (taken := length(first, last)) > width:
                break
            cost, ends = best(last, left - 1)
            cheapest = min(cheapest, ((width - taken) ** 2 + cost, (last, *ends)))
        return cheapest

    ends = best(0, count)[1] if count <= len(words) else (len(words),)
    return [" ".join(words[first:last]) for first, last in zip((0, *ends), ends, strict=False)]
