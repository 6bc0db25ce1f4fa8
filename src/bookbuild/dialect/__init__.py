"""Markdown → Book. The only package that imports `markdown`.

`read` is the way in. A manuscript is cut into pieces (`pieces`, on top of `scan`), each piece is read by itself
(`chapter`, which calls `markup`, `semantics`, `notes`, `headings`), and what crosses chapters is joined: links,
ids, metadata.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from bookbuild import assets
from bookbuild.dialect import markup, references
from bookbuild.dialect.chapter import read_chapter
from bookbuild.dialect.pieces import Piece, pieces
from bookbuild.model import Book, Chapter, Kind, Manuscript, Metadata
from bookbuild.problems import Location, Problem, SettingsError
from bookbuild.schema import Person, direction, names, people

__all__ = ["read"]


def read(manuscript: Manuscript) -> Book:
    """Understand a manuscript. What is wrong with its content is in the book's `problems`.

    Raises SettingsError when the book has no title, LimitError when a chapter is nested too deep.
    """
    cut, piece_problems = pieces(manuscript.sources, manuscript.settings.split)
    metadata = _metadata(manuscript, cut)
    parser = markup.new_parser(raw_html=manuscript.settings.raw_html == "safe")
    chapters = [read_chapter(piece, metadata, parser) for piece in cut]
    metadata = metadata if metadata.title else _titled(metadata, chapters[0].title, manuscript.settings.identifier)
    resolved = references.resolve_links(chapters, {piece.source.path: piece.source for piece in cut})
    loaded, asset_problems = assets.load_images(
        manuscript.root, [reference for chapter in resolved for reference in chapter.images]
    )
    problems = (
        *piece_problems,
        *(problem for chapter in resolved for problem in chapter.problems),
        *_duplicate_ids(resolved),
        *asset_problems,
    )
    return Book(metadata, resolved, loaded, problems)


def _metadata(manuscript: Manuscript, cut: Sequence[Piece]) -> Metadata:
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
    if not title and not (kind is Kind.ARTICLE and cut[0].heading):
        wanted = 'title = "…" in book.toml' if len(manuscript.sources) > 1 else "title: … in the front matter"
        raise SettingsError(
            [Problem("BB105", Location(manuscript.settings_path), "the book has no title", f"Write {wanted}.")]
        )
    typed_byline = names(settings.byline) or (names(only.byline) if only else ())
    authors = people(settings.author) or tuple(Person(name) for name in typed_byline)
    byline = typed_byline or tuple(person.name for person in authors if person.role == "aut")
    language = settings.language
    return Metadata(
        title=title,
        subtitle=settings.subtitle,
        authors=authors,
        byline=byline,
        credit=settings.credit,
        language=language,
        direction=direction(language, settings.dir),
        identifier=settings.identifier or _identifier(title, authors, language),
        kind=kind,
        publisher=settings.publisher,
        date=settings.date,
        rights=settings.rights,
        description=settings.description,
        keywords=tuple(settings.keywords),
    )


def _titled(metadata: Metadata, heading: str, identifier: str) -> Metadata:
    """An article that no setting gives a title has that of the heading it begins with."""
    return replace(
        metadata, title=heading, identifier=identifier or _identifier(heading, metadata.authors, metadata.language)
    )


def _identifier(title: str, authors: Sequence[Person], language: str) -> str:
    """A name for the book that stays the same in every later edition of it, made of what identifies it to people."""
    named = "\n".join([title, *(person.name for person in authors), language])
    return uuid.uuid5(uuid.NAMESPACE_URL, f"bookbuild:{named}").urn


def _duplicate_ids(chapters: Sequence[Chapter]) -> list[Problem]:
    """Ids that two chapters give; those given twice in one chapter are that chapter's own problem."""
    problems = []
    first: dict[str, Chapter] = {}
    for chapter in chapters:
        for _, identifier in chapter.anchors:
            if other := first.get(identifier):
                problems.append(
                    Problem(
                        "BB305",
                        Location(chapter.source, chapter.line),
                        f"the id “{identifier}” is given in the chapter “{chapter.title}” and also in “{other.title}” "
                        f"({other.source}), so a link could not tell the places apart",
                        "Give one of them another id.",
                    )
                )
            first[identifier] = chapter
    return problems
