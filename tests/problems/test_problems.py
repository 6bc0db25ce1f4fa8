"""The catalogue of what can go wrong, and what the package exports."""

import re
from pathlib import Path

import pytest
from conftest import ROOT

import bookbuild
from bookbuild import problems
from bookbuild.problems import (
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
from bookbuild.problems.catalogue import explanations

PACKAGE = Path(bookbuild.__file__).parent
CODES = PACKAGE / "problems" / "codes.toml"
PAGE = ROOT / "docs" / "problems.md"
USED = {
    code
    for path in PACKAGE.rglob("*.py")
    for code in re.findall(r'["\[](BB\d+)["\]]', path.read_text(encoding="utf-8"))
}


def test_the_codes_that_are_used_are_those_that_are_explained() -> None:
    assert set(explanations()) == USED


def test_codes_have_three_digits_and_stand_in_order_and_once() -> None:
    written = re.findall(r"^\[(BB\d+)\]$", CODES.read_text(encoding="utf-8"), re.MULTILINE)
    assert written == sorted(set(written)) == list(explanations())
    assert all(re.fullmatch(r"BB\d{3}", code) for code in written)


@pytest.mark.parametrize("code", explanations())
def test_a_code_is_explained_in_sentences(code: str) -> None:
    explanation = explanations()[code]
    assert re.fullmatch(r"[A-Zbv:].+\.", explanation.message)
    assert re.fullmatch(r"[A-Zbmp].{35,}\.", explanation.why)
    assert explanation.wrong != explanation.right or explanation.unshown or explanation.encoding


@pytest.mark.parametrize("code", explanations())
def test_what_is_printed_of_a_code_has_all_of_it(code: str) -> None:
    explanation, printed = explanations()[code], catalogue.explain(code)
    assert printed.startswith(f"{code}: {explanation.message}\n\n")
    assert " ".join(explanation.why.split()) in " ".join(printed.split())
    shown = printed.split("\n")
    texts = [explanation.wrong, explanation.output or explanation.right]
    lines = [line for text in texts for line in text.split("\n") if line.replace("\t", " ").isprintable()]
    assert all(f"    {line}".rstrip() in shown for line in lines)


def test_letters_that_nobody_sees_are_printed_by_their_numbers() -> None:
    assert "    The light[U+00AD]house was dark.\n" in catalogue.explain("BB345")


def test_every_code_has_its_group() -> None:
    assert {code[2] for code in explanations()} == set(catalogue.GROUPS)


def test_the_page_of_the_documentation_is_current() -> None:
    """If not: `bookbuild lint --explain all > docs/problems.md`."""
    assert PAGE.read_text(encoding="utf-8") == catalogue.as_markdown()


def test_a_mistyped_code_has_a_nearest_one() -> None:
    assert catalogue.nearest("bb9001") == "BB901"
    assert catalogue.nearest("lighthouse") == ""


def test_every_code_has_a_sentence_of_its_own() -> None:
    assert len({explanation.message for explanation in explanations().values()}) == len(explanations())


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
