"""Words that are wider than their line, which the layout would let run off the page.

A chapter is laid out; what is then found outside of the page's text area is broken, and the chapter laid out again: by
the hyphenation patterns of its language, or, where these do not help, before any letter and without a hyphen.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from lxml.html import HtmlElement
from lxml.html.builder import E

MAY_END = "\u200b"
"""A zero width space, at which lines may end: pages show nothing for it, and have none in their text."""
_ROUNDING = 0.5
_LONG = 8
"""Shorter words stand outside of the text area because a style sheet wants them there."""
_APART = 12
"""Letters between two places where a word may be divided, at most, if it is to be hyphenated."""
_LAST_PLAIN = "\u052f"
"""The last of the letters that stand each for itself; of others, several may make one sign."""
_WORD = re.compile(r"[^\s\u200b]+")
_CODE = frozenset({"pre", "code", "kbd", "samp"})
"""Here, and in addresses, no hyphen may be added."""
_NO_WORDS = frozenset({"script", "style"})


def too_wide(pages: Iterable[Any]) -> frozenset[str]:
    """The words, in small letters, that stand on pages of WeasyPrint outside of the text area.

    What a style sheet has reach into the margins, by negative margins of its own, may do so.
    """
    words: set[str] = set()
    for page in pages:
        box = page._page_box
        left = box.content_box_x() - _ROUNDING
        for text in _outside(box, left, left + box.width + 2 * _ROUNDING):
            longest = max(_WORD.findall(text.text), key=len, default="")
            if len(longest) >= _LONG:
                words.add(longest.rstrip("\u2010").casefold())
    return frozenset(words)


def _outside(box: Any, left: float, right: float) -> Iterator[Any]:
    """The texts in a box that do not stand between two edges."""
    if hasattr(box, "text"):
        if box.position_x < left or box.position_x + box.width > right:
            yield box
        return
    left, right = left + min(0, _margin(box, "left")), right - min(0, _margin(box, "right"))
    for child in getattr(box, "children", ()):
        yield from _outside(child, left, right)


def _margin(box: Any, side: str) -> float:
    margin = getattr(box, f"margin_{side}", 0)
    return margin if isinstance(margin, int | float) else 0


def mark_breaks(tree: HtmlElement) -> None:
    """Let lines end where a `wbr` stands, as they may inside code and addresses."""
    for mark in list(tree.iter("wbr")):
        mark.text = MAY_END
        mark.drop_tag()


def divide(tree: HtmlElement, words: Mapping[str, int], language: str) -> None:
    """Let lines end inside of words, given in small letters with how often they have been found to be too wide."""
    if not words:
        return
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in _NO_WORDS:
            continue
        around = (element, *element.iterancestors())
        spoken = next(filter(None, (near.get("lang", "") for near in around)), language)
        if any(near.tag in _CODE or near.get("class") == "address" for near in around):
            spoken = ""
        element.text, spans = _divided(element.text or "", words, spoken)
        element[:0] = spans
        for child in [child for child in element if child not in spans]:
            child.tail, spans = _divided(child.tail or "", words, spoken)
            after = element.index(child) + 1
            element[after:after] = spans


def _divided(text: str, words: Mapping[str, int], language: str) -> tuple[str, list[HtmlElement]]:
    """The text up to the first word that is too wide, and each of these as a span, followed by the text after it."""
    spans: list[HtmlElement] = []
    first, done = text, 0
    for word in _WORD.finditer(text):
        plain = word[0].casefold()
        times = max((count for wide, count in words.items() if wide in plain), default=0)
        if not times:
            continue
        before = text[done : word.start()]
        if spans:
            spans[-1].tail = before
        else:
            first = before
        hyphenated = times == 1 and _has_patterns(word[0], language)
        name = "long-word hyphenated" if hyphenated else "long-word"
        spans.append(E.span({"class": name}, word[0] if hyphenated else _before_any_letter(word[0])))
        done = word.end()
    if spans:
        spans[-1].tail = text[done:]
    return first, spans


def _has_patterns(word: str, language: str) -> bool:
    """Whether the patterns of a language divide a word often enough."""
    from bookbuild.outputs.pdf.line_metrics import divisions  # whoever only writes HTML does not wait for WeasyPrint

    letters = "".join(filter(str.isalpha, word))
    places = divisions(letters, language) if len(letters) >= len(word) - 2 else None
    return places is not None and all(
        after - before <= _APART for before, after in pairwise((0, *places, len(letters)))
    )


def _before_any_letter(word: str) -> str:
    """A word that may be broken before any letter; where letters join, only now and then."""
    step = 1 if all(letter <= _LAST_PLAIN for letter in word) else _APART
    parts: list[str] = []
    since = 0
    for letter in word:
        if parts and since >= step and not unicodedata.category(letter).startswith("M"):
            parts.append(MAY_END)
            since = 0
        parts.append(letter)
        since += 1
    return "".join(parts)
