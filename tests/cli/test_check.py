"""`bookbuild check` and `bookbuild doctor`, as they are typed."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest
from conftest import MANUSCRIPT, Built

import bookbuild
from bookbuild import judges
from bookbuild import manuscript as manuscripts
from bookbuild.cli import main
from bookbuild.judges import Judge, Probe
from bookbuild.pipeline.check import prove
from bookbuild.problems import SettingsError


@pytest.fixture
def outputs(article: Built, tmp_path: Path) -> Path:
    """A copy of the outputs of this repository's manuscript."""
    return Path(shutil.copytree(article.report.folder, tmp_path / "out"))


def _check(outputs: Path, *options: str) -> int:
    return main(["check", str(MANUSCRIPT), "--outputs", str(outputs), "--no-judges", *options])


def _change_in_epub(outputs: Path, before: str, after: str) -> None:
    (path,) = outputs.glob("*.epub")
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        texts = {entry: old.read(entry) for entry in old.infolist()}
        assert any(before.encode() in data for data in texts.values())
        for entry, data in texts.items():
            new.writestr(entry, data.replace(before.encode(), after.encode()))
    path.write_bytes(out.getvalue())


def test_untouched_outputs_are_proven(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _check(outputs) == 0
    said = capsys.readouterr()
    assert said.out.startswith("proven: 3,")
    assert "2 quotations" in said.out
    assert said.err == ""


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("more than a year", "more than one year", 39),
        ("The bookbuild editors</span>", "The bookbuild editor</span>", 4),
        ("15,113 articles", "15,118 articles", 48),
        ("U.S. Central Command, in", "U.S. Central Command in", 41),
    ],
    ids=["quotation", "byline", "author note", "speaker"],
)
def test_a_change_in_the_epub_fails_and_is_named(
    outputs: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, line: int
) -> None:
    _change_in_epub(outputs, before, after)
    assert _check(outputs) == 1
    said = capsys.readouterr()
    assert f"coalition-strikes.md:{line}:" in said.err
    assert ".epub" in said.err
    assert "proven" not in said.out


