"""The structure of formulas: what stands above, below, under a root, and in which order. The only module that imports
latex2mathml, which reads TeX by itself, so that what the outputs made of it can be held against another reading.

Two readers of TeX agree on what is usual. A formula with anything else is told by its letters and figures (`formulas`).
"""

import re
import unicodedata

import lxml.etree

_COMMANDS = frozenset(
    "Big Delta Gamma Im Lambda Leftrightarrow Omega Phi Pi Pr Psi Re Rightarrow Sigma Theta Upsilon Xi aleph "
    "alpha angle approx arccos arcsin arctan bar beta bigcup bigl bigr binom bmod breve cap cdot "
    "cdots cfrac check chi circ cong cos cosh cot csc cup dagger ddot deg delta det dfrac dim div dot dots ell "
    "emptyset epsilon equiv eta exists exp forall frac gamma gcd ge geq gg gt hat hbar iff iint imath implies "
    "in inf infty int iota kappa ker lambda land langle lceil ldots le left leftarrow leftrightarrow leq "
    "lfloor lg lim limsup ll ln log lor lt lvert mapsto mathbb mathbf mathcal mathfrak mathit mathrm mathsf "
    "mathtt max mid min mp mu nabla ne neg neq notin nu oint omega operatorname oplus otimes overbrace "
    "overline overrightarrow overset parallel partial perp phi pi pm pmod prime prod propto psi qquad quad "
    "rangle rceil rfloor rho right rightarrow rvert sec setminus sigma sim simeq sin sinh sqcup sqrt stackrel "
    "star subset subseteq sum sup supset supseteq tan tanh tau text tfrac theta tilde times to top triangle "
    "underbrace underline underset upsilon varepsilon varnothing varphi vartheta vdots vec vee wedge widehat "
    "xi zeta".split()
)
"""The commands that both readers understand alike."""
_ENVIRONMENTS = frozenset({"matrix", "pmatrix", "bmatrix", "vmatrix", "cases"})
_COMMAND = re.compile(r"\\(?:(?:begin|end)\{(\w+\*?)\}|([A-Za-z]+))")
_UNSEEN = re.compile("[\\s\u00ad\u2060-\u2064\ufe00\ufe01]")
_SCRIPTS = {"msub": "_", "munder": "_", "msup": "^", "mover": "^", "msubsup": "_^", "munderover": "_^"}
_PARTS = {"mfrac": "frac", "mroot": "root"}
_SIGNS = str.maketrans(
    {
        **{"-": "\u2212", "|": "\u2223", "*": "\u2217", "\u2016": "\u2225", "\u27e8": "\u3008", "\u27e9": "\u3009"},
        **{
            "\u22c5": "\u00b7",
            "\u2219": "\u00b7",
            "\u29f5": "\u2216",
            "\u223c": "~",
            '"': "\u201d",
            "\u0303": "~",
            "\u0302": "^",
        },
        **{"\u20d7": "\u2192", "\u0332": "\u2015", "\u203e": "\u2015", "\u00b4": "\u2032"},
    }
)
"""Signs that look alike, each as one of them."""
_ACCENTS = str.maketrans({"\u02c6": "^", "\u02dc": "~", "\u00af": "\u2015"})
"""Accents that NFKC would take apart."""
_EMPTY = frozenset({"mspace", "mphantom", "annotation", "annotation-xml"})


def is_misread(tex: str, math: lxml.etree._Element) -> bool:
    """Whether MathML is another formula than its TeX, as far as the structure of both can be told."""
    wanted = _shape_of_tex(tex) if _is_usual(tex) else ""
    return bool(wanted) and wanted != shape(math)


def shape(element: lxml.etree._Element) -> str:
    """The structure of MathML, as a string."""
    tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if not tag or tag in _EMPTY:
        return ""
    parts = [shape(child) for child in element]
    if tag in _SCRIPTS and parts:
        base, *scripts = parts
        return f"({base})" + "".join(f"{sign}({part})" for sign, part in zip(_SCRIPTS[tag], scripts, strict=False))
    if tag == "msqrt":
        return f"root({''.join(parts)})"
    if tag in _PARTS:
        return _PARTS[tag] + "".join(f"({part})" for part in parts)
    if tag in ("mtr", "mtd"):
        return f"[{''.join(parts)}]"
    return _letters(element.text or "") + "".join(parts)


def _letters(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text.translate(_ACCENTS))).translate(_SIGNS)


def _is_usual(tex: str) -> bool:
    """Whether all that a formula asks for is known."""
    found = _COMMAND.findall(tex)
    return all(environment in _ENVIRONMENTS if environment else name in _COMMANDS for environment, name in found)


def _shape_of_tex(tex: str) -> str:
    """The structure of TeX; empty where the other reader fails on it."""
    from latex2mathml.converter import convert  # not waited for where there are no formulas

    try:
        read = shape(lxml.etree.fromstring(convert(tex)))
        return "" if "\\" in read else read  # a command that it does not know is left in it
    except Exception:  # it raises whatever its parts raise, which says nothing about the output
        return ""
