"""The table of blocks: what a row may say, and that a wrong one does not prove itself right.

The proof reads the same table, so that a wrong row deceives it. The cases in tests/cases, written by hand, are what
holds each row: whatever is changed in one, one of them must notice.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from conftest import absent, coverless
from judging import AbsentError, epubcheck_findings

from bookbuild import manuscript
from bookbuild.dialect import read
from bookbuild.manuscript.blocks import BLOCKS, ELEMENT_ROLES, IMPORTED, Block, parse
from bookbuild.outputs import epub
from bookbuild.outputs.context import Context
from bookbuild.pipeline.check import prove
from bookbuild.problems import errors

CASES = [
    path.parent
    for path in sorted((Path(__file__).parents[1] / "cases").glob("*/input.md"))
    if path.parent.name.startswith(("author-note", "blocks-"))
]
OTHER = {
    "element": {"div": "aside", "aside": "section", "section": "div"},
    "form": {"plain": "quotation", "callout": "plain", "quotation": "plain", "verse": "plain", "author-note": "plain"},
    "stands": {"anywhere": "end", "end": "anywhere"},
    "label": {"": "tip", "tip": "note"},
}


UNSEEN = {
    ("author-note", "form"): "it tells the proof alone, which has a test of its own below",
    ("epigraph", "element"): "the box around epigraphs is taken away",
    ("epigraph", "stands"): "the same",
}


def corrupted() -> Iterator[tuple[str, str, Block]]:
    """Every row with one thing in it changed that readers or listeners would notice."""
    for name, field, wrong in all_corrupted():
        if (name, field) not in UNSEEN:
            yield name, field, wrong


def all_corrupted() -> Iterator[tuple[str, str, Block]]:
    for name, block in BLOCKS.items():
        yield name, "element", msgspec.structs.replace(block, element=OTHER["element"][block.element])
        yield name, "form", msgspec.structs.replace(block, form=OTHER["form"][block.form])
        yield name, "stands", msgspec.structs.replace(block, stands=OTHER["stands"][block.stands])
        yield name, "role", msgspec.structs.replace(block, role="" if block.role else "doc-tip")
        if block.form in ("plain", "callout", "author-note"):
            label = OTHER["label"].get(str(block.label), "tip")
            yield name, "label", msgspec.structs.replace(block, label=label)


def expected_and_read(case: Path) -> tuple[list[str], list[str]]:
    """The chapters that a case expects, and those that the dialect makes of it."""
    expected = (case / "expected.xhtml").read_text(encoding="utf-8")
    book = read(manuscript.load(case))
    if errors(book.problems):
        return [expected], [""]
    fragments = [fragment for chapter in book.chapters for fragment in (chapter.body, *(n.body for n in chapter.notes))]
    return [each if each in expected else "" for each in fragments], fragments


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_holds_with_the_table_as_it_is(case: Path) -> None:
    expected, made = expected_and_read(case)
    assert made == expected


@pytest.mark.parametrize(("name", "field", "wrong"), [pytest.param(*row, id="-".join(row[:2])) for row in corrupted()])
def test_a_wrong_row_is_noticed_by_a_case(name: str, field: str, wrong: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BLOCKS, name, wrong)
    assert any(made != expected for expected, made in map(expected_and_read, CASES))


def test_a_wrong_form_of_the_author_note_is_noticed_by_the_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    text = coverless(manuscript.load(Path(__file__).parents[1] / "cases" / "author-note"))
    artifact = epub.render(read(text), Context("note"))
    assert prove(text, [artifact]).problems == ()
    monkeypatch.setitem(BLOCKS, "author-note", msgspec.structs.replace(BLOCKS["author-note"], form="plain"))
    assert {problem.code for problem in prove(text, [artifact]).problems} == {"BB803"}


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ('element = "table"', "element"),
        ('element = "div"\nform = "poem"', "form"),
        ('element = "div"\nroles = "note"', "roles"),
        ('element = "div"\nlabel = "recipe"', "recipe"),
        ('role = "note"', "element"),
        ('element = "div"\nrole = "doc-notise"', "<div> cannot have the role “doc-notise”; did you mean “doc-notice”"),
        ('element = "aside"\nrole = "doc-notice"', "<aside> cannot have the role “doc-notice”"),
        ('element = "section"\nrole = "doc-tip"', "<section> cannot have the role “doc-tip”"),
        ('element = "section"\nform = "author-note"', "author-note"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused(row: str, what: str) -> None:
    with pytest.raises(ValueError, match=what) as raised:
        parse(f"[recipe]\n{row}\n")
    assert str(raised.value).startswith("blocks.toml, [recipe]: ")


def test_the_author_note_has_no_other_form() -> None:
    with pytest.raises(ValueError, match=r"\[author-note\]: the form"):
        parse('[author-note]\nelement = "section"\n')


@pytest.mark.slow
def test_epubcheck_lets_each_element_have_its_roles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = {
        f"{element}-{role}": msgspec.convert({"element": element, "role": role}, Block)
        for element, roles in ELEMENT_ROLES.items()
        for role in roles
    }
    for name, block in blocks.items():
        monkeypatch.setitem(BLOCKS, name, block)
    text = "# One\n\n" + "".join(f"::: {name}\nSome words.\n:::\n\n" for name in sorted(blocks))
    (tmp_path / "one.md").write_text(text, encoding="utf-8")
    book = read(manuscript.load(tmp_path / "one.md"))
    assert len(re.findall(r'<\w+ class="(?:aside|section|div)-', book.chapters[0].body)) == len(blocks)
    (tmp_path / "one.epub").write_bytes(epub.render(book, Context("one")).data)
    try:
        findings = epubcheck_findings([tmp_path / "one.epub"])
    except AbsentError as error:
        absent("EPUBCheck", str(error))
    assert list(findings.values()) == [[]]


def test_a_block_may_have_words_of_its_own_by_language() -> None:
    recipe = parse('[recipe]\nelement = "section"\nlabel = { en = "Recipe", fr = "Recette" }\n')["recipe"]
    assert [recipe.label_in(tag) for tag in ("fr-CA", "en", "de")] == ["Recette", "Recipe", "Recipe"]


def test_what_other_tools_call_a_callout_is_no_block_of_its_own() -> None:
    assert not {alias for alias, name in IMPORTED.items() if alias != name} & BLOCKS.keys()
    assert {IMPORTED[name] for name in ("hint", "danger", "info", "attention", "important")} == {
        "tip",
        "caution",
        "note",
        "warning",
        "important",
    }
