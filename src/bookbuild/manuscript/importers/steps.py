"""The habits of several tools in the order in which they are read: which steps a Markdown file goes through.

A step is imported when a text needs it: most texts need none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bookbuild.manuscript.importers.lines import Changed, Line, Step, replaced
from bookbuild.problems import Problem

_UNNUMBERED = re.compile(r"(?<=[ \t])\{-\}[ \t]*$")


@dataclass(frozen=True, slots=True)
class _Habit:
    """A step, and a mark without which it has nothing to do: long novels pass quickly.

    A line begins after a line end, the first one of a text too: such a mark is found ten times as fast as one with ^.
    """

    mark: re.Pattern[str]
    step: Step


def _step(module: str, name: str, **options: Any) -> Step:
    """A function of a module of this package, as a step."""

    def step(lines: Sequence[Line]) -> Changed:
        changed: Changed = getattr(import_module(f"{__package__}.{module}"), name)(lines, **options)
        return changed

    return step


def _silent(module: str, name: str, **options: Any) -> Step:
    """A function of a module of this package that only tells what it finds, as a step."""

    def step(lines: Sequence[Line]) -> Changed:
        found: list[Problem] = getattr(import_module(f"{__package__}.{module}"), name)(lines, **options)
        return list(lines), found

    return step


_PAGE_BREAK_SIGNS = ("{pagebreak}", "\\newpage", "\\pagebreak")
_PAGE_BREAKS = _step("common.page_breaks", "page_breaks")
"""Goes before what leaves out commands that only arrange pages."""

_EVERYWHERE = (
    _Habit(re.compile(r"\n[ >]*> ?\[!\w"), _step("common.callouts", "callouts")),
    _Habit(re.compile(r"\n\|(?: |$)", re.MULTILINE), _step("pandoc.lineblocks", "line_blocks")),
    _Habit(re.compile(r"\n {0,3}\(@[\w-]*\)"), _step("pandoc.lists", "example_lists")),
    _Habit(re.compile(r"#[.)][ \t]"), _step("pandoc.lists", "hash_lists")),
    _Habit(
        re.compile(r"\n[ >]*+(?:\((?:\d{1,3}|[a-zA-Z]|[ivxlIVXL]{2,7})\)|(?:[a-zA-Z]|[ivxlIVXL]{2,7})[.)]|\d+\)) "),
        _step("common.own_numbers", "own_numbers"),
    ),
    _Habit(re.compile(r"\^\["), _step("common.footnotes", "inline_notes")),
    _Habit(re.compile(r"%%"), _step("obsidian.wiki", "comments")),
    _Habit(re.compile(r"<a\s+name=[\"']", re.IGNORECASE), _step("common.links", "anchors")),
    _Habit(re.compile(r"=="), _step("obsidian.wiki", "highlights")),
    _Habit(re.compile(r"#[^\W\d][\w/-]*[ \t]*(?:#|$)", re.MULTILINE), _silent("obsidian.wiki", "tags")),
    _Habit(re.compile(r"\{=[\w+-]+\}"), _step("pandoc.raw", "raw_blocks")),
    _Habit(re.compile(r"\\[a-z]"), _step("pandoc.raw", "tex_commands")),
    _Habit(
        re.compile(r"\{-\}[ \t]*$", re.MULTILINE), lambda lines: (replaced(lines, _UNNUMBERED, "{.unnumbered}"), [])
    ),
)
"""What no manuscript would say in another sense."""

_PANDOC = (
    _Habit(re.compile(r"\n[ >\t]*(?:`{3,}|~{3,})[ \t]*\{[ \t]*[.#]"), _step("quarto.cells", "attributed_code")),
    _Habit(re.compile(r"\n[ >]*:::"), _step("pandoc.divs", "divs")),
    _Habit(
        re.compile(r"\n[ >]*<(?:div|section|aside|details|hr)\b|<a\s+href="),
        _step("common.containers", "containers", pandoc=True),
    ),
    _Habit(re.compile(r"-{2,} +-{2,}|\n {0,3}\+[-=:]+\+"), _step("pandoc.tables", "drawn_tables")),
    _Habit(re.compile(r"\n(?:[Tt]able)?:[ \t]"), _step("pandoc.tables", "captions")),
    _Habit(re.compile(r"!\["), _step("pandoc.figures", "figures")),
)
"""What only those mean who write for pandoc, or for Quarto, which is made of it."""


def needed(text: str, path: str, root: Path, *, pandoc: bool) -> list[Step]:
    """What has to be done to a text of whose habits nothing is known, or which was written for pandoc.

    `root` is the folder, of whose files a wiki link may mean one.
    """
    habits = (*_PANDOC, *_EVERYWHERE) if pandoc else _EVERYWHERE
    found = [_PAGE_BREAKS] if any(sign in text for sign in _PAGE_BREAK_SIGNS) else []
    lines = f"\n{text}"
    found += [habit.step for habit in habits if habit.mark.search(lines)]
    if "[[" in text:
        found.append(_silent("obsidian.wiki", "wiki_links", path=path, root=root))
    if "@" in text:
        found.append(_silent("pandoc.citations", "citations", bare=pandoc))
    return found


def in_order(steps: Sequence[Step], lines: list[Line]) -> Changed:
    """Let several steps change a text, one after the other."""
    problems: list[Problem] = []
    for step in steps:
        lines, found = step(lines)
        problems += found
    return lines, problems
