"""One pass over the lines of a Markdown text: where headings, ::: blocks and definitions stand.

Python-Markdown tells no line numbers and parses a text as a whole. What needs lines (messages) or must be known
before parsing (where chapters begin, which notes a piece needs) is found here, with the same rules.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bookbuild.manuscript.scan import signs
from bookbuild.manuscript.scan.structure import Form, MarkedLine, Structure, Verbatim, structure, verbatim

__all__ = [
    "Definition",
    "Fence",
    "Form",
    "HeadingLine",
    "MarkedLine",
    "Scan",
    "Structure",
    "Verbatim",
    "prose",
    "scan",
    "structure",
    "verbatim",
]

_HASH_HEADING = re.compile(r"(#{1,6})[ \t]++(.+)$")
_UNDERLINE = re.compile(r"(=+|-+) *$")
_DEFINITION = re.compile(
    r" {0,3}(?:(?P<abbreviation>\*)\[(?P<short>[^\[\]\\]+)\][ ]?:[ ]*\S|\[(?P<note>\^)(?P<id>[^\]\s]+)\]:"
    r"|\[(?P<label>[^\^\[\]][^\[\]]*)\]:[ ]*\S+[ ]*(?:(?P<quote>[\"']).*(?P=quote)|\(.*\))?[ ]*$)"
)
_HIGH_NUMBER = re.compile(r" {0,3}(\d{3,9})[.)] +(?!\[[^\]]+\]\{\.label)\S")
_ATTRIBUTES = re.compile(r"\{:?[^{}]*\}$")


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A heading at the top level of the text, outside blocks, lists and quotations."""

    line: int
    """Index of the line, counted from 0."""
    level: int
    text: str
    """Its Markdown, without marks and attributes."""
    end: int
    """Index of the line after it."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A line that opens a ::: block (`name` is what follows the colons) or closes one (`name` is empty)."""

    line: int
    name: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A note (`[^id]: …`), the target of reference links (`[id]: …`) or an abbreviation (`*[id]: …`)."""

    line: int
    name: str
    sign: str
    """What tells its kind: `^` for a note, `*` for an abbreviation, nothing for a target."""
    text: str
    """Its Markdown, complete."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What the pass found."""

    headings: tuple[HeadingLine, ...]
    fences: tuple[Fence, ...]
    definitions: tuple[Definition, ...]
    high_numbers: tuple[tuple[int, str], ...]
    """Line (counted from 0) and number of lists that begin with a number such as a year."""
    remainder: str
    """The text with its definitions blanked out, line for line."""


def scan(text: str) -> Scan:
    """Find headings, ::: fences and definitions, passing over code blocks and comments."""
    lines = text.split("\n")
    headings: list[HeadingLine] = []
    fences: list[Fence] = []
    definitions: list[Definition] = []
    high_numbers: list[tuple[int, str]] = []
    depth = 0
    end = 0
    for mark in structure(text).marks:
        index = mark.line
        if index < end:
            continue
        line = lines[index]
        if not mark.is_indented and (colons := signs.COLONS.match(mark.words)):
            fences.append(Fence(index, colons["name"].rstrip()))
            depth = depth + 1 if fences[-1].name else max(depth - 1, 0)
        elif definition := _DEFINITION.match(line):
            sign = definition["note"] or definition["abbreviation"] or ""
            name = definition["id"] or definition["short"] or definition["label"].strip()
            end = _definition_end(lines, index) if sign == "^" else index + 1
            definitions.append(Definition(index, name, sign, "\n".join(lines[index:end])))
            lines[index:end] = [""] * (end - index)
        elif (number := _HIGH_NUMBER.match(line)) and (index == 0 or not lines[index - 1].strip()):
            high_numbers.append((index, number[1]))
        elif depth == 0 and mark.is_top and (heading := _heading(lines, index)):
            headings.append(heading)
            end = heading.end
    return Scan(tuple(headings), tuple(fences), tuple(definitions), tuple(high_numbers), "\n".join(lines))


def prose(text: str) -> Iterator[int]:
    """The indexes of the lines that are neither code nor comment."""
    begin = 0
    for block in verbatim(text):
        yield from range(begin, block.start)
        begin = block.end
    yield from range(begin, text.count("\n") + 1)


def _heading(lines: list[str], index: int) -> HeadingLine | None:
    line = lines[index]
    if hashes := _HASH_HEADING.match(line):
        return HeadingLine(index, len(hashes[1]), _without_attributes(_without_end(hashes[2].rstrip(" \t"))), index + 1)
    below = lines[index + 1] if index + 1 < len(lines) else ""
    starts_block = index == 0 or not lines[index - 1].strip()
    if line.strip() and not line.startswith(("    ", "\t", ">")) and starts_block and _UNDERLINE.match(below):
        return HeadingLine(index, 1 if below[0] == "=" else 2, _without_attributes(line.strip()), index + 2)
    return None


def _without_end(words: str) -> str:
    """The words of a heading without the number signs that close it; those of “C#” belong to the word."""
    before = words.rstrip("#")
    return before.rstrip(" \t") if before.endswith((" ", "\t")) else words


def _definition_end(lines: list[str], start: int) -> int:
    """The index after a note: the rest of its paragraph, then every indented block that follows."""
    end = start + 1
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if line.strip():
            is_apart = end < index
            if _DEFINITION.match(line) or (is_apart and not line.startswith(("    ", "\t"))):
                break
            end = index + 1
    return end


def _without_attributes(heading: str) -> str:
    return _ATTRIBUTES.sub("", heading).rstrip() if heading.endswith("}") else heading
