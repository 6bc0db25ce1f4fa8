"""What is said of formulas to those who listen: signs that a screen reader knows, and no TeX."""

import pytest

from bookbuild.dialect.meaning.tex import to_mathml
from bookbuild.outputs.pdf.math_speech import spoken


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"\frac{-b \pm \sqrt{b^2-4c}}{2a}", "(−b ± √(b² − 4c))/2a"),
        (r"\sum_{i=1}^n i^2", "∑_(i = 1)ⁿ i²"),
        (r"\sin^2 x + \cos\varphi", "sin² x + cos φ"),
        (r"\vec a \cdot \hat{b}", "a⃗ ⋅ b̂"),
        (r"\begin{aligned} f(x) &= x^2 \\ g(x) &= -1 \end{aligned}", "f(x) = x²; g(x) = −1"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a, b; c, d)"),
        (r"\binom{n}{k}", "(n k)"),
        (r"x_{ij}'", "x_(i j)′"),
        (r"\sqrt[3]{8}", "∛8"),
        (r"\lim_{x \to 0} \frac{\sin x}{x}", "lim_(x → 0) (sin x)/x"),
        (r"\underbrace{a+b}_{c}", "(a + b)_c"),
        (r"\text{if } x > 0", "if x > 0"),
    ],
)
def test_a_formula_is_said_in_signs(tex: str, said: str) -> None:
    assert spoken(to_mathml(tex, display=False)) == said
