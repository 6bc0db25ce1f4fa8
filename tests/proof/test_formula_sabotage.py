"""A formula that is lost, changed or turned into plain text is noticed in each output."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from conftest import Built
from pikepdf import Dictionary, Name, Object, Pdf

from bookbuild import manuscript
from bookbuild.pipeline.check import prove
from bookbuild.problems import Problem
from bookbuild.proof.formulas import differs
from bookbuild.results import Artifact


def _problems(built: Built, artifact: Artifact, *, witness: bool = False) -> tuple[Problem, ...]:
    return prove(manuscript.load(built.manuscript), [artifact], witness=witness).problems


def _with(artifact: Artifact, pattern: str, new: str) -> Artifact:
    """An EPUB in which the first match in its text is another."""
    buffer = io.BytesIO()
    changed = 0
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive, zipfile.ZipFile(buffer, "w") as copy:
        for entry in archive.infolist():
            data = archive.read(entry)
            if entry.filename.startswith("EPUB/text/") and not changed:
                text, changed = re.subn(pattern, lambda found: new, data.decode(), count=1)
                data = text.encode()
            copy.writestr(entry, data)
    assert changed
    return replace(artifact, data=buffer.getvalue())


def test_untouched_formulas_are_proven(lecture: Built) -> None:
    for artifact in lecture.report.artifacts[:3]:
        assert _problems(lecture, artifact, witness=True) == ()
    assert lecture.report.figures is not None
    assert lecture.report.figures.formulas == 16


@pytest.mark.parametrize(
    ("pattern", "new", "file", "line", "code"),
    [
        (r'alttext="\\pi r\^2"', 'alttext="\\pi r^3"', "1-lines.md", 12, "BB801"),
        (r"<math[^>]*alttext=\"\\pi r\^2\".*?</math>", "", "1-lines.md", 12, "BB801"),
        (r"<math[^>]*alttext=\"\\pi r\^2\".*?</math>", "\\pi r^2", "1-lines.md", 12, "BB801"),
        (r'alttext="e\^\{i\\pi\} = -1"', 'alttext=""', "1-lines.md", 3, "BB801"),
        (r'alttext="c"', 'alttext="d"', "1-lines.md", 15, "BB807"),
        (r"<mn>2</mn></msup><mo>\+</mo>", "<mn>3</mn></msup><mo>+</mo>", "", 0, "BB809"),
        (r"<mi>y</mi>", "<mi>z</mi>", "", 0, "BB809"),
        (r"<mn>4</mn>", "", "", 0, "BB809"),
    ],
)
def test_a_changed_formula_in_the_epub_is_noticed(
    pattern: str, new: str, file: str, line: int, code: str, lecture: Built
) -> None:
    problems = _problems(lecture, _with(lecture.artifact(".epub"), pattern, new))
    assert code in {problem.code for problem in problems}
    if file:
        assert (file, line) in {(problem.location.path, problem.location.line) for problem in problems}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('alttext="\\pi r^2"', 'alttext="\\pi r^3"', "BB801"),
        ("<mn>4</mn>", "<mn>5</mn>", "BB809"),
        ('<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline" alttext="\\pi r^2">', "<span>", "BB801"),
    ],
)
def test_a_changed_formula_in_the_html_is_noticed(old: str, new: str, code: str, lecture: Built) -> None:
    artifact = lecture.artifact(".html")
    assert old.encode() in artifact.data
    problems = _problems(lecture, replace(artifact, data=artifact.data.replace(old.encode(), new.encode(), 1)))
    assert code in {problem.code for problem in problems}


def _first_formula(pdf: Pdf) -> Object:
    waiting = [pdf.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop(0)
        if element.get("/S") == Name.Formula:
            return element
        waiting += [kid for kid in element.get("/K", ()) if isinstance(kid, Dictionary)]
    raise AssertionError("no formula")


def _unlink(formula: Object) -> None:
    formula.P.K = pikepdf.Array(
        [kid for kid in formula.P.K if not isinstance(kid, Dictionary) or kid.objgen != formula.objgen]
    )


def _retype(formula: Object) -> None:
    formula.A[1].P[0].V = pikepdf.String("x^3")


def _describe(formula: Object) -> None:
    formula.Alt = pikepdf.String("x³")


def _make_figure(formula: Object) -> None:
    formula.S = Name.Figure


@pytest.mark.parametrize(
    ("damage", "code"), [(_unlink, "BB801"), (_retype, "BB801"), (_describe, "BB809"), (_make_figure, "BB801")]
)
def test_a_changed_formula_in_the_pdf_is_noticed(damage: Callable[[Object], None], code: str, lecture: Built) -> None:
    artifact = lecture.artifact(".pdf")
    damaged = io.BytesIO()
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        damage(_first_formula(pdf))
        pdf.save(damaged)
    problems = _problems(lecture, replace(artifact, data=damaged.getvalue()))
    assert code in {problem.code for problem in problems}


@pytest.mark.parametrize(
    ("tex", "symbols", "wrong"),
    [
        ("x^2", "x2", False),
        ("x^2", "x3", True),
        ("x^2", "x", True),
        ("x^2", "y2", True),
        (r"\sin \alpha", "sinα", False),
        (r"\mathbb{R}\mathbf{v}", "ℝ𝐯", False),
        (r"\hspace{2em}x \\[3pt] y", "xy", False),
        (r"\sqrt[3]{x}", "x3", False),
        (r"\begin{array}{*{2}{c}}a\end{array}", "a", False),
        ("½ x²", "1⁄2x2", False),
    ],
)
def test_symbols_are_held_against_their_tex(tex: str, symbols: str, wrong: bool) -> None:
    assert differs(tex, symbols) is wrong
