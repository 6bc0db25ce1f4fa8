"""The text of a Quarto file → bookbuild's own, and what goes through all files of a book: cross references."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bookbuild.manuscript.files import Folder
from bookbuild.manuscript.importers.lines import Line, Step, source
from bookbuild.manuscript.importers.steps import in_order, needed
from bookbuild.model import Role, Source
from bookbuild.problems import Problem
from bookbuild.settings.schema import ChapterSettings


@dataclass(frozen=True, slots=True)
class QuartoText:
    """A file before the cross references of the book are known."""

    path: str
    lines: Sequence[Line]
    labels: frozenset[str]
    """Of figures and tables that its code would have made."""
    typed: Sequence[Line] = ()
    """The lines before any step."""
    settings: ChapterSettings = field(default_factory=ChapterSettings)
    role: Role | None = None
    level: int = 1


def echoes(keys: Mapping[str, Any]) -> bool:
    """Whether settings let code be seen, as they do unless they say `execute: echo: false`."""
    execute = keys.get("execute")
    return not (isinstance(execute, dict) and str(execute.get("echo", "true")).lower() == "false")


def read_quarto(
    folder: Folder, lines: list[Line], path: str, files: Collection[str], *, echo: bool
) -> tuple[QuartoText, list[Problem]]:
    """Read the text of a file; `files` are those of the book, to which its links may lead."""
    from bookbuild.manuscript.importers.common.links import to_files
    from bookbuild.manuscript.importers.quarto.cells import (
        plain_cells,  # not waited for where nothing was written for Quarto
    )
    from bookbuild.manuscript.importers.quarto.shortcodes import shortcodes, with_includes

    typed = lines
    lines, problems = with_includes(folder, lines, path)
    (lines, found), labels = plain_cells(lines, echo=echo)
    problems += found
    text = "\n".join(line.text for line in lines)
    steps: list[Step] = [
        shortcodes,
        *needed(text, path, folder.root, pandoc=True),
        partial(to_files, path=path, files=files),
    ]
    lines, found = in_order(steps, lines)
    return QuartoText(path, lines, labels, typed), [*problems, *found]


def with_cross_references(
    texts: Sequence[QuartoText | Source], language: str
) -> tuple[tuple[Source, ...], list[Problem]]:
    """The sources of a book, its cross references resolved; those that are sources already stay as they are."""
    if all(isinstance(text, Source) for text in texts):
        return tuple(text for text in texts if isinstance(text, Source)), []
    from bookbuild.manuscript.importers.quarto.crossrefs import Text, cross_referenced

    of_quarto = [text for text in texts if isinstance(text, QuartoText)]
    made = frozenset(label for text in of_quarto for label in text.labels)
    linked, problems = cross_referenced([Text(text.path, text.lines) for text in of_quarto], language, made)
    by_path = {text.path: text.lines for text in linked}
    sources = tuple(
        text
        if isinstance(text, Source)
        else source(text.path, by_path[text.path], text.settings, text.role, text.level, text.typed)
        for text in texts
    )
    return sources, problems
