"""Problems as a person reads them, as plain JSON, and as SARIF for code hosts and editors."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from bookbuild.cli.excerpts import excerpt
from bookbuild.problems import Location, Problem, Severity, errors
from bookbuild.results import Report

_MOST_PLACES = 5
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_text(problems: Iterable[Problem], root: Path, typed: Mapping[Path, bytes] = MappingProxyType({})) -> str:
    """Each problem with its place, the line itself with carets under the words meant, and the remedy.

    What is wrong in the same way in several places is told once, at the first of them.
    `root` is the manuscript folder, from which the problems' paths go; `typed` holds texts that stand for those of
    files.
    """
    texts = {path.resolve(): text for path, text in typed.items()}
    alike: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.code, problem.severity, problem.message, problem.hint), []).append(problem)
    return "\n".join(
        printable(line) for first, *others in alike.values() for line in _lines(first, others, root, texts)
    )


def _lines(problem: Problem, others: Sequence[Problem], root: Path, typed: Mapping[Path, bytes]) -> Iterator[str]:
    location = problem.location
    line = "" if location.line is None else f":{location.line}"
    kind = "" if problem.severity is Severity.ERROR else f"{problem.severity.value}: "
    place = f"{path_from_here(root / location.path)}{line}" if location.path else "bookbuild"
    yield f"{place}: {kind}{problem.message} [{problem.code}]"
    yield from (f"    {shown}" for shown in excerpt(root, location, typed))
    if others:
        yield f"  It is the same in {_places([each.location for each in others], location.path)}."
    if problem.hint:
        yield f"  {problem.hint}"


def _places(locations: Sequence[Location], path: str) -> str:
    """“line 7, line 9, 02.md:3 and 280 more places”; the lines of the file at `path` go without its name."""
    named = [f"line {each.line}" if each.path == path else f"{each.path}:{each.line or 1}" for each in locations]
    shown, more = named[:_MOST_PLACES], len(named) - _MOST_PLACES
    if more > 0:
        return f"{', '.join(shown)} and {more} more place{'s' if more > 1 else ''}"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def printable(text: str) -> str:
    """Text from a manuscript may hold what would command a terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def path_from_here(path: Path) -> str:
    """A path as short as it can be typed from the current folder."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def to_json(problems: Iterable[Problem], report: Report | None = None) -> str:
    """An object with the problems, in order, and their numbers; what is not known is null.

    Of a check (`report`) it has what the settings let stand, and the judges.
    Paths are as in `Problem`: from the manuscript folder, or absolute for files elsewhere.
    """
    reported = tuple(problems)
    wrong = len(errors(reported))
    return _text(
        {
            "problems": [
                {
                    "code": problem.code,
                    "severity": problem.severity.value,
                    "path": problem.location.path or None,
                    "line": problem.location.line,
                    "column": problem.location.column,
                    "length": problem.location.length if problem.location.column else None,
                    "message": problem.message,
                    "hint": problem.hint or None,
                }
                for problem in reported
            ],
            "errors": wrong,
            "warnings": len(reported) - wrong,
            "exceptions": [
                {"code": each.code, "where": each.where, "reason": each.reason, "message": each.message}
                for each in (report.allowed if report else ())
            ],
            "judges": [
                {"name": each.judge, "asked": bool(each.files), "files": each.files, "reason": each.reason or None}
                for each in (report.judges if report else ())
            ],
        }
    )


def to_sarif(problems: Iterable[Problem], root: Path, base: Path | None = None) -> str:
    """A SARIF 2.1.0 log with one run.

    `root` is the manuscript folder, from which the problems' paths go. In the log they go from `base`, by default the
    current folder, since code hosts expect them from the top of the repository; files outside it become file: URIs.
    """
    reported = tuple(problems)
    codes = sorted({problem.code for problem in reported})
    driver = {
        "name": "bookbuild",
        "version": metadata.version("bookbuild"),
        "rules": [_rule(code) for code in codes],
    }
    results = [_result(problem, codes, root, base or Path.cwd()) for problem in reported]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    """A code that is missing from the catalogue is no reason to lose the whole report."""
    from bookbuild.problems.catalogue import explanations  # read only where it is asked for

    explanation = explanations().get(code)
    if explanation is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": explanation.message},
        "fullDescription": {"text": explanation.why},
    }


def _result(problem: Problem, codes: Sequence[str], root: Path, base: Path) -> dict[str, Any]:
    text = f"{problem.message}. {problem.hint}" if problem.hint else problem.message
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": problem.severity.value,  # SARIF has the same words for them
        "message": {"text": text},
    }
    if problem.location.path:
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(root / problem.location.path, base)}}
        if problem.location.line is not None:
            place["region"] = _region(problem.location)
        result["locations"] = [{"physicalLocation": place}]
    return result


def _region(location: Location) -> dict[str, int | None]:
    if location.column is None:
        return {"startLine": location.line}
    end = location.column + location.length  # SARIF names the column after the last one
    return {"startLine": location.line, "startColumn": location.column, "endColumn": end}


def _uri(path: Path, base: Path) -> str:
    relative = Path(os.path.relpath(path, base))
    if relative.parts[:1] == ("..",):
        return Path(os.path.abspath(path)).as_uri()
    # A colon in the first part would make a scheme of what stands before it, so that it is escaped too.
    return quote(relative.as_posix(), safe="/")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
