"""TeX → MathML. The only module that imports math_core.

One conversion serves every output, so that a formula cannot mean one thing in the e-book and another on the page.
math_core understands what amsmath has, says where it does not, and gives nothing that could run or link.
"""

import re
from html import unescape

import math_core
from lxml.html import HtmlElement, fragment_fromstring

MAX_LENGTH = 2_000
"""Characters of a formula. math_core follows nesting without a limit of its own; what is shorter cannot nest so deep
as to overflow a stack."""
MAX_DEPTH = 40
"""How deep the MathML of a formula may be nested."""

_SPLIT = "Split it into several formulas."
_ENVIRONMENT = re.compile(r"\\(begin|end)\{(align|equation|gather|multline|split)\*?\}")
_PLAIN = {"align": "aligned", "split": "aligned", "gather": "gathered"}
"""Environments that take the width of a page and number their lines, and what sets the same lines without."""
_LEFT_OR_RIGHT = re.compile(r"text-align:\s*(left|right)")
_COLOUR = re.compile(r"(?:^|;)\s*color:\s*(#\w+)")
_VARIATION = re.compile("[\ufe00\ufe01]")
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)\w+;")

_converter = math_core.LatexToMathML(fancy_error=False, max_expansions=0)


class TexError(Exception):
    """A formula that cannot be set; the message says why, for a writer."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        self.code = code
        self.remedy = remedy
        super().__init__(message)


def to_mathml(written: str, *, display: bool) -> HtmlElement:
    """The MathML of a formula, with its TeX as `alttext`. Raises TexError."""
    if len(written) > MAX_LENGTH:
        raise TexError("BB321", f"it is longer than {MAX_LENGTH:,} characters", _SPLIT)
    is_tagged = "\\tag" in written
    unnumbered = _ENVIRONMENT.sub(lambda match: _without_number(match, is_tagged=is_tagged), written)
    try:
        converted = _converter.convert_with_local_state(unnumbered, displaystyle=display)
    except math_core.LatexError as error:
        raise _refusal(str(error), unnumbered) from error
    formula = fragment_fromstring(_ENTITY.sub(lambda match: unescape(match[0]), converted))
    assert isinstance(formula, HtmlElement)
    if _depth(formula) > MAX_DEPTH:
        raise TexError("BB321", f"it is nested more than {MAX_DEPTH} deep", _SPLIT)
    _tidy(formula)
    formula.set("xmlns", "http://www.w3.org/1998/Math/MathML")
    formula.set("display", "block" if display else "inline")
    formula.set("alttext", written)
    return formula


def _without_number(environment: re.Match[str], *, is_tagged: bool) -> str:
    """An environment that gives no number of its own: one that nobody typed could not be referred to."""
    if not is_tagged and environment[2] == "equation":
        return "{" if environment[1] == "begin" else "}"
    name = f"{environment[2]}*" if is_tagged else _PLAIN.get(environment[2], f"{environment[2]}*")
    return f"\\{environment[1]}{{{name}}}"


def _refusal(message: str, written: str) -> TexError:
    placed = re.fullmatch(r"(\d+): (.*)", message, re.DOTALL)
    what = (placed[2] if placed else message).rstrip(".")
    if "custom commands" in what:
        return TexError("BB320", "it defines a command of its own", "Write out what the command stands for.")
    what = what[:1].lower() + what[1:]
    rest = written[int(placed[1]) :] if placed and int(placed[1]) else ""
    near = f", at “{rest[:20]}”" if rest else ""
    return TexError("BB320", f"{what}{near}", "Correct it; or, if dollar signs are meant, write them as \\$.")


def _depth(formula: HtmlElement) -> int:
    deepest, level = 0, [formula]
    while level:
        deepest, level = deepest + 1, [child for element in level for child in element]
    return deepest


def _tidy(formula: HtmlElement) -> None:
    """Say in MathML 3 as well what math_core says in the words of browsers alone."""
    for element in formula.iter():
        if element.text:
            element.text = _VARIATION.sub("", element.text)
        if side := _LEFT_OR_RIGHT.search(element.get("style", "")):
            element.set("columnalign", side[1])
        if colour := _COLOUR.search(element.get("style", "")):
            element.set("mathcolor", colour[1])
        if element.tag == "mtable":
            element.attrib.pop("scriptlevel", None)
