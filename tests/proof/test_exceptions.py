"""Passages that the settings let stand: said by the build, the check, the ledger, build.json and the PDF."""

import json
from pathlib import Path

import pikepdf
import pytest
from conftest import MakeManuscript

import bookbuild
from bookbuild.cli import main

ESSAY = "# Rain\n\nThe rain had *not* stopped.\n"
TITLE = 'title = "The Lighthouse"\n'
REASON = "the shop wants it so"
EXCEPTION = f'[proof]\nexcept = [\n  {{ code = "BB816", where = "essay.md:3", reason = "{REASON}" }},\n]\n'


@pytest.fixture
def outputs(make_manuscript: MakeManuscript, tmp_path: Path) -> tuple[Path, Path]:
    """A manuscript, and an output in which emphasis is lost."""
    book = make_manuscript({"essay.md": ESSAY, "book.toml": TITLE})
    out = tmp_path / "out"
    bookbuild.build(book, out, ["html"])
    page = out / "the-lighthouse.html"
    page.write_text(page.read_text(encoding="utf-8").replace("<em>not</em>", "not"), encoding="utf-8")
    return book, out


def _check(book: Path, out: Path, *options: str) -> int:
    return main(["check", str(book), "--outputs", str(out), "--no-judges", *options])


def test_the_message_has_the_line_to_copy(outputs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    book, out = outputs
    assert _check(book, out) == 1
    line = 'except = [{ code = "BB816", where = "essay.md:3", reason = "…" }]'
    assert line in capsys.readouterr().err
    (book / "book.toml").write_text(f"{TITLE}[proof]\n{line.replace('…', REASON)}\n", encoding="utf-8")
    assert _check(book, out) == 0


def test_an_exception_lets_one_passage_stand_and_all_reports_say_so(
    outputs: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, out = outputs
    (book / "book.toml").write_text(TITLE + EXCEPTION, encoding="utf-8")
    page = tmp_path / "proof.html"
    assert _check(book, out, "--report", str(page)) == 0
    said = capsys.readouterr().out
    assert "proven but for 1 passage: " in said
    assert f"essay.md:3 may stand [BB816]: {REASON}" in said
    ledger = page.read_text(encoding="utf-8")
    assert "Proven but for 1 passage" in ledger
    assert REASON in ledger
    assert _check(book, out, "--format", "json") == 0
    (listed,) = json.loads(capsys.readouterr().out)["exceptions"]
    assert (listed["where"], listed["reason"]) == ("essay.md:3", REASON)


def test_an_exception_is_for_its_place_and_its_code_alone(outputs: tuple[Path, Path]) -> None:
    book, out = outputs
    for other in (EXCEPTION.replace(":3", ":1"), EXCEPTION.replace("BB816", "BB801")):
        (book / "book.toml").write_text(TITLE + other, encoding="utf-8")
        assert _check(book, out) == 1


def test_a_build_says_what_stands_and_warns_of_what_need_not(
    make_manuscript: MakeManuscript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from bookbuild.outputs import frame

    book = make_manuscript({"essay.md": ESSAY, "book.toml": TITLE + EXCEPTION})
    command = ["build", str(book), "-o", str(tmp_path / "out"), "--to", "html"]
    assert main(command) == 0
    assert "book.toml:4: warning: the proof finds nothing at essay.md:3" in capsys.readouterr().err
    whole = frame.section
    monkeypatch.setattr(frame, "section", lambda *parts: whole(*parts).replace("<em>not</em>", "not"))
    assert main([*command, "--no-cache"]) == 0
    assert "proven but for 1 passage: " in capsys.readouterr().out
    record = json.loads((tmp_path / "out" / "build.json").read_text(encoding="utf-8"))
    assert record["exceptions"][0]["reason"] == REASON
    assert REASON in (tmp_path / "out" / "proof.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_pdf_says_what_stands(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    book = make_manuscript({"essay.md": ESSAY, "book.toml": TITLE + EXCEPTION})
    bookbuild.build(book, tmp_path / "out", ["pdf"])
    with pikepdf.open(tmp_path / "out" / "the-lighthouse.pdf") as pdf:
        assert str(pdf.docinfo["/ProofExceptions"]) == f"essay.md:3 [BB816]: {REASON}"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('{ code = "BB816", where = "essay.md:3" }', "must have a “reason”"),
        ('{ code = "BB816", where = "essay.md:3", reason = "" }', "“proof.except.reason” must be some words"),
        ('{ code = "BB999", where = "essay.md:3", reason = "it is so" }', "“BB999” is no code"),
        ('{ code = "BB805", where = "essay.md:3", reason = "it is so" }', "“BB805” is no code"),
    ],
)
def test_an_exception_that_is_none_is_an_error_at_its_line(
    typed: str, said: str, make_manuscript: MakeManuscript, capsys: pytest.CaptureFixture[str]
) -> None:
    book = make_manuscript({"essay.md": ESSAY, "book.toml": f"{TITLE}[proof]\nexcept = [\n  {typed},\n]\n"})
    assert main(["lint", str(book)]) == 2
    out = capsys.readouterr().out
    assert said in out
    assert "book.toml:4: " in out
