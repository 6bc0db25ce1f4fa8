"""Where the pages of the print edition begin, marked in the chapters of an EPUB (EPUB Accessibility 1.1, §4.1).

The print edition tells how each of its pages begins and how much it holds. Both are compared letter by letter, and only
letters count: marks, figures and spaces are where lines, notes and lists leave their traces.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import lxml.etree

from bookbuild.outputs.epub.names import EPUB_TYPE, SPAN
from bookbuild.outputs.frame import tag
from bookbuild.results import PageStart

_SILENT = frozenset({"math", "svg", "script", "style"})
"""What is no running text on a page."""
_TRIED = (60, 30, 15)
"""Lengths of the openings that are looked for, the surest first."""
_INSIDE_WORDS = "’'\u00ad\u2060-‐"

Element = lxml.etree._Element


@dataclass(frozen=True, slots=True)
class Mark:
    """A page and the id of the place where it begins."""

    label: str
    id: str


@dataclass(frozen=True, slots=True)
class _Node:
    """A run of text: the one inside the beginning of an element, or the one after its end."""

    element: Element
    is_tail: bool

    @property
    def text(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""


def marks(pages: Sequence[PageStart], taken: Collection[str]) -> tuple[Mark, ...]:
    """A mark for each page, with an id that nothing else has."""
    made = []
    for page in pages:
        name = f"page-{page.label}"
        while name in taken:
            name += "-print"
        made.append(Mark(page.label, name))
    return tuple(made)


def insert(section: Element, pages: Sequence[PageStart], made: Sequence[Mark]) -> None:
    """Put the marks of some pages into the chapter that they show, each before the word with which its page begins."""
    nodes = [node for node in _nodes(section) if any(map(str.isalpha, node.text))]
    if not nodes:
        for index, mark in enumerate(made):
            section.insert(index, _span(mark))
        return
    letters = "".join(_letters(node.text) for node in nodes)
    places = [_place_of(nodes, place) for place in _places(letters, pages)]
    for (node, index), mark in zip(reversed(places), reversed(made), strict=True):
        _insert_at(node, index, mark)


def spans(made: Sequence[Mark]) -> str:
    """The same marks as markup."""
    return "".join(
        tag("span", {"epub:type": "pagebreak", "role": "doc-pagebreak", "id": mark.id, "aria-label": mark.label})
        for mark in made
    )


def _places(letters: str, pages: Sequence[PageStart]) -> list[int]:
    """For each page the number of letters before it: where its opening stands nearest to where it is expected.

    A page without text, such as one with a picture or with nothing but notes, begins where the page before ends.
    """
    places: list[int] = []
    at = expected = 0
    for page in pages:
        if expected:
            at = max(_nearest(letters, page.opening, at, expected), at)
        places.append(at)
        expected = at + page.letters
    return places


def _nearest(letters: str, opening: str, first: int, expected: int) -> int:
    for length in _TRIED if opening else ():
        occurrences = list(_occurrences(letters, opening[:length], first))
        if occurrences:
            return min(occurrences, key=lambda place: abs(place - expected))
    return min(expected, len(letters) - 1)


def _occurrences(letters: str, wanted: str, first: int) -> Iterator[int]:
    place = letters.find(wanted, first)
    while place >= 0:
        yield place
        place = letters.find(wanted, place + 1)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).casefold()


def _nodes(element: Element) -> Iterator[_Node]:
    """The runs of running text of a chapter in reading order, without its notes, which stand at the foot of pages."""
    if isinstance(element.tag, str) and lxml.etree.QName(element).localname not in _SILENT and not _is_notes(element):
        yield _Node(element, False)
        for child in element:
            yield from _nodes(child)
            yield _Node(child, True)


def _is_notes(element: Element) -> bool:
    return element.get("class") == "notes"


def _place_of(nodes: Sequence[_Node], place: int) -> tuple[_Node, int]:
    """The run of text with the letter that has so many before it, and the index at which the letter's word begins."""
    for node in nodes:
        held = len(_letters(node.text))
        if place < held:
            break
        place -= held
    return node, _word_begins(node.text, place)


def _insert_at(node: _Node, index: int, mark: Mark) -> None:
    """Put a mark into a run of text, of which what follows is finished."""
    span, text = _span(mark), node.text
    span.tail = text[index:]
    if node.is_tail:
        parent = node.element.getparent()
        assert parent is not None
        node.element.tail = text[:index]
        parent.insert(parent.index(node.element) + 1, span)
    else:
        node.element.text = text[:index]
        node.element.insert(0, span)


def _word_begins(text: str, place: int) -> int:
    """Where the word begins in which the letter stands that has so many letters before it."""
    before = accumulate(len(each.casefold()) if each.isalpha() else 0 for each in text)
    index = next((index for index, seen in enumerate(before) if seen > place), 0)
    while index and (text[index - 1].isalnum() or text[index - 1] in _INSIDE_WORDS):
        index -= 1
    return 0 if not text[:index].strip() else index


def _span(mark: Mark) -> Element:
    attributes = {EPUB_TYPE: "pagebreak", "role": "doc-pagebreak", "id": mark.id, "aria-label": mark.label}
    return lxml.etree.Element(SPAN, attributes)
