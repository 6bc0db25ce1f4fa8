"""Problems in the two forms in which other programs read them: plain JSON, and SARIF for code hosts and editors."""

import json
import os
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bookbuild.problems import CATALOGUE, Problem, errors

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_json(problems: Iterable[Problem]) -> str:
    """An object with the problems, in order, and their numbers; what is not known is null.

    Paths are as in `Problem`: from the manuscript folder, or absolute for files elsewhere.
    """
    found = tuple(problems)
    wrong = len(errors(found))
    return _text(
        {
            "problems": [
                {
                    "code": problem.code,
                    "severity": problem.severity.value,
                    "path": problem.location.path or None,
                    "line": problem.location.line,
                    "message": problem.message,
                    "hint": problem.hint or None,
                }
                for problem in found
            ],
            "errors": wrong,
            "warnings": len(found) - wrong,
        }
    )


def to_sarif(problems: Iterable[Problem], root: Path, base: Path | None = None) -> str:
    """A SARIF 2.1.0 log with one run.

    `root` is the manuscript folder, from which the problems' paths go. In the log they go from `base`, by default the
    current folder, since code hosts expect them from the top of the repository; files outside it become file: URIs.
    """
    found = tuple(problems)
    codes = sorted({problem.code for problem in found})
    driver = {
        "name": "bookbuild",
        "version": metadata.version("bookbuild"),
        "rules": [{"id": code, "shortDescription": {"text": CATALOGUE[code]}} for code in codes],
    }
    results = [_result(problem, codes, root, base or Path.cwd()) for problem in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


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
            place["region"] = {"startLine": problem.location.line}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _uri(path: Path, base: Path) -> str:
    relative = Path(os.path.relpath(path, base))
    if relative.parts[:1] == ("..",):
        return Path(os.path.abspath(path)).as_uri()
    # A colon in the first part would make a scheme of what stands before it, so that it is escaped too.
    return quote(relative.as_posix(), safe="/")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