def test_a_quotation_that_is_no_quotation_in_the_pdf_fails(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (path,) = outputs.glob("*.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        element = next(
            o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == pikepdf.Name.BlockQuote
        )
        element.S = pikepdf.Name.Div
        pdf.save(path)
    assert _check(outputs) == 1
    assert "[BB803]" in capsys.readouterr().err


def test_one_file_can_be_checked_alone(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (epub,) = outputs.glob("*.epub")
    assert _check(epub) == 0
    assert "all in the output" in capsys.readouterr().out


def test_files_of_another_name_are_checked_where_there_are_no_others(outputs: Path) -> None:
    (epub,) = outputs.glob("*.epub")
    (pdf,) = outputs.glob("*.pdf")
    pdf.unlink()
    epub.rename(outputs / "made-elsewhere.epub")
    assert _check(outputs) == 0


def test_nothing_to_check_is_a_wrong_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _check(tmp_path) == 2
    assert "bookbuild build" in capsys.readouterr().err


def test_json_lists_each_problem(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _change_in_epub(outputs, "more than a year", "more than one year")
    assert _check(outputs, "--format", "json") == 1
    report = json.loads(capsys.readouterr().out)
    assert [problem["code"] for problem in report["problems"]] == ["BB801"]
    assert report["problems"][0]["line"] == 39


def test_sarif_is_what_code_hosts_read(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _change_in_epub(outputs, "more than a year", "more than one year")
    assert _check(outputs, "--format", "sarif") == 1
    log = json.loads(capsys.readouterr().out)
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert run["results"][0]["ruleId"] == "BB801"


def test_the_ledger_is_written_where_it_is_asked_for(outputs: Path, tmp_path: Path) -> None:
    page = tmp_path / "ledger" / "proof.html"
    assert _check(outputs, "--report", str(page)) == 0
    assert "Every word arrived" in page.read_text(encoding="utf-8")


def test_files_are_as_build_json_has_them_until_one_is_altered(
    outputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = outputs / "build.json"
    assert _check(outputs, "--against", str(record)) == 0
    (epub,) = outputs.glob("*.epub")
    epub.write_bytes(epub.read_bytes() + b"\n")
    assert _check(outputs, "--against", str(record)) == 1
    said = capsys.readouterr().err
    assert "[BB811]" in said
    assert epub.name in said


def test_a_changed_manuscript_is_told_from_build_json(
    outputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = Path(shutil.copytree(MANUSCRIPT, tmp_path / "copy"))
    (source,) = copy.glob("*.md")
    source.write_text(source.read_text(encoding="utf-8").replace("tweet", "Tweet"), encoding="utf-8")
    record = str(outputs / "build.json")
    assert main(["check", str(copy), "--outputs", str(outputs), "--no-judges", "--against", record]) == 1
    said = capsys.readouterr().err
    assert "[BB811]" in said
    assert "[BB801]" in said


def test_a_build_json_that_is_none_is_a_wrong_command(outputs: Path) -> None:
    (outputs / "other.json").write_text("[]")
    assert _check(outputs, "--against", str(outputs / "other.json")) == 2


def test_the_function_returns_a_report(outputs: Path) -> None:
    report = bookbuild.check(MANUSCRIPT, outputs, judges=False)
    assert not report.failed
    assert report.figures is not None
    assert report.figures.outputs == 3


def test_a_lost_word_keeps_a_build_from_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from bookbuild.outputs import frame

    whole = frame.section
    monkeypatch.setattr(frame, "section", lambda *parts: whole(*parts).replace("not seek to fight", "seek to fight"))
    assert main(["build", str(MANUSCRIPT), "-o", str(tmp_path), "--to", "epub"]) == 1
    said = capsys.readouterr().err
    assert "coalition-strikes.md:15:" in said
    assert "not seek to fight" in said
    assert list(tmp_path.glob("*.epub")) == []
    assert main(["build", str(MANUSCRIPT), "-o", str(tmp_path), "--to", "epub", "--no-proof"]) == 0


def test_doctor_names_every_program_and_how_to_get_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    for name in ("WeasyPrint", "Java", "Chromium", "EPUBCheck", "Ace", "veraPDF"):
        assert name in said


@pytest.mark.parametrize("name", ["book.docx", "book.txt", "book.MOBI"])
def test_a_file_that_cannot_be_read_is_a_wrong_command(
    outputs: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (epub,) = outputs.glob("*.epub")
    assert _check(Path(shutil.copy(epub, tmp_path / name))) == 2
    said = capsys.readouterr()
    assert "its ending is not that of an EPUB, PDF or HTML" in said.err
    assert said.out == ""


def test_endings_in_capitals_are_endings(outputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (epub,) = outputs.glob("*.epub")
    assert _check(Path(shutil.copy(epub, tmp_path / "BOOK.EPUB"))) == 0
    assert "all in the output" in capsys.readouterr().out


def test_a_leaflet_that_nobody_asked_for_is_a_wrong_command(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pdf,) = outputs.glob("*.pdf")
    pdf.rename(pdf.with_suffix(".handout.pdf"))
    assert _check(outputs) == 2
    assert "[handout]" in capsys.readouterr().err


def test_nothing_is_not_proven() -> None:
    with pytest.raises(SettingsError, match="nothing to check"):
        prove(manuscripts.load(MANUSCRIPT), [])


def test_the_report_says_which_judges_were_asked(
    outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def known(name: str, ending: str, version: str | None = "1") -> Judge:
        return Judge(name, ending, lambda: Probe(name, "judges", version, "a program"), lambda *_: ())

    some = (known("Here", ".epub"), known("Elsewhere", ".epub", None), known("Other", ".docx"))
    monkeypatch.setattr(judges, "JUDGES", some)
    (epub,) = outputs.glob("*.epub")
    page = tmp_path / "proof.html"
    command = ["check", str(MANUSCRIPT), "--outputs", str(epub), "--report", str(page)]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert f"Here was asked about {epub.name}\n" in said
    assert "Elsewhere was not asked: it is not installed, for lack of a program\n" in said
    assert "Other was not asked: no DOCX was checked\n" in said
    assert "Elsewhere was not asked" in page.read_text(encoding="utf-8")
    assert main([*command, "--format", "json", "--no-judges"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [(each["name"], each["asked"]) for each in report["judges"]] == [
        ("Here", False),
        ("Elsewhere", False),
        ("Other", False),
        ("Chromium", False),
    ]
    assert report["judges"][0]["reason"] == "the check was to ask no judges"
