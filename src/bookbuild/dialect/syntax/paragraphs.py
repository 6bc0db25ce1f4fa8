"""Paragraphs that can be nothing else, told before anything else is tried.

Most blocks of a book are prose: each of their lines begins with a letter, a quotation mark, a bracket, or with a sign
outside ASCII such as a dash. No list, table, heading or definition does. Python-Markdown tries some fifteen patterns on
every block before it takes it for a paragraph, which was a third of the time that a novel took.
"""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions import Extension

_FIRST = r"""(?:[^\W\d_]|["'(]|[^\x00-\x7f])"""
_PROSE = re.compile(rf"{_FIRST}[^\n|]*(?:\n{_FIRST}[^\n|]*)*\n*\Z")
"""A bar may part the cells of a table."""
_BEFORE_ALL_BUT_BLOCKS = 190


class _Prose(ParagraphProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return _PROSE.match(block) is not None


class ParagraphsExtension(Extension):
    """Lets Python-Markdown take prose for paragraphs at once."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.parser.blockprocessors.register(_Prose(md.parser), "bookbuild-prose", _BEFORE_ALL_BUT_BLOCKS)
