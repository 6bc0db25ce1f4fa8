"""What is asked of trees of HTML in many places, and what is done to them."""

from collections.abc import Iterator

import lxml.html
from lxml.html import HtmlElement

from bookbuild.manuscript.blocks import BLOCKS, Block

MARK = "data-block"
"""The attribute that holds the name of a block until it has its meaning; what is typed as raw HTML never has it."""
AT_HEAD = "data-at-head"
"""The same for what stands below the title of a chapter."""
BLOCK_TAGS = ("div", "section", "aside")
"""What blocks can be."""


def blocks(tree: HtmlElement) -> Iterator[tuple[HtmlElement, Block]]:
    """The elements that were typed as blocks, in document order, each with what it is."""
    for element in tree.iter(*BLOCK_TAGS):
        if name := element.get(MARK):
            yield element, BLOCKS[name]


def unmark(tree: HtmlElement) -> None:
    """Take out of a tree that has its meaning what only the way there had need of."""
    for element in tree.xpath(f".//*[@{MARK} or @{AT_HEAD}]"):
        element.attrib.pop(MARK, None)
        element.attrib.pop(AT_HEAD, None)


def of_class(tree: HtmlElement, name: str, tag: str = "*") -> list[HtmlElement]:
    """The elements of a class, in document order."""
    return [element for element in tree.iter(tag) if name in element.get("class", "").split()]


def replace(old: HtmlElement, new: HtmlElement) -> None:
    """Put an element in the place of another, with the text that follows it."""
    new.tail, old.tail = old.tail, None
    parent = old.getparent()
    assert parent is not None
    parent.replace(old, new)


def text_of(element: HtmlElement) -> str:
    """The words of a heading or a name, on one line, without the numbers of notes; a formula is its TeX."""
    clone = lxml.html.fromstring(lxml.html.tostring(element, encoding="unicode", with_tail=False))
    for mark in list(clone.iter("sup")):
        if mark.find("a[@class='noteref']") is not None:
            mark.drop_tree()
    for formula in clone.iter("math"):
        for symbol in list(formula):
            symbol.drop_tree()
        formula.text = formula.get("alttext")
    return " ".join(clone.text_content().split())
