"""Formulas in the finished outputs: MathML with its TeX in the EPUB, drawings with it in the PDF."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import lxml.etree
import pikepdf
import pytest
from conftest import Built, MakeManuscript
from pikepdf import Dictionary, Name, Object

from bookbuild.dialect import read
from bookbuild.manuscript import load
from bookbuild.outputs.pdf import math
from bookbuild.pipeline.build import build
from bookbuild.problems import ContentError
from bookbuild.proof.readback.pdf_structure import typed

MATHML = "{http://www.w3.org/1998/Math/MathML}"


@pytest.fixture(scope="module")
def members(lecture: Built) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(lecture.artifact(".epub").data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_manifest_names_the_documents_that_have_formulas(members: dict[str, bytes]) -> None:
    package = members["EPUB/content.opf"].decode()
    marked = re.findall(r'href="text/([^"]+)"[^>]*properties="mathml"', package)
    assert marked == ["c1-lines.xhtml", "c2-lines-of-their-own.xhtml"]
    assert "c3-words.xhtml" in package


def test_accessibility_claims_the_formulas_that_there_are(members: dict[str, bytes], garden: Built) -> None:
    package = members["EPUB/content.opf"].decode()
    assert ">MathML<" in package
    assert ">describedMath<" in package
    with zipfile.ZipFile(io.BytesIO(garden.artifact(".epub").data)) as archive:
        assert "Math" not in archive.read("EPUB/content.opf").decode()


def test_every_formula_of_the_epub_has_its_tex(members: dict[str, bytes]) -> None:
    found = [
        (formula.get("display"), formula.get("alttext"))
        for name in ("c1-lines", "c2-lines-of-their-own")
        for formula in lxml.etree.fromstring(members[f"EPUB/text/{name}.xhtml"]).iter(f"{MATHML}math")
    ]
    assert len(found) == 16
    assert ("inline", r"\pi r^2") in found
    assert ("block", r"\begin{pmatrix} a & b \\ c & d \end{pmatrix} - \binom{n}{k}") in found


def test_contents_show_the_tex_of_a_formula_in_a_heading(members: dict[str, bytes]) -> None:
    assert r"In the line: e^{i\pi} + 1 = 0</a>" in members["EPUB/nav.xhtml"].decode()


def _elements(element: Object) -> Iterator[Object]:
    yield element
    for kid in element.get("/K", ()):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield from _elements(kid)


def test_formulas_of_the_pdf_are_tagged_with_words_tex_and_a_box_on_the_page(lecture: Built) -> None:
    with pikepdf.open(io.BytesIO(lecture.artifact(".pdf").data)) as pdf:
        found = [e for e in _elements(pdf.Root.StructTreeRoot.K[0]) if e.get("/S") == Name.Formula]
        assert len(found) == 16
        said = {typed(formula): str(formula.Alt) for formula in found}
        assert said[r"\pi r^2"] == "π r²"
        assert not any("\\" in words for words in said.values())
        for formula in found:
            left, bottom, right, top = (float(value) for value in formula.A[0].BBox)
            width, height = (float(value) for value in formula.Pg.MediaBox[2:])
            assert 0 < left < right < width
            assert 0 < bottom < top < height


def test_a_drawing_stands_on_the_line_and_has_no_ids(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"a.md": "---\ntitle: T\nmath: true\n---\n$x$ $\\frac{a}{b}$ $x$ $$x$$\n"})
    drawings, problems = math.draw(read(load(folder / "a.md")).chapters[0])
    assert problems == ()
    assert list(drawings) == [("x", "inline"), (r"\frac{a}{b}", "inline"), ("x", "block")]
    letter, fraction, _ = drawings.values()
    assert 0 <= letter.depth < 0.1
    assert 0.2 < fraction.depth < 0.6
    assert 0.3 < letter.width < 0.8
    assert b" id=" not in fraction.asset.data
    assert b"<use" not in fraction.asset.data


def test_a_formula_wider_than_its_line_is_made_to_fit_and_said(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    wide = " + ".join(f"a_{{{number}}}" for number in range(40))
    folder = make_manuscript({"a.md": f"---\ntitle: T\nmath: true\n---\n\n$$\n{wide}\n$$\n\nSmall $x$.\n"})
    report = build(folder / "a.md", tmp_path / "out")
    (warning,) = report.problems
    assert (warning.code, "of its size" in warning.message) == ("BB323", True)
    with pikepdf.open(io.BytesIO(report.artifacts[1].data)) as pdf:
        boxes = [e.A[0].BBox for e in _elements(pdf.Root.StructTreeRoot.K[0]) if e.get("/S") == Name.Formula]
        assert all(float(box[2]) < float(pdf.pages[0].MediaBox[2]) - 72 for box in boxes)


def test_a_letter_that_the_drawing_has_not_is_an_error(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript({"a.md": "---\ntitle: T\nmath: true\n---\n\n$\\text{漢}$\n"})
    with pytest.raises(ContentError) as refused:
        build(folder / "a.md", tmp_path / "out")
    (problem,) = refused.value.problems
    assert (problem.code, "U+6F22" in problem.message) == ("BB322", True)
    assert build(folder / "a.md", tmp_path / "out", ["epub"]).problems == ()


def test_lines_of_a_table_that_pages_cannot_have_are_said(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    text = "$$\\begin{array}{c|c}a&b\\end{array}$$"
    folder = make_manuscript({"a.md": f"---\ntitle: T\nmath: true\n---\n\n{text}\n"})
    assert [problem.code for problem in build(folder / "a.md", tmp_path / "out").problems] == ["BB322"]


def test_formulas_give_the_same_bytes_twice(lecture: Built, tmp_path: Path) -> None:
    again = build(lecture.manuscript, tmp_path)
    assert [artifact.data for artifact in again.artifacts] == [a.data for a in lecture.report.artifacts]
