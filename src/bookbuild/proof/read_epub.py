"""EPUB → what its reader finds, read with zipfile and lxml as by a stranger."""

from collections.abc import Iterator, Mapping

import lxml.etree

from bookbuild.problems import Location
from bookbuild.proof.epub_package import EPUB_TYPE, Package, open_package, resolve
from bookbuild.proof.passages import (
    BREAK_MARK,
    NOTE_MARK,
    Kind,
    Link,
    Note,
    Passage,
    Picture,
    Reading,
    essence,
    passage,
)
from bookbuild.proof.pixels import digest
from bookbuild.proof.unreadable import Unreadable

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    "p pre figcaption li dt dd td th caption hr blockquote div section aside figure table ul ol dl header thead tbody "
    "tr h1 h2 h3 h4 h5 h6".split()
)
_LINES = {"subtitle": Kind.SUBTITLE, "byline": Kind.BYLINE, "credit": Kind.CREDIT}
_MAX_DEPTH = 200


def read_epub(data: bytes, name: str) -> Reading:
    """Read the text of an EPUB in the order of its spine, without its contents page. Raises Unreadable."""
    package = open_package(data)
    places = {
        f"{file}#{element.get('id')}": element
        for file, root in package.spine
        for element in root.iter()
        if element.get("id")
    }
    places.update((file, root) for file, root in package.spine)
    passages: list[Passage] = []
    notes: list[Note] = []
    references: list[str] = []
    for file, root in package.spine:
        document = _Document(file)
        for body in root.iter("{*}body"):
            passages += document.read(body)
        notes += document.notes
        references += ["".join(mark.itertext()).strip() for mark in root.iter("{*}a") if _is_note_reference(mark)]
    links = [link for file, root in package.spine for link in _links(file, root, places)]
    pictures = [picture for file, root in package.spine for picture in _pictures(file, root, package)]
    return Reading(
        tuple(passages),
        tuple(notes),
        tuple(references),
        pictures=tuple(pictures),
        links=tuple(links),
        contents=package.contents,
        facts=package.facts,
        faults=tuple(_faults(package, places)),
    )


def _links(file: str, root: lxml.etree._Element, places: Mapping[str, lxml.etree._Element]) -> Iterator[Link]:
    """The links of the text; those between a note and its reference are compared with the notes."""
    for link in root.iter("{*}a"):
        address = link.get("href")
        if address is None or _is_note_reference(link) or link.get("role") == "doc-backlink":
            continue
        words = essence("".join(link.itertext()))
        if ":" in address.split("#")[0] or address.startswith("//"):
            yield Link(words, address)
        else:
            place = places.get(resolve(file, address))
            yield Link(words, "" if place is None else _essence_of_place(place))


def _essence_of_place(place: lxml.etree._Element) -> str:
    """The words by which a reader knows a place: the heading that it is or begins with, else all its words."""
    heading = next((element for element in place.iter() if _tag(element) in _HEADINGS), place)
    return essence(_words(heading))


def _pictures(file: str, root: lxml.etree._Element, package: Package) -> Iterator[Picture]:
    for image in root.iter("{*}img"):
        if image.get("alt", "").strip():
            data = package.files.get(resolve(file, image.get("src", "")), b"")
            yield Picture(image.get("alt", ""), digest(data), Location(file, image.sourceline))


def _faults(package: Package, places: Mapping[str, lxml.etree._Element]) -> Iterator[str]:
    for address in package.contents_targets:
        if address not in places:
            yield f"its contents lead to “{address}”, which it does not have"
    for file, root in package.spine:
        for element in root.iter("{*}a", "{*}img", "{*}link"):
            address = element.get("href") or element.get("src") or ""
            if not address or ":" in address.split("#")[0] or address.startswith("//"):
                continue
            target = resolve(file, address)
            if target not in places and target.partition("#")[0] not in package.files:
                yield f"“{file}” refers to “{address}”, which it does not have"
            elif "#" in target and target not in places:
                yield f"“{file}” has a link to “{address}”, a place that it does not have"


class _Document:
    """Reads one document of the spine."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.notes: list[Note] = []

    def read(self, body: lxml.etree._Element) -> list[Passage]:
        return list(self._blocks(body))

    def _blocks(self, element: lxml.etree._Element, depth: int = 0) -> Iterator[Passage]:
        if depth > _MAX_DEPTH:
            raise Unreadable(f"“{self.name}” is nested more than {_MAX_DEPTH} deep")
        if _is_note(element):
            self._note(element)
            return
        tag = _tag(element)
        if tag == "hr":
            yield self._passage(element, Kind.BREAK, BREAK_MARK)
            return
        if not any(_tag(child) in _BLOCKS for child in element):
            words = _words(element)
            if essence(words):
                yield self._passage(element, _kind(element), words)
            return
        loose = element.text or ""
        for child in element:
            if _tag(child) in _BLOCKS:
                if essence(loose):
                    yield self._passage(element, _kind(element), loose)
                yield from self._blocks(child, depth + 1)
                loose = child.tail or ""
            else:
                loose += _words(child) + (child.tail or "")
        if essence(loose):
            yield self._passage(element, _kind(element), loose)

    def _passage(self, element: lxml.etree._Element, kind: Kind, words: str) -> Passage:
        line = element.sourceline
        level = int(_tag(element)[1]) if kind is Kind.HEADING else 0
        if kind is Kind.QUOTATION:
            level = sum(1 for around in (element, *element.iterancestors()) if _tag(around) == "blockquote")
        return passage(kind, words, Location(self.name, line), level)

    def _note(self, element: lxml.etree._Element) -> None:
        """A note is read apart: its number, its words, without the way back."""
        for link in [link for link in element.iter("{*}a") if link.get("role") == "doc-backlink"]:
            link.text = ""
        number = ""
        passages = []
        for child in element:
            if child.get("class") == "note-number":
                number = "".join(child.itertext()).strip().rstrip(".")
            else:
                passages += list(self._blocks(child))
        self.notes.append(Note(number, tuple(passages)))


def _words(element: lxml.etree._Element) -> str:
    """The text of an element, with a mark where a note is referred to."""
    if _is_note_reference(element):
        return NOTE_MARK
    if not isinstance(element.tag, str):
        return ""
    return (element.text or "") + "".join(_words(child) + (child.tail or "") for child in element)


def _is_note_reference(element: lxml.etree._Element) -> bool:
    return element.get(EPUB_TYPE) == "noteref" or element.get("role") == "doc-noteref"


def _tag(element: lxml.etree._Element) -> str:
    return lxml.etree.QName(element).localname if isinstance(element.tag, str) else ""


def _is_note(element: lxml.etree._Element) -> bool:
    return element.get(EPUB_TYPE) == "footnote" or element.get("role") == "doc-footnote"


def _kind(element: lxml.etree._Element) -> Kind:
    """What an element is, by its own name and by what it stands in."""
    tag = _tag(element)
    ancestors = list(element.iterancestors())
    if tag in _HEADINGS:
        return Kind.HEADING
    if tag == "pre":
        return Kind.CODE
    if line := _LINES.get(element.get("class", "")):
        return line
    if tag == "caption":
        return Kind.CAPTION
    if tag == "figcaption":
        is_source = any(_tag(near) == "blockquote" for near in element.itersiblings(preceding=True))
        return Kind.ATTRIBUTION if is_source else Kind.CAPTION
    if any(_tag(a) == "blockquote" for a in (element, *ancestors)):
        return Kind.QUOTATION
    if any("author-note" in a.get("class", "").split() for a in ancestors):
        return Kind.AUTHOR_NOTE
    return Kind.TEXT
