"""What the tables of a chapter need: WeasyPrint lays them out by themselves, as narrow and as wide as they can be."""

import copy
import re
from collections.abc import Sequence
from typing import Any

import lxml.html
from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.outputs.pdf.tables.cells import (
    cells,
    joined,
    keep_words_whole,
    leave_only,
    outermost,
    part_long_words,
)
from bookbuild.outputs.pdf.tables.widths import Measured

_ROUNDING = 1.0
"""In CSS pixels: of letters in another size, and of shares."""
_FEW_ROWS = 60
_LONGEST = 4
"""Of how many rows with the longest words, and with the most, a column of a long table is measured."""
_WIDTH = re.compile(r"\bwidth: ([\d.]+)%")
_COPIES = ("whole", "parted", "natural")


def probe(html: str) -> str:
    """The document of a chapter with nothing but its tables, each in three copies with what is to be measured."""
    tree = lxml.html.document_fromstring(html)
    for note in tree.xpath("//span[@class='footnote']"):
        note.drop_tree()
    tables = list(outermost(tree))
    for body in tree.iter("body"):
        leave_only(body, tables)
    for index, table in enumerate(tables):
        _shorten(table)
        for element in table.iter():
            element.attrib.pop("id", None)
        parent = table.getparent()
        assert parent is not None
        free = "var(--free-margin)" if parent.tag == "section" else "0"
        holder = E.div(
            E.div({"data-probe": f"{index} room"}, "\u00a0"),
            E.div({"data-probe": f"{index} free"}, "\u00a0", style=f"width: {free}"),
        )
        parent.replace(table, holder)
        for name in _COPIES:
            width = "100000px" if name == "natural" else "0"
            holder.append(E.div(_copy(table, f"{index} {name}", name == "parted"), style=f"width: {width}"))
    return lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")


def _copy(table: HtmlElement, name: str, parted: bool) -> HtmlElement:
    copied = copy.deepcopy(table)
    copied.set("data-probe", name)
    widths = [found[1] for col in copied.iter("col") if (found := _WIDTH.search(col.get("style", "")))]
    copied.set("data-widths", " ".join(widths))
    copied.set("data-together", " ".join(map(str, joined(copied))))
    copied.set("class", " ".join(each for each in copied.get("class", "").split() if each != "sized"))
    for unmeasured in list(copied.iter("caption", "colgroup", "col")):
        unmeasured.drop_tree()
    if parted:
        part_long_words(copied)
    else:
        keep_words_whole(copied)
    hyphens = "hyphens: auto; hyphenate-limit-chars: 16 6 6" if parted else "hyphens: manual"
    for cell in copied.iter("th", "td"):
        cell.set("style", f"{cell.get('style', '')}; {hyphens}")
    return copied


def measured(pages: Sequence[Any]) -> list[Measured]:
    """What pages (of WeasyPrint) that hold a `probe` tell of its tables, in their order."""
    boxes: dict[str, Any] = {}
    heights: dict[str, float] = {}
    for page in pages:
        for box in page._page_box.descendants():
            name = box.element.get("data-probe") if box.element is not None else None
            if name and (name.endswith(("room", "free")) or hasattr(box, "column_widths")):
                boxes.setdefault(name, box)
                heights.setdefault(name, page._page_box.height)
    return [_measured(boxes, index, heights[f"{index} room"]) for index in range(len(boxes) // 5)]


def _measured(boxes: dict[str, Any], index: int, height: float) -> Measured:
    whole, parted, natural = (boxes[f"{index} {name}"] for name in ("whole", "parted", "natural"))
    cells = (box for box in natural.descendants() if box.element_tag in ("td", "th"))
    cell = next(cells, None)
    return Measured(
        boxes[f"{index} room"].width,
        tuple(width + _ROUNDING for width in whole.column_widths),
        tuple(width + _ROUNDING for width in parted.column_widths),
        tuple(width + _ROUNDING for width in natural.column_widths),
        natural.style["font_size"],
        cell.padding_left + cell.padding_right if cell is not None else 0.0,
        height,
        boxes[f"{index} free"].width,
        joined=frozenset(map(int, whole.element.get("data-together").split())),
        given=tuple(float(width) / 100 for width in whole.element.get("data-widths").split()),
        is_landscape="landscape" in whole.element.get("class", "").split(),
    )


def _shorten(table: HtmlElement) -> None:
    """Leave of a long table only the rows that can tell how wide its columns are."""
    rows = list(table.iter("tr"))
    if len(rows) <= _FEW_ROWS or table.xpath(".//*[@colspan or @rowspan] | .//table"):
        return
    columns: dict[int, list[tuple[HtmlElement, str]]] = {}
    for index, cell in cells(table):
        if (row := cell.getparent()) is not None:
            columns.setdefault(index, []).append((row, cell.text_content() or ""))
    kept = set(rows[:2])
    for column in columns.values():
        for length in (len, _longest_word):
            kept.update(row for row, _ in sorted(column, key=lambda cell: -length(cell[1]))[:_LONGEST])
    for row in rows:
        if row not in kept and row.find("th") is None:
            row.drop_tree()


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)
