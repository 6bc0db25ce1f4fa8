"""Blocks beside the text: their roles for listeners, and their titles."""

import re

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.dialect.syntax.blocks import BLOCKS
from bookbuild.i18n.words import callout_title


def asides(tree: HtmlElement, language: str) -> None:
    """Blocks get the roles that they have for listeners; asides the title that is given them, callouts one at least."""
    for element in tree.iter("aside", "div"):
        classes = set(element.get("class", "").split())
        name = next((name for name, block in BLOCKS.items() if classes.issuperset(block.css_class.split())), "")
        if not name:
            continue
        if BLOCKS[name].role:
            element.set("role", BLOCKS[name].role)
        title = element.attrib.pop("title", "")
        begins_with_heading = len(element) > 0 and re.fullmatch("h[1-6]", str(element[0].tag))
        if "callout" in classes and len(element) and not title and not begins_with_heading:
            title = callout_title(element.get("lang") or language, name)
        if title:
            line = E.p({"class": "aside-title"}, title)
            line.tail = "\n"
            element.insert(0, line)
