"""Images alone in their paragraphs become figures, with their captions."""

import re

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.dialect.tree import replace

_CAPTION = re.compile(r"\s*\n:[ \t]+")
_WIDTH = re.compile(r"\d+(?:\.\d+)?(?:%|em|px)?")

_PLACEMENTS = frozenset({"float", "here"})
"""Whether a figure may leave its place on pages, as the setting has it for all."""


def figures(tree: HtmlElement) -> None:
    """An image alone in its paragraph becomes a figure.

    Its title, or a line after it that begins with `:`, is the caption.
    """
    for paragraph in list(tree.iter("p")):
        if len(paragraph) == 0 or paragraph[0].tag != "img" or (paragraph.text or "").strip():
            continue
        image = paragraph[0]
        caption = _caption(paragraph, image)
        if caption is None:
            continue
        figure = E.figure({"class": f"image {image.attrib.pop('class', '')}".strip()})
        if paragraph.get("id") or image.get("id"):
            figure.set("id", paragraph.get("id") or image.attrib.pop("id"))
        if (placement := image.attrib.pop("placement", "")) in _PLACEMENTS:
            figure.set("class", f"{figure.get('class')} {placement}")
        if width := _css_width(image.attrib.pop("width", "")):
            figure.set("style", f"width: {width}")
        replace(paragraph, figure)
        image.tail = None
        figure.append(image)
        if len(caption) or (caption.text or "").strip():
            figure.append(caption)


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
