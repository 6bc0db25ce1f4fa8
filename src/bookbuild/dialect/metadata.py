"""Settings → what the book says of itself: its title, who made it, what identifies it."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from bookbuild.dialect import punctuation
from bookbuild.dialect.splitting import Piece
from bookbuild.model import Kind, Manuscript, Metadata
from bookbuild.problems import Location, Problem, SettingsError
from bookbuild.settings.identifiers import identifier, isbn
from bookbuild.settings.people import Person, people
from bookbuild.settings.schema import everyone, series
from bookbuild.settings.values import direction, keywords, listed, names


def metadata_of(manuscript: Manuscript, cut: Sequence[Piece]) -> Metadata:
    settings = manuscript.settings
    kind = Kind(settings.kind) if settings.kind else Kind.ARTICLE if len(cut) == 1 else Kind.BOOK
    if kind is Kind.ARTICLE and len(cut) > 1:
        raise SettingsError(
            [
                Problem(
                    "BB106",
                    Location(manuscript.settings_path),
                    f"the kind is “article”, but there are {len(cut)} chapters",
                    'Set kind = "book", or split = 0 if the headings of one file are not meant as chapters.',
                )
            ]
        )
    only = manuscript.sources[0].settings if len(manuscript.sources) == 1 else None
    title = settings.title or (only.title if only else "")
    typed_byline = names(settings.byline) or (names(only.byline) if only else ())
    has_author = any(person.is_author for person in people(settings.author))
    authors = (*(() if has_author else map(Person, typed_byline)), *everyone(settings))
    byline = typed_byline or tuple(person.name for person in authors if person.is_author)
    known = (*map(isbn, listed(settings.isbn)), *map(identifier, listed(settings.identifier)))
    identifiers = tuple({each.value: each for each in known}.values())
    printed = [each.value for each in identifiers if each.is_of_print]
    sources = dict.fromkeys([*printed, *(identifier(typed).value for typed in listed(settings.source))])
    series_name, series_number = series(settings)
    language = settings.language
    return Metadata(
        title=title,
        subtitle=settings.subtitle,
        authors=authors,
        byline=byline,
        credit=settings.credit,
        language=language,
        direction=direction(language, settings.dir),
        identifier=identifiers[0].value if identifiers else _lasting_identifier(title, authors, language),
        kind=kind,
        identifiers=identifiers,
        sources=tuple(sources),
        series=series_name,
        series_number=series_number,
        publisher=settings.publisher,
        date=settings.date,
        rights=settings.rights,
        license=settings.license,
        description=settings.description,
        keywords=keywords(settings.keywords),
    )


def titled(metadata: Metadata, heading: str) -> Metadata:
    """An article that no setting gives a title has that of the heading it begins with."""
    made = _lasting_identifier(heading, metadata.authors, metadata.language)
    return replace(metadata, title=heading, identifier=metadata.identifier if metadata.identifiers else made)


def _lasting_identifier(title: str, authors: Sequence[Person], language: str) -> str:
    """A name for the book that stays the same in every later edition of it, made of what identifies it to people.

    That a later edition has typographic marks in its title does not make another book of it.
    """
    named = punctuation.as_typed("\n".join([title, *(person.name for person in authors), language]))
    return uuid.uuid5(uuid.NAMESPACE_URL, f"bookbuild:{named}").urn
