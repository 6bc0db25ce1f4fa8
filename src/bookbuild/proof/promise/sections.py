"""Manuscript → sections, and what each of them says: read one by one, by any process, in any order.

A section is a file, or the part of a long file that makes one chapter. What its text says depends on nothing outside
it; titles, levels and where links lead are told by `expect`, when all sections have been read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from bookbuild.model import Manuscript, Source
from bookbuild.problems import Location
from bookbuild.proof.passages import ItemNumber, NotePassages, Passage
from bookbuild.proof.promise.cuts import Cut, cuts, title_levels
from bookbuild.proof.promise.title_lines import place
from bookbuild.settings.schema import Settings


@dataclass(frozen=True, slots=True)
class Section:
    """A file, or a part of one."""

    source: Source
    settings: Settings
    """Those of the book on which the reading of a text depends."""
    alone: bool
    """Whether its file is the whole manuscript."""
    opens_file: bool = True
    epigraph_line: int = 1
    """Where the epigraph of the front matter was typed."""


@dataclass(frozen=True, slots=True)
class ChapterText:
    """A chapter as its text has it."""

    path: str
    level: int
    """Of its title."""
    start: Location
    opens_file: bool
    epigraph: tuple[Passage, ...] = ()
    passages: tuple[Passage, ...] = ()
    notes: tuple[NotePassages, ...] = ()
    references: tuple[str, ...] = ()
    item_numbers: tuple[ItemNumber, ...] = ()
    quotations: int = 0
    pictures: tuple[tuple[str, str, Location], ...] = ()
    """Path as typed, words, and place of each."""
    links: tuple[tuple[str, str, Location], ...] = ()
    """Target as typed, words, and place of each."""
    places: dict[str, str] = field(default_factory=dict)
    """The essence of each heading by the names that links may call it."""


def in_sections(manuscript: Manuscript) -> list[Section]:
    """The sections of all files of a manuscript in order, then its written pages, each whole."""
    sections: list[Section] = []
    for source in manuscript.sources:
        sections += _sections(whole(manuscript, source), manuscript.settings)
    return [*sections, *(whole(manuscript, page) for page in manuscript.pages)]


def whole(manuscript: Manuscript, source: Source) -> Section:
    """A file of a manuscript as one section."""
    book = manuscript.settings
    settings = Settings(language=book.language, split=book.split, raw_html=book.raw_html, math=book.math)
    alone = len(manuscript.sources) == 1
    return Section(source, settings, alone, epigraph_line=_epigraph_line(manuscript, source))


def _epigraph_line(manuscript: Manuscript, source: Source) -> int:
    """The line on which the epigraph of the front matter was typed, if there is one."""
    return (place(manuscript, source.path, ("epigraph",)).line or 1) if source.settings.epigraph.strip() else 1


def _sections(file: Section, book: Settings) -> list[Section]:
    """The parts of a file as sections; the file itself, where it cannot be cut safely."""
    source = file.source
    uncut = bool(source.settings.title) and not file.alone and book.split is None
    parts = () if uncut or book.raw_html != "safe" else cuts(source.text, book.split, alone=file.alone)
    return [*_parts(file, parts)] if parts else [file]


def _parts(file: Section, parts: Sequence[Cut]) -> Iterator[Section]:
    """The parts of a file as sections, the levels of their titles told as for the whole."""
    source = file.source
    settings = msgspec.structs.replace(file.settings, split=0)
    levels = title_levels([part.level for part in parts], source.level)
    line = source.text.count("\n", 0, parts[0].start)
    for number, (part, level) in enumerate(zip(parts, levels, strict=True)):
        matter = msgspec.structs.replace(
            source.settings,
            epigraph=source.settings.epigraph if number == 0 else "",
            author_note=source.settings.author_note if number + 1 == len(parts) else "",
        )
        text = source.text[part.start : part.end]
        cut = replace(
            source,
            text=text,
            settings=matter,
            first_line=source.first_line + line,
            places=source.places_between(line, line + text.count("\n") + 1),
            level=level,
        )
        yield replace(file, source=cut, settings=settings, opens_file=number == 0)
        line += text.count("\n")
