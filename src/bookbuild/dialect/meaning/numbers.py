"""Columns of numbers: they stand to the right, with one decimal mark below the other. No letter is changed for it."""

import math
import re
from collections.abc import Iterator

from lxml.html import HtmlElement
from lxml.html.builder import E

_POINT = frozenset("en zh ja ko he th hi ga mt de-ch es-mx es-us".split())
"""Languages that write a point before decimals, some of them in one country only; the others write a comma."""
_SPACE = "[ \u00a0\u2009\u202f]"
_SIGN = r"(?:[-+\u2212\u2013±≈~<>≤≥]|[$€£¥]|(?:US|CHF|EUR|USD|GBP)\$?)"
_LETTERS = r"[^\W\d_]{1,3}"
_UNIT = rf"(?:{_SPACE}?(?:%|‰|°[CF]?|[$€£¥]|EUR|USD|GBP|CHF)|{_SPACE}{_LETTERS}(?:[·/]{_LETTERS})?[²³]?)?"
"""Beside signs a few letters after a space: `mm²`, `km/h`. Without one they might be those of `4a`, or of `1st`."""
_WIDTHS = {**dict.fromkeys("mwMWΩ", 0.95), **dict.fromkeys(".,·/ \u00a0\u2009\u202f", 0.3), "²": 0.4, "³": 0.4}
_WIDTH = 0.6
"""Of letters in units, in em: of those that are wide or narrow, and of others."""
_STEP, _SAVED = 0.62, 0.32
"""Style sheets have so much room for each letter, but for the mark, which is narrower."""
_NOTHING = re.compile(r"[-\u2013\u2014\u2212.…?]{0,3}|n/?a|N/?A")
"""What stands in a cell without a number."""
_MOST = 8
"""Letters after a decimal mark, with a unit, beyond which a column is none of numbers."""
_INLINE = frozenset({"strong", "em", "b", "i", "span"})


def align(table: HtmlElement, language: str) -> None:
    """Align the columns of numbers of a table, unless its writer said how they stand, or a cell spans others."""
    if (
        any(cell.get("colspan") or cell.get("rowspan") for cell in table.iter("td", "th"))
        or table.find(".//table") is not None
    ):
        return
    number = _pattern(language)
    for column in _columns(table):
        body = [cell for cell in column if cell.tag == "td"]
        if any("align-" in cell.get("class", "") and "align-right" not in cell.get("class", "") for cell in column):
            continue
        holders = [_holder(cell) for cell in body]
        found = [number.fullmatch((holder.text or "").strip()) for holder in holders]
        numbers = [(holder, match) for holder, match in zip(holders, found, strict=True) if match]
        if len(numbers) > 1 and all(match or _is_empty(cell) for cell, match in zip(body, found, strict=True)):
            _align(column, numbers)


def _pattern(language: str) -> re.Pattern[str]:
    """Numbers as a language writes them; two groups, with what stands before the decimal mark and from it on."""
    tag = language.lower()
    has_point = tag in _POINT or tag.partition("-")[0] in _POINT
    mark, group = (r"\.", ",") if has_point else (",", r"\.")
    return re.compile(rf"({_SIGN}{{0,2}}{_SPACE}?\d+(?:(?:{group}|{_SPACE}|['’])\d{{3}})*)((?:{mark}\d+)?{_UNIT})")


def _columns(table: HtmlElement) -> Iterator[list[HtmlElement]]:
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    for column in range(max(map(len, rows), default=0)):
        yield [row[column] for row in rows if column < len(row)]


def _holder(cell: HtmlElement) -> HtmlElement:
    """The element whose text is that of a cell: of a number in bold letters, the inner one."""
    holder = cell
    while len(holder) == 1 and holder[0].tag in _INLINE and not (holder.text or "").strip() and not holder[0].tail:
        holder = holder[0]
    return holder


def _is_empty(cell: HtmlElement) -> bool:
    return len(cell) == 0 and bool(_NOTHING.fullmatch((cell.text or "").strip()))


def _room(decimals: str) -> int:
    """For how many figures there has to be room, for decimals with their unit to have as much."""
    if not any(map(str.isalpha, decimals)):
        return len(decimals)
    width = sum(_WIDTHS.get(letter, _WIDTH) for letter in decimals)
    return max(1, math.ceil((width + _SAVED) / _STEP))


def _align(column: list[HtmlElement], numbers: list[tuple[HtmlElement, re.Match[str]]]) -> None:
    room = max(_room(match[2]) for _, match in numbers)
    if room > _MOST or any(len(holder) for holder, _ in numbers):
        return
    for cell in column:
        names = [name for name in cell.get("class", "").split() if name != "align-right"]
        cell.set("class", " ".join((*names, "align-right")))
    for holder, match in numbers if room else []:
        whole, rest = match.groups()
        if rest:
            holder.text = None
            decimals = E.span({"class": f"decimals decimals-{room}"}, rest)
            holder.append(E.span({"class": "number"}, whole, decimals))
        else:
            holder.text = None
            holder.append(E.span({"class": f"number number-{room}"}, whole))
