"""Formulas are found by pandoc's rules, alike in the dialect and in the proof, and become MathML or a Problem."""

import re

import lxml.etree
import pytest
from conftest import MakeManuscript

from bookbuild.dialect import read
from bookbuild.dialect.meaning import tex
from bookbuild.dialect.parser import new_parser, to_tree
from bookbuild.dialect.syntax.math import blanked, one_line, set_formulas
from bookbuild.manuscript import load
from bookbuild.model import Source
from bookbuild.problems import Problem
from bookbuild.proof.formulas import formula
from bookbuild.proof.passages import FORMULA_MARK
from bookbuild.proof.promise import parser as proof_parser
from bookbuild.proof.promise.math_rules import BLOCK, INLINE
from bookbuild.settings.schema import ChapterSettings


def _found(text: str) -> list[str]:
    tree, _ = to_tree(one_line(text), new_parser(math=True))
    problems = set_formulas(tree, Source("a.md", text, ChapterSettings()))
    assert {problem.code for problem in problems} <= {"BB324"}
    return [str(math.get("alttext")) for math in tree.iter("math")]


def _found_by_the_proof(text: str) -> list[str]:
    found = []
    for token in proof_parser.tokens(text, proof_parser.new_parser(math=True)):
        for each in (token, *(token.children or ())):
            if each.type in (BLOCK, INLINE):
                found.append(formula(each.content).strip(FORMULA_MARK))
    return found


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$x$", ["x"]),
        ("a $x$, b$y$c ($z$) 2$\\pi$", ["x", "y", "z", "\\pi"]),
        ("it costs $5 or $6, or 30 $ for 2", []),
        ("$ x$ and $x $ and $x$5", []),
        ("\\$x\\$ and \\\\$y$ and $a\\$b$", ["y", "a\\$b"]),
        ("`$x$` and $y$ and `z$`$", ["y"]),
        ("$x `y` z$", []),
        ("$$x$$ and $$ y $$", ["x", "y"]),
        ("$$x $y", []),
        ("$x\ny$", ["x y"]),
        ("$x\n\ny$", []),
        ("$$\nx\n$$", ["x"]),
        ("$$\nx\n- y\n+ z\n$$", ["x - y + z"]),
        ("$$\n\\# x\n1. y\n$$", ["\\# x 1. y"]),
        ("$$x\n- y$$", ["x - y"]),
        ("text\n$$\nx\n- y\n$$\ntext", ["x - y"]),
        ("> $$\n> x\n> - y\n> $$", ["x - y"]),
        ("- $$\n  x\n  $$\n- b", ["x"]),
        ("$$\nx\n\ny\n$$", []),
        ("$$\nx % no $ y\n+ z\n$$", ["x + z"]),
        ("```\n$x$\n$$\n- y\n$$\n```", []),
        ("    $$\n    - x\n    $$", []),
        ("$a*b$ and *$c$* and **b $d$**", ["a*b", "c", "d"]),
        ("$x_1$ and _$x_2$_ a_b_c", ["x_1", "x_2"]),
        ("$<b>$ and $a<b>c$", ["<b>", "a<b>c"]),
        ("# $x$\n\n[$y$](z)\n\n| $a$ | b |\n|---|---|\n| c | $d$ |", ["x", "y", "a", "d"]),
        ("$x$$y$ and $$$z$", ["x", "y"]),
        ("$\\text{a}$ $b$", ["\\text{a}", "b"]),
        ("", []),
    ],
)
def test_dialect_and_proof_find_the_same_formulas(text: str, formulas: list[str]) -> None:
    assert _found(text) == formulas
    assert _found_by_the_proof(text) == formulas


def test_mathml_carries_its_tex_and_is_well_formed() -> None:
    formula = tex.to_mathml(r"\lim_{x \to 0} \frac{\sin x}{x} < 1 \& \mathcal{L}", display=True)
    text = lxml.etree.tostring(formula, encoding="unicode")
    parsed = lxml.etree.fromstring(text)
    assert parsed.tag == "{http://www.w3.org/1998/Math/MathML}math"
    assert parsed.get("alttext") == r"\lim_{x \to 0} \frac{\sin x}{x} < 1 \& \mathcal{L}"
    assert (parsed.get("display"), "\ufe00" in text) == ("block", False)


