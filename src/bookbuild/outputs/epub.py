"""Book → EPUB 3.3. The only module that imports ebooklib.

ebooklib keeps the package document, manifest and NCX; the XHTML is finished before it comes here, and the writer is
our own, because ebooklib's stamps the time of day into the archive. Section numbers refer to EPUB 3.3.
"""

import datetime
import io
import zipfile
from collections.abc import Iterator
from html import escape

import lxml.etree
from ebooklib import epub

from bookbuild import assets
from bookbuild.model import FRONT_MATTER, Artifact, Book, Role
from bookbuild.outputs import accessibility, frame
from bookbuild.outputs.epub_metadata import statements
from bookbuild.outputs.frame import Entry
from bookbuild.problems import Problem
from bookbuild.wording import wording

MEDIA_TYPE = "application/epub+zip"
CONTENTS_DEPTH = 3

_XHTML_TYPE = "application/xhtml+xml"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STYLES = ("base.css", "epub.css")
_TYPES = {
    "doc-chapter": "chapter",
    "doc-part": "part",
    "doc-subtitle": "subtitle",
    "doc-noteref": "noteref",
    "doc-footnote": "footnote",
    "doc-dedication": "dedication",
    "doc-afterword": "afterword",
    "doc-colophon": "colophon",
}
"""DPUB-ARIA roles and the words of the Structural Semantics Vocabulary that say the same to e-readers."""
_PAGE_TYPES = {
    Role.TITLE_PAGE: "titlepage",
    Role.COPYRIGHT: "copyright-page",
    Role.DEDICATION: "dedication",
    Role.CONTENTS: "toc",
    Role.ABOUT: "afterword",
    Role.COLOPHON: "colophon",
}
"""What landmarks call the pages of a book."""

_DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
lang="{lang}" xml:lang="{lang}" dir="{dir}">
<head>
<meta charset="utf-8"/>
<title>{title}</title>
{links}
</head>
<body class="{kind}">
{body}
</body>
</html>
"""


def render(book: Book, name: str, modified: datetime.datetime) -> tuple[Artifact, tuple[Problem, ...]]:
    """Make the EPUB; `modified` (in UTC) is what it says of its last change (§5.4)."""
    package = _package(book)
    package.add_item(epub.EpubNcx())
    for style in _STYLES:
        package.add_item(epub.EpubItem(f"style-{style[:-4]}", f"styles/{style}", "text/css", assets.stylesheet(style)))
    for number, asset in enumerate(book.assets, start=1):
        package.add_item(epub.EpubItem(f"image-{number}", asset.name, asset.media_type, asset.data))
    files = _file_names(book)
    for identifier, data in _chapters(book, files):
        document = epub.EpubItem(f"chapter-{identifier}", f"text/{files[identifier]}", _XHTML_TYPE, data)
        document.properties = ["mathml"] if b"<math " in data else []
        package.add_item(document)
    package.spine = ["nav" if frame.sets_contents(each) else f"chapter-{each.id}" for each in book.chapters]
    entries = frame.contents(book, CONTENTS_DEPTH)
    package.add_item(epub.EpubNav())
    package.toc = [_toc_link(entry, files) for entry in entries]
    data = _Writer(package, _nav(book, entries, files), modified).to_bytes()
    return Artifact(f"{name}.epub", MEDIA_TYPE, data), ()


class _Writer(epub.EpubWriter):
    """Writes to memory, takes a finished nav document, and marks the language of the package (§5.2)."""

    def __init__(self, book: epub.EpubBook, nav: bytes, modified: datetime.datetime) -> None:
        super().__init__("", book, {"mtime": modified, "raise_exceptions": True, "epub2_guide": False})
        self.nav = nav

    def _get_nav(self, item: epub.EpubNav) -> bytes:
        return self.nav

    def _write_opf_file(self, root: lxml.etree._Element) -> None:
        root.set(_XML_LANG, self.book.language)
        super()._write_opf_file(root)

    def write(self) -> None:
        raise NotImplementedError("use to_bytes")

    def to_bytes(self) -> bytes:
        buffer = io.BytesIO()
        with _ReproducibleZip(buffer, "w", zipfile.ZIP_DEFLATED) as self.out:
            self.out.writestr("mimetype", MEDIA_TYPE, compress_type=zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()
        return buffer.getvalue()


class _ReproducibleZip(zipfile.ZipFile):
    """An archive whose entries carry no time and no trace of the machine that wrote them."""

    def writestr(  # type: ignore[override]
        self, zinfo_or_arcname: str, data: str | bytes, compress_type: int = zipfile.ZIP_DEFLATED
    ) -> None:
        entry = zipfile.ZipInfo(zinfo_or_arcname, (1980, 1, 1, 0, 0, 0))
        entry.create_system = 3
        entry.external_attr = 0o644 << 16
        super().writestr(entry, data, compress_type)


def _package(book: Book) -> epub.EpubBook:
    metadata = book.metadata
    package = epub.EpubBook()
    package.reset()
    package.set_identifier(metadata.identifier)
    package.set_language(metadata.language)
    package.title = metadata.title
    if metadata.direction == "rtl":
        package.set_direction("rtl")
    for statement in statements(metadata):
        package.add_metadata(statement.vocabulary, statement.name, statement.value, dict(statement.attributes))
    for name, value in accessibility.claims(book):
        package.add_metadata(None, "meta", value, {"property": f"schema:{name}"})
    return package


def _file_names(book: Book) -> dict[str, str]:
    """The file of each chapter: its id, or its number where the id has letters that old readers stumble over."""
    return {
        chapter.id: f"{chapter.id}.xhtml" if chapter.id.isascii() else f"chapter-{number:04}.xhtml"
        for number, chapter in enumerate(book.chapters, start=1)
    }


def _chapters(book: Book, files: dict[str, str]) -> list[tuple[str, bytes]]:
    """Id and finished document of every chapter."""
    trees = []
    places: dict[str, str] = {}
    for chapter in book.chapters:
        if frame.sets_contents(chapter):
            continue
        body = chapter.body + frame.endnotes(chapter.notes, chapter.language)
        title = chapter.title or book.metadata.title
        document = _document(book, title, frame.section(chapter, body), "../")
        tree = lxml.etree.fromstring(document, lxml.etree.XMLParser(huge_tree=True))
        if chapter.role in (Role.TITLE_PAGE, Role.COPYRIGHT):  # no role says so
            next(tree.iter("{*}section")).set(_EPUB_TYPE, _PAGE_TYPES[chapter.role])
        trees.append((chapter.id, tree))
        places.update((element.get("id", ""), chapter.id) for element in tree.iter() if element.get("id"))
    for identifier, tree in trees:
        for element in tree.iter():
            _adapt(element, identifier, places, files)
    return [(identifier, _serialise(tree)) for identifier, tree in trees]


def _adapt(element: lxml.etree._Element, here: str, places: dict[str, str], files: dict[str, str]) -> None:
    """Give an element what only e-readers want: `epub:type`, `xml:lang`, and addresses between files."""
    if kind := _TYPES.get(element.get("role", "")):
        element.set(_EPUB_TYPE, kind)
    if language := element.get("lang"):
        element.set(_XML_LANG, language)
    if (address := element.get("href", "")).startswith("#"):
        place = places.get(address[1:], here)
        if place != here:
            element.set("href", files[place] + ("" if place == address[1:] else address))
    if source := element.get("src"):
        element.set("src", f"../{source}")


def _document(book: Book, title: str, body: str, up: str) -> bytes:
    links = "\n".join(f'<link rel="stylesheet" type="text/css" href="{up}styles/{style}"/>' for style in _STYLES)
    return _DOCUMENT.format(
        lang=escape(book.metadata.language),
        dir=book.metadata.direction,
        title=escape(title, quote=False),
        kind=book.metadata.kind.value,
        links=links,
        body=body,
    ).encode()


def _serialise(tree: lxml.etree._Element) -> bytes:
    data = lxml.etree.tostring(tree.getroottree(), encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
    assert isinstance(data, bytes)
    return data


def _address(entry: Entry, files: dict[str, str]) -> str:
    file = f"text/{files[entry.chapter]}"
    return file if entry.id == entry.chapter else f"{file}#{entry.id}"


def _toc_link(entry: Entry, files: dict[str, str]) -> epub.Link | tuple[epub.Link, list[object]]:
    link = epub.Link(_address(entry, files), entry.title, f"toc-{entry.id}")
    return (link, [_toc_link(child, files) for child in entry.children]) if entry.children else link


def _nav(book: Book, entries: tuple[Entry, ...], files: dict[str, str]) -> bytes:
    """The navigation document (§7): contents, and landmarks for the reading system alone."""
    words = wording(book.metadata.language)
    marks = "".join(
        f'<li><a epub:type="{kind}" href="{href}">{escape(label)}</a></li>'
        for kind, href, label in _landmarks(book, files)
    )
    body = (
        f'<nav epub:type="toc" role="doc-toc" id="toc" class="contents" aria-labelledby="toc-title">\n'
        f'<h1 id="toc-title">{escape(words.contents)}</h1>\n{_nav_list(entries, files)}\n</nav>\n'
        f'<nav epub:type="landmarks" id="landmarks" hidden="hidden">\n<ol>{marks}</ol>\n</nav>'
    )
    return _document(book, words.contents, body, "")


def _landmarks(book: Book, files: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Kind, address and name of the places that a reading system can offer (§7.4.4): the pages, and where to begin."""
    beginning = next((chapter for chapter in book.chapters if chapter.role not in FRONT_MATTER), book.chapters[0])
    for chapter in book.chapters:
        address = "#toc" if frame.sets_contents(chapter) else f"text/{files[chapter.id]}"
        if kind := _PAGE_TYPES.get(chapter.role):
            yield kind, address, chapter.title
        if chapter is beginning:
            yield "bodymatter", address, wording(book.metadata.language).beginning


def _nav_list(entries: tuple[Entry, ...], files: dict[str, str]) -> str:
    items = "\n".join(
        f'<li><a href="{_address(entry, files)}">{escape(entry.title, quote=False)}</a>'
        f"{_nav_list(entry.children, files) if entry.children else ''}</li>"
        for entry in entries
    )
    return f"<ol>\n{items}\n</ol>"
