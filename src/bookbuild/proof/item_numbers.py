"""Numbers of items of lists: how HTML has lists count (HTML, 4.4.5), and what a number may be worth."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bookbuild.problems import Location
from bookbuild.proof.passages import ItemNumber

_INTEGER = re.compile(r"[ \t\n\f\r]*([+-]?\d{1,9})")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_TENS = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_HUNDREDS = ("", "c", "cc", "ccc", "cd", "d", "dc", "dcc", "dccc", "cm")


@dataclass(slots=True)
class CountedList:
    """A numbered list, as its attributes have it count."""

    attributes: Mapping[str, str | None]
    items: list[tuple[str | None, str, Location]] = field(default_factory=list)
    """For each its `value`, the label that it shows instead of a number, and its place."""

    def numbers(self) -> Iterator[ItemNumber]:
        """The number that each item shows."""
        step = -1 if "reversed" in self.attributes else 1
        start = integer(self.attributes.get("start"))
        number = (len(self.items) if step < 0 else 1) if start is None else start
        for value, label, where in self.items:
            given = integer(value)
            number = number if given is None else given
            yield ItemNumber(label or f"{spelled(number, self.attributes.get('type') or '1')}.", where)
            number += step


def integer(written: str | None) -> int | None:
    """A number in an attribute, by the rules of HTML; None where there is none."""
    read = _INTEGER.match(written or "")
    return int(read[1]) if read else None


def spelled(number: int, kind: str) -> str:
    """A number as a list of a type (`1`, `a`, `A`, `i`, `I`) shows it."""
    if kind in ("i", "I") and 0 < number < 4000:
        thousands, rest = divmod(number, 1000)
        letters = "m" * thousands + _HUNDREDS[rest // 100] + _TENS[rest // 10 % 10] + _ONES[rest % 10]
    elif kind in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, digit = divmod(number - 1, 26)
            letters = chr(97 + digit) + letters
    else:
        return str(number)
    return letters.upper() if kind in "AI" else letters


def may_stand_for(shown: str, promised: str) -> bool:
    """Whether a number is the one promised, perhaps in the kind that a style sheet asks for.

    Only what was typed in plain figures may be shown in another kind.
    """
    if shown == promised or not re.fullmatch(r"-?\d+\.", promised):
        return shown == promised
    bare = shown.strip("().:").casefold()
    value = int(promised[:-1])
    if bare.lstrip("-").isdecimal():  # of any script
        return int(bare) == value
    return not bare or not bare.isascii() or bare in (spelled(value, "a"), spelled(value, "i"))
