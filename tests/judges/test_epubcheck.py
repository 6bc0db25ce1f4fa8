"""EPUBCheck: its findings as problems, and the program itself on good and broken books."""

import json
import re
from pathlib import Path

import pytest
from conftest import Built
from fakes import Pretender, altered, installed, output, pretend

from bookbuild.judges import epubcheck
from bookbuild.judges.findings import MOST_FINDINGS
from bookbuild.problems import Location, Severity


@pytest.fixture
def pretender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pretender:
    return pretend(epubcheck.NAME, tmp_path, monkeypatch)


def message(severity: str, text: str, *places: tuple[str, int], rule: str = "RSC-005") -> dict[str, object]:
    locations = [{"path": path, "line": line, "column": 5, "context": None} for path, line in places]
    return {"ID": rule, "severity": severity, "message": text, "locations": locations, "suggestion": None}


def report(*messages: dict[str, object]) -> str:
    return json.dumps({"checker": {"checkerVersion": "5.3.0"}, "messages": messages})


def test_silence_is_approval(pretender: Pretender) -> None:
    pretender.answers(report())
    assert epubcheck.judge(pretender.file, 30) == ()


def test_findings_become_problems(pretender: Pretender) -> None:
    said = [
        message("ERROR", 'Error while parsing file: element "blink" not allowed here.', ("EPUB/one.xhtml", 14)),
        message("FATAL", "Unable to read file.", ("./book.epub", -1), rule="PKG-008"),
        message("WARNING", "Irregular DOCTYPE", rule="HTM-004"),
        message("INFO", "This has many pages", rule="INF-001"),
        message("USAGE", "There is a table", rule="ACC-007"),
    ]
    pretender.answers(report(*said), 1)
    found = epubcheck.judge(pretender.file, 30)
    assert {problem.code for problem in found} == {"BB851"}
    assert [(problem.message, problem.location.line, problem.severity) for problem in found] == [
        ('in EPUB/one.xhtml: element "blink" not allowed here (EPUBCheck RSC-005)', 14, Severity.ERROR),
        ("Unable to read file (EPUBCheck PKG-008)", None, Severity.ERROR),
        ("Irregular DOCTYPE (EPUBCheck HTM-004)", None, Severity.WARNING),
    ]
    assert {problem.location.path for problem in found} == {str(pretender.file)}


def test_the_same_finding_is_told_once_for_each_document(pretender: Pretender) -> None:
    places = [("a.xhtml", 3), ("a.xhtml", 7), ("b.xhtml", 2), ("a.xhtml", 9)]
    pretender.answers(report(message("ERROR", "Bad", *places)), 1)
    assert [(problem.message, problem.location.line) for problem in epubcheck.judge(pretender.file, 30)] == [
        ("in a.xhtml: Bad, and in 2 more places there (EPUBCheck RSC-005)", 3),
        ("in b.xhtml: Bad (EPUBCheck RSC-005)", 2),
    ]


def test_too_many_findings_are_counted_instead_of_told_and_errors_come_first(pretender: Pretender) -> None:
    said = [message("WARNING", f"Dull {number}", ("a.xhtml", 1)) for number in range(MOST_FINDINGS)]
    pretender.answers(report(*said, message("ERROR", "Grave", ("a.xhtml", 1)), message("WARNING", "Dull too")), 1)
    found = epubcheck.judge(pretender.file, 30)
    assert len(found) == MOST_FINDINGS + 1
    assert "Grave" in found[0].message
    assert found[-1].message == "EPUBCheck has 2 more findings"
    assert found[-1].severity is Severity.WARNING


def test_endless_messages_are_cut(pretender: Pretender) -> None:
    pretender.answers(report(message("ERROR", "expected one of " + "x " * 50_000)), 1)
    (problem,) = epubcheck.judge(pretender.file, 30)
    assert len(problem.message) < 300


def test_a_condemnation_without_reasons_is_no_verdict(pretender: Pretender) -> None:
    pretender.answers(report(message("WARNING", "Dull")), 1)
    (problem,) = epubcheck.judge(pretender.file, 30)
    assert problem.code == "BB859"
    assert "without a reason" in problem.message


@pytest.mark.parametrize("book", ["article", "garden", "lighthouse"])
def test_our_books_are_flawless(book: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(book)
    assert installed(epubcheck.NAME).judge(output(built, ".epub"), 120, lambda: False) == ()


def test_a_broken_book_is_found_out(garden: Built, tmp_path: Path) -> None:
    def harm(name: str, data: bytes) -> bytes | None:
        if name.endswith("can.png"):
            return None
        return re.sub(rb"</h1>", b"</h1>\n<blink/>", data) if name.endswith("c01-soil.xhtml") else data

    installed(epubcheck.NAME)
    broken = altered(output(garden, ".epub"), tmp_path / "-brüchig.epub", harm)
    found = epubcheck.judge(broken, 120)
    assert {problem.location.path for problem in found} == {str(broken)}
    assert {problem.severity for problem in found} == {Severity.ERROR}
    (picture,) = [problem for problem in found if "RSC-001" in problem.message]
    assert "images/can.png" in picture.message
    (element,) = [problem for problem in found if "RSC-005" in problem.message]
    assert "c01-soil.xhtml" in element.message
    assert "blink" in element.message
    assert element.location.line


def test_what_is_no_epub_is_found_out(tmp_path: Path) -> None:
    installed(epubcheck.NAME)
    junk = tmp_path / "junk.epub"
    junk.write_bytes(b"junk")
    found = epubcheck.judge(junk, 120)
    assert found
    assert {problem.code for problem in found} == {"BB851"}
    assert {problem.location for problem in found} == {Location(str(junk))}
