"""How wide the columns of a table become, and what gives way so that it fits: arithmetic."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

_LEAST_TYPE = 0.8
"""To how much of their size letters shrink, before words are divided anywhere."""
_STEP = 0.025
_SMALLER = (0.9, _LEAST_TYPE)
"""Shares of their size that are tried so that a table fits on a page."""
_NARROW_PADDING = 0.35
"""At the sides of a cell in a table that is short of room, in em; `print.css` says the same."""
_FEW_PARTS = 3
"""A table in so many parts stands upright; one in more is turned, if it then has fewer."""
_EVEN = 50
"""In how many steps room is sought in which the parts of a table are about equally wide."""
_EVENNESS = 0.6
"""1 would give a column room by the length of what stands in it; less is kinder to short ones."""
_LETTER = 0.46
"""How wide a letter is, in em, on the average."""
_ROUNDING = 0.01
_FEW_LINES = 3
"""Cells of so many lines are no running text: a table reaches out of the text rather than have one more of them."""
_RAGGED = 1.12
"""How much more room words need that are broken into lines."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a table needs, in CSS pixels, columns with their padding."""

    room: float
    """The width of the page where it stands."""
    whole: tuple[float, ...]
    """For each column its longest word."""
    parted: tuple[float, ...]
    """The same, where long words are divided."""
    natural: tuple[float, ...]
    """Each column without any line that is broken."""
    size: float
    """Of its letters."""
    padding: float
    """At both sides of a cell together."""
    height: float = 0.0
    """Of the text of a page: the room of a table that is turned."""
    free: float = 0.0
    """How far it may reach out of the text on either side."""
    joined: frozenset[int] = frozenset()
    """The columns that stay beside the one before, since a cell spans both."""
    given: tuple[float, ...] = ()
    """The widths that the writer gave the columns, as parts of the room."""
    is_landscape: bool = False
    """Whether the writer wants it to be turned."""


@dataclass(frozen=True, slots=True)
class TableFit:
    """How a table is set; as the style sheets have it where it has no `widths`."""

    widths: tuple[float, ...] = ()
    """Of its columns, as shares of the room; together they may be wider than it."""
    size: float = 0.0
    """Of its letters, in CSS pixels, where they are smaller."""
    narrow: bool = False
    """Whether its columns stand closer together."""
    parted: frozenset[int] = frozenset()
    """The columns in which words are divided or addresses broken."""
    letters: tuple[float, ...] = ()
    """How many letters go into a line of each column, about."""
    turned: bool = False
    """Whether it stands on a page of its own, turned by a quarter."""
    full: float = 0.0
    """The size of its letters where they are not smaller."""
    parts: tuple["TablePart", ...] = ()
    """The tables that it is divided into, if it is."""
    is_lost: bool = False
    """Whether nothing helps: short words are divided anywhere."""
    keeps: bool = True
    """Whether short rows, and the whole if it is short, stay on one page."""


@dataclass(frozen=True, slots=True)
class TablePart:
    """A part of a table that is divided by its columns."""

    columns: tuple[int, ...]
    """The first one, with those that belong to it, and others."""
    fit: TableFit


def fit(table: Measured) -> TableFit:
    """How a table is set so that it fits: what costs a reader least is tried first."""
    if not table.room:
        return TableFit()
    if not table.is_landscape and (upright := _as_given(table) or _within(table)):
        return upright
    turned = replace(table, room=table.height, free=0.0)
    if fitted := _as_given(turned) or _within(turned):
        return replace(fitted, turned=True, full=table.size)
    parts, sideways = _divided(table), _divided(turned)
    if parts and (len(parts) <= _FEW_PARTS or len(parts) == len(sideways)):
        return TableFit(parts=parts)
    if sideways:
        return TableFit(parts=sideways, turned=True)
    return replace(_fit(table, table.parted, _LEAST_TYPE, _gain(table), table.room), is_lost=True)


def smaller(fit: TableFit) -> tuple[TableFit, ...]:
    """The same columns with letters that are smaller, from the largest down to the least."""
    sizes = (fit.full * share for share in _SMALLER)
    return tuple(replace(fit, size=size) for size in sizes if size < (fit.size or fit.full) and not fit.parts)


