"""Book → EPUB 3.3. The only module that imports ebooklib.

ebooklib keeps the package document, manifest and NCX; the XHTML is finished before it comes here, and the writer is
our own, because ebooklib's stamps the time of day into the archive. Section numbers refer to EPUB 3.3.
"""

import datetime
import io
import re
import zipfile
from html import escape

import lxml.etree
from ebooklib import epub

from bookbuild import assets
from bookbuild.model import Artifact, Book, Kind, Role
from bookbuild.outputs import accessibility, frame
from bookbuild.outputs.frame import Entry
from bookbuild.problems import Problem
from bookbuild.wording import wording

MEDIA_TYPE = "application/epub+zip"
CONTENTS_DEPTH = 3

_XHTML_TYPE = "application/xhtml+xml"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
"""The dates that a catalogue understands (§5.5.3.2.2); others, such as “9 June 2017”, are for readers only."""
_STYLES = ("base.css", "epub.css")
_TYPES = {
    "doc-chapter": "chapter",
    "doc-part": "part",
    "doc-subtitle": "subtitle",
    "doc-noteref": "noteref",
    "doc-footnote": "footnote",
}
"""DPUB-ARIA roles and the words of the Structural Semantics Vocabulary that say the same to e-readers."""

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
    if book.metadata.kind is Kind.BOOK:
        body = f'<section epub:type="titlepage" class="title-page">\n{frame.title_page(book.metadata)}\n</section>'
        page = _document(book, book.metadata.title, body, "")
        package.add_item(epub.EpubItem("title-page", "title-page.xhtml", _XHTML_TYPE, page))
        package.spine += ["title-page", "nav"]
    files = _file_names(book)
    for identifier, data in _chapters(book, files):
        package.add_item(epub.EpubItem(f"chapter-{identifier}", f"text/{files[identifier]}", _XHTML_TYPE, data))
        package.spine.append(f"chapter-{identifier}")
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
    for order, (kind, title) in enumerate((("main", metadata.title), ("subtitle", metadata.subtitle)), start=1):
        if title:
            package.add_metadata("DC", "title", title, {"id": f"title-{kind}"})
            _refine(package, f"title-{kind}", "title-type", kind)
            _refine(package, f"title-{kind}", "display-seq", str(order))
    for number, person in enumerate(metadata.authors, start=1):
        element = "creator" if person.role == "aut" else "contributor"
        package.add_metadata("DC", element, person.name, {"id": f"person-{number}"})
        _refine(package, f"person-{number}", "role", person.role, scheme="marc:relators")
        if person.file_as:
            _refine(package, f"person-{number}", "file-as", person.file_as)
    simple = {
        "publisher": metadata.publisher,
        "date": metadata.date if _DATE.fullmatch(metadata.date) else "",
        "rights": metadata.rights,
        "description": metadata.description,
    }
    for name, value in simple.items():
        if value:
            package.add_metadata("DC", name, value)
    for keyword in metadata.keywords:
        package.add_metadata("DC", "subject", keyword)
    for name, value in accessibility.claims(book):
        package.add_metadata(None, "meta", value, {"property": f"schema:{name}"})
    return package


def _refine(package: epub.EpubBook, refined: str, name: str, value: str, **more: str) -> None:
    """Say something about another element of the metadata (§5.5.3.2.3)."""
    package.add_metadata(None, "meta", value, {"refines": f"#{refined}", "property": name, **more})


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
        body = chapter.body + frame.endnotes(chapter.notes, chapter.language)
        title = chapter.title or book.metadata.title
        document = _document(book, title, frame.section(chapter, body), "../")
        tree = lxml.etree.fromstring(document, lxml.etree.XMLParser(huge_tree=True))
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
    first = next((chapter for chapter in book.chapters if chapter.role is not Role.FRONT), book.chapters[0])
    landmarks = [("bodymatter", f"text/{files[first.id]}", words.beginning)]
    if book.metadata.kind is Kind.BOOK:  # only a book has title page and contents among its pages
        landmarks = [("titlepage", "title-page.xhtml", words.title_page), ("toc", "#toc", words.contents), *landmarks]
    marks = "".join(
        f'<li><a epub:type="{kind}" href="{href}">{escape(label)}</a></li>' for kind, href, label in landmarks
    )
    body = (
        f'<nav epub:type="toc" role="doc-toc" id="toc" class="contents" aria-labelledby="toc-title">\n'
        f'<h1 id="toc-title">{escape(words.contents)}</h1>\n{_nav_list(entries, files)}\n</nav>\n'
        f'<nav epub:type="landmarks" id="landmarks" hidden="hidden">\n<ol>{marks}</ol>\n</nav>'
    )
    return _document(book, words.contents, body, "")


def _nav_list(entries: tuple[Entry, ...], files: dict[str, str]) -> str:
    items = "\n".join(
        f'<li><a href="{_address(entry, files)}">{escape(entry.title, quote=False)}</a>'
        f"{_nav_list(entry.children, files) if entry.children else ''}</li>"
        for entry in entries
    )
    return f"<ol>\n{items}\n</ol>"
