"""What holds lines of a Markdown text: quotations by their marks, items, notes and definitions by their indents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bookbuild.manuscript.scan import signs
from bookbuild.manuscript.scan.signs import TAB

DEEPEST = 200
"""So many containers hold each other at most: what is nested deeper is refused when it is read."""


@dataclass(slots=True)
class Container:
    """A quotation, or an item, a note or a definition, whose lines are indented."""

    width: int
    """So many columns; 0 for a quotation."""
    is_empty: bool = False
    """Whether an item has no words yet: an empty line then ends it."""


def kept_on(line: str, containers: Sequence[Container]) -> tuple[int, int]:
    """Where the marks of the containers end that go on with a line, and how many these are."""
    position = 0
    for count, container in enumerate(containers):
        rest = line[position:]
        indent = len(rest) - len(rest.lstrip(" "))
        if not container.width:
            if rest[indent : indent + 1] != ">":
                return position, count
            position += indent + (2 if rest[indent + 1 : indent + 2] == " " else 1)
            continue
        is_blank = indent == len(rest)
        if (is_blank and container.is_empty) or (not is_blank and indent < container.width):
            return position, count
        container.is_empty = False
        position = min(position + container.width, len(line))
    return position, len(containers)


def begun_by(
    rest: str,
    indent: int,
    above: Sequence[str],
    other_item: re.Pattern[str] | None,
    *,
    interrupts: bool,
    nested: bool,
) -> tuple[Container, int] | None:
    """The container that some words begin, perhaps within a paragraph, and how many letters belong to its mark.

    `above` are the last three lines, in which a definition has its term; `other_item` is how items begin that
    CommonMark does not know, where there may be one.
    """
    if rest[0] == ">":
        return Container(0), 2 if rest[1:2] == " " else 1
    if note := signs.NOTE.match(rest):
        return Container(TAB), note.end()
    if (meaning := signs.MEANING.match(rest)) and _follow_a_term(above, nested=nested):
        return Container(indent + 2), meaning.end()
    if signs.RULE.match(rest) or (interrupts and signs.UNDERLINE.match(rest)):
        return None
    if item := signs.ITEM.match(rest):
        if interrupts and not (item["rest"] and item["number"] in (None, "1")):
            return None
        gap = len(item["gap"]) if item["rest"] and len(item["gap"]) <= TAB else 1
        width = len(item["mark"]) + gap
        return Container(indent + width, is_empty=not item["rest"]), width
    if other_item and (other := other_item.match(rest)):
        return Container(min(indent + other.end(), TAB)), other.end()
    return None


def _follow_a_term(above: Sequence[str], *, nested: bool) -> bool:
    """Whether the last line, or the one before an empty line, can be a term or another meaning of it."""
    before = [line.strip(" \t>") for line in above]
    if before and not before[-1]:
        before.pop()
    if not before or not before[-1]:
        return False
    if signs.MEANING.match(before[-1]) or nested:
        return True
    return not before[-1].startswith(("![", "#", "|")) and not "".join(before[-2:-1])
