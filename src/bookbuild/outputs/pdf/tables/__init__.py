"""Tables, set so that nothing in them leaves the page.

WeasyPrint makes columns as wide as their longest word, however many there are. So a chapter's tables are measured first
(`probe`), which tells what each column needs: whole words, or less where words that are very long are divided and
code and addresses end lines after their marks. `widths` says what becomes of that, and `apply` sets the tables so.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.outputs.pdf.tables import division, turning
from bookbuild.outputs.pdf.tables.cells import cells, keep_quantities, outermost
from bookbuild.outputs.pdf.tables.probe import measured, probe
from bookbuild.outputs.pdf.tables.widths import TableFit, fit, smaller

__all__ = ["TableFit", "fit", "measured", "probe", "relaxed", "set_all", "smaller", "turning"]

_LINE = 1.3
"""The height of a line of letters that have shrunk, in em."""
_SHORT = 12
"""A table of so many lines is not divided, nor is a row of so many; longer rows may be taller than a page."""


def set_all(tree: HtmlElement, fits: Sequence[TableFit]) -> None:
    """Set the tables of a chapter as they fit."""
    keep_quantities(tree)
    turned = []
    for number, (table, how) in enumerate(zip(list(outermost(tree)), fits, strict=False)):
        block = _divide(table, number, how) if how.parts else table
        if not how.parts:
            _set(table, how)
        turned += [block] if how.turned else []
    turning.mark(tree, turned)


def _divide(table: HtmlElement, number: int, fit: TableFit) -> HtmlElement:
    block = division.divide(table, number, fit.parts)
    for piece, part in zip(block, fit.parts, strict=True):
        _set(piece, replace(part.fit, keeps=fit.keeps))
    return block


def _set(table: HtmlElement, fit: TableFit) -> None:
    if fit.keeps:
        _keep_together(table, fit)
    else:
        for row in table.iter("tr"):
            row.set("class", f"{row.get('class', '')} long-row".strip())
    if fit.size:
        _add_style(table, f"font-size: {fit.size:.3f}px; line-height: {_LINE}")
    if not fit.widths:
        return
    for columns in table.xpath("./colgroup | ./col"):
        table.remove(columns)
    whole = sum(fit.widths)
    _add_style(table, f"table-layout: fixed; width: {whole * 100:.3f}%")
    if whole > 1:
        reach = (1 - whole) / 2 * 100
        _add_style(table, f"margin-left: {reach:.3f}%; margin-right: {reach:.3f}%")
    table.set("class", f"{table.get('class', '')} {'narrow' if fit.narrow else ''}".strip())
    columns = E.colgroup(*(E.col(style=f"width: {width / whole * 100:.3f}%") for width in fit.widths))
    table.insert(len(table.findall("caption")), columns)
    for index, cell in cells(table):
        if index not in fit.parted:
            cell.set("class", f"{cell.get('class', '')} whole-words".strip())


def relaxed(fits: Sequence[TableFit], pages: Sequence[Any]) -> tuple[TableFit, ...]:
    """The same where all is well; where a table has lost its head, rows that are no longer kept together.

    WeasyPrint leaves the head out where such a row fits its page only so.
    """
    if not any(fit.keeps for fit in fits) or not _loses_heads(pages):
        return tuple(fits)
    return tuple(replace(fit, keeps=False) for fit in fits)


def _loses_heads(pages: Sequence[Any]) -> bool:
    boxes = [box for page in pages for box in page._page_box.descendants() if box.element is not None]
    seen = {box.element for box in boxes if box.element_tag == "thead"}
    tables = {box.element for box in boxes if box.element_tag == "table"}
    return any(head not in seen for table in tables for head in table.iterfind("thead"))


def _add_style(element: HtmlElement, style: str) -> None:
    element.set("style", f"{element.get('style', '')}; {style}".removeprefix("; "))


def _keep_together(table: HtmlElement, fit: TableFit) -> None:
    """Tell what pages may divide: not a short table, nor a row, but one that is long."""
    rows = dict.fromkeys(table.iter("tr"), 1.0)
    for index, cell in cells(table):
        row = next(cell.iterancestors("tr"))
        letters = fit.letters[index] if index < len(fit.letters) and not cell.get("colspan") else math.inf
        blocks = sum(1 for _ in cell.iter("br", "li", "p", "pre", "img"))
        rows[row] = max(rows[row], math.ceil(len(cell.text_content() or "") / letters) + blocks)
    for row, lines in rows.items():
        if lines > _SHORT:
            row.set("class", f"{row.get('class', '')} long-row".strip())
    if sum(rows.values()) <= _SHORT:
        table.set("class", f"{table.get('class', '')} short".strip())
