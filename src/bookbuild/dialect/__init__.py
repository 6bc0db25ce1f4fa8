"""Markdown → Book. The only package that imports `markdown`.

`read` is the way in, or `begin` for callers that have something else to do meanwhile. A manuscript is cut into pieces
(`splitting`), each piece is read by itself (`chapter`: `parser` makes a tree of its Markdown, and the modules of
`meaning` tell what is meant), and what crosses chapters is joined: `metadata`, `pages`, `links`, ids.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from itertools import chain

import msgspec

from bookbuild.assets import images, stylesheets
from bookbuild.dialect import limits, links, pages, punctuation
from bookbuild.dialect.metadata import metadata_of, titled
from bookbuild.dialect.rows import size_rows
from bookbuild.dialect.splitting import Piece, pieces
from bookbuild.dialect.tasks import begin_chapters, notice
from bookbuild.jobs.cache import Cache
from bookbuild.jobs.executor import Inline
from bookbuild.linter.suppression import without_consequences
from bookbuild.manuscript.files import hard_links
from bookbuild.manuscript.pages import KEYS
from bookbuild.model import FRONT_MATTER, Asset, Book, Chapter, Kind, Manuscript, Metadata, Role, Source
from bookbuild.problems import Location, Problem, SettingsError
from bookbuild.settings import MAX_BYTES, line_of

__all__ = ["begin", "read"]


def read(manuscript: Manuscript, executor: Executor | None = None, cache: Cache | None = None) -> Book:
    """Understand a manuscript. What is wrong with its content is in the book's `problems`.

    Chapters are read by the workers of `executor`, if one is given, and those that the cache knows are not read again.
    Raises SettingsError when the book has no title, LimitError when a chapter is nested too deep.
    """
    return begin(manuscript, executor or Inline(), cache or Cache())()


def begin(manuscript: Manuscript, executor: Executor, cache: Cache) -> Callable[[], Book]:
    """Have workers begin to read the chapters; what is left to do is done when the book is asked for, as by `read`."""
    settings = manuscript.settings
    limits.refuse_slow((*manuscript.sources, *manuscript.pages))
    sources = (*manuscript.sources, *manuscript.pages)
    if settings.smart_punctuation:
        manuscript = punctuation.in_settings(manuscript)
    cut, piece_problems = pieces(manuscript.sources, manuscript.settings.split)
    metadata = metadata_of(manuscript, cut)
    if manuscript.pages and metadata.kind is Kind.ARTICLE:
        cut, piece_problems = pieces([_with_note(manuscript)], manuscript.settings.split)
    beside, page_problems = pieces(manuscript.pages if metadata.kind is Kind.BOOK else (), 0)
    chapters = begin_chapters((*cut, *beside), metadata, settings, executor, cache)

    def finish() -> Book:
        mistakes = notice(sources, settings, cache)  # while the workers read
        return _book(manuscript, metadata, (cut, beside), chapters(), (mistakes, (*piece_problems, *page_problems)))

    return finish


def _book(
    manuscript: Manuscript,
    metadata: Metadata,
    cut: tuple[Sequence[Piece], Sequence[Piece]],
    from_pieces: Sequence[Chapter],
    noticed: tuple[Sequence[Problem], Sequence[Problem]],
) -> Book:
    """The book that the pieces of the text, and those of pages beside it, make when they are read.

    `noticed` holds what the linter found in the texts, and what is wrong with the pieces.
    """
    settings = manuscript.settings
    mistakes, of_pieces = noticed
    chapters, written = list(from_pieces[: len(cut[0])]), from_pieces[len(cut[0]) :]
    if metadata.kind is Kind.BOOK:
        around = pages.around(manuscript, metadata, written, chapters)
        front = [page for page in around if page.role in FRONT_MATTER]
        chapters = [*front, *chapters, *around[len(front) :]]
    metadata = metadata if metadata.title else titled(metadata, chapters[0].title)
    resolved = links.resolve_links(chapters, {piece.source.path: piece.source for piece in chain(*cut)})
    loaded, asset_problems = images.load_images(
        manuscript.root,
        [reference for chapter in resolved for reference in chapter.images],
        settings.images.longest_side,
    )
    cover, cover_problems = images.load_cover(
        manuscript.root, settings.cover, _place(manuscript, "cover"), {asset.source for asset in loaded}
    )
    sheets, files, style_problems = stylesheets.load(
        manuscript.root, settings.style.stylesheets, _place(manuscript, "stylesheets")
    )
    problems = (
        *manuscript.problems,
        *of_pieces,
        *(problem for chapter in resolved for problem in chapter.problems),
        *_duplicate_ids(resolved),
        *asset_problems,
        *cover_problems,
        *style_problems,
        *hard_links(manuscript.root, _read_paths(manuscript, (*loaded, *filter(None, [cover]), *files))),
    )
    problems = (*mistakes, *without_consequences(problems, mistakes))
    theme = settings.style.theme or ""
    resolved = size_rows(resolved, loaded)
    exceptions = tuple(f"{each.where} [{each.code}]: {each.reason}" for each in settings.proof.except_)
    return Book(metadata, resolved, loaded, problems, cover, theme, settings.pdf, sheets, files, exceptions)


def _read_paths(manuscript: Manuscript, assets: Sequence[Asset]) -> Iterator[str]:
    """The paths of all files that a book is made of."""
    yield from (path for path, _ in manuscript.inputs)
    yield from (asset.source for asset in assets)


def _place(manuscript: Manuscript, key: str) -> Location:
    """Where a key of the settings is set."""
    text = dict(manuscript.inputs).get(manuscript.settings_path, b"")[:MAX_BYTES].decode("utf-8-sig", "replace")
    return Location(manuscript.settings_path, line_of(key, text, 1))


def _with_note(manuscript: Manuscript) -> Source:
    """The only file of an article, with what is told about its author, which has no page of its own there.

    Raises SettingsError for pages that only a book has.
    """
    (source,) = manuscript.sources
    notes = [source.settings.author_note]
    for page in manuscript.pages:
        if page.role is not Role.ABOUT:
            key = next(key for role, key in KEYS.items() if role is page.role)
            message = f"“{key}” is a page of its own, which an article, as this is with one chapter, does not have"
            hint = 'Set kind = "book" if it is one; otherwise take this out.'
            raise SettingsError([Problem("BB106", page.location(0), message, hint)])
        notes.append(page.text)
    return replace(source, settings=msgspec.structs.replace(source.settings, author_note="\n\n".join(notes).strip()))


def _duplicate_ids(chapters: Sequence[Chapter]) -> list[Problem]:
    """Ids that two chapters give; those given twice in one chapter are that chapter's own problem."""
    problems = []
    first: dict[str, Chapter] = {}
    for chapter in chapters:
        for _, name in chapter.anchors:
            if other := first.get(name):
                problems.append(
                    Problem(
                        "BB305",
                        Location(chapter.source, chapter.line),
                        f"the id “{name}” is given in the chapter “{chapter.title}” and also in “{other.title}” "
                        f"({other.source}), so a link could not tell the places apart",
                        "Give one of them another id.",
                    )
                )
            first[name] = chapter
    return problems
