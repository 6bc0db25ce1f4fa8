"""What goes into an EPUB → the archive. The only module that imports ebooklib.

ebooklib keeps the package document, manifest and NCX; the XHTML is finished before it comes here, and the writer is
our own, because ebooklib's stamps the time of day into the archive. Section numbers refer to EPUB 3.3.
"""

import datetime
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

import lxml.etree
from ebooklib import epub

from bookbuild.model import Book
from bookbuild.outputs import accessibility
from bookbuild.outputs.epub.metadata import statements
from bookbuild.results import EPUB
from bookbuild.settings.schema import EpubSettings

XHTML_TYPE = "application/xhtml+xml"
COVER_IMAGE = "cover-image"
"""The property by which the manifest tells the picture of the cover (§5.6.2)."""

_CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the EPUB."""

    id: str
    name: str
    """Its path from the package document."""
    media_type: str
    data: bytes = field(repr=False)
    properties: tuple[str, ...] = ()
    """What the manifest says of it (§5.6.2)."""


@dataclass(frozen=True, slots=True)
class Point:
    """A line of the contents, or a page, for readers that know only EPUB 2."""

    id: str
    title: str
    address: str
    children: tuple["Point", ...] = ()


def pack(
    book: Book,
    settings: EpubSettings,
    items: Sequence[Item],
    spine: Sequence[str],
    contents: Sequence[Point],
    pages: Sequence[Point],
    nav: bytes,
    modified: datetime.datetime,
) -> bytes:
    """The archive, with a spine of the ids of items, in which `nav` stands for the navigation document."""
    package = _package(book, settings, has_pages=bool(pages))
    package.add_item(epub.EpubNcx())
    for item in items:
        entry = epub.EpubItem(item.id, item.name, item.media_type, item.data)
        entry.properties = list(item.properties)
        package.add_item(entry)
        if COVER_IMAGE in item.properties:  # where readers of EPUB 2 look for it
            package.add_metadata("OPF", "meta", "", {"name": "cover", "content": item.id})
    package.spine = list(spine)
    package.add_item(epub.EpubNav())
    package.toc = [_link(point) for point in contents]
    if pages:
        printed = next((each.value for each in book.metadata.identifiers if each.is_of_print), book.metadata.identifier)
        package.add_metadata(None, "meta", printed, {"property": "pageBreakSource"})
    return _PackageWriter(package, nav, pages, modified).to_bytes()


class _Package(epub.EpubBook):
    """Knows its items by their ids; ebooklib looks through all of them for each line of the spine."""

    def reset(self) -> None:
        super().reset()
        self._by_id: dict[str, epub.EpubItem] = {}

    def add_item(self, item: epub.EpubItem) -> epub.EpubItem:
        self._by_id[super().add_item(item).id] = item
        return item

    def get_item_with_id(self, uid: str) -> epub.EpubItem | None:
        return self._by_id.get(uid)


class _PackageWriter(epub.EpubWriter):
    """Writes to memory, takes a finished nav document, and marks the language of the package (§5.2)."""

    def __init__(self, book: epub.EpubBook, nav: bytes, pages: Sequence[Point], modified: datetime.datetime) -> None:
        super().__init__("", book, {"mtime": modified, "raise_exceptions": True, "epub2_guide": False})
        self.nav = nav
        self.pages = pages

    def _get_nav(self, item: epub.EpubNav) -> bytes:
        return self.nav

    def _get_ncx(self) -> bytes:
        return _completed(super()._get_ncx(), self.pages)

    def _write_opf_file(self, root: lxml.etree._Element) -> None:
        root.set(_XML_LANG, self.book.language)
        super()._write_opf_file(root)

    def write(self) -> None:
        raise NotImplementedError("use to_bytes")

    def to_bytes(self) -> bytes:
        buffer = io.BytesIO()
        with _ReproducibleZip(buffer, "w", zipfile.ZIP_DEFLATED) as self.out:
            self.out.writestr("mimetype", EPUB.media_type, compress_type=zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()
        return buffer.getvalue()


def _completed(ncx: bytes, pages: Sequence[Point]) -> bytes:
    """The NCX with what old readers go by: depth, order, and pages (OPF 2.0.1, 2.4.1; DAISY 3, 8)."""
    root = lxml.etree.fromstring(ncx)
    points = list(root.iter(f"{_NCX}navPoint"))
    depth = max((sum(1 for _ in point.iterancestors(f"{_NCX}navPoint")) + 1 for point in points), default=0)
    counts = {"dtb:depth": depth, "dtb:totalPageCount": len(pages), "dtb:maxPageNumber": _highest(pages)}
    for meta in root.iter(f"{_NCX}meta"):
        if (name := meta.get("name")) in counts:
            meta.set("content", str(counts[name]))
    if pages:
        listed = lxml.etree.SubElement(root, f"{_NCX}pageList")
        for page in pages:
            target = lxml.etree.SubElement(listed, f"{_NCX}pageTarget", id=page.id)
            target.set("type", "normal" if page.title.isdecimal() else "front")
            if page.title.isdecimal():
                target.set("value", page.title)
            label = lxml.etree.SubElement(target, f"{_NCX}navLabel")
            lxml.etree.SubElement(label, f"{_NCX}text").text = page.title
            lxml.etree.SubElement(target, f"{_NCX}content", src=page.address)
            points.append(target)
    for order, point in enumerate(points, start=1):
        point.set("playOrder", str(order))
    written = lxml.etree.tostring(root, pretty_print=True, encoding="utf-8", xml_declaration=True)
    assert isinstance(written, bytes)
    return written


def _highest(pages: Sequence[Point]) -> int:
    return max((int(page.title) for page in pages if page.title.isdecimal()), default=0)


class _ReproducibleZip(zipfile.ZipFile):
    """An archive whose entries carry no time and no trace of the machine that wrote them."""

    def writestr(  # type: ignore[override]
        self, zinfo_or_arcname: str, data: str | bytes, compress_type: int = zipfile.ZIP_DEFLATED
    ) -> None:
        entry = zipfile.ZipInfo(zinfo_or_arcname, (1980, 1, 1, 0, 0, 0))
        entry.create_system = 3
        entry.external_attr = 0o644 << 16
        super().writestr(entry, data, compress_type)


def _package(book: Book, settings: EpubSettings, *, has_pages: bool) -> epub.EpubBook:
    metadata = book.metadata
    package = _Package()
    package.reset()
    package.set_identifier(metadata.identifier)
    package.set_language(metadata.language)
    package.title = metadata.title
    if metadata.direction == "rtl" or settings.writing_mode == "vertical-rl":
        package.set_direction("rtl")
    for statement in statements(metadata):
        package.add_metadata(statement.vocabulary, statement.name, statement.value, dict(statement.attributes))
    for name, value in accessibility.claims(book, pages=has_pages):
        package.add_metadata(None, "meta", value, {"property": f"schema:{name}"})
    if settings.certified_by:
        package.add_metadata(None, "meta", _CONFORMANCE, {"property": "dcterms:conformsTo"})
        package.add_metadata(None, "meta", settings.certified_by, {"property": "a11y:certifiedBy"})
    return package


def _link(point: Point) -> epub.Link | tuple[epub.Link, list[object]]:
    link = epub.Link(point.address, point.title, point.id)
    return (link, [_link(child) for child in point.children]) if point.children else link
