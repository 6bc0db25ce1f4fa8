"""What the style sheets of an EPUB do to the words of one of its documents."""

from collections.abc import Iterator, Mapping
from functools import lru_cache, partial

import lxml.etree

from bookbuild.proof.cascade.sight import StyleSheet, sight
from bookbuild.proof.readback.epub_package import XHTML, resolve
from bookbuild.proof.readback.xhtml import Sight

_SHEETS = (f"{XHTML}link", f"{XHTML}style", "{http://www.w3.org/2000/svg}style")


def seen(root: lxml.etree._Element, file: str, sheets: Mapping[str, str]) -> Sight:
    """What a reader of a document does not see as it stands there; `sheets` are those of the book, by their names."""
    return sight(root, tuple(_sheets(root, file, sheets)), file)


def _sheets(root: lxml.etree._Element, file: str, sheets: Mapping[str, str]) -> Iterator[StyleSheet]:
    """All its style sheets, in their order: those linked before the document, those in its head and its text."""
    for name, media in _named_before(root):
        yield _linked(resolve(file, name), media, sheets)
    for element in root.iter(*_SHEETS):
        if str(element.tag).endswith("style"):
            yield StyleSheet("".join(element.itertext()), file, element.get("media", ""))
        elif "stylesheet" in element.get("rel", "").lower().split():
            yield _linked(resolve(file, element.get("href", "")), element.get("media", ""), sheets)


def _linked(name: str, media: str, sheets: Mapping[str, str]) -> StyleSheet:
    text = sheets.get(name, "")
    return StyleSheet(text, name, media, partial(_imported, name, sheets) if "@import" in text else None)


def _imported(name: str, sheets: Mapping[str, str], address: str) -> str:
    return sheets.get(resolve(name, address), "")


@lru_cache(maxsize=1)
def _parser() -> lxml.etree.XMLParser:
    return lxml.etree.XMLParser(resolve_entities=False, no_network=True)


def _named_before(root: lxml.etree._Element) -> Iterator[tuple[str, str]]:
    """Addresses and media of style sheets in processing instructions before the root (XML Stylesheet 1.0)."""
    before = root.getprevious()
    while before is not None:
        if isinstance(before, lxml.etree._ProcessingInstruction) and before.target == "xml-stylesheet":
            said = lxml.etree.fromstring(f"<x {before.text or ''}/>", _parser()).attrib
            yield str(said.get("href", "")), str(said.get("media", ""))
        before = before.getprevious()
