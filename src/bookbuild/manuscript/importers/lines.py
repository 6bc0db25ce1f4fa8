"""The text of a file as lines that know where they were typed, and the ways to walk over them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

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


class Kind(Enum):
    """What a run of lines is."""

    PROSE = "prose"
    FENCED = "fenced"
    """A code block, its fences included."""
    OTHER = "other"
    """A comment, or code that is set in by four spaces."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring lines of one kind."""

    kind: Kind
    lines: Sequence[Line]


_FENCE = re.compile(r"[ >\t]*(`{3,}(?=[^`]*$)|~{3,})")
_ITEM = re.compile(r" {0,3}(?:[-+*]|\(?[\w#@]{1,9}[.)]|\[\^[^\]]+\]:|:)[ \t]")
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`).+?(?<!`)\1(?!`)|<[a-zA-Z/][^<>]*>")
"""Code and tags: what stands in them is no prose."""


def numbered(text: str, path: str, first_line: int = 1) -> list[Line]:
    """The lines of a file."""
    return [Line(line, Location(path, first_line + index)) for index, line in enumerate(text.split("\n"))]


def source(
    path: str, lines: Sequence[Line], settings: ChapterSettings, role: Role | None = None, level: int = 1
) -> Source:
    """A source made of lines, at least one."""
    return Source(
        path=path,
        text="\n".join(line.text for line in lines),
        settings=settings,
        first_line=lines[0].place.line or 1,
        role=role,
        level=level,
        places=tuple(line.place for line in lines),
    )


def runs(lines: Sequence[Line]) -> Iterator[Run]:
    """Cut lines into prose, fenced code, and what is neither."""
    start = index = 0
    listed, blank = False, True
    while index < len(lines):
        text = lines[index].text
        end, kind = index + 1, Kind.PROSE
        fence = _FENCE.match(text)
        if fence and (closed := _fence_end(lines, index, fence[1])):
            end, kind = closed, Kind.FENCED
        elif text.startswith("<!--"):
            end, kind = _comment_end(lines, index), Kind.OTHER
        elif text.startswith(("    ", "\t")) and text.strip() and blank and not listed:
            kind = Kind.OTHER
        elif text.strip():
            listed = bool(_ITEM.match(text)) or (listed and not (blank and not text.startswith(" ")))
        blank = not text.strip() or (kind is Kind.OTHER and end == index + 1)
        if kind is not Kind.PROSE:
            if start < index:
                yield Run(Kind.PROSE, lines[start:index])
            yield Run(kind, lines[index:end])
            start = end
        index = end
    if start < len(lines):
        yield Run(Kind.PROSE, lines[start:])


def _fence_end(lines: Sequence[Line], start: int, fence: str) -> int | None:
    """The index after the closing fence, or None where there is none: then the opening one is plain text."""
    for index in range(start + 1, len(lines)):
        mark = lines[index].text.lstrip(" >\t").rstrip()
        if mark.startswith(fence) and not mark.strip(fence[0]):
            return index + 1
    return None


def _comment_end(lines: Sequence[Line], start: int) -> int:
    for index in range(start, len(lines)):
        if "-->" in lines[index].text:
            return index + 1
    return len(lines)


def prose_flags(lines: Sequence[Line]) -> list[bool]:
    """For each line, whether it is prose."""
    return [run.kind is Kind.PROSE for run in runs(lines) for _ in run.lines]


def in_prose(lines: Sequence[Line], change: Step) -> Changed:
    """Let a step change the prose alone."""
    return _in(lines, Kind.PROSE, change)


def in_code(lines: Sequence[Line], change: Step) -> Changed:
    """Let a step change fenced code blocks, one at a time."""
    return _in(lines, Kind.FENCED, change)


def _in(lines: Sequence[Line], kind: Kind, change: Step) -> Changed:
    changed: list[Line] = []
    problems: list[Problem] = []
    for run in runs(lines):
        new, found = change(run.lines) if run.kind is kind else (run.lines, ())
        changed += new
        problems += found
    return changed, problems


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Change a line of prose, but not its code spans and HTML tags."""
    changed: list[str] = []
    end = 0
    for span in _CODE_SPAN.finditer(text):
        changed += [change(text[end : span.start()]), span[0]]
        end = span.end()
    return "".join([*changed, change(text[end:])])


def mentions(lines: Iterable[Line], pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Location]]:
    """Every match in the prose, outside code, with its place."""
    for run in runs(list(lines)):
        if run.kind is not Kind.PROSE:
            continue
        for line in run.lines:
            if pattern.search(line.text):
                prose = _CODE_SPAN.sub(lambda span: " " * len(span[0]), line.text)
                yield from ((found, line.place) for found in pattern.finditer(prose))


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


def together(code: str, found: Sequence[tuple[str, Location]], message: str, hint: str) -> list[Problem]:
    """One warning for what a file has many of, at the first of them; `{}` in the message lists the first few."""
    if not found:
        return []
    named = list(dict.fromkeys(what for what, _ in found))
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    return [warning(code, found[0][1], message.format(", ".join(named[:3]) + more), hint)]
