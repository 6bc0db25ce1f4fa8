"""The text nodes of a tree by the paragraphs that they make up, whatever elements stand inside these."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

OPAQUE = "\ufffc"
"""Stands for what is no prose, such as code: to the marks beside it, it is a word."""

_NO_PROSE = frozenset("code kbd samp pre var math svg script style textarea img".split())
_INLINE = frozenset(
    "a abbr b bdi bdo cite data del dfn em i ins mark q rp rt ruby s small span strong sub sup time u wbr".split()
)


@dataclass(frozen=True, slots=True)
class Place:
    """A text node: the element that holds it, and whether it is its `text` or its `tail`."""

    element: HtmlElement | None
    """None for what is no text node but stands between them."""
    side: str
    text: str
    language: str


def flows(tree: HtmlElement, language: str) -> Iterator[list[Place]]:
    """The paragraphs of a tree, which is in a language (BCP 47) unless a `lang` in it says otherwise."""
    flow: list[Place] = []
    stack: list[tuple[HtmlElement, str, str]] = [(tree, "open", language)]
    while stack:
        element, step, around = stack.pop()
        inside = element.get("lang") or around if isinstance(element.tag, str) else around
        is_block = isinstance(element.tag, str) and element.tag not in _INLINE and element.tag not in _NO_PROSE
        if step == "open":
            stack.append((element, "close", around))
            if element.tag == "br":
                flow.append(Place(None, "", "\n", around))
                continue
            if is_block and flow:
                yield flow
                flow = []
            if element.tag in _NO_PROSE:
                flow.append(Place(None, "", OPAQUE, around))
            elif isinstance(element.tag, str) and not _refers_to_note(element):
                if element.text:
                    flow.append(Place(element, "text", element.text, inside))
                stack += [(child, "open", inside) for child in reversed(element)]
        else:
            if is_block and element.tag != "br" and flow:
                yield flow
                flow = []
            if element is not tree and element.tail:
                flow.append(Place(element, "tail", element.tail, around))
    yield flow


def _refers_to_note(element: HtmlElement) -> bool:
    """The number of a note stands after a mark as if it were not there."""
    return element.tag == "sup" and element.find("a[@class='footnote-ref']") is not None
