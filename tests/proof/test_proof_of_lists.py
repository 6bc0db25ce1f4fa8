"""The numbers of lists: what HTML counts, what a style sheet may show instead, and what stands on the pages."""

import io
from pathlib import Path

import lxml.html
import pikepdf
import pytest

from bookbuild import manuscript
from bookbuild.pipeline.build import build
from bookbuild.problems import Location
from bookbuild.proof.comparison.facts import agree
from bookbuild.proof.item_numbers import may_stand_for, spelled
from bookbuild.proof.passages import ItemNumber, Reading
from bookbuild.proof.promise import expect
from bookbuild.proof.readback.pdf import read_pdf
from bookbuild.proof.readback.xhtml import item_numbers


@pytest.mark.parametrize(
    ("number", "kind", "shown"),
    [(3, "1", "3"), (27, "a", "aa"), (28, "A", "AB"), (14, "i", "xiv"), (0, "a", "0"), (1994, "I", "MCMXCIV")],
)
def test_numbers_are_spelled(number: int, kind: str, shown: str) -> None:
    assert spelled(number, kind) == shown


@pytest.mark.parametrize(
    ("shown", "promised", "may"),
    [
        ("3.", "3.", True),
        ("III.", "3.", True),
        ("c)", "3.", True),
        ("1.", "3.", False),
        ("(c)", "(c)", True),
        ("c.", "(c)", False),
    ],
)
def test_a_style_sheet_may_choose_the_kind_of_plain_numbers(shown: str, promised: str, may: bool) -> None:
    assert may_stand_for(shown, promised) is may


def test_html_counts_by_its_attributes() -> None:
    root = lxml.html.fromstring(
        '<div><ol start="3" type="a"><li>x<ol reversed><li>y</li><li>z</li></ol></li><li value="7">w</li></ol>'
        '<ul><li>u</li></ul><ol><li class="labelled"><span class="label">(1)</span> v</li></ol></div>'
    )
    assert [number.shown for number in item_numbers("t", root)] == ["c.", "2.", "1.", "g.", "(1)"]


def test_another_number_is_noticed() -> None:
    def reading(*numbers: str) -> Reading:
        return Reading((), (), (), item_numbers=tuple(ItemNumber(number, Location("a.md", 1)) for number in numbers))

    def codes(promised: Reading, read_back: Reading) -> list[str]:
        return [problem.code for problem in agree(promised, read_back, {}, "x")]

    assert codes(reading("3.", "4."), reading("3.", "4.")) == []
    assert codes(reading("3.", "4."), reading("1.", "2.")) == ["BB812"]
    assert codes(reading("3.", "4."), reading("3.")) == ["BB812"]
    assert codes(reading("3."), reading("3.", "4.")) == ["BB812"]


@pytest.mark.slow
def test_pages_show_the_numbers_that_were_typed(tmp_path: Path) -> None:
    text = (
        "# A\n\n1. one\n2. two\n\nBetween.[^n]\n\n3. three\n\n(9) nine\n(10) ten\n\nText.\n\niv. four\nv. five\n\n"
        '<ol start="3" type="a"><li>c</li><li value="7">g</li></ol>\n\n<ol reversed><li>b</li><li>a</li></ol>\n\n'
        "[^n]: Note.\n\n    5. in\n    6. it\n"
    )
    (tmp_path / "a.md").write_text(f"---\ntitle: T\nlanguage: en\n---\n{text}")
    loaded = manuscript.load(tmp_path / "a.md")
    build(tmp_path / "a.md", tmp_path / "out", ["pdf"])
    data = (tmp_path / "out" / "t.pdf").read_bytes()
    shown = ["1.", "2.", "3.", "(9)", "(10)", "iv.", "v.", "c.", "g.", "2.", "1.", "5.", "6."]
    assert [number.shown for number in read_pdf(data, "a.pdf").item_numbers] == shown
    assert [number.shown for number in expect(loaded).item_numbers] == shown
    with pikepdf.open(io.BytesIO(data)) as pdf:
        kinds = {str(each.A.ListNumbering) for each in pdf.objects if _is_list(each)}
    assert kinds == {"/Decimal", "/LowerAlpha", "/LowerRoman"}


def _is_list(each: pikepdf.Object) -> bool:
    return isinstance(each, pikepdf.Dictionary) and each.get("/S") == pikepdf.Name.L
