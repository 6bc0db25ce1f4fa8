"""The lines above a text: title, subtitle, byline and credit of the book and of each chapter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bookbuild.model import Manuscript, Source
from bookbuild.problems import Location
from bookbuild.proof.passages import Kind, Passage, passage
from bookbuild.settings import MAX_BYTES

_BY = ("By", "Von", "Door", "Av", "Par", "Por", "Di")


@dataclass(frozen=True, slots=True)
class Head:
    """The lines above a text."""

    title: str
    subtitle: str
    byline: Sequence[str]
    credit: str
    date: str = ""
    publisher: str = ""
    authors: Sequence[str] = ()


def book_head(manuscript: Manuscript) -> Head:
    """What heads the whole book."""
    settings = manuscript.settings
    only = manuscript.sources[0].settings if len(manuscript.sources) == 1 else None
    authors = [settings.author] if isinstance(settings.author, str) else settings.author
    named = [a if isinstance(a, str) else a.name for a in authors if isinstance(a, str) or a.role == "aut"]
    names = [name for name in named if name]
    byline = _listed(settings.byline) or (_listed(only.byline) if only else []) or names
    title = settings.title or (only.title if only else "")
    return Head(title, settings.subtitle, byline, settings.credit, publisher=settings.publisher, authors=names)


def article_head(book: Head, source: Source, date: str) -> Head:
    """What heads an article: its own front matter, else what is said of the book."""
    matter = source.settings
    return Head(
        book.title,
        matter.subtitle or book.subtitle,
        _listed(matter.byline) or book.byline,
        matter.credit or book.credit,
        matter.date or date,
    )


def chapter_head(source: Source) -> Head:
    """What heads a chapter that begins its file."""
    matter = source.settings
    return Head(matter.title, matter.subtitle, _listed(matter.byline), matter.credit, matter.date)


def _listed(byline: str | list[str]) -> list[str]:
    return [name for name in ([byline] if isinstance(byline, str) else byline) if name]


def lines(head: Head, manuscript: Manuscript, path: str) -> Iterator[Passage]:
    """Subtitle, byline and what follows them, as far as they are there."""
    printed = (
        (Kind.SUBTITLE, head.subtitle, ("subtitle",), ()),
        (Kind.BYLINE, ", ".join(head.byline), ("byline", "author", "authors"), _BY),
        (Kind.CREDIT, head.credit, ("credit",), ()),
        (Kind.TEXT, head.date or head.publisher, ("date", "publisher"), ()),
    )
    for kind, text, keys, ornaments in printed:
        if text:
            yield passage(kind, text, place(manuscript, path, keys), ornaments=ornaments)


def place(manuscript: Manuscript, path: str, keys: Sequence[str]) -> Location:
    """The line of a file's settings, or of the book's, on which one of some keys is set; else the first line."""
    for name in (path, manuscript.settings_path):
        text = dict(manuscript.inputs).get(name, b"")[:MAX_BYTES].decode("utf-8", "replace")
        is_markdown = name.endswith(".md")
        for number, line in enumerate(text.splitlines(), start=1):
            if is_markdown and number > 1 and line.rstrip() in ("---", "..."):
                break
            if re.match(rf"[\"']?(?:{'|'.join(keys)})[\"']?\s*[:=]", line):
                return Location(name, number)
    return Location(path, 1)
