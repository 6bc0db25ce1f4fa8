"""veraPDF: its findings as problems, and the program itself on good and bad PDFs."""

import json
import zipfile
from pathlib import Path

import pikepdf
import pytest
from conftest import Built
from fakes import Pretender, installed, output, pretend, write_program

from bookbuild.judges import verapdf
from bookbuild.problems import Location, Severity


@pytest.fixture
def pretender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pretender:
    return pretend(verapdf.NAME, tmp_path, monkeypatch)


def rule(clause: str, number: int, count: int, context: str = "root", error: str | None = None) -> dict[str, object]:
    checks: list[dict[str, object]] = [{"status": "failed", "context": context, "errorMessage": error}]
    return {
        "clause": clause,
        "testNumber": number,
        "failedChecks": count,
        "description": f"The rule {clause}.",
        "checks": checks,
    }


def report(*rules: dict[str, object], compliant: bool = False, as_list: bool = True) -> str:
    validation = {"details": {"ruleSummaries": rules}, "compliant": compliant}
    return json.dumps({"report": {"jobs": [{"validationResult": [validation] if as_list else validation}]}})


@pytest.mark.parametrize("as_list", [True, False])
def test_compliance_is_approval(pretender: Pretender, as_list: bool) -> None:
    pretender.answers(report(compliant=True, as_list=as_list))
    assert verapdf.judge(pretender.file, 30) == ()


def test_findings_become_problems(pretender: Pretender) -> None:
    page = "root/document[0]/pages[2](8 0 obj PDPage)/contentStream[0]/content[1]{mcid:0}"
    pretender.answers(report(rule("7.18.5", 1, 1), rule("7.1", 3, 1113, page, "Content is not tagged.")), 1)
    found = verapdf.judge(pretender.file, 30)
    assert {(problem.code, problem.severity) for problem in found} == {("BB853", Severity.ERROR)}
    assert [(problem.message, problem.hint) for problem in found] == [
        ("on page 3: Content is not tagged, 1,113 times (veraPDF, PDF/UA-1 7.1, test 3)", "The rule 7.1"),
        ("The rule 7.18.5 (veraPDF, PDF/UA-1 7.18.5, test 1)", ""),
    ]


def test_a_condemnation_without_reasons_is_no_verdict(pretender: Pretender) -> None:
    pretender.answers(report(), 1)
    (problem,) = verapdf.judge(pretender.file, 30)
    assert problem.code == "BB859"


@pytest.mark.parametrize("answer", ['{"report": {"jobs": []}}', '{"report": {"jobs": [{}]}}'])
def test_no_verdict_is_no_approval(pretender: Pretender, answer: str) -> None:
    pretender.answers(answer)
    (problem,) = verapdf.judge(pretender.file, 30)
    assert problem.code == "BB859"


def test_only_a_file_that_is_no_pdf_is_to_blame_when_it_breaks_off(pretender: Pretender) -> None:
    for kind, code in (("PARSE", "BB853"), ("VALIDATE", "BB859")):
        failure = {"type": kind, "exceptionMessage": "Exception: Couldn't go on caused by exception: End of file"}
        pretender.answers(json.dumps({"report": {"jobs": [{"taskException": failure}]}}), 7)
        (problem,) = verapdf.judge(pretender.file, 30)
        assert problem.code == code
        assert "End of file" in problem.message


def test_the_jar_that_is_named_goes_before_the_program(
    pretender: Pretender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jar = tmp_path / "vera.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr("META-INF/maven/org.verapdf.apps/cli/pom.properties", "version=1.2.3\n")
    monkeypatch.setenv("VERAPDF_JAR", str(jar))
    pretender.acts("exit 9")
    (tmp_path / "answer").write_text(report(compliant=True))
    write_program(pretender.folder / "java", f"echo \"$@\" >'{tmp_path}/asked'; cat '{tmp_path}/answer'")
    assert verapdf.judge(pretender.file, 30) == ()
    assert f"-jar {jar} --flavour ua1" in (tmp_path / "asked").read_text()
    assert verapdf.probe().version == "1.2.3"
    jar.unlink()
    assert verapdf.probe().version is None


OURS = "article garden lighthouse harbour lecture tongues kitab everything carrier crossing".split()


@pytest.mark.parametrize("book", OURS)
def test_our_books_are_flawless(book: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(book)
    assert installed(verapdf.NAME).judge(output(built, ".pdf"), 120, lambda: False) == ()


def test_a_pdf_that_says_it_is_for_archives_is_judged_as_one(carrier: Built, tmp_path: Path) -> None:
    installed(verapdf.NAME)
    bad = tmp_path / "bad.pdf"
    with pikepdf.open(output(carrier, ".pdf")) as pdf:
        del pdf.Root.OutputIntents
        del pdf.Root.ViewerPreferences
        pdf.save(bad)
    messages = [problem.message for problem in verapdf.judge(bad, 120)]
    assert any("PDF/A-3a 6.2.4.3" in message for message in messages)
    assert any("PDF/UA-1 7.1" in message for message in messages)


def test_an_untagged_pdf_is_found_out(garden: Built, tmp_path: Path) -> None:
    installed(verapdf.NAME)
    bad = tmp_path / "-schlecht é.pdf"
    with pikepdf.open(output(garden, ".pdf")) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(bad)
    found = verapdf.judge(bad, 120)
    assert {(problem.code, problem.severity) for problem in found} == {("BB853", Severity.ERROR)}
    assert {problem.location for problem in found} == {Location(str(bad))}
    assert any("StructTreeRoot" in problem.message and "PDF/UA-1 7.1, test 11" in problem.message for problem in found)


@pytest.mark.parametrize("size", [0, 4, 20_000])
def test_what_is_no_whole_pdf_is_found_out(garden: Built, tmp_path: Path, size: int) -> None:
    installed(verapdf.NAME)
    torn = tmp_path / "torn.pdf"
    torn.write_bytes(output(garden, ".pdf").read_bytes()[:size])
    (problem,) = verapdf.judge(torn, 120)
    assert problem.code == "BB853"
    assert "not a whole PDF" in problem.message