def test_environments_get_no_number_that_nobody_typed() -> None:
    for name in ("align", "align*", "gather", "equation", "split", "multline"):
        formula = tex.to_mathml(rf"\begin{{{name}}}x\end{{{name}}}", display=True)
        assert formula.text_content() == "x", name
    tagged = tex.to_mathml(r"\begin{equation}x\tag{7}\end{equation}", display=True)
    assert tagged.text_content() == "x(7)"


def test_deep_braces_without_meaning_do_no_harm() -> None:
    assert tex.to_mathml("{" * 990 + "x" + "}" * 990, display=False).text_content() == "x"


@pytest.mark.parametrize(
    ("written", "code", "words"),
    [
        (r"\foo", "BB320", "unknown command"),
        (r"\frac{a}", "BB320", "end of input"),
        ("a & b", "BB320", "at “& b”"),
        ("é ü a^b^c", "BB320", "at “^c”"),
        (r"\def\a{\a\a}\a", "BB320", "a command of its own"),
        ("x" * 2_001, "BB321", "longer than 2,000"),
        (r"\sqrt{" * 60 + "x" + "}" * 60, "BB321", "deep"),
        (r"\hat" * 490 + " x", "BB321", "deep"),
        ("{" * 1_990, "BB320", "end of input"),
        (r"\href{javascript:alert(1)}{x}", "BB320", "unknown command"),
    ],
)
def test_tex_that_cannot_be_set_is_refused_in_words(written: str, code: str, words: str) -> None:
    with pytest.raises(tex.TexError, match=re.escape(words)) as refused:
        tex.to_mathml(written, display=False)
    assert refused.value.code == code
    assert refused.value.remedy


def _problems(make_manuscript: MakeManuscript, text: str) -> list[Problem]:
    folder = make_manuscript({"a.md": f"---\ntitle: T\nmath: true\n---\n{text}"})
    return list(read(load(folder / "a.md")).problems)


def test_each_problem_points_at_the_line_of_its_formula(make_manuscript: MakeManuscript) -> None:
    text = "\nGood $x$.\n\n> $$\n> y \\\\\n> \\bad % c\n> $$\n\nAnd $z\n\\worse$ too, $$x$$.\n\n$$\nopen\n"
    found = [(problem.code, problem.location.line) for problem in _problems(make_manuscript, text)]
    assert found == [("BB320", 9), ("BB320", 13), ("BB324", 16)]


def test_dollars_typed_with_backslashes_are_no_open_formula(make_manuscript: MakeManuscript) -> None:
    assert _problems(make_manuscript, "\n\\$\\$ and $$x$$ and `$$`\n") == []


def test_raw_mathml_is_removed_and_a_forged_placeholder_is_only_a_formula(make_manuscript: MakeManuscript) -> None:
    forged = '<span class="bookbuild-formula inline">\\foo<b onclick="x">y</b></span>'
    problems = _problems(make_manuscript, f'\n<math><mi href="javascript:x">a</mi></math>\n\n{forged}\n')
    assert {problem.code for problem in problems} == {"BB307", "BB320"}


@pytest.mark.parametrize(
    "formula",
    ["a_1*b", "**", "_x", "[a][b]", "{.x}", "|x|", "x_{a", "<b", "“", "\\left[a\\right](b)", "x**y"],
)
def test_marks_in_formulas_are_not_taken_for_mistyped_markdown(formula: str, make_manuscript: MakeManuscript) -> None:
    text = f"\nWith ${formula}$ and *so*.\n\n$$\n{formula}\n- {formula}\n$$\n"
    found = {problem.code for problem in _problems(make_manuscript, text)}
    assert found <= {"BB320"}


def test_what_is_blanked_keeps_its_length_and_its_lines() -> None:
    text = "It $a_1$ is \\$5 or $6.\n\n> $$\n> x*y\n> $$\n\n$$\n\nopen\n"
    assert blanked(text) == "It xxxxx is \\$5 or $6.\n\n> xx\n> xxx\n> xx\n\n$$\n\nopen\n"
