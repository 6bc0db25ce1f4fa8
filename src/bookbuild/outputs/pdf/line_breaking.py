"""Which spaces of a paragraph no line may end at, so that it has no holes and does not end with a scrap.

WeasyPrint fills one line after the other and never looks back. This foretells the lines that it will make, and where
they are bad looks for better ones, in the manner of Knuth and Plass (“Breaking Paragraphs into Lines”, 1981): at each
line it may hold back a word or two, by making the space after them such that no line ends there, or keep the last word
from being divided. A foretelling
that fails costs a paragraph its good looks, never a word.
"""

import heapq
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from unicodedata import category

_HELD_BACK = (1, 2)
"""How many words a line may leave to the next one."""
_BACK = 8
"""How many lines before the first bad one are looked at for a better way."""
_LOOSE = 2.0
"""By how many times its width a space may grow before its line has holes."""
_STUMP = 3.0
"""The width of a last line, in letters' sizes, below which it is a scrap."""
_HYPHEN, _SECOND_HYPHEN, _LADDER, _SCRAP = 1.0, 2.0, 12.0, 60.0
"""What a hyphen costs, the second and the third in a row, and a last line that is a scrap; a space that grows by its
own width costs 1, and more costs more than in proportion."""


@dataclass(frozen=True, slots=True)
class Type:
    """How running text is set in the chapters of a book; measures are in CSS pixels."""

    measure: float
    """The width of its lines."""
    indent: float
    """By how much less the first line of a paragraph has that follows another one."""
    size: float
    """Of its letters."""
    space: float
    """The width of a space."""
    hyphen: float
    """The width of a hyphen."""
    positions: Callable[[str], Sequence[float] | None]
    """Where each letter of a text begins on an endless line, and the end; None if another font has some of them."""
    stops: Callable[[str], Sequence[int]]
    """Before which letters a line may end without a hyphen."""
    parts: Callable[[str], Sequence[int]]
    """At which places the words that stand at the end of a line may be divided, the last place first."""
    least: int
    """How many letters of a word stay before its hyphen at least."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A paragraph as WeasyPrint should have it."""

    text: str
    undivided: int
    """From which letter on it has a last word that may not be divided; its length if there is none."""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    """Where the next line begins."""
    divides: bool
    """Whether it ends within a word, with a hyphen."""
    stretch: float
    """By how many times its width each of its spaces grows; 0 for the last line."""
    scrap: float = 0
    """How much of a scrap it is as a last line, from 0 to 1: the end of a divided word, or short ones."""
    kept: tuple[int, ...] = ()
    """The spaces that have to be such that no line ends at them."""
    spares: bool = False
    """Whether the next line is the last word, which may not be divided for that."""


@dataclass(frozen=True, slots=True)
class _MeasuredParagraph:
    text: str
    undivided: int
    type_: Type
    flush: bool
    at: Sequence[float]
    """Where each letter begins."""
    stops: Sequence[int]
    """Before which letters a line may end without a hyphen, and the end."""
    ends: Sequence[float]
    """For each stop, where what comes before it ends, less its space."""


def compose(text: str, type_: Type, *, flush: bool) -> Composed:
    """A paragraph with no-break spaces where its lines are better for it; `flush` if its first line has no indent."""
    plain = Composed(text, len(text))
    paragraph = _measured(plain, type_, flush)
    if paragraph is None:
        return plain
    usual = tuple(_usual(paragraph))
    faulty = _first_fault(usual)
    if faulty is None:
        return plain
    better = tuple(_better(paragraph, usual[max(0, faulty - _BACK)].start))
    letters = list(text)
    for place in (place for line in better for place in line.kept):
        letters[place] = "\u00a0"
    spared = next((line.end for line in better if line.spares), len(text))
    return Composed("".join(letters), spared)


def lines(composed: Composed, type_: Type, *, flush: bool) -> list[str]:
    """The lines that WeasyPrint will make of a paragraph; none if that cannot be told."""
    paragraph = _measured(composed, type_, flush)
    if paragraph is None:
        return []
    usual = _usual(paragraph)
    return [composed.text[line.start : line.end].rstrip(" ") + "\u2010" * line.divides for line in usual]


def _measured(composed: Composed, type_: Type, flush: bool) -> _MeasuredParagraph | None:
    text = composed.text
    at = type_.positions(text)
    if at is None:
        return None
    stops = (*type_.stops(text), len(text))
    ends = [at[stop - 1 if text[stop - 1] == " " else stop] for stop in stops]
    return _MeasuredParagraph(text, composed.undivided, type_, flush, at, stops, ends)