def _as_given(table: Measured) -> TableFit | None:
    """How a table fits with the widths that the writer gave its columns; None without these, or where it does not."""
    if len(table.given) != len(table.parted):
        return None
    needed = max(least / share for least, share in zip(table.parted, table.given, strict=True))
    room = table.room if needed <= table.room else table.room + 2 * table.free
    scale = min(1.0, room / needed // _STEP * _STEP)
    if scale < _LEAST_TYPE:
        return None
    widths = [share * room for share in table.given]
    gain = _gain(table) if scale < 1 else 0.0
    return _made(table, widths, [(width - gain) * scale for width in table.whole], scale, gain)


def _within(table: Measured) -> TableFit | None:
    """How a table fits its room without a short word that is divided; None if it does not."""
    if sum(table.natural) <= table.room:
        return TableFit()
    gain = _gain(table)
    wide = table.room + 2 * table.free
    if few := _in_few_lines(table, wide):
        return few
    for narrow in (False, True):
        for least in (table.whole, table.parted):
            needed = sum(least) - narrow * gain * len(least)
            if needed <= wide:
                return _fit(table, least, 1.0, gain if narrow else 0.0, table.room if needed <= table.room else wide)
    scale = wide / needed // _STEP * _STEP
    return _fit(table, table.parted, scale, gain, wide) if scale >= _LEAST_TYPE else None


def _in_few_lines(table: Measured, wide: float) -> TableFit | None:
    """How a table fits whose cells have few lines, and of these as few as can be; None for others.

    It reaches out of the text, if that saves a line, and no farther than it must. Words are divided only where they
    would not fit otherwise.
    """
    words = table.whole if sum(table.whole) <= wide else table.parted
    for lines in range(1, _FEW_LINES + 1):
        ragged = _RAGGED if lines > 1 else 1.0
        least = [
            max(word, (most - table.padding) * ragged / lines + table.padding)
            for word, most in zip(words, table.natural, strict=True)
        ]
        if (needed := sum(least)) <= wide:
            room = max(table.room, needed)
            return _made(table, _shared(room, least, table.natural), table.whole, 1.0, 0.0)
    return None


def _divided(table: Measured) -> tuple[TablePart, ...]:
    """A table in as few parts as fit the room; none where it cannot be divided."""
    tried = [_parts(table, scale) for scale in (1.0, *_SMALLER)]
    return min(filter(None, tried), key=len, default=())


def _parts(table: Measured, scale: float) -> tuple[TablePart, ...]:
    gain = _gain(table)
    whole, parted = ([(width - gain) * scale for width in each] for each in (table.whole, table.parted))
    head, *blocks = _blocks(table)
    first = sum(parted[column] for column in head)
    sums = [[sum(each[column] for column in block) for block in blocks] for each in (whole, parted)]
    least = [most if first + most <= table.room else fewest for most, fewest in zip(*sums, strict=True)]
    if first + max(least, default=math.inf) > table.room:
        return ()
    fewest = len(_groups(least, table.room - first))
    evenly = min(
        room for step in range(_EVEN + 1) if len(_groups(least, room := (table.room - first) * step / _EVEN)) == fewest
    )
    found = []
    for group in _groups(least, evenly):
        columns = (*head, *(column for index in group for column in blocks[index]))
        part = replace(
            table,
            whole=tuple(table.whole[index] for index in columns),
            parted=tuple(table.parted[index] for index in columns),
            natural=tuple(table.natural[index] for index in columns),
        )
        found.append(TablePart(columns, _fit(part, part.parted, scale, gain, part.room)))
    return tuple(found)


def _blocks(table: Measured) -> list[list[int]]:
    """The columns, those together that a cell spans; each part of the table begins with the first of these."""
    blocks: list[list[int]] = []
    for column in range(len(table.whole)):
        if column in table.joined and blocks:
            blocks[-1].append(column)
        else:
            blocks.append([column])
    return blocks


def _groups(widths: Sequence[float], room: float) -> list[list[int]]:
    """The indexes of widths that go into a room together, as many as there is room for."""
    groups: list[list[int]] = [[]]
    taken = 0.0
    for index, width in enumerate(widths):
        if groups[-1] and taken + width > room:
            groups.append([])
            taken = 0.0
        groups[-1].append(index)
        taken += width
    return groups


def _gain(table: Measured) -> float:
    """How much less a column needs that stands closer to the next one."""
    return max(0.0, table.padding - 2 * _NARROW_PADDING * table.size)


def _fit(table: Measured, least: Sequence[float], scale: float, gain: float, room: float) -> TableFit:
    whole, parted, natural = (
        [(width - gain) * scale for width in each] for each in (table.whole, least, table.natural)
    )
    return _made(table, _shared(room, _as_many_whole(room, whole, parted), natural), whole, scale, gain)


def _made(table: Measured, widths: Sequence[float], whole: Sequence[float], scale: float, gain: float) -> TableFit:
    divided = frozenset(index for index, width in enumerate(widths) if width < whole[index] - _ROUNDING)
    size = table.size * scale if scale < 1 else 0.0
    padding = table.padding - gain
    letters = tuple(max(1.0, (width - padding * scale) / (_LETTER * table.size * scale)) for width in widths)
    return TableFit(tuple(width / table.room for width in widths), size, bool(gain), divided, letters)


def _as_many_whole(room: float, whole: Sequence[float], parted: Sequence[float]) -> list[float]:
    """The least widths with which as many columns as possible keep their words whole."""
    least = list(parted)
    for index in sorted(range(len(whole)), key=lambda index: whole[index] - parted[index]):
        if sum(least) - least[index] + whole[index] <= room:
            least[index] = whole[index]
    return least


def _shared(room: float, least: Sequence[float], natural: Sequence[float]) -> list[float]:
    """Widths that fill the room: each between the least and the natural one, and more for what is longer."""
    if sum(least) >= room:
        return [width * room / sum(least) for width in least]

    def widths(factor: float) -> list[float]:
        return [
            min(max(factor * most**_EVENNESS, fewest), max(most, fewest))
            for fewest, most in zip(least, natural, strict=True)
        ]

    low, high = 0.0, room
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(widths(middle)) <= room else (low, middle)
    return widths(low)
