"""One pass over the lines of a Markdown text: where headings, ::: blocks and definitions stand.

Python-Markdown tells no line numbers and parses a text as a whole. What needs lines (messages) or must be known
before parsing (where chapters begin, which notes a piece needs) is found here, with the same rules.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_CODE_FENCE = re.compile(r"[ >]*(`{3,}|~{3,})")
_COLON_FENCE = re.compile(r"[ >]*(:{3,})[ \t]*(.*?)[ \t]*$")
_HASH_HEADING = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r"(=+|-+) *$")
_DEFINITION = re.compile(
    r" {0,3}(?:(?P<abbreviation>\*)\[(?P<short>[^\[\]\\]+)\][ ]?:[ ]*\S|\[(?P<note>\^)(?P<id>[^\]\s]+)\]:"
    r"|\[(?P<label>[^\^\[\]][^\[\]]*)\]:[ ]*\S+[ ]*(?:(?P<quote>[\"']).*(?P=quote)|\(.*\))?[ ]*$)"
)
_HIGH_NUMBER = re.compile(r" {0,3}(\d{3,9})[.)] +\S")
_NO_WORD = re.compile(r"\n(?=[\x00-\t\x0b-@\[-`{-\x7f])")
"""Before a line that begins with something of ASCII that is no letter."""
_UNDERLINES = ("=", "-")
_ATTRIBUTES = re.compile(r"\s*\{:?[^{}]*\}\s*$")


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
    for index in prose(lines, _marked(text)):
        if index < end:
            continue
        line = lines[index]
        if fence := _COLON_FENCE.match(line):
            fences.append(Fence(index, fence[2]))
            depth = depth + 1 if fence[2] else max(depth - 1, 0)
        elif definition := _DEFINITION.match(line):
            sign = definition["note"] or definition["abbreviation"] or ""
            name = definition["id"] or definition["short"] or definition["label"].strip()
            end = _definition_end(lines, index) if sign == "^" else index + 1
            definitions.append(Definition(index, name, sign, "\n".join(lines[index:end])))
            lines[index:end] = [""] * (end - index)
        elif (number := _HIGH_NUMBER.match(line)) and (index == 0 or not lines[index - 1].strip()):
            high_numbers.append((index, number[1]))
        elif depth == 0 and (heading := _heading(lines, index)):
            headings.append(heading)
            end = heading.end
    return Scan(tuple(headings), tuple(fences), tuple(definitions), tuple(high_numbers), "\n".join(lines))


def prose(lines: list[str], among: Iterable[int] | None = None) -> Iterator[int]:
    """The indexes of the lines, or of those among some, that are neither code nor comment."""
    after = 0
    for index in range(len(lines)) if among is None else among:
        if index < after:
            continue
        line = lines[index]
        if line[:1].isalpha():
            yield index
        elif (code := _CODE_FENCE.match(line)) and (end := _code_end(lines, index, code[1])):
            after = end
        elif line.startswith("<!--"):
            after = next((later for later in range(index, len(lines)) if "-->" in lines[later]), len(lines)) + 1
        else:
            yield index


def _marked(text: str) -> Iterator[int]:
    """The indexes of the lines that do not begin with a word, or are underlined: prose has few that have any mark."""
    index = position = 0
    before = -1
    for found in _NO_WORD.finditer(f"\n{text}"):
        index += text.count("\n", position, found.start())
        position = found.start()
        if text.startswith(_UNDERLINES, position) and before < index - 1:
            yield index - 1
        yield index
        before = index


def _code_end(lines: list[str], start: int, fence: str) -> int | None:
    """The index after the closing fence, or None where there is none: then the opening one is plain text."""
    for index in range(start + 1, len(lines)):
        mark = lines[index].lstrip(" >").rstrip()
        if mark.startswith(fence) and not mark.strip(fence[0]):
            return index + 1
    return None


def _heading(lines: list[str], index: int) -> HeadingLine | None:
    line = lines[index]
    if found := _HASH_HEADING.match(line):
        return HeadingLine(index, len(found[1]), _ATTRIBUTES.sub("", found[2]), index + 1)
    below = lines[index + 1] if index + 1 < len(lines) else ""
    starts_block = index == 0 or not lines[index - 1].strip()
    if line.strip() and not line.startswith(("    ", "\t", ">")) and starts_block and _UNDERLINE.match(below):
        return HeadingLine(index, 1 if below[0] == "=" else 2, _ATTRIBUTES.sub("", line.strip()), index + 2)
    return None


def _definition_end(lines: list[str], start: int) -> int:
    """The index after a note: the rest of its paragraph, then every indented block that follows."""
    end = start + 1
    while end < len(lines):
        line = lines[end]
        if not line.strip():
            following = next((later for later in lines[end:] if later.strip()), "")
            if not following.startswith(("    ", "\t")):
                break
        elif _DEFINITION.match(line) or (not lines[end - 1].strip() and not line.startswith(("    ", "\t"))):
            break
        end += 1
    return end
