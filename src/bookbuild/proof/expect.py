"""Manuscript → what a reader must find: every passage, note, picture and link, in order.

Shares no code with `dialect`, so that what the one misreads the other does not.
"""

import posixpath
import re
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import msgspec

from bookbuild.folder import contained
from bookbuild.model import Manuscript, Role, Source
from bookbuild.problems import Location
from bookbuild.proof.blocks import Blocks, read_blocks
from bookbuild.proof.chapters import Chapter, chapters
from bookbuild.proof.facts import promised_facts
from bookbuild.proof.heads import Head, article_head, book_head, chapter_head, lines, place
from bookbuild.proof.pages import made_page, sides
from bookbuild.proof.passages import Kind, Link, Note, Passage, Picture, Reading, as_title, passage
from bookbuild.proof.pixels import digest
from bookbuild.wording import page_names, wording


def expect(manuscript: Manuscript) -> Reading:
    """What every output of a manuscript must hold."""
    return with_pixels(expect_words(manuscript), manuscript)


def with_pixels(words: Reading, manuscript: Manuscript) -> Reading:
    """What `expect_words` promises, with digests of what the pictures show."""
    digests: dict[str, str] = {}
    for path in {picture.pixels for picture in words.pictures}:
        target = contained(manuscript.root, path)
        digests[path] = digest(target.read_bytes()) if target is not None and target.is_file() else ""
    return replace(words, pictures=tuple(replace(each, pixels=digests[each.pixels]) for each in words.pictures))


