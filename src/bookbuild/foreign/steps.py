"""The habits of several tools in the order in which they are read: which steps a Markdown file goes through."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bookbuild.foreign import wiki
from bookbuild.foreign.callouts import callouts
from bookbuild.foreign.cells import attributed_code
from bookbuild.foreign.citations import citations
from bookbuild.foreign.containers import containers
from bookbuild.foreign.divs import divs
from bookbuild.foreign.figures import figures
from bookbuild.foreign.lineblocks import line_blocks
from bookbuild.foreign.lines import Changed, Line, Step, replaced
from bookbuild.foreign.links import NAME, anchors
from bookbuild.foreign.lists import example_lists, hash_lists, lettered_lists
from bookbuild.foreign.notes import inline_notes
from bookbuild.foreign.raw import raw_blocks, tex_commands
from bookbuild.foreign.tables import captions, drawn_tables
from bookbuild.problems import Problem

_UNNUMBERED = re.compile(r"(?<=[ \t])\{-\}[ \t]*$")


@dataclass(frozen=True, slots=True)
class _Habit:
    """A step, and a mark without which it has nothing to do: long novels pass quickly.

    A mark that begins with letters is found ten times as fast as one that begins with a line.
    """

    mark: re.Pattern[str]
    step: Step
    sign: str = ""
    """Letters that are in each mark: where they are nowhere, it need not be looked for line by line."""


def _silent(report: Callable[[Sequence[Line]], list[Problem]]) -> Step:
    return lambda lines: (list(lines), report(lines))


_EVERYWHERE = (
    _Habit(re.compile(r"^[ >]*> ?\[!\w", re.MULTILINE), callouts, "[!"),
    _Habit(re.compile(r"^\|(?: |$)", re.MULTILINE), line_blocks, "|"),
    _Habit(re.compile(r"^ {0,3}\(@[\w-]*\)", re.MULTILINE), example_lists, "(@"),
    _Habit(re.compile(r"#[.)][ \t]"), hash_lists),
    _Habit(re.compile(r"\^\["), inline_notes),
    _Habit(re.compile(r"%%"), wiki.comments),
    _Habit(NAME, anchors),
    _Habit(re.compile(r"=="), wiki.highlights),
    _Habit(re.compile(r"#[^\W\d][\w/-]*[ \t]*(?:#|$)", re.MULTILINE), _silent(wiki.tags)),
    _Habit(re.compile(r"\{=[\w+-]+\}"), raw_blocks),
    _Habit(re.compile(r"\\[a-z]"), tex_commands),
    _Habit(
        re.compile(r"\{-\}[ \t]*$", re.MULTILINE), lambda lines: (replaced(lines, _UNNUMBERED, "{.unnumbered}"), [])
    ),
)
"""What no manuscript would say in another sense."""

_PANDOC = (
    _Habit(re.compile(r"^[ >\t]*(?:`{3,}|~{3,})[ \t]*\{[ \t]*[.#]", re.MULTILINE), attributed_code),
    _Habit(re.compile(r"^[ >]*:::", re.MULTILINE), divs, ":::"),
    _Habit(
        re.compile(r"^[ >]*<(?:div|section|aside|details|hr)\b|<a\s+href=", re.MULTILINE),
        partial(containers, pandoc=True),
    ),
    _Habit(re.compile(r"-{2,} +-{2,}|^ {0,3}\+[-=:]+\+", re.MULTILINE), drawn_tables),
    _Habit(re.compile(r"^(?:[Tt]able)?:[ \t]", re.MULTILINE), captions),
    _Habit(re.compile(r"!\["), figures),
    _Habit(re.compile(r"^ {0,3}\(?\w{1,4}[.)][ \t]", re.MULTILINE), lettered_lists),
)
"""What only those mean who write for pandoc, or for Quarto, which is made of it."""


def needed(text: str, path: str, root: Path, *, pandoc: bool) -> list[Step]:
    """What has to be done to a text of whose habits nothing is known, or which was written for pandoc.

    `root` is the folder, of whose files a wiki link may mean one.
    """
    habits = (*_PANDOC, *_EVERYWHERE) if pandoc else _EVERYWHERE
    found = [habit.step for habit in habits if habit.sign in text and habit.mark.search(text)]
    if "[[" in text:
        found.append(_silent(lambda lines: wiki.wiki_links(lines, path, root)))
    if "@" in text:
        found.append(_silent(lambda lines: citations(lines, bare=pandoc)))
    return found


def in_order(steps: Sequence[Step], lines: list[Line]) -> Changed:
    """Let several steps change a text, one after the other."""
    problems: list[Problem] = []
    for step in steps:
        lines, found = step(lines)
        problems += found
    return lines, problems
