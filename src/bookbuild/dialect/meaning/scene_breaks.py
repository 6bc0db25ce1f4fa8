"""The breaks between scenes."""

from lxml.html import HtmlElement


def scene_breaks(tree: HtmlElement) -> None:
    """Every rule is a scene break."""
    for rule in tree.iter("hr"):
        rule.set("class", "scene-break")
