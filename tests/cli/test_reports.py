"""Problems as JSON and as SARIF 2.1.0, held against what its specification demands."""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from bookbuild.cli.reports import to_json, to_sarif, to_text
from bookbuild.problems import Location, Problem, Severity
from bookbuild.problems.catalogue import explanations

PROBLEMS = (
    Problem("BB401", Location("02-wässer & mehr.md", 7), "the image “a.png” does not exist", "Correct the path."),
    Problem("BB308", Location("01-soil.md", 3), "an image has no words", severity=Severity.WARNING),
    Problem("BB601", Location(""), "Pango is missing"),
    Problem("BB401", Location("01-soil.md"), "the image “b.png” does not exist"),
)


def run_of(problems: tuple[Problem, ...], root: Path = Path("book"), base: Path | None = None) -> dict[str, Any]:
    log = json.loads(to_sarif(problems, root, base))
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    assert log["$schema"].startswith("https://")
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def uri_of(path: str, root: Path, base: Path | None = None) -> str:
    (result,) = run_of((Problem("BB401", Location(path), "wrong"),), root, base)["results"]
    return str(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


def test_json_has_every_field_and_the_numbers() -> None:
    found = json.loads(to_json(PROBLEMS))
    assert (found["errors"], found["warnings"]) == (3, 1)
    assert found["problems"][0] == {
        "code": "BB401",
        "severity": "error",
        "path": "02-wässer & mehr.md",
        "line": 7,
        "column": None,
        "length": None,
        "message": "the image “a.png” does not exist",
        "hint": "Correct the path.",
    }
    assert [problem["code"] for problem in found["problems"]] == [problem.code for problem in PROBLEMS]
    nowhere = found["problems"][2]
    assert (nowhere["path"], nowhere["line"], nowhere["hint"]) == (None, None, None)


def test_nothing_wrong_is_a_report_too() -> None:
    assert json.loads(to_json([])) == {"problems": [], "errors": 0, "warnings": 0, "exceptions": [], "judges": []}
    run = run_of(())
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


def test_the_driver_names_itself_and_the_rules_that_were_broken() -> None:
    driver = run_of(PROBLEMS)["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("bookbuild", version("bookbuild"))
    assert "informationUri" not in driver
    assert driver["rules"] == [
        {
            "id": code,
            "shortDescription": {"text": explanations()[code].message},
            "fullDescription": {"text": explanations()[code].why},
        }
        for code in ("BB308", "BB401", "BB601")
    ]


def test_a_code_that_nobody_has_explained_is_reported_all_the_same() -> None:
    run = run_of((Problem("BB000", Location("a.md", 1), "it is new"),))
    assert run["tool"]["driver"]["rules"] == [{"id": "BB000"}]
    assert [result["ruleId"] for result in run["results"]] == ["BB000"]


def test_every_result_points_at_its_rule_and_place() -> None:
    run = run_of(PROBLEMS)
    rules = run["tool"]["driver"]["rules"]
    for problem, result in zip(PROBLEMS, run["results"], strict=True):
        assert result["ruleId"] == rules[result["ruleIndex"]]["id"] == problem.code
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["level"] == problem.severity.value
        assert problem.message in result["message"]["text"]
        assert problem.hint in result["message"]["text"]
        assert ("locations" in result) == bool(problem.location.path)
        for location in result.get("locations", []):
            place = location["physicalLocation"]
            assert place.get("region", {}).get("startLine") == problem.location.line
    first = run["results"][0]["locations"][0]["physicalLocation"]
    assert first["artifactLocation"]["uri"] == "book/02-w%C3%A4sser%20%26%20mehr.md"
    assert "region" not in run["results"][3]["locations"][0]["physicalLocation"]


def test_paths_go_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert uri_of("a.md", Path()) == "a.md"
    assert uri_of("images/a.png", Path("my book")) == "my%20book/images/a.png"
    assert uri_of("a.md", tmp_path / "book") == "book/a.md"
    assert uri_of(str(tmp_path / "build" / "a.epub"), Path("book")) == "build/a.epub"
    assert uri_of("a.md", tmp_path / "book", base=tmp_path / "book") == "a.md"
    assert uri_of("1:2.md", Path()) == "1%3A2.md"


def test_what_lies_outside_is_a_file_uri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert uri_of("a b.md", Path("..") / "book") == (tmp_path / "book" / "a b.md").as_uri()


def test_columns_are_told_to_programs() -> None:
    problem = Problem("BB338", Location("a.md", 2, 5, 3), "wrong")
    (found,) = json.loads(to_json([problem]))["problems"]
    assert (found["line"], found["column"], found["length"]) == (2, 5, 3)
    (result,) = run_of((problem,))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 5, "endColumn": 8}


def test_text_shows_the_line_the_words_meant_and_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text("One.\n\nSee [it] (b.md).\n", encoding="utf-8")
    problem = Problem("BB338", Location("a.md", 3, 5, 11), "no\x1b link", "Delete the space.", Severity.WARNING)
    assert to_text([problem], Path()).split("\n") == [
        "a.md:3: warning: no\ufffd link [BB338]",
        "    See [it] (b.md).",
        "        ^^^^^^^^^^^",
        "  Delete the space.",
    ]


def test_text_without_a_place(tmp_path: Path) -> None:
    assert (
        to_text([Problem("BB601", Location(""), "Pango is missing")], tmp_path) == "bookbuild: Pango is missing [BB601]"
    )


def test_what_is_the_same_in_many_places_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def told(*places: tuple[str, int]) -> str:
        return to_text([Problem("BB302", Location(*place), "no block", "Name it.") for place in places], tmp_path)

    one = "a.md:1: no block [BB302]\n"
    assert told(("a.md", 1)) == f"{one}  Name it."
    assert told(("a.md", 1), ("b.md", 3)) == f"{one}  It is the same in b.md:3.\n  Name it."
    assert told(("a.md", 1), ("a.md", 2), ("b.md", 3)) == f"{one}  It is the same in line 2 and b.md:3.\n  Name it."
    assert "in line 2, line 3, line 4, line 5, line 6 and 1 more place." in told(*(("a.md", n) for n in range(1, 8)))
    assert "in line 2, line 3, line 4, line 5, line 6 and 9 more places." in told(*(("a.md", n) for n in range(1, 16)))


def test_what_is_said_of_other_words_stands_by_itself(tmp_path: Path) -> None:
    problems = [Problem("BB302", Location("a.md", line), f"no block “{line}”", "Name it.") for line in (1, 2)]
    assert to_text(problems, tmp_path).count("Name it.") == 2
