"""What the package offers to programs, from a manuscript to a proven e-book."""

import inspect

import pytest
from conftest import MakeManuscript

import bookbuild
from bookbuild.results import FORMATS

HEAD = "---\ntitle: Tides\nauthor: Ada Moreau\n---\n\n"


def test_a_program_builds_proves_and_looks_at_a_book(make_manuscript: MakeManuscript) -> None:
    manuscript = make_manuscript({"tides.md": f"{HEAD}# Ebb\n\nThe sea went out.\n"})
    outputs = manuscript.with_name("out")
    report = bookbuild.build(manuscript, outputs, ["epub"])
    assert not report.failed
    assert {path.suffix for path in outputs.iterdir() if path.is_file()} >= {".epub", ".json"}
    assert not bookbuild.check(manuscript, outputs, judges=False).failed
    (chapter,) = [each for each in bookbuild.read(bookbuild.load(manuscript)).chapters if "sea" in each.body]
    assert [heading.text for heading in chapter.headings] == ["Tides", "Ebb"]
    assert bookbuild.lint(manuscript) == ()


@pytest.mark.slow
def test_paths_may_be_text_and_all_outputs_are_made(make_manuscript: MakeManuscript) -> None:
    manuscript = str(make_manuscript({"tides.md": f"{HEAD}The sea went out.\n"}))
    outputs = f"{manuscript}-out"
    report = bookbuild.build(manuscript, outputs, cache=f"{manuscript}-cache")
    made = [artifact for artifact in report.artifacts if artifact.name.startswith("tides.")]
    assert [artifact.media_type for artifact in made] == [form.media_type for form in FORMATS]
    assert not bookbuild.check(manuscript, outputs, judges=False).failed
    assert bookbuild.lint(manuscript) == ()
    assert bookbuild.load(manuscript).settings.title == "Tides"


def test_what_is_wrong_is_raised_with_its_place(make_manuscript: MakeManuscript) -> None:
    manuscript = make_manuscript({"tides.md": f"{HEAD}# Ebb\n\n![A gull](gull.png)\n"})
    with pytest.raises(bookbuild.ContentError) as refusal:
        bookbuild.build(manuscript, manuscript.with_name("out"), ["epub"])
    (problem,) = refusal.value.problems
    assert (problem.code, problem.location.path, problem.location.line) == ("BB401", "tides.md", 8)
    assert not manuscript.with_name("out").exists()


def test_all_that_is_offered_says_what_it_is() -> None:
    assert all(inspect.getdoc(getattr(bookbuild, name)) for name in bookbuild.__all__)
