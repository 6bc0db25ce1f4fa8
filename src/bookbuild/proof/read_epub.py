"""EPUB → what its reader finds, read with zipfile and lxml as by a stranger."""

import io
import posixpath
import zipfile
from collections.abc import Iterator

import lxml.etree

from bookbuild.problems import Location
from bookbuild.proof.passages import NOTE_MARK, Kind, Note, Passage, Reading, essence, passage

_XHTML = "{http://www.w3.org/1999/xhtml}"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    "p pre figcaption li dt dd td th caption hr blockquote div section aside figure table ul ol dl header thead tbody "
    "tr h1 h2 h3 h4 h5 h6".split()
)
_LINES = {"subtitle": Kind.SUBTITLE, "byline": Kind.BYLINE, "credit": Kind.CREDIT}


def read_epub(data: bytes) -> Reading:
    """Read the text of an EPUB in the order of its spine, without its contents page."""
    passages: list[Passage] = []
    notes: dict[str, Note] = {}
    references: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in _spine(archive):
            body = _parse(archive.read(name)).find(f"{_XHTML}body")
            if body is None:
                continue
            reader = _Document(name)
            passages += reader.read(body)
            notes.update(reader.notes)
            references += reader.references
    return Reading(tuple(passages), tuple(notes.values()), tuple(references))


def _parse(data: bytes) -> lxml.etree._Element:
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return lxml.etree.fromstring(data, parser)


def _spine(archive: zipfile.ZipFile) -> Iterator[str]:
    """The names of the documents of the spine, the navigation document left out."""
    container = _parse(archive.read("META-INF/container.xml"))
    rootfile = container.find(f".//{_CONTAINER}rootfile")
    assert rootfile is not None
    path = rootfile.get("full-path", "")
    package = _parse(archive.read(path))
    items = {item.get("id", ""): item for item in package.iter(f"{_OPF}item")}
    for reference in package.iter(f"{_OPF}itemref"):
        item = items[reference.get("idref", "")]
        if "nav" not in item.get("properties", "").split():
            yield posixpath.normpath(posixpath.join(posixpath.dirname(path), item.get("href", "")))


class _Document:
    """Reads one document of the spine."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.notes: dict[str, Note] = {}
        self.references: list[str] = []

    def read(self, body: lxml.etree._Element) -> list[Passage]:
        return list(self._blocks(body))

    def _blocks(self, element: lxml.etree._Element) -> Iterator[Passage]:
        if _is_note(element):
            self._note(element)
            return
        tag = _tag(element)
        if tag == "hr":
            yield self._passage(element, Kind.BREAK, "")
            return
        if not any(_tag(child) in _BLOCKS for child in element):
            words = self._words(element)
            if essence(words):
                yield self._passage(element, _kind(element), words)
            return
        loose = element.text or ""
        for child in element:
            if _tag(child) in _BLOCKS:
                if essence(loose):
                    yield self._passage(element, _kind(element), loose)
                yield from self._blocks(child)
                loose = child.tail or ""
            else:
                loose += self._words(child) + (child.tail or "")
        if essence(loose):
            yield self._passage(element, _kind(element), loose)

    def _passage(self, element: lxml.etree._Element, kind: Kind, words: str) -> Passage:
        line = element.sourceline
        level = int(_tag(element)[1]) if kind is Kind.HEADING else 0
        return passage(kind, words, Location(self.name, line), level)

    def _words(self, element: lxml.etree._Element) -> str:
        """The text of an element, with a mark where a note is referred to."""
        if element.get(_EPUB_TYPE) == "noteref" or element.get("role") == "doc-noteref":
            self.references.append("".join(element.itertext()).strip())
            return NOTE_MARK
        if not isinstance(element.tag, str):
            return ""
        words = element.text or ""
        for child in element:
            words += self._words(child) + (child.tail or "")
        return words

    def _note(self, element: lxml.etree._Element) -> None:
        """A note is read apart: its number, its words, without the way back."""
        for link in [link for link in element.iter(f"{_XHTML}a") if link.get("role") == "doc-backlink"]:
            link.text = ""
        number = ""
        passages = []
        for child in element:
            if child.get("class") == "note-number":
                number = "".join(child.itertext()).strip().rstrip(".")
            else:
                passages += list(self._blocks(child))
        self.notes[element.get("id", "")] = Note(number, tuple(passages))


def _tag(element: lxml.etree._Element) -> str:
    return lxml.etree.QName(element).localname if isinstance(element.tag, str) else ""


def _is_note(element: lxml.etree._Element) -> bool:
    return element.get(_EPUB_TYPE) == "footnote" or element.get("role") == "doc-footnote"


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
    if tag == "figcaption":
        return (
            Kind.ATTRIBUTION
            if any(_tag(near) == "blockquote" for near in element.itersiblings(preceding=True))
            else Kind.CAPTION
        )
    if any(_tag(a) == "blockquote" for a in (element, *ancestors)):
        return Kind.QUOTATION
    if any("author-note" in a.get("class", "").split() for a in ancestors):
        return Kind.AUTHOR_NOTE
    return Kind.TEXT
