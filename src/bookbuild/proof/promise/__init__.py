"""Manuscript → what a reader must find: every passage, note, picture and link, in order.

Shares no code with `dialect`, so that what the one misreads the other does not.
"""

import posixpath
import re
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec

from bookbuild.i18n.words import page_names, wording
from bookbuild.jobs.cache import Cache
from bookbuild.manuscript.files import contained
from bookbuild.model import Manuscript, Role, Source
from bookbuild.problems import Location
from bookbuild.proof import pixels
from bookbuild.proof.passages import Link, NotePassages, Passage, PassageKind, Picture, Reading, as_title, passage
from bookbuild.proof.promise.facts import promised_facts
from bookbuild.proof.promise.pages import made_page, sides
from bookbuild.proof.promise.sections import ChapterText, in_sections, whole
from bookbuild.proof.promise.title_lines import Head, article_head, book_head, chapter_head, lines, place


def expect(manuscript: Manuscript) -> Reading:
    """What every output of a manuscript must hold."""
    return with_pixels(expect_words(manuscript), manuscript, Cache())


def with_pixels(words: Reading, manuscript: Manuscript, cache: Cache) -> Reading:
    """What `expect_words` promises, with digests of what the pictures show."""
    digests: dict[str, str] = {}
    for path in {picture.pixels for picture in words.pictures}:
        target = contained(manuscript.root, path)
        data = target.read_bytes() if target is not None and target.is_file() else b""
        digests[path] = pixels.promised(data, manuscript.settings.images.longest_side, cache)
    cover = _cover(manuscript, cache)
    return replace(
        words, cover=cover, pictures=tuple(replace(each, pixels=digests[each.pixels]) for each in words.pictures)
    )


def _cover(manuscript: Manuscript, cache: Cache) -> str:
    """A digest of the picture for the cover; empty where bookbuild draws one, or takes one that is only called so."""
    chosen = manuscript.settings.cover
    if isinstance(chosen, bool):
        return "" if chosen else pixels.NO_COVER
    target = contained(manuscript.root, chosen)
    return pixels.digest(target.read_bytes(), cache) if target is not None and target.is_file() else ""


def expect_words(manuscript: Manuscript) -> Reading:
    """The same, told from the texts alone: each picture has its path for its pixels."""
    from bookbuild.proof.promise.texts import read_sections

    return gather(manuscript, read_sections(in_sections(manuscript)))


def gather(manuscript: Manuscript, texts: Sequence[Sequence[ChapterText]]) -> Reading:
    """What all sections of a manuscript say together; `texts` come in the order of `in_sections`."""
    settings = manuscript.settings
    count = len(texts) - len(manuscript.pages)
    cut = [text for section in texts[:count] for text in section]
    book = book_head(manuscript)
    if (settings.kind or ("article" if len(cut) == 1 else "book")) == "article":
        article = _article(cut[0], manuscript)
        chapters = text = [_headed(article, article_head(book, manuscript.sources[0], settings.date), manuscript)]
    else:
        heads = {source.path: chapter_head(source) for source in manuscript.sources}
        written = {page.role: text for page, (text,) in zip(manuscript.pages, texts[count:], strict=True)}
        before, after = sides(manuscript)
        front = [_page(page, written, book, manuscript) for page in before]
        text = [_headed(each, heads[each.path] if each.opens_file else None, manuscript) for each in cut]
        text += [_page(page, written, book, manuscript) for page in after]
        chapters = [*front, *text]
    headings = [each for chapter in text for each in chapter.passages if each.kind is PassageKind.HEADING]
    title = book.title or (as_title(headings[0].words) if headings else "")
    return Reading(
        passages=tuple(each for chapter in chapters for each in chapter.passages),
        notes=tuple(note for chapter in chapters for note in _notes(chapter)),
        references=tuple(reference for chapter in chapters for reference in chapter.references),
        item_numbers=tuple(number for chapter in chapters for number in chapter.item_numbers),
        quotations=sum(chapter.quotations for chapter in chapters),
        pictures=tuple(_pictures(chapters)),
        links=tuple(_links(chapters, manuscript)),
        contents=tuple((each.level, each.text) for each in headings),
        smart_punctuation=settings.smart_punctuation,
        facts=promised_facts(manuscript, title, tuple(book.authors or book.byline)),
    )


def _article(text: ChapterText, manuscript: Manuscript) -> ChapterText:
    """The text of an article, with what is told of its author on pages that only a book would have."""
    notes = [page.text for page in manuscript.pages if page.role is Role.ABOUT]
    if not notes:
        return text
    (source,) = manuscript.sources
    note = "\n\n".join([source.settings.author_note, *notes]).strip()
    source = replace(source, settings=msgspec.structs.replace(source.settings, author_note=note))
    from bookbuild.proof.promise.texts import read_sections  # a book whose texts are all kept has no need of the parser

    ((read,),) = read_sections([whole(manuscript, source)])
    return read


