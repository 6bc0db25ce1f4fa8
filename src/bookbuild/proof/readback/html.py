"""A single HTML file → what its reader finds, read with lxml as by a stranger."""

import base64
import binascii
import json
import re
import urllib.parse
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import lxml.etree
import lxml.html

from bookbuild.proof.cascade.sight import StyleSheet, sight
from bookbuild.proof.passages import Facts, Reading, as_title, essence
from bookbuild.proof.pixels import digest
from bookbuild.proof.promise.facts import bare
from bookbuild.proof.readback import xhtml
from bookbuild.proof.readback.errors import Unreadable
from bookbuild.proof.readback.html_requests import requests

_WORKS = ("Article", "Book")
MAX_BYTES = 512 * 1024 * 1024

_BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)


def read_html(data: bytes, name: str) -> Reading:
    """Read the text of an HTML file, without its contents and the link past them. Raises Unreadable."""
    root = _parse(data)
    places = {element.get("id", ""): element for element in root.iter() if element.get("id")}
    entries = list(_entries(root))
    blind = (address for address in xhtml.ornaments(root) if not digest(_load(address)))
    unseen = (f"it shows a picture that cannot be decoded: “{address[:40]} …”" for address in blind)
    faults = (*requests(root), *_void(root, places), *_disagreements(root), *unseen)
    misread = tuple(xhtml.misread_formulas(root))
    _leave_out_frame(root)
    sight = _seen(root)
    document = xhtml.DocumentReader(name, sight)
    passages = [passage for body in root.iter("body") for passage in document.read(body)]
    return Reading(
        tuple(passages),
        tuple(document.notes),
        tuple(xhtml.references(root)),
        pictures=tuple(xhtml.seen(picture, _load) for picture in xhtml.pictures(name, root, sight)),
        links=tuple(xhtml.resolved(*link, partial(_place, places)) for link in xhtml.links(root)),
        item_numbers=tuple(xhtml.item_numbers(name, root)),
        contents=tuple((level, essence(title)) for level, title, _ in entries),
        misled=tuple(_misleading(entries, places)),
        facts=replace(_facts(root), further=_further(root)),
        misread_formulas=misread,
        faults=faults,
    )


def _seen(root: lxml.etree._Element) -> xhtml.Sight:
    """What the style sheets inside the file, and its markup, hide and add."""
    sheets = [StyleSheet("".join(style.itertext()), "<style>", style.get("media", "")) for style in root.iter("style")]
    return sight(root, sheets, "style attribute")


def _parse(data: bytes) -> lxml.etree._Element:
    if len(data) > MAX_BYTES:
        raise Unreadable(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")
    if not _BEGINNING.match(data[:10_000]):
        raise Unreadable("it does not begin as an HTML file does")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"it is not UTF-8 at byte {error.start}") from error
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    return lxml.html.document_fromstring(data, parser)


def _fragment(address: str) -> str:
    return urllib.parse.unquote(address.removeprefix("#"))


def _place(places: dict[str, lxml.etree._Element], address: str) -> str:
    place = places.get(_fragment(address))
    return "" if place is None else xhtml.essence_of(place)


def _load(address: str) -> bytes:
    """What a data: address (RFC 2397) holds; nothing for any other."""
    head, _, packed = address.partition(",")
    if not head.startswith("data:"):
        return b""
    try:
        raw = urllib.parse.unquote_to_bytes(packed)
        return base64.b64decode(raw, validate=True) if head.endswith(";base64") else raw
    except binascii.Error:
        return b""


def _tables(root: lxml.etree._Element) -> Iterator[lxml.etree._Element]:
    return (nav for nav in root.iter("nav") if nav.get("role") == "doc-toc")


def _entries(root: lxml.etree._Element) -> Iterator[tuple[int, str, str]]:
    """Level, title and address of every entry of the contents."""
    for table in _tables(root):
        for link in table.iter("a"):
            level = sum(1 for _ in link.iterancestors("ol"))
            yield level, "".join(link.itertext()), link.get("href", "")


