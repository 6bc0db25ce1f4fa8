"""Titles that a browser breaks at sense: it makes their lines equally long, and is told where none of them may end."""

import itertools
import re
from collections.abc import Iterator

import lxml.etree

from bookbuild.outputs.frame import HEADINGS
from bookbuild.outputs.title_lines import may_end

_Element = lxml.etree._Element
_SHORT = 12
"""Letters of a word that follows an article on its line: on the narrowest screens, longer words may need a line."""
_COMPOUND = re.compile(r"(?<!\S)(?=\S{3,16}(?:\s|$))(\w+(?:-\w+)+)(?=[\s,;:.!?]|$)")
_SPACE = re.compile(r"(\s+)")


def keep_together(tree: _Element, language: str) -> None:
    """Keep articles and short prepositions of all titles with the words after them, and short compounds whole."""
    for title in tree.iter(*HEADINGS, "p"):
        if title.tag in HEADINGS or title.get("class") == "subtitle":
            around = (title, *title.iterancestors())
            spoken = next(filter(None, (each.get("lang", "") for each in around)), language)
            for element in list(title.iter()):
                element.text = _joined(element.text, spoken)
                if element is not title:
                    element.tail = _joined(element.tail, spoken)
            for element in list(title.iter()):
                _wrap_compounds(element, title)


def _joined(text: str | None, language: str) -> str | None:
    """A text with no-break spaces where no line may end."""
    if not text or " " not in text:
        return text
    pieces = _SPACE.split(text)
    words = pieces[::2]
    allowed = may_end(words, language)
    spaces = [
        space if may or not word or len(after) > _SHORT else "\N{NO-BREAK SPACE}"
        for word, space, after, may in zip(words, pieces[1::2], words[1:], allowed, strict=False)
    ]
    return "".join(itertools.chain.from_iterable(itertools.zip_longest(words, spaces, fillvalue="")))


def _wrap_compounds(element: _Element, title: _Element) -> None:
    text, spans = _cut(element.text)
    if spans:
        element.text = text
        element[:0] = spans
    parent = element.getparent()
    text, spans = _cut(element.tail) if element is not title and parent is not None else ("", [])
    if spans and parent is not None:
        element.tail = text
        after = parent.index(element) + 1
        parent[after:after] = spans


def _cut(text: str | None) -> tuple[str, list[_Element]]:
    parts = _COMPOUND.split(text or "")
    return parts[0], list(_spans(parts))


def _spans(parts: list[str]) -> Iterator[_Element]:
    for compound, after in zip(parts[1::2], parts[2::2], strict=True):
        span = lxml.etree.Element("span", {"class": "whole"})
        span.text, span.tail = compound, after
        yield span
