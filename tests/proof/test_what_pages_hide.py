"""What pages of a PDF hide is told; honest pages, in any colour and script, hide nothing."""

import io
import random
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from conftest import Built, MakeManuscript
from damages.pdf_drawings import KINDS as DRAWINGS
from pikepdf import Array, Dictionary, Name

from bookbuild import manuscript as manuscripts
from bookbuild.pipeline.build import build
from bookbuild.pipeline.check import prove
from bookbuild.problems import ContentError
from bookbuild.proof.promise import expect
from bookbuild.proof.readback.pdf_sight import COLLAPSED, NO_INK, OFF_THE_PAGE, OVERPRINTED, TOO_SMALL, Unseen, sights


def _page(content: bytes, rotate: int = 0) -> bytes:
    """A PDF of one page with some instructions."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 200))
        page = pdf.pages[0]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        states = Dictionary(Glass=Dictionary(ca=0), Pale=Dictionary(ca=0.05))
        page.obj.Resources = Dictionary(Font=Dictionary(F=font), ExtGState=states)
        page.obj.Contents = pdf.make_stream(content)
        page.obj.Rotate = rotate
        page.obj.CropBox = Array([10, 10, 290, 190])
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _line(before: bytes = b"", inside: bytes = b"", after: bytes = b"", place: bytes = b"40 100") -> bytes:
    line = b"/P <</MCID 0>> BDC BT /F 12 Tf " + inside + b" " + place + b" Td (Harbour lamps) Tj ET EMC"
    return b"q " + before + b" " + line + b" Q q " + after + b" Q"


def _seen(content: bytes, *, thorough: bool, rotate: int = 0) -> tuple[Unseen, ...]:
    return sights(_page(content, rotate), {0: {0: "Harbour lamps"}}, thorough=thorough)[0].sight


@pytest.mark.parametrize("thorough", [True, False])
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (_line(b"1 1 1 rg"), NO_INK),
        (_line(b"0 0 0 rg 30 90 200 30 re f"), NO_INK),
        (_line(b"1 .98 .95 rg"), NO_INK),
        (_line(inside=b"3 Tr"), NO_INK),
        (_line(inside=b"7 Tr"), NO_INK),
        (_line(b"/Glass gs"), NO_INK),
        (_line(b"/Pale gs"), NO_INK),
        (_line(b"0 0 9 9 re W n"), NO_INK),
        (_line(after=b"1 1 1 rg 30 90 200 30 re f"), NO_INK),
        (_line(after=b"0 0 1 rg 30 90 200 30 re f"), NO_INK),
        (_line(place=b"280 100"), OFF_THE_PAGE),
        (_line(place=b"40 -90"), OFF_THE_PAGE),
        (_line(place=b"-200 100"), OFF_THE_PAGE),
        (_line(inside=b"1 Tz"), TOO_SMALL),
        (_line(inside=b"/F 1 Tf"), TOO_SMALL),
        (_line(inside=b"-6 Tc"), COLLAPSED),
        (_line() + b" /P <</MCID 1>> BDC BT /F 12 Tf 41 101 Td (Window lights) Tj ET EMC", OVERPRINTED),
    ],
)
def test_what_cannot_be_seen_is_told(content: bytes, why: str, thorough: bool) -> None:
    assert why in {each.why for each in _seen(content, thorough=thorough)}


@pytest.mark.parametrize("thorough", [True, False])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "content",
    [
        _line(),
        _line(b".3 .3 .3 rg"),
        _line(b"0 0 0 rg 30 90 200 30 re f 1 1 1 rg"),
        _line(b".2 .2 .5 rg 0 0 300 200 re f .9 .9 .8 rg"),
        _line(b"1 0 0 rg 30 90 200 30 re f 0 .51 0 rg"),
        _line(inside=b"1 Tr"),
        _line(inside=b"2 Tc 9 Tw"),
        _line(after=b"0 0 0 RG 30 98 m 200 98 l S"),
        _line(b"20 20 260 160 re W n"),
        _line(inside=b"/F 5 Tf"),
    ],
)
def test_honest_pages_hide_nothing(content: bytes, rotate: int, thorough: bool) -> None:
    assert _seen(content, thorough=thorough, rotate=rotate) == ()


def test_a_word_that_is_covered_is_told_with_its_letters() -> None:
    content = _line(after=b"1 1 1 rg 84 90 200 30 re f")
    assert [each.words for each in _seen(content, thorough=False)] == ["lamps"]


@pytest.mark.parametrize("kind", [kind for kind in DRAWINGS if "formula" in kind.name], ids=lambda kind: kind.name)
def test_a_formula_that_is_not_seen_is_told(kind: object, lecture: Built) -> None:
    source = manuscripts.load(lecture.manuscript)
    wreck: Callable[..., object] = kind.wreck  # type: ignore[attr-defined]
    damaged = wreck(lecture.artifact(".pdf"), expect(source), random.Random(1))
    assert damaged is not None
    assert [each.code for each in prove(source, [damaged.artifact]).problems] == ["BB813"]  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_build_names_the_line_of_a_word_that_hangs_off_the_page(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript(
        {
            "essay.md": f"# Rain\n\nIt rained.\n\n{'The harbour lay below us with its lamps. ' * 3}\n{{: .shore}}\n",
            "styles/print.css": ".shore { white-space: nowrap }",
        }
    )
    with pytest.raises(ContentError) as stopped:
        build(folder, folder.parent / "out", ["pdf"])
    (problem,) = stopped.value.problems
    assert (problem.code, problem.location.line) == ("BB813", 5)
    assert not (folder.parent / "out").exists()


def test_a_slanted_letter_may_hang_over_a_bracket(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    text = "It is named (in */etc/fuse.conf*) here, and (*half*) and [*of*] and (***f***) too."
    build(make_manuscript({"a.md": f"---\ntitle: Slant\n---\n\n{text}\n"}) / "a.md", tmp_path / "build", ("pdf",))
