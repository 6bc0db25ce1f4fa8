"""Figures of a chapter → marked as the pages need it: what they go with, and whether they may leave their place."""

from lxml.html import HtmlElement

from bookbuild.outputs.pdf.model import AMID_TEXT, FLOATING

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LINE = 60
"""A paragraph of fewer letters below a heading goes with it."""
_AROUND = frozenset({"html", "body", "section", "div"})
_IN_PLACE = frozenset({"here", "decorative"})


def mark(tree: HtmlElement, *, may_float: bool) -> None:
    """Mark figures: whether they open a chapter, go with a heading, may leave their place; and the line above them."""
    for figure in tree.iter("figure"):
        before, classes = figure.getprevious(), figure.get("class", "").split()
        if "image" not in classes:
            continue
        if before is not None and before.tag == "header":
            classes.append("opening")
        elif before is not None and (before.tag in _HEADINGS or _is_between(before)):
            classes.append("headed")
            if before.tag not in _HEADINGS:
                before.set("class", f"announcement {before.get('class', '')}".strip())
        may_leave = may_float and not _IN_PLACE.intersection(classes) and _is_free(figure)
        if may_leave or "float" in classes:
            classes.append(FLOATING)
            if before is not None and before.tag == "p" and "headed" not in classes:
                classes.append(AMID_TEXT)
        figure.set("class", " ".join(classes))


def _is_free(figure: HtmlElement) -> bool:
    """Whether a figure stands in the text itself, not in a list, a table or what is to stay together."""
    around = figure.iterancestors()
    return all(each.tag in _AROUND and "keep" not in each.get("class", "").split() for each in around)


def _is_between(paragraph: HtmlElement) -> bool:
    """Whether a paragraph is a line that goes with the heading above it, such as “Serves 4”."""
    above = paragraph.getprevious()
    is_headed = above is not None and above.tag in _HEADINGS
    return paragraph.tag == "p" and is_headed and len("".join(paragraph.itertext())) < _LINE
