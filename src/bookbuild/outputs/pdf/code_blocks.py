"""Blocks of code on pages: their size, and the marks of lines that are continued."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml.html import HtmlElement
from pikepdf import Pdf

from bookbuild.outputs.pdf.long_words import MAY_END

_TAB = 4
_LONG = 18
"""A block of more lines may be divided between pages."""
_SMALLEST = 0.84
"""To how much of its size code is set smaller so that none of its lines has to be continued."""
_SMALLEST_DRAWING = 0.5
"""The same for what is drawn with letters, and falls apart when it is."""
_PX_TO_PT = 0.75
_GREY = 0.45
_INDENT = 2.4
"""Of lines that go on, in sizes of letters; see `base.css`."""


def prepare(tree: HtmlElement, sizes: Mapping[int, float] | None = None) -> None:
    """Set the blocks of code of a chapter: spaces for tabs, which stand between tokens; `sizes` by their index."""
    for index, pre in enumerate(_blocks(tree)):
        lines = [element for element in pre.iter("span") if "code-line" in element.get("class", "").split()]
        if len(lines) > _LONG:
            pre.set("class", f"{pre.get('class')} long")
        for line in lines:
            if "\t" in (line.text_content() or ""):
                _expand(line)
        if sizes and (size := sizes.get(index)):
            pre.set("style", f"font-size: {size:g}em")
    for pre in tree.iter("pre"):
        if "\t" in (pre.text_content() or ""):  # typed as HTML
            _expand(pre)


def sizes(pages: Sequence[Any]) -> dict[int, float]:
    """For blocks, by their index, the size in `em` at which all their lines fit, if it is not much smaller."""
    html = next(
        (child.element for page in pages for child in page._page_box.children if child.element is not None), None
    )
    indexes = {} if html is None else {pre: index for index, pre in enumerate(_blocks(html))}
    fitting: dict[int, float] = {}
    for page in pages if indexes else ():
        for box in page._page_box.descendants():
            if box.element in indexes and box.element_tag == "pre" and box.width:
                index = indexes[box.element]
                wanted = max(map(_columns, "".join(box.element.itertext()).replace(MAY_END, "").split("\n")))
                has_numbers = "numbered" in box.element.get("class", "").split()
                room = (box.width - _letter(box) * (4 if has_numbers else 0)) / _letter(box)
                least = _SMALLEST_DRAWING if "drawing" in box.element.get("class", "").split() else _SMALLEST
                if wanted > room >= wanted * least:
                    fitting[index] = int(room / wanted * 200) / 200
    return fitting


def mark(pdf: Pdf, pages: Sequence[Any]) -> None:
    """Draw a hook before each line that goes on with the one above it: as an artifact, and no letter."""
    for number, page in enumerate(pages):
        hooks = b"".join(_hook(line) for box in page._page_box.descendants() for line in _continued(box))
        if hooks:
            content = b"/Artifact\n<</Type /Layout>>\nBDC\nq\n0.5 w\n%.2f G\n%bQ\nEMC\n" % (_GREY, hooks)
            pdf.pages[number].contents_add(content)
            pdf.pages[number].contents_coalesce()


def _blocks(tree: Any) -> Iterator[Any]:
    return (pre for pre in tree.iter("pre") if "code" in pre.get("class", "").split())


def _columns(line: str) -> int:
    """How many letters of a fixed width a line takes up."""
    plain = line.expandtabs(_TAB).rstrip()
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in plain)
    none = sum(unicodedata.category(letter) in ("Mn", "Me", "Cf") for letter in plain)
    return len(plain) + wide - none


def _letter(pre: Any) -> float:
    """The width of a letter in a block that was laid out."""
    texts = (box for box in pre.descendants() if hasattr(box, "text") and box.text.isascii() and box.text.strip())
    text = next(texts, None)
    return float(text.width / len(text.text) if text is not None else pre.style["font_size"] * 0.6)


def _continued(box: Any) -> Iterator[Any]:
    """The lines in a box for a line of code that are not its first."""
    if box.element is not None and box.element_tag == "span" and "code-line" in box.element.get("class", "").split():
        yield from [child for child in getattr(box, "children", ()) if type(child).__name__ == "LineBox"][1:]


def _hook(line: Any) -> bytes:
    """A path from above a line to its beginning, with an arrowhead."""
    size = line.style["font_size"] * _PX_TO_PT
    left = line.position_x * _PX_TO_PT - 0.85 * size
    middle = (line.position_y + line.height / 2) * _PX_TO_PT + 0.05 * size  # WeasyPrint counts downwards
    tip, arm = left + 0.5 * size, 0.16 * size
    return b"%.2f %.2f m %.2f %.2f l %.2f %.2f l S\n%.2f %.2f m %.2f %.2f l %.2f %.2f l S\n" % (
        *(left, middle - 0.35 * size, left, middle, tip, middle),
        *(tip - arm, middle + arm, tip, middle, tip - arm, middle - arm),
    )


def _expand(line: HtmlElement) -> None:
    column = 0
    for element in line.iter():
        element.text, column = _spaced(element.text, column) if element.tag != "wbr" else (element.text, column)
        if element is not line:
            element.tail, column = _spaced(element.tail, column)


def _spaced(text: str | None, column: int) -> tuple[str | None, int]:
    """A text that begins in a column, with spaces for tabs; and the column after it."""
    if not text:
        return text, column
    expanded = (" " * (column % _TAB) + text).expandtabs(_TAB)[column % _TAB :]
    _, ends_line, last = expanded.rpartition("\n")
    return expanded, len(last) if ends_line else column + len(expanded)
