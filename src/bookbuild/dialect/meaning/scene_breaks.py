"""The breaks between scenes, and those between pages."""

from lxml.html import HtmlElement

from bookbuild.dialect.tree import MARK


def scene_breaks(tree: HtmlElement) -> None:
    """Every rule is a scene break."""
    for rule in tree.iter("hr"):
        rule.set("class", "scene-break")


def page_breaks(tree: HtmlElement, *, ruled: bool) -> None:
    """A page break shows on screens where it is `ruled`."""
    for block in tree.xpath(f".//div[@{MARK}='page-break']") if ruled else ():
        block.set("class", f"{block.get('class')} ruled")
