"""Where two parsers differ the writer is told what each of them reads, in a lint and in a build alike."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import TESTS, MakeManuscript

from bookbuild import ContentError, build, lint, load, read
from bookbuild.pipeline.build import ambiguities
from bookbuild.proof.promise import expect

FRONT = "---\ntitle: Light\n---\n\n"
TWO_WAYS = f"{FRONT}\n\n<!-- Ask Ada. --> All **bold** here.\n\nThe end of it all.\n"


def test_what_both_read_is_said_with_its_line(make_manuscript: MakeManuscript) -> None:
    (problem,) = lint(make_manuscript({"a.md": TWO_WAYS}))
    assert (problem.code, problem.location.path, problem.location.line) == ("BB360", "a.md", 7)
    assert "bookbuild reads “All bold here.”" in problem.message
    assert "other programs read “All **bold** here.”" in problem.message
    assert problem.hint


def test_a_build_says_the_same(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript({"a.md": TWO_WAYS})
    with pytest.raises(ContentError) as raised:
        build(folder, tmp_path / "out", ["epub"])
    assert raised.value.problems == lint(folder)
    assert not (tmp_path / "out").exists()


def test_without_the_proof_it_is_built_all_the_same(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    report = build(make_manuscript({"a.md": TWO_WAYS}), tmp_path / "out", ["epub"], proof=False)
    assert report.artifacts


@pytest.mark.parametrize("change", [("rain", "reign"), ("The rain", ""), ("<p>", "<p>A word more. ")])
def test_a_changed_word_of_the_reading_is_noticed(change: tuple[str, str], make_manuscript: MakeManuscript) -> None:
    source = load(make_manuscript({"a.md": f"{FRONT}The rain had stopped.\n\n> I saw it.\n"}))
    book = read(source)
    assert ambiguities(book, expect(source)) == ()
    (chapter,) = book.chapters
    altered = replace(book, chapters=(replace(chapter, body=chapter.body.replace(*change, 1)),))
    assert {problem.code for problem in ambiguities(altered, expect(source))} == {"BB360"}


def test_a_quotation_that_is_none_is_noticed(make_manuscript: MakeManuscript) -> None:
    source = load(make_manuscript({"a.md": f"{FRONT}The rain had stopped.\n\n> I saw it.\n"}))
    book = read(source)
    (chapter,) = book.chapters
    altered = replace(book, chapters=(replace(chapter, body=chapter.body.replace("blockquote", "div")),))
    (problem,) = ambiguities(altered, expect(source))
    assert "bookbuild reads text “I saw it.”, other programs read quotation “I saw it.”" in problem.message


def test_a_fault_of_an_output_is_no_fault_of_the_text(
    make_manuscript: MakeManuscript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bookbuild.outputs import frame

    whole = frame.section
    monkeypatch.setattr(frame, "section", lambda *parts: whole(*parts).replace("rain", "reign"))
    with pytest.raises(ContentError) as raised:
        build(make_manuscript({"a.md": f"{FRONT}The rain had stopped.\n"}), tmp_path / "out", ["epub"])
    assert [problem.code for problem in raised.value.problems] == ["BB801"]


@pytest.mark.parametrize("name", ["garden", "tongues"])
def test_real_books_have_no_two_readings(name: str) -> None:
    assert not any(problem.code == "BB360" for problem in lint(TESTS / "books" / name))
