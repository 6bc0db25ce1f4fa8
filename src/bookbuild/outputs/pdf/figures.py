"""Figures of a chapter → marked as the pages need it: what they go with, and whether they may leave their place."""

import re
from collections.abc import Callable, Iterator, Sequence

from lxml.html import HtmlElement

from bookbuild.outputs.frame import HEADINGS
from bookbuild.outputs.pdf.model import AMID_TEXT, FLOATING, Edition

_LINE = 60
"""A paragraph of fewer letters below a heading goes with it."""
_AROUND = frozenset({"html", "body", "section", "div"})
_SHOWN = frozenset({"image", "figures"})
_PLATES = frozenset({"full-page", "bleed"})
_SIDES = frozenset({"left", "right"})
_WIDTH = re.compile(r"width: (\d+(?:\.\d+)?)(%|em|px)")
_LETTER = 0.44
"""The width of an average letter, in em."""
_UNITS: dict[str, Callable[[float], float]] = {
    "%": lambda letters: 100,
    "em": lambda letters: letters * _LETTER,
    "px": lambda letters: letters * _LETTER * 16,
}
"""How wide the text is."""
_SIDE, _LEAST_SIDE = 0.4, 0.25
"""Of the width of the text: that of a figure beside it whose own is not typed, and the least."""
_BESIDE = 30
"""Letters for which there is room beside a figure at least, and the space between them."""
_ROUNDING = 0.01
_IN_PLACE = frozenset({"here", "decorative"})


def mark(tree: HtmlElement, edition: Edition) -> None:
    """Mark figures, and rows of them: what they go with, and where they may stand."""
    for figure in tree.iter("figure", "div"):
        classes = figure.get("class", "").split()
        if not _SHOWN.intersection(classes) or _is_in_row(figure):
            continue
        if _SIDES.intersection(classes):
            classes += _beside(figure, edition.letters)
        if _PLATES.intersection(classes) and _is_free(figure):
            classes += _plate(figure, edition, may_float="here" not in classes)
        elif "beside" not in classes:
            classes += _around(figure, classes, may_float=edition.floats)
        figure.set("class", " ".join(classes))


def _around(figure: HtmlElement, classes: Sequence[str], *, may_float: bool) -> Iterator[str]:
    """What a figure between paragraphs goes with, and whether it may leave its place."""
    before = figure.getprevious()
    is_headed = before is not None and (before.tag in HEADINGS or goes_with_heading(before))
    if before is not None and before.tag == "header":
        yield "opening"
    elif before is not None and is_headed:
        yield "headed"
    may_leave = may_float and not _IN_PLACE.intersection(classes) and _is_free(figure)
    if may_leave or "float" in classes:
        yield FLOATING
        if before is not None and before.tag == "p" and not is_headed:
            yield AMID_TEXT


def _beside(figure: HtmlElement, letters: float) -> Iterator[str]:
    """Let text flow round a figure where its lines keep enough letters; where not, it stands between paragraphs."""
    typed = _WIDTH.search(figure.get("style", ""))
    share = float(typed[1]) / _UNITS[typed[2]](letters) if typed else min(_SIDE, 1 - _BESIDE / letters)
    if share < (0 if typed else _LEAST_SIDE) or (1 - share) * letters < _BESIDE - _ROUNDING:
        return
    figure.set("style", f"width: {share:.1%}")
    yield "beside"
    before = figure.getprevious()
    if before is not None and before.tag == "p":
        yield AMID_TEXT


def _plate(figure: HtmlElement, edition: Edition, *, may_float: bool) -> Iterator[str]:
    """Give a figure a page of its own; the text goes on before it, if it may."""
    figure.attrib.pop("style", None)
    figure.set("data-bleed", f"{edition.bleed:g}")
    yield "plate"
    if edition.floats and may_float:
        yield FLOATING
        before = figure.getprevious()
        if before is not None and before.tag == "p":
            yield AMID_TEXT
    else:
        yield "alone"


def _is_in_row(figure: HtmlElement) -> bool:
    return any("figures" in each.get("class", "").split() for each in figure.iterancestors("div"))


def _is_free(figure: HtmlElement) -> bool:
    """Whether a figure stands in the text itself, not in a list, a table or what is to stay together."""
    around = figure.iterancestors()
    return all(each.tag in _AROUND and "keep" not in each.get("class", "").split() for each in around)


def goes_with_heading(paragraph: HtmlElement) -> bool:
    """Whether a paragraph is a line that goes with the heading above it, such as “Serves 4”."""
    above = paragraph.getprevious()
    is_headed = above is not None and above.tag in HEADINGS
    return paragraph.tag == "p" and is_headed and len("".join(paragraph.itertext())) < _LINE
