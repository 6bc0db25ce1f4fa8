"""Making a case small while it still has its fault: whole files first, then parts of each, down to single bytes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from fuzz.case import Case

Part = TypeVar("Part")
Holds = Callable[[Case], bool]
"""Whether a case still has the fault."""


def minimise(case: Case, holds: Holds, tries: int = 400) -> Case:
    """A smaller case for which `holds` is true, as it must be for the first one; it is asked so many times at most."""
    left = [tries]

    def ask(smaller: Case) -> bool:
        left[0] -= 1
        return left[0] >= 0 and holds(smaller)

    def with_names(names: Sequence[str]) -> Case:
        return replace(case, files={name: case.files[name] for name in names})

    case = with_names(_fewest(list(case.files), lambda names: ask(with_names(names))))
    for name in sorted(case.files, key=lambda name: -len(case.files[name])):
        for parts in (_lines, _pieces):
            case = _shorter(case, name, parts(case.files[name]), ask)
    return case


def _shorter(case: Case, name: str, parts: list[bytes], ask: Holds) -> Case:
    def with_parts(chosen: Sequence[bytes]) -> Case:
        return replace(case, files={**case.files, name: b"".join(chosen)})

    return with_parts(_fewest(parts, lambda chosen: ask(with_parts(chosen))))


def _fewest(parts: list[Part], holds: Callable[[list[Part]], bool]) -> list[Part]:
    """Leave out ever smaller runs (Zeller's delta debugging, without its complements)."""
    width = len(parts)
    while width:
        at = 0
        while at < len(parts):
            fewer = parts[:at] + parts[at + width :]
            if holds(fewer):
                parts = fewer
            else:
                at += width
        width //= 2
    return parts


def _lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


def _pieces(content: bytes) -> list[bytes]:
    return [content[at : at + 1] for at in range(len(content))]
