"""What is told about an author at the end of a chapter."""

from lxml.html import HtmlElement

from bookbuild.dialect.tree import of_class
from bookbuild.i18n.words import wording


def author_notes(tree: HtmlElement, language: str) -> None:
    """Author notes are labelled, and stand at the end of their chapter, unless someone quotes one."""
    for section in of_class(tree, "author-note", "section"):
        if any(around.tag == "blockquote" for around in section.iterancestors()):
            continue
        section.set("aria-label", wording(language).about_the_author)
        section.drop_tree()
        section.tail = "\n"
        tree.append(section)
