"""Chapters → the XHTML documents of an EPUB. Section numbers refer to EPUB 3.3."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import lxml.etree

from bookbuild.manuscript.blocks import BLOCKS
from bookbuild.model import NOTE_ROLES, ROLES, Book, Role
from bookbuild.outputs import frame, wide_tables
from bookbuild.outputs.epub.names import EPUB_TYPE, XML_LANG
from bookbuild.outputs.epub.page_list import Mark, insert
from bookbuild.outputs.epub.page_list import marks as page_marks
from bookbuild.results import PageStart

STYLES = ("base.css", "epub.css")
FONT_STYLE = "fonts.css"
"""The style sheet that names the fonts inside, where there are any."""


@dataclass(frozen=True, slots=True)
class Look:
    """What all documents of a book have in their heads."""

    styles: tuple[str, ...] = STYLES
    """Names of the style sheets, in their order."""
    mode: str = ""
    """The writing mode, where it is not that of the language on screens."""


_TYPES = {
    **{names.aria: names.epub_type for names in ROLES.values() if names.aria},
    **{block.role: block.epub_type for block in BLOCKS.values() if block.epub_type},
    **{role: epub_type for epub_type, role in NOTE_ROLES.items()},
    "doc-subtitle": "subtitle",
}
"""DPUB-ARIA roles and the words of the Structural Semantics Vocabulary that say the same to e-readers."""
_NAMING = ("id", "headers", "aria-labelledby", "aria-describedby", "aria-details")
"""Attributes that hold ids."""
_WITH_ID = lxml.etree.XPath("//*[@id != '']")
_WITH_ATTRIBUTES = lxml.etree.XPath("//*[@*]")


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a book."""

    chapters: tuple[tuple[str, bytes], ...]
    """Ids of the chapters and their finished documents; not of the contents, which the navigation document shows."""
    pages: tuple[tuple[str, Mark], ...]
    """The pages of the print edition, and the id of the chapter in which each begins."""


_DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
lang="{lang}" xml:lang="{lang}" dir="{dir}"{mode}>
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


def file_names(book: Book) -> dict[str, str]:
    """The file of each chapter: its id, or its number where the id has letters that old readers stumble over."""
    return {
        chapter.id: f"{chapter.id}.xhtml" if chapter.id.isascii() else f"chapter-{number:04}.xhtml"
        for number, chapter in enumerate(book.chapters, start=1)
    }


def plain(name: str) -> str:
    """An id in letters that no engine of e-readers writes otherwise in an address: some look for `%E7%9C%A0`."""
    return name if name.isascii() else "".join(each if each.isascii() else f"u{ord(each):x}" for each in name)


def documents(book: Book, files: dict[str, str], pages: Sequence[PageStart], look: Look) -> Documents:
    """Every chapter as a document, with marks where pages of the print edition begin."""
    trees = []
    places: dict[str, str] = {}
    for chapter in book.chapters:
        if frame.sets_contents(chapter):
            continue
        body = chapter.body + frame.endnotes(chapter.notes, chapter.language)
        title = chapter.title or book.metadata.title
        whole = document(book, title, frame.section(chapter, body), "../", look)
        tree = lxml.etree.fromstring(whole, lxml.etree.XMLParser(huge_tree=True))
        if chapter.role in (Role.TITLE_PAGE, Role.COPYRIGHT):  # no role says so
            next(tree.iter("{*}section")).set(EPUB_TYPE, ROLES[chapter.role].epub_type)
        wide_tables.mark(tree)
        trees.append((chapter.id, tree))
        places.update((element.get("id", ""), chapter.id) for element in _WITH_ID(tree))
    marks = page_marks(pages, places)
    starts: dict[str, list[tuple[PageStart, Mark]]] = {}
    for page, mark in zip(pages, marks, strict=True):
        starts.setdefault(page.chapter, []).append((page, mark))
    finished = []
    for identifier, tree in trees:
        for element in _WITH_ATTRIBUTES(tree):
            _adapt(element, identifier, places, files)
        if here := starts.get(identifier):
            insert(next(tree.iter("{*}section")), *map(list, zip(*here, strict=True)))
        finished.append((identifier, _serialise(tree)))
    return Documents(tuple(finished), tuple((page.chapter, mark) for page, mark in zip(pages, marks, strict=True)))


def document(book: Book, title: str, body: str, up: str, look: Look) -> bytes:
    """A document with its head; `up` is the way from its folder to that of the package document."""
    links = "\n".join(f'<link rel="stylesheet" type="text/css" href="{up}styles/{style}"/>' for style in look.styles)
    return _DOCUMENT.format(
        lang=escape(book.metadata.language),
        dir=book.metadata.direction,
        mode=f' class="{look.mode}"' if look.mode else "",
        title=escape(title, quote=False),
        kind=book.metadata.kind.value,
        links=links,
        body=body,
    ).encode()


def _adapt(element: lxml.etree._Element, here: str, places: dict[str, str], files: dict[str, str]) -> None:
    """Give an element what only e-readers want: `epub:type`, `xml:lang`, and addresses between files."""
    if kind := _TYPES.get(element.get("role", "")):
        element.set(EPUB_TYPE, kind)
    if language := element.get("lang"):
        element.set(XML_LANG, language)
    if (address := element.get("href", "")).startswith("#"):
        place = places.get(address[1:], here)
        if place != here:
            address = files[place] + ("" if place == address[1:] else address)
        file, mark, name = address.partition("#")
        element.set("href", f"{file}{mark}{plain(name)}")
    for attribute in _NAMING:
        if (names := element.get(attribute, "")) and not names.isascii():
            element.set(attribute, plain(names))
    if source := element.get("src"):
        element.set("src", f"../{source}")


def _serialise(tree: lxml.etree._Element) -> bytes:
    data = lxml.etree.tostring(tree.getroottree(), encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
    assert isinstance(data, bytes)
    return data
