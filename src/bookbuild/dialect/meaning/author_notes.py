"""What stands at the end of a chapter, wherever it was typed: what is told about its author."""

from lxml.html import HtmlElement

from bookbuild.dialect.tree import blocks


def author_notes(tree: HtmlElement, language: str) -> None:
    """Blocks that stand at the end of their chapter go there, with their labels, unless someone quotes them."""
    for element, block in list(blocks(tree)):
        if block.stands != "end" or any(around.tag == "blockquote" for around in element.iterancestors()):
            continue
        if block.label:
            element.set("aria-label", block.label_in(language))
        element.drop_tree()
        element.tail = "\n"
        tree.append(element)
