"""The text of a page, painted in the order in which it is read (ISO 32000-1, 14.8.2.3).

WeasyPrint paints the marks of lists, pictures and notes after all other text. Who reads the bare page, as programs do
that copy, reflow or search it, then finds them at its end.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

_LINE = rb"(?!EMC\n|BMC\n|BDC\n)[^\n]*\n"
_UNIT = re.compile(
    rb"/Span\n<</MCID (\d+)>>\nBDC\n((?:%(line)b|(?:BMC|BDC)\n(?:%(line)b)*EMC\n)*)EMC\n"
    rb"|q\nq\n[^\n]+ re\nW\nn\n/Figure\n<</MCID (\d+)>>\nBDC\n(?:%(line)b)*EMC\nQ\nQ\n" % {b"line": _LINE}
)
"""A run of text, in which spans may say how it is read, or a picture in the rectangle that it is cut to."""
_STATE = re.compile(rb"(?:.* )?(gs|rg|RG|g|G|k|K|cs|CS|sc|SC|scn|SCN|w|J|j|M|d|Tr|Tc|Tw|Tz|Ts|TL)")
"""Operators that change how what follows is painted, within the same pair of q and Q."""

_State = dict[bytes, bytes]
_Place = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A run of text or a picture, and what the page has set before it."""

    mcid: int
    content: bytes
    state: bytes
    place: _Place
    """How the page is turned, shifted and cut where it stands."""
    changes: bytes
    """What it sets itself, for what follows."""


def in_order(content: bytes, ranks: Mapping[int, int]) -> bytes:
    """Paint what a page shows in the order of the `ranks` of its marked content; what has none stays where it is.

    Only what stands under the same transformation and clipping path changes places.
    """
    parts = list(_parts(content, ranks.keys()))
    slots: dict[_Place, list[int]] = defaultdict(list)
    for index, part in enumerate(parts):
        if isinstance(part, _Unit):
            slots[part.place].append(index)
    painted: list[bytes] = [part.content if isinstance(part, _Unit) else part for part in parts]
    for indexes in slots.values():
        there = [part for part in map(parts.__getitem__, indexes) if isinstance(part, _Unit)]
        for index, before, unit in zip(indexes, there, _sorted(there, ranks), strict=True):
            if unit is not before:
                painted[index] = b"q\n%b%bQ\n%b" % (unit.state, unit.content, before.changes)
    return b"".join(painted)


def _sorted(units: Sequence[_Unit], ranks: Mapping[int, int]) -> list[_Unit]:
    return sorted(units, key=lambda unit: ranks[unit.mcid])


def _parts(content: bytes, movable: Set[int]) -> Iterator[_Unit | bytes]:
    """A page's content, cut where something stands that can be moved."""
    states: list[_State] = [{}]
    places: list[_Place] = [()]
    done = 0
    for unit in _UNIT.finditer(content):
        mcid = int(unit[1] or unit[3])
        if mcid not in movable:
            continue
        between = content[done : unit.start()]
        _follow(between, done, states, places)
        yield between
        state, place = b"".join(states[-1].values()), places[-1]
        changes = b"".join(line + b"\n" for line in (unit[2] or b"").split(b"\n") if _STATE.fullmatch(line))
        yield _Unit(mcid, unit[0], state, place, changes)
        _follow(changes, 0, states, places)
        done = unit.end()
    yield content[done:]


def _follow(content: bytes, start: int, states: list[_State], places: list[_Place]) -> None:
    """Keep up with what the lines of a page set for those that follow."""
    for number, line in enumerate(content.split(b"\n")):
        if line == b"q":
            states.append(dict(states[-1]))
            places.append(places[-1])
        elif line == b"Q":
            states.pop()
            places.pop()
        elif line.endswith(b" cm"):
            places[-1] += (line,)
        elif line in (b"W", b"W*"):
            places[-1] += (b"%d.%d" % (start, number),)
        elif setting := _STATE.fullmatch(line):
            key = line[:2] + setting[1] if setting[1] == b"gs" else setting[1]
            states[-1].pop(key, None)
            states[-1][key] = line + b"\n"
