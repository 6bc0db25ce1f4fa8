"""Blocks of code, as Pygments marks them up."""

from lxml.html import HtmlElement

from bookbuild.dialect.tree import of_class

_PLAIN = ("", "w", "p")
"""Classes of Pygments for what needs no mark of its own: nothing, white space, punctuation."""


def code(tree: HtmlElement) -> None:
    """A block of code is one `pre`, with the classes of Pygments inside and the name of its language outside."""
    for box in of_class(tree, "highlight", "div"):
        pre = box.find("pre")
        if pre is None:
            continue
        named = [name for name in box.get("class", "").split() if name.startswith("language-")]
        pre.set("class", " ".join(["code", *(name for name in named if name != "language-text")]))
        for plain in [span for span in pre.iter("span") if span.get("class", "") in _PLAIN]:
            plain.drop_tag()
        box.drop_tag()
