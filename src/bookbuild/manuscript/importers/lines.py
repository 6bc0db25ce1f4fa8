"""The text of a file as lines that know where they were typed, and the ways to walk over them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import count, repeat
from typing import NamedTuple

from bookbuild.manuscript.scan import Form, verbatim
from bookbuild.manuscript.scan.inline import CODE_SPAN
from bookbuild.model import Role, Source
from bookbuild.problems import Location, Problem, Severity
from bookbuild.settings.schema import ChapterSettings


class Line(NamedTuple):
    """A line of a text, and where it was typed."""

    text: str
    place: Location


Changed = tuple[list[Line], list[Problem]]
Step = Callable[[Sequence[Line]], Changed]
"""What turns one habit of another tool into bookbuild's own; the problems say what cannot be turned."""


class RunKind(Enum):
    """What a run of lines is."""

    PROSE = "prose"
    FENCED = "fenced"
    """A code block, both its fences included."""
    OTHER = "other"
    """A comment, code that is indented by four spaces, or code that no fence ends."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring lines of one kind."""

    kind: RunKind
    lines: Sequence[Line]


_ITEM = re.compile(r"\(?[\w#@-]{1,9}[.)] +")
"""How items of pandoc begin that CommonMark does not know."""
_CODE_OR_TAG = re.compile(rf"{CODE_SPAN.pattern}|<[a-zA-Z/][^<>]*>")
"""Code and tags: what stands in them is no prose."""


def numbered(text: str, path: str, first_line: int = 1) -> list[Line]:
    """The lines of a file."""
    return list(map(Line, text.split("\n"), map(Location, repeat(path), count(first_line))))


def source(
    path: str,
    lines: Sequence[Line],
    settings: ChapterSettings,
    role: Role | None = None,
    level: int = 1,
    typed: Sequence[Line] = (),
) -> Source:
    """A source made of lines, at least one. `typed` are the lines of its file as they were before any step."""
    places: list[Location | None] = [line.place for line in lines]
    first_line = lines[0].place.line or 1
    begin = next((index for index, line in enumerate(typed) if line.place == lines[0].place), len(typed))
    for index, (line, as_typed) in enumerate(zip(lines, typed[begin:], strict=False)):
        if line == as_typed:
            places[index] = None
    text = "\n".join(line.text for line in lines)
    return Source(path, text, settings, first_line, role=role, level=level, places=tuple(places))


def runs(lines: Sequence[Line]) -> Iterator[Run]:
    """Cut lines into prose, fenced code, and what is neither."""
    end = 0
    for block in verbatim("\n".join(line.text for line in lines), _ITEM):
        if end < block.start:
            yield Run(RunKind.PROSE, lines[end : block.start])
        end = block.end
        is_fenced = block.form is Form.FENCED and block.closed
        yield Run(RunKind.FENCED if is_fenced else RunKind.OTHER, lines[block.start : end])
    if end < len(lines):
        yield Run(RunKind.PROSE, lines[end:])


def prose_flags(lines: Sequence[Line]) -> list[bool]:
    """For each line, whether it is prose."""
    return [run.kind is RunKind.PROSE for run in runs(lines) for _ in run.lines]


def in_prose(lines: Sequence[Line], change: Step) -> Changed:
    """Let a step change the prose alone."""
    return _in(lines, RunKind.PROSE, change)


def in_code(lines: Sequence[Line], change: Step) -> Changed:
    """Let a step change fenced code blocks, one at a time."""
    return _in(lines, RunKind.FENCED, change)


def _in(lines: Sequence[Line], kind: RunKind, change: Step) -> Changed:
    changed: list[Line] = []
    problems: list[Problem] = []
    for run in runs(lines):
        new, noticed = change(run.lines) if run.kind is kind else (run.lines, ())
        changed += new
        problems += noticed
    return changed, problems


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Change a line of prose, but not its code spans and HTML tags."""
    changed: list[str] = []
    end = 0
    for span in _CODE_OR_TAG.finditer(text):
        changed += [change(text[end : span.start()]), span[0]]
        end = span.end()
    return "".join([*changed, change(text[end:])])


def mentions(lines: Iterable[Line], pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Location]]:
    """Every match in the prose, outside code, with its place."""
    for run in runs(list(lines)):
        if run.kind is not RunKind.PROSE:
            continue
        for line in run.lines:
            if pattern.search(line.text):
                prose = _CODE_OR_TAG.sub(lambda span: " " * len(span[0]), line.text)
                yield from ((match, line.place) for match in pattern.finditer(prose))


def replaced(lines: Sequence[Line], pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str]) -> list[Line]:
    """The lines with every match in the prose, outside code, replaced."""

    def change(prose: Sequence[Line]) -> Changed:
        return [
            line._replace(text=outside_code(line.text, lambda text: pattern.sub(by, text)))
            if pattern.search(line.text)
            else line
            for line in prose
        ], []

    return in_prose(lines, change)[0]


def warning(code: str, place: Location, message: str, hint: str) -> Problem:
    """A problem that does not stop a build."""
    return Problem(code, place, message, hint, Severity.WARNING)


def together(code: str, mentioned: Sequence[tuple[str, Location]], message: str, hint: str) -> list[Problem]:
    """One warning for what a file has many of, at the first of them; `{}` in the message lists the first few."""
    if not mentioned:
        return []
    named = list(dict.fromkeys(what for what, _ in mentioned))
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    return [warning(code, mentioned[0][1], message.format(", ".join(named[:3]) + more), hint)]
