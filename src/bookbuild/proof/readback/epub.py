"""EPUB → what its reader finds, read with zipfile and lxml as by a stranger."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from bookbuild.proof.passages import Alteration, Change, ItemNumber, NotePassages, Passage, Picture, Reading
from bookbuild.proof.pixels import NO_COVER, UNSEEN, digest
from bookbuild.proof.readback import xhtml
from bookbuild.proof.readback.epub_package import Package, open_package, parse, resolve
from bookbuild.proof.readback.epub_requests import loaded, requests, running
from bookbuild.proof.readback.epub_sheets import seen
from bookbuild.proof.readback.epub_ways import matter, misleading, page_marks


@dataclass(frozen=True, slots=True)
class SpineDocument:
    """What a document of the spine says, whatever the others say."""

    file: str
    passages: tuple[Passage, ...]
    notes: tuple[NotePassages, ...]
    references: tuple[str, ...]
    item_numbers: tuple[ItemNumber, ...]
    pictures: tuple[Picture, ...]
    """Each with its address for its pixels."""
    ornaments: tuple[str, ...]
    """The addresses of pictures without words."""
    links: tuple[tuple[str, str], ...]
    """Essence and address of each."""
    addresses: tuple[str, ...]
    """All that it refers to inside the book."""
    loaded: tuple[str, ...]
    """What showing it loads that its text does not say, or that lies outside the book."""
    places: dict[str, str]
    """The essence of each place that a link can lead to, by its id; that of the whole document by an empty one."""
    page_marks: dict[str, str]
    """The labels of the pages that begin in it, by the ids of their marks."""
    matter: str
    """What it is, by its own word, such as `chapter`."""
    formulas: tuple[str, ...]
    """The TeX of those that it shows otherwise."""
    running: tuple[str, ...] = ()
    """What in it runs, or leads its reader elsewhere."""


def read_document(file: str, data: bytes, sheets: Mapping[str, str] = MappingProxyType({})) -> SpineDocument:
    """Read a document of the spine; `sheets` are the style sheets of the book, by their names. Raises Unreadable."""
    root = parse(file, data)
    sight = seen(root, file, sheets)
    reader = xhtml.DocumentReader(file, sight)
    passages = tuple(passage for body in root.iter("{*}body") for passage in reader.read(body))
    places = {element.get("id", ""): element for element in root.iter() if element.get("id")}
    referring = (element.get("href") or element.get("src") or "" for element in root.iter("{*}a", "{*}img", "{*}link"))
    return SpineDocument(
        file,
        passages,
        tuple(reader.notes),
        tuple(xhtml.references(root)),
        tuple(xhtml.item_numbers(file, root)),
        tuple(xhtml.pictures(file, root, sight)),
        tuple(xhtml.ornaments(root)),
        tuple(xhtml.links(root)),
        tuple(address for address in referring if address and not xhtml.is_outside(address)),
        tuple(loaded(root)),
        {name: xhtml.essence_of(place) for name, place in {"": root, **places}.items()},
        page_marks(root),
        matter(root),
        tuple(xhtml.misread_formulas(root)),
        tuple(running(root)),
    )


def read_epub(data: bytes, name: str) -> Reading:
    """Read the text of an EPUB in the order of its spine, without its contents page. Raises Unreadable."""
    package = open_package(data)
    sheets = package.sheets
    return gather(package, tuple(read_document(*each, sheets) for each in package.spine))


def gather(package: Package, documents: Sequence[SpineDocument], tell: Callable[[bytes], str] = digest) -> Reading:
    """What the documents of an EPUB say together; `tell` makes a digest of what a picture shows."""
    places = {
        f"{document.file}#{name}" if name else document.file: essence
        for document in documents
        for name, essence in document.places.items()
    }
    return Reading(
        tuple(passage for document in documents for passage in _met(package, document)),
        tuple(note for document in documents for note in document.notes),
        tuple(reference for document in documents for reference in document.references),
        pictures=tuple(
            xhtml.seen(picture, partial(_load, package, document.file), tell)
            for document in documents
            for picture in document.pictures
        ),
        links=tuple(
            xhtml.resolved(*link, partial(_find, places, document.file))
            for document in documents
            for link in document.links
        ),
        item_numbers=tuple(number for document in documents for number in document.item_numbers),
        contents=package.contents,
        facts=package.facts,
        misled=tuple(misleading(package, places, _by_address(documents), {d.file: d.matter for d in documents})),
        cover=(tell(package.files.get(package.cover, b"")) or UNSEEN) if package.cover else NO_COVER,
        misread_formulas=tuple(tex for document in documents for tex in document.formulas),
        faults=(
            *_faults(package, documents, places),
            *_blind(package, documents, tell),
            *requests(package, {each.file: each.loaded for each in documents}),
        ),
    )


def _met(package: Package, document: SpineDocument) -> tuple[Passage, ...]:
    """The passages of a document, which readers may not meet as they turn the pages."""
    if document.file not in package.passed_over or not document.passages:
        return document.passages
    first, *rest = document.passages
    unmet = Alteration(Change.HIDDEN, "", f'linear="no" of “{document.file}” in the spine')
    return (replace(first, altered=(*first.altered, unmet)), *rest)


def _by_address(documents: Sequence[SpineDocument]) -> dict[str, str]:
    """The labels of the pages of all documents."""
    return {f"{each.file}#{name}": label for each in documents for name, label in each.page_marks.items()}


def _find(places: Mapping[str, str], file: str, address: str) -> str:
    return places.get(resolve(file, address), "")


def _load(package: Package, file: str, address: str) -> bytes:
    return package.files.get(resolve(file, address), b"")


def _faults(package: Package, documents: Sequence[SpineDocument], places: Mapping[str, str]) -> Iterator[str]:
    for address in package.targets:
        if address not in places:
            yield f"its contents lead to “{address}”, which it does not have"
    for document in documents:
        for address in document.addresses:
            target = resolve(document.file, address)
            if target not in places and target.partition("#")[0] not in package.files:
                yield f"“{document.file}” refers to “{address}”, which it does not have"
            elif "#" in target and target not in places:
                yield f"“{document.file}” has a link to “{address}”, a place that it does not have"
        yield from (f"“{document.file}” {what}" for what in document.running)


def _blind(package: Package, documents: Sequence[SpineDocument], tell: Callable[[bytes], str]) -> Iterator[str]:
    """Ornaments that no reader can see; of a picture with words the comparison tells."""
    for document in documents:
        for address in document.ornaments:
            data = _load(package, document.file, address)
            if data and not tell(data):
                yield f"“{document.file}” shows “{address}”, which is no picture that can be decoded"