def _usual(paragraph: _MeasuredParagraph) -> Iterator[_Line]:
    """The lines of a paragraph as it is; they end early where a word is wider than a line."""
    start = 0
    while start < len(paragraph.text) and (line := _line(paragraph, start)) is not None:
        yield line
        start = line.end


def _choices(paragraph: _MeasuredParagraph, start: int) -> Iterator[_Line]:
    """The lines that may begin at a letter."""
    usual = _line(paragraph, start)
    if usual is None:
        return
    yield usual
    if usual.end < len(paragraph.text):
        others = (_line(paragraph, start, held_back) for held_back in _HELD_BACK)
        spared = _line(paragraph, start, spares=True) if usual.divides else None
        yield from (line for line in (*others, spared) if line is not None)


def _line(paragraph: _MeasuredParagraph, start: int, held_back: int = 0, *, spares: bool = False) -> _Line | None:
    """The line that begins at a letter and leaves some words to the next one; None if there is no such line."""
    text, type_, at, stops = paragraph.text, paragraph.type_, paragraph.at, paragraph.stops
    room = type_.measure - (type_.indent if start == 0 and not paragraph.flush else 0)
    limit = at[start] + room
    last = bisect_right(paragraph.ends, limit) - 1
    if last == len(stops) - 1:
        is_part = text[start - 1].isalpha() and " " not in text[start:]
        scrap = 1.0 if is_part else max(0.0, 1 - (at[-1] - at[start]) / type_.size / _STUMP)
        return _Line(start, len(text), False, 0, scrap if start else 0)
    place = last - held_back
    if place < 0 or stops[place] <= start:
        return None
    end, width = stops[place], paragraph.ends[place] - at[start]
    kept = tuple(stop - 1 for stop in stops[place + 1 : last + 1])
    if any(text[space] != " " or category(text[space - 1]) == "Pd" for space in kept):
        return None  # a line may end between a dash and a no-break space (Unicode Standard Annex 14, LB12a)
    if spares and (last + 2 < len(stops) or text[end - 1] != " "):
        return None
    follows = text[end : stops[last + 1] - (last + 2 < len(stops))]
    may_divide = end != paragraph.undivided and not spares and len(follows) > type_.least
    divides = False
    if may_divide and at[end + type_.least] + type_.hyphen <= limit:
        fits = (part for part in type_.parts(follows) if at[end + part] + type_.hyphen <= limit)
        if (part := next(fits, 0)) > 0:
            end, width, divides = end + part, at[end + part] + type_.hyphen - at[start], True
    inside = text[start:end].rstrip(" ")
    spaces = inside.count(" ") + inside.count("\u00a0")
    return _Line(start, end, divides, (room - width) / type_.space / max(1, spaces), 0, kept, spares)


def _first_fault(lines: Sequence[_Line]) -> int | None:
    run = 0
    for index, line in enumerate(lines):
        run = run + 1 if line.divides else 0
        if line.scrap or line.stretch > _LOOSE or run > 2:
            return index
    return None


def _cost(line: _Line, run: int) -> float:
    """What a line costs after so many lines in a row that end with a hyphen."""
    cost = max(0.0, line.stretch) ** 3 + _SCRAP * line.scrap
    if line.divides:
        cost += _HYPHEN if run == 0 else _SECOND_HYPHEN if run == 1 else _LADDER
    return cost


def _better(paragraph: _MeasuredParagraph, start: int) -> Iterator[_Line]:
    """From a letter at which a line begins, the lines that cost least, the last first; none if a word is too long."""
    end = (len(paragraph.text), 0)
    costs: dict[tuple[int, int], float] = {(start, 0): 0}
    ways: dict[tuple[int, int], tuple[tuple[int, int], _Line]] = {}
    waiting = [(start, 0)]
    while waiting:
        state = heapq.heappop(waiting)
        if state == end:
            break
        for line in _choices(paragraph, state[0]):
            then = (line.end, min(state[1] + 1, 2) if line.divides else 0)
            cost = costs[state] + _cost(line, state[1])
            if cost < costs.get(then, inf):
                if then not in costs:
                    heapq.heappush(waiting, then)
                costs[then] = cost
                ways[then] = state, line
    while end in ways:
        end, line = ways[end]
        yield line
