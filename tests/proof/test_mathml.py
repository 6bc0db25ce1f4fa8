"""The structure of formulas: two readers of TeX agree on what is usual, and another formula is told from it."""

import lxml.etree
import pytest

from bookbuild.dialect.meaning.tex import to_mathml
from bookbuild.proof.mathml import is_misread

USUAL = r"""
\frac{a+b}{2}
\sum_{i=1}^n i
\sqrt[3]{x}
\binom{n}{k}
\lim_{x\to 0} \sin x
\hat a
\bar{x}
\vec{v}
\dot{x}
\ddot{x}
\tilde{x}
\overline{AB}
\underline{x}
\left(\frac12\right)
x_i^2
f'(x)
f''(x)
\mathbb R
\mathcal{L}
\mathfrak{g}
\mathbf{x}
\mathrm{d}x
\int_0^1 f(x)\,dx
\oint_C
\prod_{k=1}^{n} k
a \le b \ge c \ne d
a \leq b \geq c \neq d
\alpha\beta\gamma\Gamma\Omega
x \in A \cup B \cap C
\forall x \exists y
\neg p \land q \lor r
p \Rightarrow q
a \to b
\infty
\partial_x f
\nabla \cdot E
a \times b \cdot c \div d
a \pm b \mp c
\cos^2\theta + \sin^2\theta = 1
\log_2 n
\ln x
\exp(x)
\max_{i} x_i
e^{i\pi}+1=0
E = mc^2
a^{b^c}
a_{b_c}
{}^{14}C
|x|
\|x\|
\lvert x \rvert
\langle x, y \rangle
\lfloor x \rfloor
\lceil x \rceil
\begin{pmatrix} a & b \\ c & d \end{pmatrix}
\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}
\begin{cases} x & x>0 \\ -x & x<0 \end{cases}
\text{if } x > 0
\operatorname{rank} A
\overbrace{a+b}^{n}
\underbrace{a+b}_{n}
\overset{!}{=}
\underset{x}{\max}
\stackrel{d}{=}
n!
90^\circ
x^{*}
\dfrac{a}{b}
\tfrac{a}{b}
\cfrac{1}{1+\cfrac{1}{x}}
\sqrt{1+\sqrt{x}}
\hbar \ell \Re \Im \aleph
\angle ABC
\triangle ABC
a \parallel b \perp c
\approx \sim \simeq \cong \propto
\subset \subseteq \supset \supseteq
\emptyset \varnothing
\setminus
\bigcup_{i} A_i
\bigl( x \bigr)
\Big[ x \Big]
2 \cdot 10^{-3}\,\text{m}
a;b:c
(a,b]
x<y>z
\%
\$5
\{a, b\}
\oplus \otimes
\prime
\dagger
\mathsf{x}
\mathtt{x}
\mathit{x}
\bar{z} = a - bi
\lim_{n \to \infty} \left(1 + \frac{1}{n}\right)^n = e
\int\!\!\int
\iint_D
\limsup_{n}
\det A
\gcd(a,b)
\Pr(A \mid B)
P(A|B)
\varepsilon \epsilon \varphi \phi \vartheta
\imath
a\quad b
\notin
\overrightarrow{AB}
\widehat{ABC}
x^\prime
A^T
A^{\top}
A^{-1}
\frac{d}{dx}
\frac{\partial f}{\partial x}
\left.\frac{a}{b}\right|_{0}
\chi^2
5\,000
3.14
1{,}234
\alpha\beta\gamma\delta\zeta\eta\theta\iota\kappa\lambda\mu\nu\xi\pi\rho\sigma\tau\upsilon\psi\omega
\Delta\Theta\Lambda\Xi\Pi\Sigma\Upsilon\Phi\Psi
\sec x\csc x\cot x\arcsin x\arccos x\arctan x\sinh x\cosh x\tanh x\tan x
a, \dots, z \check a \breve b
\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}
\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}
\hat f(\xi) = \int_{-\infty}^{\infty} f(x)\,e^{-2\pi i x\xi}\,dx
\sum_{n=0}^\infty \frac{x^n}{n!} = e^x
\left\{ x \in \mathbb{R} \mid x > 0 \right\}
\left| \frac{a}{b} \right|
\left[ \frac{a}{b} \right)
\left\langle u, v \right\rangle
\zeta(s) = \sum_{n=1}^\infty \frac{1}{n^s} = \prod_p \frac{1}{1 - p^{-s}}
\mathbf{F} = m\mathbf{a}
\vec{F} = q(\vec{E} + \vec{v} \times \vec{B})
i\hbar \frac{\partial}{\partial t} \Psi = \hat{H} \Psi
\begin{vmatrix} a & b \\ c & d \end{vmatrix} = ad - bc
\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix}
\|f\|_2 = \left(\int |f|^2\right)^{1/2}
a_{n+1} = a_n + d
\binom{n}{k} = \frac{n!}{k!(n-k)!}
f: A \to B
\{1, 2, 3\}
H_2O
\mathrm{H_2O}
\text{speed} = \frac{\text{distance}}{\text{time}}
25\,\%
10\,\mathrm{km/h}
x^{2^{3}}
x'_i
x_i'
x'^2
{x'}^2
f^{(n)}(x)
\overline{z_1 + z_2}
\lim_{h\to0}\frac{f(x+h)-f(x)}{h}
2^{10} \approx 10^3
\sqrt{2}^3
\sqrt 2
\frac ab
\frac1{x}
a\!b\;c\:d\ e
a~b
-x
x = -1
(-1)^n
-\frac{1}{2}
\pm 1
= 3
a+-b
x!
"a"
a/b
5'
x,y
0.5
.5
1.
1,5
1{,}5
n\text{-th}
\operatorname{Var}(X)
\operatorname*{argmax}_x f
\mathcal{O}(n \log n)
\Pr[X = x]
a \mid b
p \wedge q
\mathbb{N} \subset \mathbb{Z} \subset \mathbb{Q}
\mathbb{P}(A)
\mathbb{1}
\mathbf{1}
\mathbf{0}
\mathrm{Re}(z)
\alpha_{ij}^{kl}
T^{\mu\nu}
g_{\mu\nu}
^2
_2
{}_2F_1
a^{}
\frac{}{}
x^{n}y^{m}
\sin^{-1} x
\sin(2x)
\log\log n
e^{-\frac{x^2}{2\sigma^2}}
\nabla^2 \phi = 0
\bar{\bar{x}}
\hat{\theta}_n
\dot{q}_i
\sum_{i<j} a_{ij}
a * b
a | b
\pm\infty
""".strip().split("\n")


def _read(tex: str, *, display: bool = False) -> lxml.etree._Element:
    return lxml.etree.fromstring(lxml.etree.tostring(to_mathml(tex, display=display)))


@pytest.mark.parametrize("display", [False, True])
@pytest.mark.parametrize("tex", USUAL)
def test_what_is_usual_is_read_alike(tex: str, display: bool) -> None:
    assert not is_misread(tex, _read(tex, display=display))


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        ("a+b", "a-b"),
        (r"\frac{a}{b}", r"\frac{b}{a}"),
        ("x^2", "x_2"),
        ("x^2", "x2"),
        (r"\sum_{i=1}^n i", r"\sum_{n}^{i=1} i"),
        (r"\sqrt{x+1}", r"\sqrt{x}+1"),
        ("a < b", "a > b"),
        (r"\alpha", r"\beta"),
        ("ab", "ba"),
        ("(a+b)c", "a+(b)c"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", r"\begin{pmatrix} a & b & c & d \end{pmatrix}"),
    ],
)
def test_another_formula_is_told(tex: str, shown: str) -> None:
    assert is_misread(tex, _read(shown))


def test_of_what_is_not_usual_nothing_is_said() -> None:
    assert not is_misread(r"\not= a", _read("b"))
