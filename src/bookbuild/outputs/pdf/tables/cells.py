"""The cells of a table, and where in them lines may end that are too long for a column."""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from lxml.html import HtmlElement

from bookbuild.outputs.pdf.long_words import MAY_END

_LONG_WORD = 24
"""A word of more letters may be parted anywhere, where no hyphenation helps."""
_PART = 12
"""So many letters of it stay together, if they can."""
_UNBREAKABLE = re.compile(rf"[^\s{MAY_END}]{{{_LONG_WORD + 1},}}")

_QUANTITY = re.compile(r"\s*[^\w\s]?\d[\d.,']*(?: [^\s\d]{1,3}){1,2}\s*")
"""All that a cell has: a number with its unit."""


def outermost(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The tables of a tree that stand in no other one."""
    return (table for table in tree.iter("table") if next(table.iterancestors("table"), None) is None)


def cells(table: HtmlElement) -> Iterator[tuple[int, HtmlElement]]:
    """The cells of a table with their columns, the first where they span several."""
    taken: dict[int, int] = {}
    group = None
    for row in table.iter("tr"):
        taken = taken if row.getparent() is group else {}
        group = row.getparent()
        here, taken = frozenset(taken), {column: rows - 1 for column, rows in taken.items() if rows > 1}
        index = 0
        for cell in row:
            if cell.tag in ("td", "th"):
                index = next(column for column in itertools.count(index) if column not in here)
                yield index, cell
                after, rows = index + spanned(cell, "colspan"), spanned(cell, "rowspan") - 1
                taken.update(dict.fromkeys(range(index, after), rows) if rows else {})
                index = after


def spanned(cell: HtmlElement, along: str) -> int:
    """How many columns (`colspan`) or rows (`rowspan`) a cell spans."""
    written = cell.get(along, "")
    return max(1, int(written)) if written.isdecimal() else 1


def joined(table: HtmlElement) -> frozenset[int]:
    """The columns that stay beside the one before, since a cell spans both; not one that spans all columns."""
    spans = [(index, spanned(cell, "colspan")) for index, cell in cells(table)]
    columns = max((index + span for index, span in spans), default=0)
    return frozenset(
        column for index, span in spans if span < columns for column in range(index + 1, index + span)
    ) | frozenset(range(columns) if table.find(".//table") is not None else ())


def keep_quantities(tree: HtmlElement) -> None:
    """Let no line end between a number and its unit, where a cell has nothing else."""
    for cell in tree.iter("td"):
        if not len(cell) and _QUANTITY.fullmatch(text := cell.text or ""):
            cell.text = text.strip().replace(" ", "\u00a0")


def leave_only(tree: HtmlElement, wanted: Sequence[HtmlElement]) -> None:
    """Take out everything that neither holds nor is one of these elements."""
    kept = set(itertools.chain.from_iterable((each, *each.iterancestors()) for each in wanted))
    for element in [element for element in tree.iter() if element in kept and element not in wanted]:
        element.text = None
        for child in list(element):
            child.tail = None
            if child not in kept:
                element.remove(child)


def keep_words_whole(table: HtmlElement) -> None:
    """Take out where lines may end inside code and addresses."""
    for _, cell in cells(table):
        _change(cell, lambda text: text.replace(MAY_END, ""))


def part_long_words(table: HtmlElement) -> None:
    """Let words that are very long end a line after any letter, for measuring what they need at the least."""

    def parted(match: re.Match[str]) -> str:
        return MAY_END.join(match[0][at : at + _PART] for at in range(0, len(match[0]), _PART))

    for _, cell in cells(table):
        _change(cell, lambda text: _UNBREAKABLE.sub(parted, text))


def _change(cell: HtmlElement, change: Callable[[str], str]) -> None:
    for element in cell.iter():
        element.text = change(element.text or "")
        if element is not cell:
            element.tail = change(element.tail or "")