def _misleading(
    entries: Iterable[tuple[int, str, str]], places: dict[str, lxml.etree._Element]
) -> Iterator[tuple[str, str]]:
    """Every entry of the contents that leads to another heading, or to one before that of the entry above it."""
    order = {name: number for number, name in enumerate(places)}
    reached = 0
    for _, title, address in entries:
        there = as_title(_place(places, address))
        place = order.get(_fragment(address), reached)
        if there and there != essence(title):
            yield essence(title), f"the entry “{title}” of its contents leads to “{there[:60]}”"
        elif place < reached:
            yield (
                essence(title),
                f"the entry “{title}” of its contents leads to a place before that of the entry above it",
            )
        reached = place


def _leave_out_frame(root: lxml.etree._Element) -> None:
    """Take out what stands around the text: contents, and the link that leads past them."""
    mains = {f"#{main.get('id')}" for main in root.iter("main") if main.get("id")}
    skips = [link for body in root.iter("body") for link in body.iterchildren("a") if link.get("href") in mains]
    for element in [*_tables(root), *skips]:
        parent = element.getparent()
        assert parent is not None
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + (element.tail or "")
        else:
            before.tail = (before.tail or "") + (element.tail or "")
        parent.remove(element)


def _void(root: lxml.etree._Element, places: dict[str, lxml.etree._Element]) -> Iterator[str]:
    seen: set[str] = set()
    for element in root.iter():
        if name := element.get("id", ""):
            if name in seen:
                yield f"two places in it are named “{name}”"
            seen.add(name)
    for link in root.iter("a"):
        address = link.get("href", "#")
        if address in ("#", "#top") or xhtml.is_outside(address):
            continue
        if not address.startswith("#"):
            yield f"it has a link to “{address}”, a file that it does not hold"
        elif _fragment(address) not in places:
            yield f"it has a link to “{address}”, a place that it does not have"


def _facts(root: lxml.etree._Element) -> Facts:
    title = next(("".join(title.itertext()).strip() for title in root.iter("title")), "")
    return Facts(title, tuple(_metas(root, "author")), root.get("lang", ""))


def _further(root: lxml.etree._Element) -> dict[str, str]:
    """What the meta elements and, where there is one, the JSON-LD say of the work besides."""
    further = {name: ", ".join(_metas(root, name)) for name in ("description", "keywords")}
    for data in _linked_data(root):
        if isinstance(data, dict) and data.get("@type") in _WORKS:
            series, publisher = (data.get(key) for key in ("isPartOf", "publisher"))
            further |= {
                "publisher": _named(publisher, "name"),
                "rights": "; ".join(str(data[key]) for key in ("copyrightNotice", "license") if key in data),
                "series": _named(series, "name", "position"),
                "identifier": bare(str(data.get("identifier", ""))),
            }
    return further


def _named(thing: Any, *keys: str) -> str:
    """What JSON-LD calls something, which may also be there as its name alone."""
    if isinstance(thing, dict):
        return " ".join(str(thing[key]) for key in keys if key in thing)
    return str(thing or "")


def _linked_data(root: lxml.etree._Element) -> Iterator[Any]:
    """Each piece of JSON-LD; None for one that cannot be read."""
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            try:
                yield json.loads(script.text or "")
            except ValueError:
                yield None


def _metas(root: lxml.etree._Element, name: str) -> list[str]:
    return [meta.get("content", "") for meta in root.iter("meta") if name in (meta.get("name"), meta.get("property"))]


def _disagreements(root: lxml.etree._Element) -> Iterator[str]:
    """What the file says of itself in other ways: by Open Graph, by JSON-LD."""
    facts = _facts(root)
    for title in _metas(root, "og:title"):
        if title != facts.title:
            yield f"its title is “{facts.title}”, but “{title}” for those to whom it is passed on (og:title)"
    for data in _linked_data(root):
        if data is None:
            yield "its JSON-LD cannot be read"
        claims = _claims(data)
        if claims and claims != facts:
            authors = ", ".join(claims.authors) or "nobody"
            yield f"its JSON-LD speaks of “{claims.title}” by {authors}, in {claims.language}"


def _claims(data: Any) -> Facts | None:
    """What JSON-LD says of an article or a book; None where it is about something else."""
    if not isinstance(data, dict) or data.get("@type") not in _WORKS:
        return None
    authors = data.get("author", [])
    people = authors if isinstance(authors, list) else [authors]
    names = tuple(str(each.get("name") if isinstance(each, dict) else each) for each in people)
    return Facts(str(data.get("name", "")), names, str(data.get("inLanguage", "")))
