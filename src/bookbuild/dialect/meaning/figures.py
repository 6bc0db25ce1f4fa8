"""Images alone in their paragraphs become figures, with their captions."""

import re
from itertools import pairwise

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.dialect.tree import replace

_CAPTION = re.compile(r"\s*\n:[ \t]+")
_WIDTH = re.compile(r"\d+(?:\.\d+)?(?:%|em|px)?")

_IN_A_ROW = 3
_PLACEMENTS = frozenset({"float", "here"})
"""Whether a figure may leave its place on pages, as the setting has it for all."""


def figures(tree: HtmlElement) -> None:
    """An image alone in its paragraph becomes a figure, several become a row of figures.

    The title of an image, or a line after a single one that begins with `:`, is the caption.
    """
    for paragraph in list(tree.iter("p")):
        if len(paragraph) == 0 or paragraph[0].tag != "img" or (paragraph.text or "").strip():
            continue
        if len(paragraph) > 1 and all(each.tag == "img" and not (each.tail or "").strip() for each in paragraph):
            _stand_in_rows(paragraph)
            continue
        caption = _caption(paragraph, paragraph[0])
        if caption is not None:
            figure = _figure(paragraph[0], caption)
            if paragraph.get("id"):
                figure.set("id", paragraph.get("id"))
            replace(paragraph, figure)


def _figure(image: HtmlElement, caption: HtmlElement) -> HtmlElement:
    figure = E.figure({"class": f"image {image.attrib.pop('class', '')}".strip()})
    assert isinstance(figure, HtmlElement)
    if image.get("id"):
        figure.set("id", image.attrib.pop("id"))
    if (placement := image.attrib.pop("placement", "")) in _PLACEMENTS:
        figure.set("class", f"{figure.get('class')} {placement}")
    if width := _css_width(image.attrib.pop("width", "")):
        figure.set("style", f"width: {width}")
    image.tail = None
    figure.append(image)
    if len(caption) or (caption.text or "").strip():
        figure.append(caption)
    return figure


def _stand_in_rows(paragraph: HtmlElement) -> None:
    """Put the images of a paragraph beside each other, up to three in a row."""
    images = list(paragraph)
    count = -(-len(images) // _IN_A_ROW)
    rows = [E.div({"class": "figures"}) for _ in range(count)]
    for number, row in enumerate(rows):
        for image in images[number * len(images) // count : (number + 1) * len(images) // count]:
            row.append(_figure(image, E.figcaption(image.attrib.pop("title", ""))))
    if paragraph.get("id"):
        rows[0].set("id", paragraph.get("id"))
    replace(paragraph, rows[0])
    for before, row in pairwise(rows):
        row.tail, before.tail = before.tail, "\n"
        before.addnext(row)


def _caption(paragraph: HtmlElement, image: HtmlElement) -> HtmlElement | None:
    """The caption of a paragraph that is a figure, perhaps an empty one; None where other text goes with the image."""
    mark = _CAPTION.match(image.tail or "")
    if mark:
        image.attrib.pop("title", None)
        caption = E.figcaption((image.tail or "")[mark.end() :])
        caption.extend(paragraph[1:])
        return caption
    if len(paragraph) > 1 or (image.tail or "").strip():
        return None
    return E.figcaption(image.attrib.pop("title", ""))


def _css_width(value: str) -> str:
    if not _WIDTH.fullmatch(value):
        return ""
    return f"{value}px" if value[-1].isdigit() else value
