"""Sections → what their texts say. Whoever only asks what is kept of them need not wait for the parser."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from bookbuild.proof.passages import NotePassages
from bookbuild.proof.promise.blocks import Blocks, read_blocks
from bookbuild.proof.promise.chapters import ChapterTokens, chapters, epigraph_text
from bookbuild.proof.promise.parser import new_parser
from bookbuild.proof.promise.sections import ChapterText, Section


def read_sections(sections: Iterable[Section]) -> list[tuple[ChapterText, ...]]:
    """The chapters of each section; one parser serves all that are to be read alike."""
    parser_of = cache(new_parser)
    return [
        tuple(
            read_chapter(chapter, section.epigraph_line, opens_file=section.opens_file and chapter.opens_file)
            for chapter in chapters(
                section.source,
                section.settings,
                parser_of(raw_html=section.settings.raw_html == "safe", math=section.settings.math),
                alone=section.alone,
            )
        )
        for section in sections
    ]


def read_chapter(chapter: ChapterTokens, epigraph_line: int, *, opens_file: bool) -> ChapterText:
    """What the text of a chapter says."""
    source = chapter.source
    numbers: dict[int, str] = {}
    above = replace(source, text=epigraph_text(source), first_line=epigraph_line, places=())
    epigraph = read_blocks(chapter.epigraph, above, numbers)
    text = read_blocks(chapter.tokens, source, numbers)
    parts = [epigraph, text]
    notes: list[NotePassages] = []
    waiting = list(numbers)
    while waiting:
        identifier = waiting.pop(0)
        known = len(numbers)
        note = read_blocks(chapter.notes[identifier], source, numbers)
        notes.append(NotePassages(numbers[identifier], tuple(note.passages)))
        parts.append(note)
        waiting += list(numbers)[known:]
    return ChapterText(
        path=source.path,
        level=chapter.level,
        start=source.location(0),
        opens_file=opens_file,
        epigraph=tuple(epigraph.passages),
        passages=tuple(text.passages),
        notes=tuple(notes),
        references=tuple(reference for blocks in parts for reference in blocks.references),
        item_numbers=tuple(number for blocks in parts for number in blocks.lists.numbers()),
        quotations=sum(blocks.quotations for blocks in parts),
        pictures=tuple(picture for blocks in parts for picture in blocks.pictures),
        links=tuple(link for blocks in parts for link in blocks.links),
        places=_places(parts),
    )


def _places(parts: Sequence[Blocks]) -> dict[str, str]:
    """The headings by name; the first that has a name keeps it."""
    return {name: text for blocks in reversed(parts) for name, text in blocks.places.items()}
