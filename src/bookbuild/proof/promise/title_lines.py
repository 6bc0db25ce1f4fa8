"""The lines above a text: title, subtitle, byline and credit of the book and of each chapter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bookbuild.i18n.words import credit
from bookbuild.model import Manuscript, Source
from bookbuild.problems import Location
from bookbuild.proof.passages import Passage, PassageKind, passage
from bookbuild.proof.promise.facts import KEYS, contributors
from bookbuild.settings import MAX_BYTES
from bookbuild.settings.people import people
from bookbuild.settings.schema import series

_BY = ("By", "Von", "Door", "Av", "Par", "Por", "Di")
_ON_TITLE_PAGE = ("trl", "edt", "ill", "pht", "aui")
_ABOVE_ARTICLE = (*_ON_TITLE_PAGE, "cov")


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
    series: str = ""
    roles: Sequence[str] = ()
    """The roles of those who are named below the byline."""


def book_head(manuscript: Manuscript) -> Head:
    """What heads the whole book."""
    settings = manuscript.settings
    only = manuscript.sources[0].settings if len(manuscript.sources) == 1 else None
    names = [person.name for person in people(settings.author) if person.role == "aut"]
    byline = _listed(settings.byline) or (_listed(only.byline) if only else []) or names
    title = settings.title or (only.title if only else "")
    return Head(
        title,
        settings.subtitle,
        byline,
        settings.credit,
        publisher=settings.publisher,
        authors=names,
        series=" ".join(series(settings)).strip(),
        roles=_ON_TITLE_PAGE,
    )


def article_head(book: Head, source: Source, date: str) -> Head:
    """What heads an article: its own front matter, else what is said of the book."""
    matter = source.settings
    return Head(
        book.title,
        matter.subtitle or book.subtitle,
        _listed(matter.byline) or book.byline,
        matter.credit or book.credit,
        matter.date or date,
        roles=_ABOVE_ARTICLE,
    )


def chapter_head(source: Source) -> Head:
    """What heads a chapter that begins its file."""
    matter = source.settings
    return Head(matter.title, matter.subtitle, _listed(matter.byline), matter.credit, matter.date)


def _listed(byline: str | list[str]) -> list[str]:
    return [name for name in ([byline] if isinstance(byline, str) else byline) if name]


def lines(head: Head, manuscript: Manuscript, path: str) -> Iterator[Passage]:
    """Subtitle, byline and what follows them, as far as they are there."""

    def line(kind: PassageKind, text: str, *keys: str, ornaments: tuple[str, ...] = ()) -> Iterator[Passage]:
        if text:
            yield passage(kind, text, place(manuscript, path, keys), ornaments=ornaments)

    yield from line(PassageKind.SUBTITLE, head.subtitle, "subtitle")
    yield from line(PassageKind.TEXT, head.series, "series", "belongs-to-collection")
    yield from line(PassageKind.BYLINE, ", ".join(head.byline), "byline", "authors?", ornaments=_BY)
    yield from credit_lines(manuscript, head.roles, (*head.byline, head.credit))
    yield from line(PassageKind.CREDIT, head.credit, "credit")
    yield from line(PassageKind.TEXT, head.date or head.publisher, "date", "publisher")


def credit_lines(manuscript: Manuscript, roles: Sequence[str], named: Sequence[str] = ()) -> Iterator[Passage]:
    """“Translated by …”: a passage for each of some roles that someone has who is not `named` already."""
    settings = manuscript.settings
    for role in roles:
        those = [name for name, its_role in contributors(manuscript) if its_role == role]
        if names := [name for name in those if not any(name in text for text in named)]:
            key = KEYS.get(role, "author")
            key = f"{key if getattr(settings, key) else 'author'}s?"
            where = place(manuscript, manuscript.settings_path, (key,))
            yield passage(PassageKind.CREDIT, f"{credit(role, settings.language)} {', '.join(names)}", where)


def place(manuscript: Manuscript, path: str, keys: Sequence[str]) -> Location:
    """The line of a file's settings, or of the book's, on which one of some keys is set; else the first line."""
    for name in (path, manuscript.settings_path):
        text = dict(manuscript.inputs).get(name, b"")[:MAX_BYTES].decode("utf-8", "replace")
        is_markdown = not name.endswith((".toml", ".yml", ".yaml"))
        for number, line in enumerate(text.splitlines(), start=1):
            if is_markdown and number > 1 and line.rstrip() in ("---", "..."):
                break
            if re.match(rf"\s*\[?[\"']?(?:{'|'.join(keys)})[\"']?\s*[:=\]]", line):
                return Location(name, number)
    return Location(path, 1)
