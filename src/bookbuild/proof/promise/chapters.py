"""Where the chapters of a file begin, told from its tokens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bookbuild.manuscript.blocks import BLOCKS
from bookbuild.model import Source
from bookbuild.proof.promise import parser
from bookbuild.proof.promise.cuts import title_levels
from bookbuild.settings.schema import Settings


@dataclass(frozen=True, slots=True)
class ChapterTokens:
    """The part of a file that makes one chapter."""

    source: Source
    tokens: Sequence[Token]
    notes: dict[int, Sequence[Token]]
    level: int
    """The level of its title."""
    opens_file: bool
    epigraph: Sequence[Token]
    """That of the front matter, which stands below the title."""


def chapters(source: Source, settings: Settings, reads: MarkdownIt, *, alone: bool) -> Iterator[ChapterTokens]:
    """Cut the tokens of a file where its chapters begin."""
    language = source.settings.language or settings.language
    source = replace(source, settings=msgspec.structs.replace(source.settings, language=language))
    note = source.settings.author_note.strip()
    text = f"{source.text}\n\n::: author-note\n{note}\n\n:::\n" if note else source.text
    tokens = parser.tokens(text, reads)
    words = epigraph_text(source)
    epigraph = parser.tokens(words, reads) if words else ()
    notes = _notes(tokens)
    notes |= {_apart(number): note for number, note in _notes(epigraph).items()}
    for token in (child for block in epigraph for child in block.children or ()):
        if token.type == "footnote_ref":
            token.meta["id"] = _apart(int(token.meta["id"]))
    epigraph = epigraph[: _end_of_text(epigraph)]
    body = tokens[: _end_of_text(tokens)]
    level = _split_level(source, body, settings.split, alone=alone)
    heads = [index for index, token in enumerate(body) if 0 < _level(token) <= level]
    starts = heads if heads[:1] == [0] else [0, *heads]
    own = [_level(body[start]) if start in heads else 0 for start in starts]
    for start, end, title in zip(starts, [*starts[1:], len(body)], title_levels(own, source.level), strict=True):
        yield ChapterTokens(
            source,
            _author_notes_last(body[start:end]),
            notes,
            title,
            start == 0,
            epigraph if start == 0 else (),
        )


def epigraph_text(source: Source) -> str:
    """The epigraph of the front matter as a block; empty where there is none."""
    words = source.settings.epigraph.strip()
    return f"::: epigraph\n{words}\n:::" if words else ""


def _apart(number: int) -> int:
    """The number of a note of the epigraph, beside those of the text, which markdown-it counts from 0 as well."""
    return -1 - number


def _author_notes_last(tokens: Sequence[Token]) -> Sequence[Token]:
    """What stands at the end of its chapter, unless someone quotes it: author notes."""
    kept: list[Token] = []
    moved: list[Token] = []
    quoted = depth = 0
    for token in tokens:
        opens = token.type == parser.BLOCK_OPEN
        if depth or (opens and not quoted and _stands_last(token.meta["name"])):
            depth += opens - (token.type == parser.BLOCK_CLOSE)
            moved.append(token)
        else:
            quoted += token.nesting if token.type in ("blockquote_open", "blockquote_close") else 0
            kept.append(token)
    return [*kept, *moved]


def _stands_last(name: str) -> bool:
    return name in BLOCKS and BLOCKS[name].stands == "end"


def _end_of_text(tokens: Sequence[Token]) -> int:
    ends = (index for index, token in enumerate(tokens) if token.type == "footnote_block_open")
    return next(ends, len(tokens))


def _split_level(source: Source, tokens: Sequence[Token], split: int | None, *, alone: bool) -> int:
    if source.role is not None:
        return 0
    if split is not None:
        return split
    tops = [index for index, token in enumerate(tokens) if _level(token) == 1]
    if len(tops) < 2 or (source.settings.title and not alone):
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
