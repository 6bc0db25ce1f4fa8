"""Trees → XHTML text."""

from html import escape

import lxml.etree
from lxml.html import HtmlElement


def inner_xhtml(element: HtmlElement) -> str:
    """The content of an element as XHTML, its own tags left out."""
    children = (lxml.etree.tostring(child, encoding="unicode", method="xml") for child in element)
    return escape(element.text or "", quote=False) + "".join(children)
