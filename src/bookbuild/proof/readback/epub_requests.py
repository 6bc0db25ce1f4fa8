"""What an EPUB would ask of a network: a book that is whole in itself asks for nothing (EPUB 3.3, 3.6)."""

import re
from collections.abc import Iterable, Iterator, Mapping

import lxml.etree

from bookbuild.proof.cascade.looks import tag_of
from bookbuild.proof.readback import xhtml
from bookbuild.proof.readback.css_requests import fetched
from bookbuild.proof.readback.epub_package import Package, parse, resolve

_RUNNING = re.compile(r"\s*(?:javascript|vbscript|file|data)\s*:", re.IGNORECASE)
_LOADING = ("src", "srcset", "poster", "data", "altimg", "href", "{http://www.w3.org/1999/xlink}href")


def loaded(root: lxml.etree._Element) -> Iterator[str]:
    """All that the styles in a document load, and what its elements load from outside the book."""
    for element in root.iter("*"):
        tag = tag_of(element)
        if tag == "style":
            yield from fetched("".join(element.itertext()))
        typed = element.items()
        if not typed:
            continue
        if style := element.get("style"):
            yield from fetched(style)
        if tag not in ("a", "area"):  # which ask only when somebody follows them
            yield from (address for name, address in typed if name in _LOADING and _is_remote(address))


def running(root: lxml.etree._Element) -> Iterator[str]:
    """What in a document could change what its reader sees: scripts, other documents inside, ways elsewhere."""
    for element in root.iter("*"):
        tag = tag_of(element)
        if tag == "script" and element.get("type") != "application/ld+json":
            yield "holds a script"
        elif tag in ("iframe", "object", "embed", "base"):
            yield f"has a <{tag}>, so that it may show something else"
        elif tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            yield "sends its reader to another page"
        if tag in ("a", "area") and _RUNNING.match(element.get("href", "")):
            yield "has a link that runs something or opens a file of its reader's"
        if any(name.startswith("on") for name in element.keys()):  # noqa: SIM118 (elements are no mappings)
            yield f"has a script in an attribute of <{tag}>"


def requests(package: Package, of_texts: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Every such thing, and every file that style sheets name and the EPUB lacks, as a fault of the file.

    `of_texts` is what was found in the documents of the spine, by their names.
    """
    of_sheets = {
        name: fetched(data.decode("utf-8", "replace")) for name, data in package.files.items() if name.endswith(".css")
    }
    of_others = {name: loaded(parse(name, data)) for name, data in package.beside}
    for name, addresses in {**of_sheets, **of_texts, **of_others}.items():
        for address in addresses:
            if _is_remote(address):
                yield f"“{name}” loads “{address}” from outside the book"
            elif not xhtml.is_outside(address) and resolve(name, address).partition("#")[0] not in package.files:
                yield f"“{name}” uses “{address}”, which it does not have"


def _is_remote(address: str) -> bool:
    return xhtml.is_outside(address) and not address.lower().startswith("data:")
