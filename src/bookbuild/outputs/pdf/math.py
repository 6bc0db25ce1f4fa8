"""MathML → drawings for the pages, which know no MathML. The only module that imports ziamath.

It does so when the first formula is to be drawn: a book without any does not wait for it.
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import lxml.etree
import lxml.html
from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.model import Asset, Chapter
from bookbuild.outputs.pdf.math_speech import spoken
from bookbuild.outputs.pdf.tags.structure import FORMULA_MARK
from bookbuild.problems import Location, Problem, Severity, beginning

_UNITS = 100
"""Units of a drawing for one em of the text around it."""
_SCALE = 0.94
"""The letters of STIX Two Math are taller than those of the text faces beside which they stand."""
_MARGIN = 4.0
"""Units around a formula, for what its slanted letters have outside their boxes."""
_INVISIBLE = re.compile("[\u2061-\u2064]")
_WIDE = 8.0
"""A formula of so many em may be wider than its line. (That none may be would let the columns of a table press it.)"""
_SHRUNK = 0.995
_SUMS = frozenset("∑∏∐⋀⋁⋂⋃⨀⨁⨂⨄⨆")
_STRETCHED = frozenset("∫∬∭∮∯∰") | _SUMS
_BESIDE = {"munder": "msub", "mover": "msup", "munderover": "msubsup"}

Formula = tuple[str, str]
"""TeX and display style (`inline` or `block`), by which a formula is known."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A formula as a picture."""

    asset: Asset
    width: float
    """In em of the text around it."""
    depth: float
    """How much of it stands below the line, in em."""

    @property
    def style(self) -> str:
        """The CSS that gives it its size and place in a line."""
        beside = _MARGIN / _UNITS
        return f"width: {self.width:.4f}em; vertical-align: {-self.depth:.4f}em; margin: 0 {-beside:.4f}em"


Drawings = Mapping[Formula, Drawing]


def key(formula: HtmlElement) -> Formula:
    """By what a formula is known among the drawings."""
    return formula.get("alttext", ""), formula.get("display", "inline")


def draw(chapter: Chapter) -> tuple[Drawings, tuple[Problem, ...]]:
    """Draw each formula of a chapter once, and say what cannot be drawn, without a place in the manuscript."""
    drawings: dict[Formula, Drawing] = {}
    problems: dict[Formula, Problem] = {}
    for formula in _formulas(chapter):
        name = key(formula)
        if name in drawings or name in problems:
            continue
        drawing = _draw(formula, f"formulas/{len(drawings) + 1}.svg")
        if isinstance(drawing, Drawing):
            drawings[name] = drawing
            if formula.xpath(".//mtd[contains(@style, 'border')]"):
                message = "has lines in its table, which are not drawn in the PDF"
                problems[name] = _problem("BB322", name[0], message, Severity.WARNING)
        else:
            problems[name] = _problem("BB322", name[0], f"cannot be drawn on the pages: {drawing}")
    return drawings, tuple(problems.values())


def place(tree: HtmlElement, drawings: Drawings) -> None:
    """Put the drawing of each formula where its MathML stands."""
    for formula in list(tree.iter("math")):
        drawing = drawings.get(key(formula))
        parent = formula.getparent()
        if drawing is None or parent is None:
            continue
        is_displayed = formula.get("display") == "block"
        css_class = "displayed formula" if is_displayed else "wide formula" if drawing.width > _WIDE else "formula"
        picture = E.img({"class": css_class, "src": drawing.asset.name, "style": drawing.style})
        picture.set("alt", f"{FORMULA_MARK}{spoken(formula)}{FORMULA_MARK}{formula.get('alttext')}")
        picture.tail = formula.tail
        parent.replace(formula, picture)
        if is_displayed and parent.tag == "p" and parent.get("class") != "formula":
            _set_apart(parent, picture)


