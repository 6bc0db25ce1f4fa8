"""Notes that stand at the end of their chapter, or in a chapter of their own at the end of the book."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from operator import itemgetter

import lxml.html
from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.i18n.words import wording
from bookbuild.model import Book, Chapter, Heading, Kind, Note, Role
from bookbuild.outputs.frame import tag, words
from bookbuild.problems import Location

SECTION = "data-endnotes"
"""Marks a section of notes, which `aria-label` names; no tag that a writer types can have it."""
NOTE = "data-endnote"
"""Marks a note in it."""
NOTES_OF = "notes-of"
"""The named string with the title of the chapter whose notes stand at the head of a page, for running heads."""

_BEHIND = frozenset({Role.ABOUT, Role.COLOPHON})
"""What stands after the notes of a book."""


def arranged(book: Book) -> Book:
    """The book as its pages have it: its notes where the settings want them; none is left for the foot of a page.

    An article has no chapters to put them in, so that they stand below its text.
    """
    if book.pdf.notes == "foot" or not any(chapter.notes for chapter in book.chapters):
        return book
    if book.pdf.notes == "chapter" or book.metadata.kind is Kind.ARTICLE:
        return replace(book, chapters=tuple(map(_with_notes, book.chapters)))
    bare = [replace(chapter, notes=(), tables=_tables_of_text(chapter)) for chapter in book.chapters]
    place = next((index for index, each in enumerate(bare) if each.role in _BEHIND), len(bare))
    return replace(book, chapters=(*bare[:place], _chapter_of_notes(book), *bare[place:]))


def is_section(element: HtmlElement | None) -> bool:
    """Whether an element (of lxml or of WeasyPrint) is a section of notes."""
    return element is not None and element.get(SECTION) is not None


def _with_notes(chapter: Chapter) -> Chapter:
    if not chapter.notes:
        return chapter
    level = min(chapter.level + 1, 6)
    title = wording(chapter.language).notes
    section = _section(title, tag(f"h{level}", {}, words(title)), *map(_note, chapter.notes))
    return replace(chapter, body=f"{chapter.body}\n{section}", notes=())


def _chapter_of_notes(book: Book) -> Chapter:
    """A chapter with the notes of all others, each group of them below the title of theirs."""
    title = wording(book.metadata.language).notes
    noted = [chapter for chapter in book.chapters if chapter.notes]
    header = tag("header", {"class": "chapter-header"}, tag("h1", {}, words(title)))
    body = _section(title, header, *_groups(book))
    identifier = _unused("notes", book)
    return Chapter(
        id=identifier,
        role=Role.CHAPTER,
        title=title,
        level=1,
        byline=(),
        credit="",
        body=body,
        notes=(),
        headings=(Heading(1, identifier, title),),
        anchors=(),
        links=(),
        images=tuple(image for chapter in noted for image in chapter.images if image.name in body),
        language=book.metadata.language,
        direction=book.metadata.direction,
        source=noted[0].source,
        line=noted[0].line,
        tables=tuple(chain.from_iterable(chapter.tables[len(_tables_of_text(chapter)) :] for chapter in noted)),
    )


def _unused(name: str, book: Book) -> str:
    """An id that nothing in a book has."""
    taken = {f'id="{chapter.id}"' for chapter in book.chapters}
    written = "".join(chain(taken, (text for each in book.chapters for text in (each.body, *_bodies(each.notes)))))
    while f'id="{name}"' in written:
        name += "-print"
    return name


def _bodies(notes: Sequence[Note]) -> Iterator[str]:
    return (note.body for note in notes)


def _groups(book: Book) -> Iterator[str]:
    """The notes of each chapter below its title; of chapters in a part, below that of the part."""
    part: Chapter | None = None
    parts: list[tuple[Chapter | None, Chapter]] = []
    for chapter in book.chapters:
        if chapter.role is Role.PART or (part is not None and chapter.level <= part.level):
            part = chapter if chapter.role is Role.PART else None
        if chapter.notes:
            parts.append((part, chapter))
    for holder, grouped in groupby(parts, key=itemgetter(0)):
        chapters = [chapter for _, chapter in grouped]
        if holder is None:
            yield from (_group(chapter, 2) for chapter in chapters)
        else:
            own = chapters[0] is holder
            yield _group(holder, 2, *(_group(chapter, 3) for chapter in chapters[own:]))


def _group(chapter: Chapter, level: int, *below: str) -> str:
    title = chapter.title or wording(chapter.language).beginning
    language = {"lang": chapter.language, "dir": chapter.direction}
    heading = tag(f"h{level}", {f"data-{NOTES_OF}": f" · {title}"}, words(title))
    return _section(title, heading, *map(_note, chapter.notes), *below, **language)


def _section(title: str, *content: str, **attributes: str) -> str:
    named = {"class": "endnotes", SECTION: "section", "aria-label": title, **attributes}
    return tag("section", named, "\n".join(content))


def _note(note: Note) -> str:
    """A note with its number at the beginning of its first paragraph, or above what it holds instead."""
    body = lxml.html.fragment_fromstring(note.body, create_parent="div")
    assert isinstance(body, HtmlElement)
    body.attrib.update({"class": "endnote", NOTE: "note", "id": note.id})
    number = E.a({"class": "number", "href": f"#{note.references[0]}"}, f"{note.number}.")
    first = body[0] if len(body) and not (body.text or "").strip() else None
    if first is not None and first.tag == "p":
        number.tail, first.text = first.text, None
        first.insert(0, number)
    else:
        body.insert(0, E.p({"class": "number-alone"}, number))
    return lxml.html.tostring(body, encoding="unicode")


def _tables_of_text(chapter: Chapter) -> tuple[Location, ...]:
    """The places of those of its tables that stand in no note; those in notes come after them."""
    if not chapter.tables:
        return ()
    return chapter.tables[: _count_of_tables(lxml.html.fragment_fromstring(chapter.body, create_parent="div"))]


def _count_of_tables(body: HtmlElement) -> int:
    return sum(1 for table in body.iter("table") if next(table.iterancestors("table"), None) is None)
