"""The table of formats: every row is joined, and nothing without a row is taken for a format."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT, Built, MakeManuscript

from bookbuild.pipeline.build import build
from bookbuild.pipeline.check import prove
from bookbuild.pipeline.formats import JOINS, chosen, needed
from bookbuild.problems import SettingsError
from bookbuild.results import EPUB, FORMATS, HTML, PDF, Artifact, Feature, Format, format_of


def refusal(name: str) -> str:
    """What is said of a format that there is not."""
    with pytest.raises(SettingsError) as raised:
        chosen([name])
    (problem,) = raised.value.problems
    assert problem.code == "BB107"
    return f"{problem.message} {problem.hint}"


def test_each_row_is_joined_with_what_makes_and_what_reads_it() -> None:
    assert list(JOINS) == list(FORMATS)
    for join in JOINS.values():
        assert callable(join.renderer())
        assert callable(join.reader().read)


def test_no_two_rows_can_be_mistaken_for_each_other() -> None:
    for values in ([each.name for each in FORMATS], [each.ending for each in FORMATS]):
        assert len(set(values)) == len(FORMATS)
    assert [format_of(f"book{each.ending}") for each in FORMATS] == list(FORMATS)
    assert format_of("BOOK.EPUB") is EPUB
    assert format_of("book.handout.pdf") is PDF
    assert format_of("book.docx") is None


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_outputs_are_what_their_rows_say(form: Format, garden: Built) -> None:
    artifact = garden.artifact(form.ending)
    assert artifact.media_type == form.media_type
    assert bool(artifact.pages) == (Feature.PAGES in form.holds)


def test_formats_are_chosen_by_name_each_once() -> None:
    assert chosen(None) == FORMATS
    assert chosen(["pdf", "epub", "pdf"]) == (PDF, EPUB)
    assert chosen("pdf") == (PDF,)
    with pytest.raises(SettingsError, match="no output was asked for"):
        chosen([])


def test_what_makes_another_kind_of_file_is_found_out(
    make_manuscript: MakeManuscript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(JOINS, EPUB, replace(JOINS[EPUB], renderer=JOINS[HTML].renderer))
    with pytest.raises(TypeError, match=r"what makes the format epub made rain\.html"):
        build(make_manuscript({"rain.md": "# Rain\n\nIt fell.\n"}), tmp_path / "out", (EPUB.name,))
    assert not (tmp_path / "out").exists()


def test_an_unknown_format_is_refused_with_the_nearest() -> None:
    assert "Did you mean “epub”?" in refusal("epup")
    assert "Did you mean “html”?" in refusal("htm")
    assert refusal("zebra").endswith(f"Choose from: {', '.join(each.name for each in FORMATS)}.")


def test_a_file_of_no_format_is_refused_not_read_as_html(garden: Built) -> None:
    from bookbuild import manuscript

    with pytest.raises(SettingsError) as raised:
        prove(manuscript.load(garden.manuscript), [Artifact("book.htm", "", garden.artifact(".html").data)])
    (problem,) = raised.value.problems
    assert (problem.code, problem.location.path) == ("BB107", "book.htm")
    assert "Did you mean “html”?" in problem.hint


def test_workers_are_born_with_what_their_formats_need() -> None:
    assert needed([PDF]).takes_long
    assert not needed([EPUB]).takes_long
    assert set(needed([EPUB]).modules) < set(needed(FORMATS).modules)


def test_the_documentation_names_every_format() -> None:
    text = Path(ROOT / "README.md").read_text(encoding="utf-8")
    named = {
        name for line in text.splitlines() if "--to " in line for name in line.split("--to ")[1].split()[0].split(",")
    }
    assert named == {each.name for each in FORMATS}
