"""Blocks: their roles and labels for listeners, and their titles."""

import re

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.dialect.tree import blocks
from bookbuild.manuscript.blocks import Block


def asides(tree: HtmlElement, language: str) -> None:
    """Blocks get the roles and labels that they have for listeners, and show the titles that they are given.

    Callouts have one at least. What stands at the end of its chapter gets its label there.
    """
    for element, block in blocks(tree):
        if block.role:
            element.set("role", block.role)
        if block.label and block.form == "plain" and block.stands == "anywhere":
            element.set("aria-label", block.label_in(element.get("lang") or language))
        if title := _title(element, block, language):
            line = E.p({"class": "aside-title"}, title)
            line.tail = "\n"
            element.insert(0, line)


def _title(element: HtmlElement, block: Block, language: str) -> str:
    title = element.attrib.pop("title", "") if block.titled else ""
    begins_with_heading = len(element) > 0 and re.fullmatch("h[1-6]", str(element[0].tag))
    if block.form == "callout" and len(element) and not title and not begins_with_heading:
        return block.label_in(element.get("lang") or language)
    return title
