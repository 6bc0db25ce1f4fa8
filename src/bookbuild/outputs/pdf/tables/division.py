"""A table that is too wide for any page → parts that follow each other, each with the first column.

For those who listen it stays one: the parts of a row are one row, and what is repeated is none of it (`tags/boxes`).
"""

import copy
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.outputs.pdf.tables.cells import cells, spanned
from bookbuild.outputs.pdf.tables.widths import TablePart

JOINED, REPEATED, SPANNED = "data-joined", "data-repeated", "data-spanned"
"""The attributes of what is one in the tags, with what it is; of what stands there again; and of a cell that spans all
columns, with how many there are in the undivided table."""
_ONE = ("table", "thead", "tbody", "tfoot", "tr")


def divide(table: HtmlElement, number: int, parts: Sequence[TablePart]) -> HtmlElement:
    """Put a block with the parts in the place of a table."""
    for index, element in enumerate(table.iter(*_ONE)):
        element.set(JOINED, f"{number}.{index}")
    block = E.div({"class": "divided"}, *_pieces(table, parts))
    block.tail, table.tail = table.tail, None
    parent = table.getparent()
    assert parent is not None
    parent.replace(table, block)
    return block


def _pieces(table: HtmlElement, parts: Sequence[TablePart]) -> Iterator[HtmlElement]:
    head = set.intersection(*(set(part.columns) for part in parts))
    for place, part in enumerate(parts):
        piece = copy.deepcopy(table)
        placed = list(cells(piece))
        columns = max((index + spanned(cell, "colspan") for index, cell in placed), default=0)
        for index, cell in placed:
            if index not in part.columns:
                cell.drop_tree()
                continue
            if columns > 1 and spanned(cell, "colspan") == columns:
                cell.attrib.update({SPANNED: str(columns), "colspan": str(len(part.columns))})
            if place and index in head:
                _repeat(cell)
        if place:
            piece.attrib.pop("id", None)
            for element in list(piece.iter("caption", "colgroup", "col")):
                element.drop_tree()
            for element in piece.iter(*_ONE):
                element.attrib.pop("id", None)
        yield piece


def _repeat(cell: HtmlElement) -> None:
    """Have a cell stand there again: nothing in it is a place, leads somewhere, or refers to a note."""
    cell.set(REPEATED, "")
    for element in list(cell.iter()):
        element.attrib.pop("id", None)
        if element.tag == "sup" and element.xpath("./a[@class='noteref']"):
            element.drop_tree()
        elif element.tag == "a":
            element.tag = "span"
            element.attrib.pop("href", None)
