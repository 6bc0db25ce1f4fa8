"""The catalogue of what can go wrong, and what the package exports."""

import re
from pathlib import Path

import pytest
from conftest import ROOT

import bookbuild
from bookbuild import problems
from bookbuild.problems import (
    CATALOGUE,
    BookError,
    ContentError,
    HostError,
    LimitError,
    Location,
    Problem,
    SettingsError,
    Severity,
    catalogue,
)

SOURCES = sorted(Path(bookbuild.__file__).parent.rglob("*.py"))
DEFINITION = Path(problems.__file__)
PAGE = ROOT / "docs" / "problems.md"
USED = {
    code for path in SOURCES if path != DEFINITION for code in re.findall(r"BB\d+", path.read_text(encoding="utf-8"))
}


def test_every_code_that_is_used_is_in_the_catalogue() -> None:
    assert USED - set(CATALOGUE) == set()


def test_every_code_in_the_catalogue_is_used() -> None:
    assert set(CATALOGUE) - USED == set()


def test_codes_have_three_digits_and_stand_in_order_and_once() -> None:
    written = re.findall(r'^ +"(BB\d+)":', DEFINITION.read_text(encoding="utf-8"), re.MULTILINE)
    assert written == sorted(set(CATALOGUE))
    assert all(re.fullmatch(r"BB\d{3}", code) for code in CATALOGUE)


def test_every_code_of_the_catalogue_is_explained_and_no_other() -> None:
    assert list(catalogue.explanations()) == list(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_explanation_says_why_in_sentences_and_shows_two_things(code: str) -> None:
    said = catalogue.explanations()[code]
    assert re.fullmatch(r"[A-Zb].{40,}\.", said.why)
    assert said.wrong != said.right or not said.wrong
    assert said.right or not said.wrong
    shown = catalogue.explain(code)
    assert shown.startswith(f"{code}: {CATALOGUE[code]}\n\n")
    assert all(f"    {line}".rstrip() in shown.split("\n") for line in said.right.split("\n") if line)


def test_every_code_has_its_group() -> None:
    assert {code[2] for code in CATALOGUE} == set(catalogue.GROUPS)


def test_the_page_of_the_documentation_is_current() -> None:
    """If not: `bookbuild lint --explain all > docs/problems.md`."""
    assert PAGE.read_text(encoding="utf-8") == catalogue.as_markdown()


def test_a_mistyped_code_has_a_nearest_one() -> None:
    assert catalogue.nearest("bb9001") == "BB901"
    assert catalogue.nearest("lighthouse") == ""


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_explained_in_a_sentence(code: str) -> None:
    assert re.fullmatch(r"[A-Zb:].+\.", CATALOGUE[code])


def test_every_code_belongs_to_one_explanation() -> None:
    assert len(set(CATALOGUE.values())) == len(CATALOGUE)


@pytest.mark.parametrize(
    ("kind", "code"), [(BookError, 1), (ContentError, 1), (SettingsError, 2), (HostError, 3), (LimitError, 4)]
)
def test_each_kind_of_error_has_its_exit_code(kind: type[BookError], code: int) -> None:
    error = kind([Problem("BB901", Location("a.md", 3), "it broke"), Problem("BB901", Location("b.md"), "again")])
    assert error.exit_code == code
    assert str(error) == "a.md:3: it broke; b.md: again"
    assert isinstance(error, BookError)


def test_only_errors_stop_a_build() -> None:
    error = Problem("BB401", Location("a.md"), "it is not there")
    warning = Problem("BB308", Location("a.md"), "it is dumb", severity=Severity.WARNING)
    assert problems.errors([warning, error]) == (error,)


def test_what_is_exported_exists_and_the_steps_of_a_build_are_among_it() -> None:
    assert all(hasattr(bookbuild, name) for name in bookbuild.__all__)
    assert {"build", "lint", "load", "read", "BookError", "Problem"} <= set(bookbuild.__all__)
    assert list(bookbuild.__all__) == sorted(bookbuild.__all__, key=lambda name: (name.islower(), name))


def test_the_exported_functions_can_be_called_again_and_again(tmp_path: Path) -> None:
    (tmp_path / "essay.md").write_text("# Light\n\nIt shines.\n", encoding="utf-8")
    for _ in range(2):
        book = bookbuild.read(bookbuild.load(tmp_path))
        assert book.metadata.title == "Light"
        report = bookbuild.build(tmp_path, tmp_path / "out", ["epub"])
        assert [artifact.name for artifact in report.artifacts] == ["light.epub", "proof.html", "build.json"]
