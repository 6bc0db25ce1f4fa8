"""What the package document of an EPUB says of the book. Section numbers refer to EPUB 3.3."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bookbuild.model import Metadata

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
"""The dates that a catalogue understands (§5.5.3.2.2); others, such as “9 June 2017”, are for readers only."""
_IDENTIFIER_TYPES = {"ISBN-10": "02", "DOI": "06", "ISBN-13": "15"}
"""ONIX code list 5."""
PRIMARY = "id"
"""The id that ebooklib gives the identifier of the package."""


@dataclass(frozen=True, slots=True)
class Statement:
    """An element of the metadata."""

    vocabulary: str | None
    """`DC` for Dublin Core; None for a `meta`, which is of the package document itself."""
    name: str
    value: str
    attributes: Mapping[str, str] = field(default_factory=dict)


def statements(metadata: Metadata) -> Iterator[Statement]:
    """All that is known of the book, except its first identifier and its language, in a fixed order."""
    yield from _identifiers(metadata)
    yield from _titles(metadata)
    yield from _people(metadata)
    yield from _series(metadata)
    simple = (
        *(("source", source) for source in metadata.sources),
        ("publisher", metadata.publisher),
        ("date", metadata.date if _DATE.fullmatch(metadata.date) else ""),
        ("rights", metadata.rights),
        ("rights", metadata.license),
        ("description", metadata.description),
        *(("subject", keyword) for keyword in metadata.keywords),
    )
    for name, value in simple:
        if value:
            yield Statement("DC", name, value)


def _identifiers(metadata: Metadata) -> Iterator[Statement]:
    for number, identifier in enumerate(metadata.identifiers, start=1):
        name = PRIMARY if number == 1 else f"identifier-{number}"
        if number > 1:
            yield Statement("DC", "identifier", identifier.value, {"id": name})
        if code := _IDENTIFIER_TYPES.get(identifier.scheme):
            yield _refine(name, "identifier-type", code, scheme="onix:codelist5")


def _titles(metadata: Metadata) -> Iterator[Statement]:
    for order, (kind, title) in enumerate((("main", metadata.title), ("subtitle", metadata.subtitle)), start=1):
        if title:
            yield Statement("DC", "title", title, {"id": f"title-{kind}"})
            yield _refine(f"title-{kind}", "title-type", kind)
            yield _refine(f"title-{kind}", "display-seq", str(order))


def _people(metadata: Metadata) -> Iterator[Statement]:
    for number, person in enumerate(metadata.authors, start=1):
        element = "creator" if person.is_author else "contributor"
        yield Statement("DC", element, person.name, {"id": f"person-{number}"})
        yield _refine(f"person-{number}", "role", person.role, scheme="marc:relators")
        if person.file_as:
            yield _refine(f"person-{number}", "file-as", person.file_as)


def _series(metadata: Metadata) -> Iterator[Statement]:
    if metadata.series:
        yield Statement(None, "meta", metadata.series, {"property": "belongs-to-collection", "id": "series"})
        yield _refine("series", "collection-type", "series")
        if metadata.series_number:
            yield _refine("series", "group-position", metadata.series_number)


def _refine(refined: str, name: str, value: str, **more: str) -> Statement:
    """Say something about another element of the metadata (§5.5.3.2.3)."""
    return Statement(None, "meta", value, {"refines": f"#{refined}", "property": name, **more})
