"""What the file says of itself to search engines, libraries and those who pass it on: meta elements, JSON-LD."""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from bookbuild.model import Book, Kind, Metadata
from bookbuild.outputs import accessibility
from bookbuild.settings.people import RELATORS, Relator

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
"""ISO 8601; other dates, such as “9 June 2017”, are for readers only."""
"""MARC relators and the words of schema.org; it calls everybody else a contributor."""


def statements(book: Book) -> str:
    """The meta elements of the head and a block of JSON-LD."""
    metas = "\n".join(
        f'<meta {kind}="{name}" content="{escape(value)}">' for kind, name, value in _metas(book.metadata) if value
    )
    data = json.dumps(_linked_data(book), ensure_ascii=False, indent=1).replace("<", "\\u003c")
    return f'{metas}\n<script type="application/ld+json">\n{data}\n</script>'


def _metas(metadata: Metadata) -> Iterator[tuple[str, str, str]]:
    """Kind, name and content of each meta element: those of HTML, then those of the Open Graph protocol."""
    kind = metadata.kind.value
    for author in _authors(metadata):
        yield "name", "author", author
    yield "name", "description", metadata.description
    yield "name", "keywords", ", ".join(metadata.keywords)
    yield "property", "og:type", kind
    yield "property", "og:title", metadata.title
    yield "property", "og:description", metadata.description or metadata.subtitle
    yield "property", "og:locale", metadata.language.replace("-", "_")
    yield "property", "og:site_name", metadata.publisher
    for author in _authors(metadata):
        yield "property", f"{kind}:author", author
    dated = "article:published_time" if metadata.kind is Kind.ARTICLE else "book:release_date"
    yield "property", dated, _date(metadata)
    if metadata.kind is Kind.BOOK:
        yield "property", "book:isbn", _isbn(metadata)


def _linked_data(book: Book) -> dict[str, Any]:
    metadata = book.metadata
    article = metadata.kind is Kind.ARTICLE
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article" if article else "Book",
        "name": metadata.title,
        "headline": metadata.title if article else "",
        "alternativeHeadline": metadata.subtitle,
        **_people(metadata),
        "creditText": metadata.credit,
        "datePublished": _date(metadata),
        "publisher": {"@type": "Organization", "name": metadata.publisher} if metadata.publisher else "",
        "inLanguage": metadata.language,
        "identifier": metadata.identifier,
        "isbn": _isbn(metadata),
        "bookFormat": "" if article else "https://schema.org/EBook",
        "description": metadata.description,
        "keywords": list(metadata.keywords),
        "copyrightNotice": metadata.rights,
        "license": metadata.license,
        "isPartOf": _series(metadata),
    }
    for name, value in accessibility.claims(book):
        data.setdefault(name, []).append(value)
    return {name: value for name, value in data.items() if value}


def _series(metadata: Metadata) -> dict[str, str]:
    if not metadata.series:
        return {}
    part = {"@type": "BookSeries", "name": metadata.series, "position": metadata.series_number}
    return {name: value for name, value in part.items() if value}


def _people(metadata: Metadata) -> dict[str, list[dict[str, str]]]:
    """Who did what."""
    people: dict[str, list[dict[str, str]]] = {}
    for person in metadata.authors:
        relator = RELATORS.get(person.role, Relator(person.role))
        people.setdefault(relator.schema_org, []).append({"@type": "Person", "name": person.name})
    return people


def _authors(metadata: Metadata) -> list[str]:
    return [person.name for person in metadata.authors if person.is_author]


def _date(metadata: Metadata) -> str:
    return metadata.date if _DATE.fullmatch(metadata.date) else ""


def _isbn(metadata: Metadata) -> str:
    isbns = (each.value for each in metadata.identifiers if each.scheme.startswith("ISBN"))
    return next(isbns, "").removeprefix("urn:isbn:")
