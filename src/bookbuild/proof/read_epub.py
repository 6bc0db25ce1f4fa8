"""EPUB → what its reader finds, read with zipfile and lxml as by a stranger."""

from collections.abc import Iterator, Mapping
from functools import partial

import lxml.etree

from bookbuild.proof import documents
from bookbuild.proof.epub_package import Package, open_package, resolve
from bookbuild.proof.passages import Link, Note, Passage, Picture, Reading


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
    pictures: list[Picture] = []
    links: list[Link] = []
    for file, root in package.spine:
        document = documents.Document(file)
        for body in root.iter("{*}body"):
            passages += document.read(body)
        notes += document.notes
        references += documents.references(root)
        links += documents.links(root, partial(_find, places, file))
        pictures += documents.pictures(file, root, partial(_load, package, file))
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


def _find(places: Mapping[str, lxml.etree._Element], file: str, address: str) -> lxml.etree._Element | None:
    return places.get(resolve(file, address))


def _load(package: Package, file: str, address: str) -> bytes:
    return package.files.get(resolve(file, address), b"")


def _faults(package: Package, places: Mapping[str, lxml.etree._Element]) -> Iterator[str]:
    for address in package.contents_targets:
        if address not in places:
            yield f"its contents lead to “{address}”, which it does not have"
    for file, root in package.spine:
        for element in root.iter("{*}a", "{*}img", "{*}link"):
            address = element.get("href") or element.get("src") or ""
            if not address or documents.is_outside(address):
                continue
            target = resolve(file, address)
            if target not in places and target.partition("#")[0] not in package.files:
                yield f"“{file}” refers to “{address}”, which it does not have"
            elif "#" in target and target not in places:
                yield f"“{file}” has a link to “{address}”, a place that it does not have"
        for tex in documents.misread_formulas(root):
            yield f"“{file}” shows another formula for ${tex}$"
