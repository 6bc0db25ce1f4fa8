"""mdBook's table of contents, SUMMARY.md."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bookbuild.manuscript.importers.lines import Line, warning
from bookbuild.problems import Problem

_LINK = re.compile(
    r"(?P<indent>\s*)(?P<mark>(?:[-*+]|\d+[.)])\s+)?"
    r"\[(?P<name>(?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\(\s*(?P<path><[^<>]*>|[^()\s]*)(?:\s+[\"'(].*[\"')])?\s*\)\s*$"
)
_TITLE = re.compile(r"#{1,6}\s++(?P<title>.+?)(?<!\s)(?!(?<=\S#)#)\s*+#*+\s*+$")
_RULE = re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKS = re.compile(r"\\(.)|[`*]|(?<!\w)_|_(?!\w)")
MAX_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table: a chapter, or the title of a part."""

    title: str
    path: str
    """From the folder of SUMMARY.md; empty for a draft and for a part."""
    level: int
    is_part: bool
    line: Line


def entries(lines: Sequence[Line]) -> tuple[list[Entry], list[Problem]]:
    """Read the table: prefix chapters, parts, nested chapters, suffix chapters; drafts have no path."""
    listed: list[Entry] = []
    problems: list[Problem] = []
    open_items: list[int] = []
    in_part = False
    for line in _without_comments(lines):
        if not line.text.strip() or _RULE.match(line.text):
            continue
        if title := _TITLE.match(line.text):
            if listed or not _is_name_of_the_table(title["title"], lines, line):
                listed.append(Entry(plain(title["title"]), "", 1, True, line))
                in_part = True
            open_items = []
        elif link := _LINK.match(line.text):
            level = 1
            if link["mark"]:
                indent = len(link["indent"].expandtabs(4))
                while open_items and open_items[-1] >= indent:
                    open_items.pop()
                open_items.append(indent)
                level = min(len(open_items) + in_part, MAX_LEVEL)
            else:
                in_part = False
            listed.append(Entry(plain(link["name"]), link["path"].strip("<>"), level, False, line))
        else:
            message = "this line is neither a chapter nor the title of a part, so it is not in the book"
            problems.append(warning("BB209", line.place, message, "A chapter is written as: - [Title](file.md)"))
    return listed, problems


def plain(markdown: str) -> str:
    """The words of a title without marks."""
    return " ".join(_MARKS.sub(lambda found: found[1] or "", markdown).split())


def _is_name_of_the_table(title: str, lines: Sequence[Line], line: Line) -> bool:
    """The first heading names the table itself, if nothing but prefix chapters could stand before it."""
    first = next((each for each in lines if each.text.strip() and not each.text.startswith("<!--")), None)
    return first is not None and first.place == line.place


def _without_comments(lines: Sequence[Line]) -> list[Line]:
    text = "\n".join(line.text for line in lines)
    blank = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    return [line._replace(text=new) for line, new in zip(lines, blank.split("\n"), strict=True)]