def _set_apart(paragraph: HtmlElement, picture: HtmlElement) -> None:
    """Cut a paragraph in three at a displayed formula: a block inside it would be a paragraph inside a paragraph."""
    after = E.p(picture.tail or "", *picture.itersiblings())
    after.tail, paragraph.tail, picture.tail = paragraph.tail, None, None
    if (after.text_content() or "").strip() or len(after):
        paragraph.addnext(after)
    alone = E.p({"class": "formula"}, picture)
    paragraph.addnext(alone)
    if not (paragraph.text_content() or "").strip() and not len(paragraph):
        paragraph.drop_tree()


def shrunk(drawings: Drawings, pages: Sequence[Any]) -> Iterator[Problem]:
    """A warning for each formula that the laid out pages (of WeasyPrint) show smaller, as their lines are too short."""
    widths = {drawing.asset.name: (formula, drawing.width) for formula, drawing in drawings.items()}
    warned: set[str] = set()
    for box in (box for page in pages for box in page._page_box.descendants()) if drawings else ():
        name = box.element.get("src", "") if box.element_tag == "img" else ""
        if name not in widths or name in warned:
            continue
        formula, width = widths[name]
        part = box.width / (width * box.style["font_size"])
        if part < _SHRUNK:
            warned.add(name)
            message = f"is wider than its lines, and was drawn at {part:.0%} of its size in the PDF"
            yield _problem("BB323", formula[0], message, Severity.WARNING)


def _problem(code: str, tex: str, message: str, severity: Severity = Severity.ERROR) -> Problem:
    shown = beginning(tex)
    hint = "Write it in another way, or build --to epub."
    if code == "BB323":
        hint = "Break it into several lines with \\begin{aligned} … \\\\ … \\end{aligned}."
    return Problem(code, Location(""), f"the formula ${shown}$ {message}", hint, severity)


def _formulas(chapter: Chapter) -> Iterator[HtmlElement]:
    for fragment in (chapter.body, *(note.body for note in chapter.notes)):
        if "<math " in fragment:
            tree = lxml.html.fragment_fromstring(fragment, create_parent="div")
            yield from (formula for formula in tree.iter("math") if isinstance(formula, HtmlElement))


def _draw(formula: HtmlElement, name: str) -> Drawing | str:
    """The drawing of a formula, or why there is none."""
    from ziamath.config import config
    from ziamath.zmath import Math

    config.svg2 = False  # shapes written out instead of symbols with ids
    mathml = _INVISIBLE.sub("", lxml.etree.tostring(_for_ziamath(formula), encoding="unicode", with_tail=False))
    try:
        drawn = Math(mathml, size=_UNITS * _SCALE, margin=_MARGIN)
        missing = [letter for letter in "".join(formula.itertext()) if _is_missing(drawn, letter)]
        if missing:
            return f"its font has no letter “{missing[0]}” (U+{ord(missing[0]):04X})"
        svg = drawn.svg().encode()
        width, _ = drawn.getsize()
        depth = -drawn.getyofst()
    except Exception as error:  # whatever a drawing library stumbles over is a fault of that formula
        return f"ziamath, which draws formulas, fails at it ({type(error).__name__})"
    asset = Asset(name, "image/svg+xml", svg, "", "")
    return Drawing(asset, (width + 2 * _MARGIN) / _UNITS, (depth + _MARGIN) / _UNITS)


def _for_ziamath(formula: HtmlElement) -> HtmlElement:
    """A formula in whose lines sums have their limits beside them; ziamath moves those of scripts alone."""
    if formula.get("display") == "block":
        return formula
    changed = copy.deepcopy(formula)
    for operator in changed.iter("mo"):
        if operator.text in _STRETCHED:
            operator.set("stretchy", "false")
    for sum_ in changed.iter(*_BESIDE):
        base = sum_[0]
        if base.tag == "mo" and base.text in _SUMS and base.get("movablelimits") != "false":
            sum_.tag = _BESIDE[str(sum_.tag)]
    return changed


def _is_missing(drawn: Any, letter: str) -> bool:
    return not letter.isspace() and not _INVISIBLE.match(letter) and drawn.font.glyphindex(letter) == 0
