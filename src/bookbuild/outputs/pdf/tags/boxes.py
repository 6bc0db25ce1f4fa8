"""Laid out pages → what stands in them, by the elements of the HTML that it was made of.

WeasyPrint writes a tree of tags for each page, so that whatever is open where a page ends falls apart. Its boxes still
know the elements they were made for: all boxes of one element, on whatever pages, are one `ShownElement` here. Which
marked content of the PDF is whose follows from the order in which WeasyPrint makes its tags, that of its boxes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

from bookbuild.outputs.pdf.long_words import MAY_END
from bookbuild.outputs.pdf.tables.division import JOINED, REPEATED
from bookbuild.outputs.pdf.tables.turning import MARK, PLACE

_PX_TO_PT = 0.75
Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points from the lower left corner of the trimmed page."""


@dataclass(eq=False, slots=True)
class MarkedContent:
    """A run of text or a picture, which is one sequence of marked content (ISO 32000-1, 14.6)."""

    page: int
    """Counted from 0."""
    text: str
    box: Box | None = None
    """Where a picture stands."""
    artifact: str = ""
    """`Pagination` or `Layout`, where it is no content (14.8.2.2)."""
    mcid: int = -1


@dataclass(eq=False, slots=True)
class Area:
    """A rectangle that can be clicked: a link annotation, by the number of its object."""

    page: int
    annotation: int


@dataclass(eq=False, slots=True)
class ShownElement:
    """An element of the HTML with all that the pages show of it, in reading order."""

    name: str
    attributes: Mapping[str, str]
    words: str = ""
    """The words of a link, as they were typed."""
    kids: list[Union["ShownElement", MarkedContent, Area]] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """The names in its `class`."""
        return self.attributes.get("class", "").split()


@dataclass(frozen=True, slots=True)
class Laid:
    """What stands on laid out pages."""

    root: ShownElement
    pages: tuple[tuple[tuple[int, MarkedContent], ...], ...]
    """For each page its pieces in the order of WeasyPrint's tags, each with a count of tags that grows with these."""


def gather(pages: Sequence[Any]) -> Laid:
    """What stands on the pages (of WeasyPrint), after they were written: only then their links have annotations."""
    roots = dict.fromkeys(
        child.element for page in pages for child in page._page_box.children if child.element_tag == "html"
    )
    walk = _Walk(tuple(roots))
    return Laid(walk.root, tuple(walk.page(number, page._page_box) for number, page in enumerate(pages)))


class _Walk:
    """Meets the boxes in the order in which WeasyPrint makes its tags."""

    def __init__(self, roots: Sequence[Any]) -> None:
        self.root = ShownElement("", {})
        self._parents = _parents(roots)
        self._joined: dict[str, Any] = {}
        self._parts: dict[tuple[object, str], ShownElement] = {}
        self._heads: set[object] = set()
        self._met: list[tuple[int, MarkedContent]] = []
        self._count = 0
        self._number = 0
        self._height = 0.0

    def page(self, number: int, box: Any) -> tuple[tuple[int, MarkedContent], ...]:
        self._met, self._number, self._height = [], number, box.margin_height()
        for child in box.children:
            self._box(child, self.root, "Pagination" if type(child).__name__ == "MarginBox" else "")
        return tuple(sorted(self._met, key=lambda met: met[0]))

    def _box(self, box: Any, parent: ShownElement, artifact: str) -> None:
        box = getattr(box, "_box", box)  # of a placeholder for what is positioned absolutely
        self._count += 1
        tag = self._count
        part, artifact = self._part(box, parent, artifact)
        if box.link_annotation:
            part.kids.append(Area(self._number, box.link_annotation.number))
        claims_text = box.element is not None and box.element_tag.split(":")[0] == "a"
        for child in _children(box):
            if hasattr(child, "text"):
                self._count += 1
                self._meet(
                    tag if claims_text else self._count, part, MarkedContent(self._number, child.text, None, artifact)
                )
            else:
                self._box(child, part, artifact)
        if hasattr(box, "replacement"):
            self._meet(tag, part, MarkedContent(self._number, "", self._rectangle(box), artifact))

    def _part(self, box: Any, parent: ShownElement, artifact: str) -> tuple[ShownElement, str]:
        """The part that a box shows, and whether what it shows is an artifact."""
        if box.is_leader:
            return parent, artifact or "Layout"
        if box.element is None or artifact:
            return parent, artifact
        if box.element.get(REPEATED) is not None:
            return parent, "Pagination"  # the first column of a table comes again in each of its parts
        _, _, pseudo = box.element_tag.partition("::")
        if pseudo == "before" and "code-line" in box.element.get("class", ""):
            return parent, "Layout"  # the number of a line
        own = "::marker" if pseudo == "marker" else ""
        part = self._part_of(box.element, own, is_note=parent is self.root)
        if part.name == "thead" and parent is not part:
            if box.element in self._heads:
                return part, "Pagination"  # the head of a table comes again on each of its pages
            self._heads.add(box.element)
        return part, artifact

    def _part_of(self, element: Any, own: str = "", *, is_note: bool = False) -> ShownElement:
        """The part of an element, which stands in that of its parent even where the layout takes it out of there.

        Notes stand apart: their page may come before that of the text which they are in.
        """
        if joined := element.get(JOINED):
            element = self._joined.setdefault(joined, element)
        part = self._parts.get((element, own))
        if part is None:
            if own:
                part, parent = ShownElement(own, {}), self._part_of(element)
            else:
                words = " ".join("".join(element.itertext()).replace(MAY_END, "").split()) if element.tag == "a" else ""
                part = ShownElement(element.tag, element.attrib, words)
                above = None if is_note else self._parents.get(element)
                parent = self.root if above is None else self._part_of(above)
            self._parts[(element, own)] = part
            parent.kids.insert(_first_row(parent) if part.name == "thead" else len(parent.kids), part)
        return part

    def _meet(self, tag: int, part: ShownElement, piece: MarkedContent) -> None:
        self._met.append((tag, piece))
        if not piece.artifact:
            part.kids.append(piece)

    def _rectangle(self, box: Any) -> Box:
        left, top = box.content_box_x(), box.content_box_y()
        sides = (left, self._height - top - box.height, left + box.width, self._height - top)
        left, bottom, right, upper = (round(side * _PX_TO_PT, 3) for side in sides)
        return left, bottom, right, upper


def _parents(roots: Sequence[Any]) -> dict[Any, Any]:
    """What each element stands in. A table that was laid out by itself stands in the block that marks its place."""
    parents = {child: parent for html in roots for parent in html.iter() for child in parent}
    places = {mark: element for element in roots[0].iter() if (mark := element.get(PLACE))}
    for html in roots[1:]:
        parents |= {element: places[mark] for element in html.iter() if (mark := element.get(MARK))}
    return parents


def _first_row(table: ShownElement) -> int:
    """Where the head of a table belongs, of which a full page may have shown rows without it."""
    bodies = (place for place, kid in enumerate(table.kids) if isinstance(kid, ShownElement) and kid.name == "tbody")
    return next(bodies, len(table.kids))


def _children(box: Any) -> Iterator[Any]:
    """The boxes in a box, where lines and the wrappers of tables count as what is in them."""
    for child in getattr(box, "children", ()):
        if type(child).__name__ == "LineBox" or (box.is_table_wrapper and child is box.get_wrapped_table()):
            yield from child.children
        else:
            yield child
