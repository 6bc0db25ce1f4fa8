"""Manuscript → what a reader must find: every passage, note and reference, in order.

Shares no code with `dialect`, so that what the one misreads the other does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from bookbuild.model import Manuscript, Source
from bookbuild.problems import Location
from bookbuild.proof import commonmark
from bookbuild.proof.blocks import read_blocks
from bookbuild.proof.passages import Kind, Note, Passage, Reading, essence, passage

_BY = ("By", "Von", "Door", "Av", "Par", "Por", "Di")


@dataclass(frozen=True, slots=True)
class _Chapter:
    """The part of a file that makes one chapter."""

    source: Source
    tokens: Sequence[Token]
    notes: dict[int, Sequence[Token]]
    level: int
    """The level of its title."""
    opens_file: bool
    ends_file: bool


@dataclass(frozen=True, slots=True)
class _Head:
    """The lines above a text."""

    title: str
    subtitle: str
    byline: Sequence[str]
    credit: str
    date: str = ""
    publisher: str = ""


def expect(manuscript: Manuscript) -> Reading:
    """What every output of a manuscript must hold."""
    settings = manuscript.settings
    alone = len(manuscript.sources) == 1
    chapters = [chapter for source in manuscript.sources for chapter in _chapters(source, settings.split, alone=alone)]
    head = _book_head(manuscript)
    if (settings.kind or ("article" if len(chapters) == 1 else "book")) == "article":
        return _join([_chapter(chapters[0], _article_head(head, chapters[0].source, settings.date))])
    where = Location(manuscript.settings_path, 1)
    title_page = Reading((passage(Kind.HEADING, head.title, where, 1), *_lines(head, where)), (), ())
    return _join([title_page, *(_chapter(chapter, _chapter_head(chapter)) for chapter in chapters)])


def _join(readings: Sequence[Reading]) -> Reading:
    return Reading(
        tuple(passage for reading in readings for passage in reading.passages),
        tuple(note for reading in readings for note in reading.notes),
        tuple(reference for reading in readings for reference in reading.references),
    )


def _book_head(manuscript: Manuscript) -> _Head:
    settings = manuscript.settings
    only = manuscript.sources[0].settings if len(manuscript.sources) == 1 else None
    authors = [settings.author] if isinstance(settings.author, str) else settings.author
    names = [a if isinstance(a, str) else a.name for a in authors if isinstance(a, str) or a.role == "aut"]
    byline = _listed(settings.byline) or (_listed(only.byline) if only else []) or [name for name in names if name]
    title = settings.title or (only.title if only else "")
    return _Head(title, settings.subtitle, byline, settings.credit, publisher=settings.publisher)


def _article_head(book: _Head, source: Source, date: str) -> _Head:
    matter = source.settings
    return _Head(
        book.title,
        matter.subtitle or book.subtitle,
        _listed(matter.byline) or book.byline,
        matter.credit or book.credit,
        matter.date or date,
    )


def _chapter_head(chapter: _Chapter) -> _Head:
    if not chapter.opens_file:
        return _Head("", "", (), "")
    matter = chapter.source.settings
    return _Head(matter.title, matter.subtitle, _listed(matter.byline), matter.credit, matter.date)


def _listed(byline: str | list[str]) -> list[str]:
    return [name for name in ([byline] if isinstance(byline, str) else byline) if name]


def _chapters(source: Source, split: int | None, *, alone: bool) -> Iterator[_Chapter]:
    """Cut the tokens of a file where its chapters begin."""
    tokens = commonmark.tokens(source.text)
    notes = _notes(tokens)
    body = tokens[: _end_of_text(tokens)]
    level = _split_level(body, titled=bool(source.settings.title), alone=alone) if split is None else split
    heads = [index for index, token in enumerate(body) if 0 < _level(token) <= level]
    starts = heads if heads[:1] == [0] else [0, *heads]
    inside_part = False
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        own = _level(body[start]) if start in heads else 0
        deeper = own > 1 and inside_part
        if not deeper:
            inside_part = own == 1 and level > 1 and end < len(body) and _level(body[end]) > 1
        yield _Chapter(source, body[start:end], notes, 2 if deeper else 1, start == 0, end == len(body))


def _end_of_text(tokens: Sequence[Token]) -> int:
    found = (index for index, token in enumerate(tokens) if token.type == "footnote_block_open")
    return next(found, len(tokens))


def _split_level(tokens: Sequence[Token], *, titled: bool, alone: bool) -> int:
    tops = [index for index, token in enumerate(tokens) if _level(token) == 1]
    if len(tops) < 2 or (titled and not alone):
        return 0
    parts = all(index + 3 < len(tokens) and _level(tokens[index + 3]) == 2 for index in tops)
    return 2 if parts and alone else 1


def _level(token: Token) -> int:
    """The level of a heading outside blocks, lists and quotations; 0 for anything else."""
    return int(token.tag[1]) if token.type == "heading_open" and token.level == 0 else 0


def _notes(tokens: Sequence[Token]) -> dict[int, Sequence[Token]]:
    """The tokens of each note, by the number that markdown-it gives it."""
    notes: dict[int, Sequence[Token]] = {}
    for start, token in enumerate(tokens):
        if token.type == "footnote_open":
            end = next(index for index in range(start, len(tokens)) if tokens[index].type == "footnote_close")
            notes[int(token.meta["id"])] = [t for t in tokens[start + 1 : end] if t.type != "footnote_anchor"]
    return notes


def _chapter(chapter: _Chapter, head: _Head) -> Reading:
    source = chapter.source
    numbers: dict[int, str] = {}
    text = read_blocks(chapter.tokens, source, numbers)
    passages = list(text.passages)
    title = passages[0] if passages and passages[0].kind is Kind.HEADING else None
    if title is not None and head.title and title.text.casefold() != essence(head.title).casefold():
        title = None
    if title is not None:
        passages.pop(0)
    where = Location(source.path, source.first_line)
    opening = []
    if title is not None:
        opening.append(replace(title, level=chapter.level))
    elif head.title:
        opening.append(passage(Kind.HEADING, head.title, where, chapter.level))
    body = _without_skips(passages, chapter.level + 1 if opening else chapter.level)
    closing = list(text.author_notes)
    if chapter.ends_file and source.settings.author_note:
        added = read_blocks(commonmark.tokens(source.settings.author_note), source, numbers, author_note=True)
        closing += added.author_notes
    references = list(text.references)
    notes: list[Note] = []
    waiting = list(numbers)
    while waiting:
        identifier = waiting.pop(0)
        before = len(numbers)
        note = read_blocks(chapter.notes[identifier], source, numbers)
        notes.append(Note(numbers[identifier], tuple(note.passages)))
        references += note.references
        waiting += list(numbers)[before:]
    return Reading((*opening, *_lines(head, where), *body, *closing), tuple(notes), tuple(references))


def _without_skips(passages: Sequence[Passage], top: int) -> Iterator[Passage]:
    """Headings at the levels that outputs give them: from `top` on, and never more than one deeper than before."""
    open_levels: list[int] = []
    for each in passages:
        if each.kind is not Kind.HEADING:
            yield each
            continue
        while open_levels and open_levels[-1] >= each.level:
            open_levels.pop()
        open_levels.append(each.level)
        yield replace(each, level=min(top + len(open_levels) - 1, 6))


def _lines(head: _Head, where: Location) -> Iterator[Passage]:
    """Subtitle, byline and what follows them, as far as they are there."""
    lines = (
        (Kind.SUBTITLE, head.subtitle, ()),
        (Kind.BYLINE, ", ".join(head.byline), _BY),
        (Kind.CREDIT, head.credit, ()),
        (Kind.TEXT, head.date or head.publisher, ()),
    )
    for kind, text, ornaments in lines:
        if text:
            yield passage(kind, text, where, ornaments=ornaments)
