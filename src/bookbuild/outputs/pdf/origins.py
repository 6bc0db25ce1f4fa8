"""Which element of the document each tag of a PDF came from.

WeasyPrint makes tags page by page, so that a paragraph over two pages has two; nothing in the file says that they are
one. But it makes them in a known order, that of the boxes on its pages, and numbers its objects in that order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_UNTAGGED = ("html", "body")
_ITEMS = ("li", "dt", "dd")
_TERMS = ("dt", "dd")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a tag came from."""

    element: int
    """A number for the element of the document; -1 for text, and for boxes that no element stands for."""
    id: str
    """Its id, if it has one."""
    language: str
    """What its own `lang` says."""


_TEXT = Origin(-1, "", "")


def origins(pages: Sequence[Any]) -> tuple[Origin, ...]:
    """The origin of every tag but the topmost, in the order in which WeasyPrint makes them, for its laid out pages."""
    numbers: dict[Any, int] = {}
    return tuple(_origin(element, numbers) for page in pages for element in _elements(page._page_box, "/Document"))


def _origin(element: Any, numbers: dict[Any, int]) -> Origin:
    if element is None:
        return _TEXT
    return Origin(numbers.setdefault(element, len(numbers)), element.get("id", ""), element.get("lang", ""))


def _elements(box: Any, parent: str) -> Iterator[Any]:
    """The element of each tag made for a box and what it holds; None for text. `parent` is the tag around it."""
    box = getattr(box, "_box", box)  # of what is positioned only a placeholder may be in its place
    name = box.element_tag if box.element is not None else ""
    if name in _UNTAGGED or type(box).__name__ in ("PageBox", "MarginBox"):
        for child in getattr(box, "children", ()):
            yield from _elements(child, parent)
        return
    tag = _tag(name)
    if tag == "LI":
        if parent == "/LI":
            tag = "LBody"
        elif parent == "/LBody":
            tag = "NonStruct"
        elif name in _TERMS or (name == "li" and not _has_bullet(box)):
            yield box.element
            yield from _elements(box, "/LI")
            return
    yield box.element
    for child in _children(box, tag):
        if type(child).__name__ == "TextBox":
            if tag != "Link":
                yield None
        else:
            is_nested_list = child.element_tag in ("ul", "ol") and tag == "LI"
            yield from _elements(child, parent if is_nested_list else f"/{tag}")


def _children(box: Any, tag: str) -> Iterator[Any]:
    """What a box holds, lines opened; a table holds its captions."""
    children = getattr(box, "children", ())
    if tag == "Table" and box.is_table_wrapper and (table := box.get_wrapped_table()):
        children = [each for child in children for each in (child.children if child is table else [child])]
    for child in children:
        yield from child.children if type(child).__name__ == "LineBox" else [child]


def _has_bullet(box: Any) -> bool:
    return "list-item" in box.style["display"] and box.style["list_style_type"] != "none"


def _tag(name: str) -> str:
    """The tag that WeasyPrint gives an element, as far as the order of tags depends on it."""
    if name.split(":")[0] == "a":
        return "Link"
    if name in _ITEMS:
        return "LI"
    return "Table" if name == "table" else "Other"