def expect_words(manuscript: Manuscript) -> Reading:
    """The same, told from the texts alone: each picture has its path for its pixels."""
    settings = manuscript.settings
    alone = len(manuscript.sources) == 1
    cut = [chapter for source in manuscript.sources for chapter in chapters(source, settings, alone=alone)]
    book = book_head(manuscript)
    is_article = (settings.kind or ("article" if len(cut) == 1 else "book")) == "article"
    if is_article:
        (article,) = chapters(_with_note(manuscript), settings, alone=True)
        front, text = [], [_read(article, article_head(book, article.source, settings.date), manuscript)]
    else:
        before, after = sides(manuscript)
        front = [_page(page, book, manuscript) for page in before]
        text = [
            _read(chapter, chapter_head(chapter.source) if chapter.opens_file else None, manuscript) for chapter in cut
        ]
        text += [_page(page, book, manuscript) for page in after]
    read = [*front, *text]
    headings = [each for chapter in text for each in chapter.passages if each.kind is Kind.HEADING]
    title = book.title or (as_title(headings[0].words) if headings else "")
    return Reading(
        passages=tuple(each for chapter in read for each in chapter.passages),
        notes=tuple(note for chapter in read for note in chapter.notes),
        references=tuple(reference for chapter in read for reference in chapter.references),
        quotations=sum(blocks.quotations for chapter in read for blocks in chapter.blocks),
        pictures=tuple(_pictures(read)),
        links=tuple(_links(read, manuscript)),
        contents=tuple((each.level, each.text) for each in headings),
        smart_punctuation=settings.smart_punctuation,
        facts=promised_facts(manuscript, title, tuple(book.authors or book.byline)),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """A chapter, read."""

    path: str
    passages: tuple[Passage, ...]
    notes: tuple[Note, ...]
    references: tuple[str, ...]
    blocks: tuple[Blocks, ...]
    """As they were read, for what stands beside the words."""


def _with_note(manuscript: Manuscript) -> Source:
    """The file of an article, and what is told of its author elsewhere."""
    source = manuscript.sources[0]
    notes = [source.settings.author_note, *(page.text for page in manuscript.pages if page.role is Role.ABOUT)]
    return replace(source, settings=msgspec.structs.replace(source.settings, author_note="\n\n".join(notes).strip()))


def _page(page: Source | Role, book: Head, manuscript: Manuscript) -> _Read:
    """A page beside the text: one that is to be made, or one that is written, which is read like a chapter."""
    if isinstance(page, Role):
        return _Read(manuscript.settings_path, made_page(page, book, manuscript), (), (), ())
    (chapter,) = chapters(page, manuscript.settings, alone=False)
    head = chapter_head(page)
    if page.role is not Role.ABOUT:
        return _read(chapter, head, manuscript)
    language = page.settings.language or manuscript.settings.language
    several = len(book.authors or book.byline) > 1
    title = page_names(language).about_the_authors if several else wording(language).about_the_author
    read = _read(chapter, head, manuscript, title)
    passages = (replace(p, kind=Kind.AUTHOR_NOTE) if p.kind is Kind.TEXT else p for p in read.passages)
    return replace(read, passages=tuple(passages))


def _read(chapter: Chapter, head: Head | None, manuscript: Manuscript, untitled: str = "") -> _Read:
    """Read a chapter; `untitled` stands over it if nothing else does."""
    source = chapter.source
    numbers: dict[int, str] = {}
    key = place(manuscript, source.path, ("epigraph",)).line or 1
    epigraph = read_blocks(chapter.epigraph, replace(source, first_line=key, places=()), numbers)
    text = read_blocks(chapter.tokens, source, numbers)
    passages = list(text.passages)
    announced = head is not None and bool(head.title)
    where = place(manuscript, source.path, ("title",)) if announced else source.location(0)
    opening = _opening(passages, head, chapter.level, where)
    if untitled and not opening:
        opening = [passage(Kind.HEADING, untitled, where, chapter.level)]
    body = _without_skips(passages, chapter.level + 1 if opening else chapter.level)
    read = [epigraph, text]
    notes: list[Note] = []
    waiting = list(numbers)
    while waiting:
        identifier = waiting.pop(0)
        known = len(numbers)
        note = read_blocks(chapter.notes[identifier], source, numbers)
        notes.append(Note(numbers[identifier], tuple(note.passages)))
        read.append(note)
        waiting += list(numbers)[known:]
    return _Read(
        source.path,
        (
            *opening,
            *(lines(head, manuscript, source.path) if head else ()),
            *epigraph.passages,
            *body,
        ),
        tuple(notes),
        tuple(reference for blocks in read for reference in blocks.references),
        tuple(read),
    )


def _opening(passages: list[Passage], head: Head | None, level: int, where: Location) -> list[Passage]:
    """The title of a chapter, taken from its text where it begins with it."""
    title = head.title if head else ""
    first = passages[0] if passages and passages[0].kind is Kind.HEADING else None
    announced = passage(Kind.HEADING, title, where, level)
    if first is not None and (not title or first.text.casefold() == announced.text.casefold()):
        passages.pop(0)
        return [replace(first, level=level)]
    return [announced] if title else []


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


def _pictures(read: Sequence[_Read]) -> Iterator[Picture]:
    for chapter in read:
        for typed, words, where in chain.from_iterable(blocks.pictures for blocks in chapter.blocks):
            yield Picture(words, _path(chapter.path, typed), where)


def _links(read: Sequence[_Read], manuscript: Manuscript) -> Iterator[Link]:
    files: dict[str, dict[str, str]] = {}
    for chapter in read:
        first = next((each.text for each in chapter.passages if each.kind is Kind.HEADING), "")
        places = files.setdefault(chapter.path, {"": first})
        for blocks in chapter.blocks:
            for name, text in blocks.places.items():
                places.setdefault(name, text)
    for chapter in read:
        for typed, words, where in chain.from_iterable(blocks.links for blocks in chapter.blocks):
            target = _target(typed, chapter, files) or _alike(typed, chapter, files, manuscript)
            yield Link(words, target, location=where)


def _target(typed: str, chapter: _Read, files: Mapping[str, Mapping[str, str]]) -> str:
    """The address outside, or the essence of the heading inside, to which a link leads; empty for other places."""
    parts = urllib.parse.urlsplit(typed)
    if parts.scheme or typed.startswith("//"):
        return typed
    path, name = _place_named(parts, chapter)
    here = next((b.places[name] for b in chapter.blocks if name in b.places), "") if path == chapter.path else ""
    elsewhere = next((places[name] for places in files.values() if name in places), "")
    return here or files.get(path, {}).get(name, "") or (elsewhere if name and path == chapter.path else "")


def _alike(typed: str, chapter: _Read, files: Mapping[str, Mapping[str, str]], manuscript: Manuscript) -> str:
    """The heading whose name differs from that in a link only by hyphens and the size of letters.

    Nothing, if the writer gave the very id that the link names to something that is no heading.
    """
    parts = urllib.parse.urlsplit(typed)
    path, name = _place_named(parts, chapter)
    letters = _letters(name)
    if parts.scheme or not letters:
        return ""
    without_a = letters[1:] if re.match(r"a\d", letters) else letters
    given = re.compile(rf"""(?:\{{[^{{}}\n]*\#|\bid=["']?){re.escape(name)}(?=["'\s}}>])""")
    if any(given.search(source.text) for source in manuscript.sources):
        return ""
    for other, text in files.get(path, {}).items():
        if _letters(other) in (letters, without_a) or re.fullmatch(rf"\d+{re.escape(letters)}", _letters(other)):
            return text
    return ""


def _letters(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum()).casefold()


def _place_named(parts: urllib.parse.SplitResult, chapter: _Read) -> tuple[str, str]:
    path = _path(chapter.path, parts.path) if parts.path else chapter.path
    return path, urllib.parse.unquote(parts.fragment)


def _path(from_file: str, typed: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(from_file), urllib.parse.unquote(typed)))
