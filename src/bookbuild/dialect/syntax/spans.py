"""What a line of text may hold besides emphasis and links, as Python-Markdown extensions."""

import re
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.inlinepatterns import LinkInlineProcessor, SimpleTagInlineProcessor, SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

_SIGN = re.compile(r"[\\`*_\[<&~^$\x02\n](?<!(?<!  )\n)")
"""A line end is one after two spaces. That it is looked for as a letter like the others makes the search three times as
fast."""
_WORD = r"(?:[#.][\w:-]+|[\w-]+=(?:\"[^\"]*\"|[\w:-]+))"
_ATTRIBUTES = re.compile(rf"\{{ *{_WORD}(?: +{_WORD})* *\}}")


def _between(mark: str) -> str:
    """A pattern for words without white space between two marks that stand alone."""
    sign = re.escape(mark)
    return rf"(?<!{sign})({sign})([^\s{sign}]+){sign}(?!{sign})"


class InlineExtension(Extension):
    """Hard breaks by a backslash, `H~2~O`, `2^nd^`, and spans such as `[mot]{lang=fr}`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register spans after links, and what is lowered after what is struck out: `~~so~~`."""
        md.treeprocessors.register(_Settle(md), "bookbuild-settle", 21)
        md.treeprocessors.register(_Loosen(md), "bookbuild-loosen", 19)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "bookbuild-hard-break", 185)
        md.inlinePatterns.register(_Span(r"\[", md), "bookbuild-span", 124)
        md.inlinePatterns.register(SimpleTagInlineProcessor(_between("~"), "sub"), "bookbuild-sub", 55)
        md.inlinePatterns.register(SimpleTagInlineProcessor(_between("^"), "sup"), "bookbuild-sup", 54)


class _Settled(AtomicString):
    """Text in which Python-Markdown need not look for markup."""


class _Settle(Treeprocessor):
    """Marks text without any sign of markup as settled, which spares it some twenty searches: prose is mostly such."""

    def run(self, root: ElementTree.Element) -> None:
        for element in root.iter():
            if element.text and not _SIGN.search(element.text):
                element.text = _Settled(element.text)


class _Loosen(Treeprocessor):
    """Makes it text like other text again, once links and emphasis are found, for what looks for words in it."""

    def run(self, root: ElementTree.Element) -> None:
        for element in root.iter():
            if isinstance(element.text, _Settled):
                element.text = str(element.text)


class _Span(LinkInlineProcessor):
    """Words in brackets with attributes in braces, which the extension `attr_list` then gives to the span.

    Stricter than `pymdownx.bracketspan`: braces that hold anything else are part of the text, and stay.
    """

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element | None, int | None, int | None]:
        text, index, closed = self.getText(data, m.end(0))
        if not closed or not _ATTRIBUTES.match(data, index):
            return None, None, None
        span = ElementTree.Element("span")
        span.text = text
        return span, m.start(0), index
