"""Tables on pages of their own, turned by a quarter, while the text around them goes on.

They are laid out by themselves, as if a page lay on its side, and put after the page on which they would have begun.
There an empty block stands for each. Their pages are turned when they are written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml.html import HtmlElement
from lxml.html.builder import E
from pikepdf import Array, Object, Pdf

from bookbuild.outputs.frame import HEADINGS
from bookbuild.outputs.pdf.model import Leaf
from bookbuild.outputs.pdf.tables.cells import leave_only
from bookbuild.outputs.pdf.tables.widths import TableFit, smaller

MARK, PLACE = "data-turned", "data-place"
"""The attributes by which a table and the block in its place know each other."""
_PX_TO_PT = 0.75
_AROUND = "around-turned"
_SHEET = """
@page {{ size: {height}px {width}px !important;
  margin: {left}px {top}px {right}px {bottom}px !important }}
.{around} {{ display: block !important; margin: 0 !important; padding: 0 !important; border: 0 !important;
  background: none !important; float: none !important; width: auto !important; max-width: none !important;
  break-before: auto !important; break-after: auto !important; string-set: none !important }}
.{around}::before, .{around}::after {{ content: none !important }}
[{mark}]:first-child {{ margin-top: 0 !important }}
"""


def mark(tree: HtmlElement, tables: Sequence[HtmlElement]) -> None:
    """Mark these tables, and headings that nothing else would stand below, and put an empty block after each.

    Between paragraphs that is one too, so that they go on with an indent as if there were nothing.
    """
    for number, table in enumerate(tables):
        for part, element in enumerate(_with_heading(tree, table)):
            name = f"{number}.{part}"
            before = element.getprevious()
            is_between = before is not None and before.tag == "p"
            place = E("p" if is_between else "div", {PLACE: name}, style="margin: 0")
            if before is not None and before.tag in HEADINGS:
                place.set("style", "margin: 0; break-after: avoid")
            element.set(MARK, name)
            element.addnext(place)


def take_out(tree: HtmlElement) -> None:
    """Take out what is marked."""
    for element in list(tree.iterfind(f".//*[@{MARK}]")):
        element.drop_tree()


def leave(tree: HtmlElement, wanted: Sequence[int]) -> None:
    """Leave of a tree only what is marked with these numbers."""
    kept = [element for element in tree.iterfind(f".//*[@{MARK}]") if _number(element.get(MARK, "")) in wanted]
    leave_only(tree, kept)
    for element in {above for each in kept for above in each.iterancestors()}:
        element.attrib.pop("id", None)
        element.set("class", f"{element.get('class', '')} {_AROUND}".strip())


def _number(name: str) -> int:
    return int(name.partition(".")[0])


def _with_heading(tree: HtmlElement, table: HtmlElement) -> list[HtmlElement]:
    """A table, after the headings above it if the chapter ends with it."""
    parts = [table]
    if table.getparent() is tree and table.getnext() is None:
        while (before := parts[0].getprevious()) is not None and before.tag in HEADINGS:
            parts.insert(0, before)
    return parts


def places(pages: Sequence[Any]) -> dict[int, list[int]]:
    """For each page the numbers of the tables in whose places it has empty blocks."""
    tables: dict[int, list[int]] = {}
    for index, page in enumerate(pages):
        for box in page._page_box.descendants():
            if box.element is not None and (mark := box.element.get(PLACE)) and mark.endswith(".0"):
                tables.setdefault(index, []).append(_number(mark))
    return tables


def sheet(page: Any) -> str:
    """The style sheet for tables that turn on pages like this one."""
    box = page._page_box
    return _SHEET.format(
        width=box.margin_width(),
        height=box.margin_height(),
        top=box.margin_top,
        right=box.margin_right,
        bottom=box.margin_bottom,
        left=box.margin_left,
        around=_AROUND,
        mark=MARK,
    )


def tries(fits: Sequence[TableFit], numbers: Sequence[int]) -> Iterator[Sequence[TableFit]]:
    """How these of the turned tables may be set, with smaller letters from one to the next."""
    yield fits
    turned = [index for index, fit in enumerate(fits) if fit.turned]
    each = zip(*(smaller(fits[turned[number]]) for number in numbers), strict=False)
    for sizes in each:
        replaced = {turned[number]: fit for number, fit in zip(numbers, sizes, strict=True)}
        yield [replaced.get(index, fit) for index, fit in enumerate(fits)]


def joined(pages: Sequence[Any], after: Mapping[int, Sequence[Any]]) -> list[tuple[Any, bool]]:
    """All pages in their order, those that are turned each after the page with the places of their tables."""
    ordered: list[tuple[Any, bool]] = []
    for index, page in enumerate(pages):
        ordered += [(page, False), *((turned, True) for turned in after.get(index, ()))]
    return ordered


def turn(pdf: Pdf, pages: Sequence[tuple[Any, bool]], pictures: Sequence[Object]) -> None:
    """Turn pages of a PDF that was written of these, so that what was their head is on the left."""
    widths: dict[object, float] = {}
    for written, (page, is_turned) in zip(pdf.pages, pages, strict=True):
        if not is_turned:
            continue
        obj = written.obj
        width, height = float(obj.MediaBox[3]), float(obj.MediaBox[2])
        edge = widths[obj.objgen] = width + _shift(page) * _PX_TO_PT
        content = b"q\n0 1 -1 0 %.3f 0 cm\n%b\nQ\n" % (edge, obj.Contents.read_bytes())
        obj.Contents = pdf.make_stream(content)
        for name in ("/MediaBox", "/TrimBox", "/BleedBox"):
            obj[name] = Array([0, 0, width, height])
        for annotation in obj.get("/Annots", ()):
            annotation.Rect = _turned(annotation.Rect, edge)
    for picture in pictures:
        if picture.Pg.objgen in widths:
            layout = picture.A[0] if isinstance(picture.A, Array) else picture.A
            layout.BBox = _turned(layout.BBox, widths[picture.Pg.objgen])


def _turned(box: Any, edge: float) -> Array:
    across, up = sorted((float(box[0]), float(box[2]))), sorted((float(box[1]), float(box[3])))
    return Array([round(side, 3) for side in (edge - up[1], across[0], edge - up[0], across[1])])


def leaf(made: Leaf, page: Any) -> Leaf:
    """A turned page, with the measures that it has when it is turned."""
    box, shift, width = page._page_box, _shift(page), page._page_box.margin_width()

    def place(x: float, y: float) -> tuple[float, float]:
        return y + shift, width - x

    return replace(
        made,
        box=(box.margin_top, box.margin_right, box.height, box.width),
        anchors=tuple((name, *place(x, y)) for name, x, y in made.anchors),
        bookmarks=tuple((level, label, *place(x, y), is_open) for level, label, x, y, is_open in made.bookmarks),
    )


def _shift(page: Any) -> float:
    """How far what a turned page holds moves from its edge, in CSS pixels, to stand in the middle."""
    box = page._page_box
    if any(type(child).__name__ == "FootnoteAreaBox" for child in box.children):
        return 0.0
    ends = [each.position_y + each.margin_height() for each in _marked(box)]
    return max(0.0, (box.content_box_y() + box.height - max(ends, default=0.0)) / 2) if ends else 0.0


def _marked(box: Any) -> Iterator[Any]:
    return (each for each in box.descendants() if each.element is not None and each.element.get(MARK))
