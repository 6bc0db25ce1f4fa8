"""The habits of several tools in the order in which they are read: which steps a Markdown file goes through.

Each function here imports its step when it is called: most texts need none, and all of them take 30 ms to import.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

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


def _page_breaks(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.common.page_breaks import page_breaks

    return page_breaks(lines)


def _callouts(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.common.callouts import callouts

    return callouts(lines)


def _line_blocks(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.pandoc.lineblocks import line_blocks

    return line_blocks(lines)


def _example_lists(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.pandoc.lists import example_lists

    return example_lists(lines)


def _hash_lists(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.pandoc.lists import hash_lists

    return hash_lists(lines)


def _own_numbers(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.common.own_numbers import own_numbers

    return own_numbers(lines)


def _inline_notes(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.common.footnotes import inline_notes

    return inline_notes(lines)


def _comments(lines: Sequence[Line], root: Path) -> Changed:
    from bookbuild.manuscript.importers.obsidian.wiki import comments, is_in_vault, maybe_comments

    return comments(lines) if is_in_vault(root) else (list(lines), maybe_comments(lines))


def _anchors(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.common.links import anchors

    return anchors(lines)


def _markdown_in_html(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.common.markdown_in_html import markdown_in_html

    return markdown_in_html(lines)


def _highlights(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.obsidian.wiki import highlights

    return highlights(lines)


def _tags(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.obsidian.wiki import tags

    return list(lines), tags(lines)


def _raw_blocks(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.pandoc.raw import raw_blocks

    return raw_blocks(lines)


def _tex_commands(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.pandoc.raw import tex_commands

    return tex_commands(lines)


def _attributed_code(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.quarto.cells import attributed_code

    return attributed_code(lines)


def _divs(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.pandoc.divs import divs

    return divs(lines)


def _containers(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.common.containers import containers

    return containers(lines, pandoc=True)


def _drawn_tables(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.pandoc.tables import drawn_tables

    return drawn_tables(lines)


def _captions(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.pandoc.tables import captions

    return captions(lines)


def _figures(lines: Sequence[Line]) -> Changed:
    from bookbuild.manuscript.importers.pandoc.figures import figures

    return figures(lines)


def _wiki_links(lines: Sequence[Line], path: str, root: Path) -> Changed:
    from bookbuild.manuscript.importers.obsidian.wiki import wiki_links

    return list(lines), wiki_links(lines, path, root)


def _citations(lines: Sequence[Line], *, bare: bool) -> Changed:
    from bookbuild.manuscript.importers.pandoc.citations import citations

    return list(lines), citations(lines, bare=bare)


_PAGE_BREAK_SIGNS = ("{pagebreak}", "\\newpage", "\\pagebreak")
_EVERYWHERE = (
    _Habit(re.compile(r"\n[ >]*> ?\[!\w"), _callouts),
    _Habit(re.compile(r"\n\|(?: |$)", re.MULTILINE), _line_blocks),
    _Habit(re.compile(r"\n {0,3}\(@[\w-]*\)"), _example_lists),
    _Habit(re.compile(r"#[.)][ \t]"), _hash_lists),
    _Habit(
        re.compile(r"\n[ >]*+(?:\((?:\d{1,3}|[a-zA-Z]|[ivxlIVXL]{2,7})\)|(?:[a-zA-Z]|[ivxlIVXL]{2,7})[.)]|\d+\)) "),
        _own_numbers,
    ),
    _Habit(re.compile(r"\^\["), _inline_notes),
    _Habit(re.compile(r"<a\s+name=[\"']", re.IGNORECASE), _anchors),
    _Habit(re.compile(r"\n[ >]*<[a-zA-Z][^<>]*\smarkdown[\s=>]"), _markdown_in_html),
    _Habit(re.compile(r"=="), _highlights),
    _Habit(re.compile(r"#[^\W\d][\w/-]*[ \t]*(?:#|$)", re.MULTILINE), _tags),
    _Habit(re.compile(r"\{=[\w+-]+\}"), _raw_blocks),
    _Habit(re.compile(r"\\[a-z]"), _tex_commands),
    _Habit(
        re.compile(r"\{-\}[ \t]*$", re.MULTILINE), lambda lines: (replaced(lines, _UNNUMBERED, "{.unnumbered}"), [])
    ),
)
"""What no manuscript would say in another sense."""

_PANDOC = (
    _Habit(re.compile(r"[`~]{3}[ \t]*\{[ \t]*[.#]"), _attributed_code),
    _Habit(re.compile(r"\n[ >]*:::"), _divs),
    _Habit(
        re.compile(r"\n[ >]*<(?:div|section|aside|details|hr)\b|<a\s+href="),
        _containers,
    ),
    _Habit(re.compile(r"-{2,} +-{2,}|\n {0,3}\+[-=:]+\+"), _drawn_tables),
    _Habit(re.compile(r"\n(?:[Tt]able)?:[ \t]"), _captions),
    _Habit(re.compile(r"!\["), _figures),
)
"""What only those mean who write for pandoc, or for Quarto, which is made of it."""


def needed(text: str, path: str, root: Path, *, pandoc: bool) -> list[Step]:
    """What has to be done to a text of whose habits nothing is known, or which was written for pandoc.

    `root` is the folder, of whose files a wiki link may mean one.
    """
    habits = (*_PANDOC, *_EVERYWHERE) if pandoc else _EVERYWHERE
    lines = f"\n{text}"
    steps: list[Step] = []
    if any(sign in text for sign in _PAGE_BREAK_SIGNS):
        steps.append(_page_breaks)  # before what leaves out commands that only arrange pages
    if "%%" in text:
        steps.append(partial(_comments, root=root))
    steps += [habit.step for habit in habits if habit.mark.search(lines)]
    if "[[" in text:
        steps.append(partial(_wiki_links, path=path, root=root))
    if "@" in text:
        steps.append(partial(_citations, bare=pandoc))
    return steps


def in_order(steps: Sequence[Step], lines: list[Line]) -> Changed:
    """Let several steps change a text, one after the other."""
    problems: list[Problem] = []
    for step in steps:
        lines, noticed = step(lines)
        problems += noticed
    return lines, problems