def _page(
    page: Source | Role, written: Mapping[Role | None, ChapterText], book: Head, manuscript: Manuscript
) -> ChapterText:
    """A page beside the text: one that is to be made, or one that is written, which is read like a chapter."""
    if isinstance(page, Role):
        path = manuscript.settings_path
        return ChapterText(path, 1, Location(path), opens_file=True, passages=made_page(page, book, manuscript))
    text, head = written[page.role], chapter_head(page)
    if page.role is not Role.ABOUT:
        return _headed(text, head, manuscript)
    language = page.settings.language or manuscript.settings.language
    several = len(book.authors or book.byline) > 1
    title = page_names(language).about_the_authors if several else wording(language).about_the_author
    headed = _headed(text, head, manuscript, title)
    passages = (replace(p, kind=PassageKind.AUTHOR_NOTE) if p.kind is PassageKind.TEXT else p for p in headed.passages)
    return replace(headed, passages=tuple(passages))


def _headed(text: ChapterText, head: Head | None, manuscript: Manuscript, untitled: str = "") -> ChapterText:
    """A chapter below the lines that head it, its headings at their levels; `untitled` is its title if it has none."""
    passages = list(text.passages)
    announced = head is not None and bool(head.title)
    where = place(manuscript, text.path, ("title",)) if announced else text.start
    opening = _opening(passages, head, text.level, where)
    if untitled and not opening:
        opening = [passage(PassageKind.HEADING, untitled, where, text.level)]
    body = _without_skips(passages, text.level + 1 if opening else text.level)
    above = lines(head, manuscript, text.path) if head else ()
    return replace(text, passages=(*opening, *above, *text.epigraph, *body))


def _opening(passages: list[Passage], head: Head | None, level: int, where: Location) -> list[Passage]:
    """The title of a chapter, taken from its text where it begins with it."""
    title = head.title if head else ""
    first = passages[0] if passages and passages[0].kind is PassageKind.HEADING else None
    announced = passage(PassageKind.HEADING, title, where, level)
    if first is not None and (not title or first.text.casefold() == announced.text.casefold()):
        passages.pop(0)
        return [replace(first, level=level)]
    return [announced] if title else []


def _without_skips(passages: Sequence[Passage], top: int) -> Iterator[Passage]:
    """Headings at the levels that outputs give them: from `top` on, and never more than one deeper than before."""
    open_levels: list[int] = []
    for each in passages:
        if each.kind is not PassageKind.HEADING:
            yield each
            continue
        while open_levels and open_levels[-1] >= each.level:
            open_levels.pop()
        open_levels.append(each.level)
        yield replace(each, level=min(top + len(open_levels) - 1, 6))


def _notes(chapter: ChapterText) -> Iterator[NotePassages]:
    """The notes of a chapter with its title, below which they may stand in an output."""
    first = chapter.passages[0] if chapter.passages else None
    title = as_title(first.text) if first is not None and first.kind is PassageKind.HEADING else ""
    return (replace(note, under=title) for note in chapter.notes)


def _pictures(read: Sequence[ChapterText]) -> Iterator[Picture]:
    for chapter in read:
        for typed, words, where in chapter.pictures:
            yield Picture(words, _path(chapter.path, typed), where)


def _links(chapters: Sequence[ChapterText], manuscript: Manuscript) -> Iterator[Link]:
    files: dict[str, dict[str, str]] = {}
    for chapter in chapters:
        first = next((each.text for each in chapter.passages if each.kind is PassageKind.HEADING), "")
        places = files.setdefault(chapter.path, {"": first})
        for name, text in chapter.places.items():
            places.setdefault(name, text)
    for chapter in chapters:
        for typed, words, where in chapter.links:
            target = _target(typed, chapter, files) or _alike(typed, chapter, files, manuscript)
            yield Link(words, target, location=where)


def _target(typed: str, chapter: ChapterText, files: Mapping[str, Mapping[str, str]]) -> str:
    """The address outside, or the essence of the heading inside, to which a link leads; empty for other places."""
    parts = urllib.parse.urlsplit(typed)
    if parts.scheme or typed.startswith("//"):
        return typed
    path, name = _place_named(parts, chapter)
    here = chapter.places.get(name, "") if path == chapter.path else ""
    elsewhere = next((places[name] for places in files.values() if name in places), "")
    return here or files.get(path, {}).get(name, "") or (elsewhere if name and path == chapter.path else "")


def _alike(typed: str, chapter: ChapterText, files: Mapping[str, Mapping[str, str]], manuscript: Manuscript) -> str:
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


def _place_named(parts: urllib.parse.SplitResult, chapter: ChapterText) -> tuple[str, str]:
    path = _path(chapter.path, parts.path) if parts.path else chapter.path
    return path, urllib.parse.unquote(parts.fragment)


def _path(from_file: str, typed: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(from_file), urllib.parse.unquote(typed)))
