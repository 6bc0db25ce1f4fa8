"""From what a judge wrote to problems in a writer's words."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from bookbuild.judges.process import ToolError, workshop
from bookbuild.problems import Location, Problem, Severity

MOST_FINDINGS = 100
"""Of one judge on one file; more would bury the first."""

_LONGEST = 200
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")

_Report = TypeVar("_Report")


def decode(data: bytes, report: type[_Report]) -> _Report:
    """A judge's JSON as the given type; ToolError if it is not JSON of that form."""
    try:
        return msgspec.json.decode(data, type=report)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ToolError("gave an answer that cannot be understood") from error


def location(path: Path, line: int | None = None) -> Location:
    """Where a finding is: the file that was judged, and a line of the document inside it if the judge knows one."""
    return Location(str(path.absolute()), line)


def phrase(text: str) -> str:
    """What a judge says, on one line of bearable length and without an end that hinders going on."""
    words = " ".join(_COLOURS.sub("", text).split())
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return words.removesuffix(".")


def times(count: int) -> str:
    """How often a finding occurs, to be added to a message."""
    return f", {count:,} times" if count > 1 else ""


def verdict(judge: str, path: Path, work: Callable[[Path], Iterable[Problem]]) -> tuple[Problem, ...]:
    """What a judge finds in a file, working in a folder that is gone afterwards.

    Never raises: if the judge cannot judge, that is a problem of its own.
    """
    try:
        with workshop() as folder:
            return limited(work(folder), judge)
    except ToolError as reason:
        return (unable(judge, path, reason),)


def limited(problems: Iterable[Problem], judge: str) -> tuple[Problem, ...]:
    """The problems, or the worst of them and how many more there are."""
    listed = list(problems)
    if len(listed) <= MOST_FINDINGS:
        return tuple(listed)
    listed.sort(key=lambda problem: problem.severity is not Severity.ERROR)  # a stable sort: else as they came
    last = listed[MOST_FINDINGS]
    rest = len(listed) - MOST_FINDINGS
    message = f"{judge} has {rest:,} more finding{'' if rest == 1 else 's'}"
    more = Problem(last.code, Location(last.location.path), message, "Fix the ones above first.", last.severity)
    return (*listed[:MOST_FINDINGS], more)


def unable(judge: str, path: Path, reason: ToolError) -> Problem:
    """The problem that a judge could not judge, which is not the fault of the book."""
    hint = "This says nothing about the book. “bookbuild doctor” shows which judges are installed."
    return Problem("BB859", location(path), f"{judge} {phrase(str(reason))}", hint, Severity.WARNING)


def failed(code: int, complaint: str) -> ToolError:
    """That a program ended in a way in which it ends only if something is wrong with it."""
    manner = f"was ended by signal {-code}" if code < 0 else f"failed with exit code {code}"
    return ToolError(f"{manner}: {complaint}" if complaint else manner)
