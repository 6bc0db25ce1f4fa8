"""Titles and heads, whose lines are to be about equally long and end at sense, and whose words are not to be divided.

They are laid out by themselves first, each in one endless line, to measure their words as they will be set.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import lxml.html
from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.outputs.frame import HEADINGS
from bookbuild.outputs.title_lines import MOST_WORDS, line_ends, may_end

_OTHERS = frozenset({"subtitle", "half-title"})
"""Classes of paragraphs that are set as titles are."""
_LEAST = 10
"""Titles of fewer letters need no second line, unless they are one long word."""
_PARTS = (1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6)
"""To how much of its size a title is set smaller, so that its longest word fits a line and it has few lines."""
_MOST_LINES = 4
_SMALL = 18.0
"""In CSS pixels: no title becomes smaller than that."""
_ROUNDING = 0.5
"""In CSS pixels."""
_WIDE = "\u3040-\u309f\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"[「『（〈《【]*(?:[\u30a0-\u30ff]+|[{_WIDE}])[、。，．：；！？」』）〉》】ー々]*|(?:(?![\u30a0-\u30ff{_WIDE}])\S)+"
)
"""A word; in Chinese and Japanese a letter with the points beside it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a title is set."""

    breaks: tuple[int, ...] = ()
    """After how many words a line ends, but for the last one."""
    size: float = 0
    """Of its letters, in CSS pixels, where they are smaller than usual; 0 where not."""
    leading: float = 0
    """From base line to base line, likewise."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of a word, inside of one element."""

    holder: HtmlElement
    is_tail: bool
    start: int
    stop: int
    word: int
    """The number of its word in the title."""


def titles(tree: HtmlElement) -> Iterator[HtmlElement]:
    """What is set as a title, in the order of the text; not where a writer broke the lines."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or next(element.iter("br"), None) is not None:
            continue
        if element.tag in HEADINGS or (element.tag == "p" and _OTHERS & set(element.get("class", "").split())):
            yield element


def probe(html: str) -> str:
    """A document with nothing but its longer titles, with their words told apart; empty if there are none."""
    tree = lxml.html.document_fromstring(html)
    for note in tree.xpath("//span[@class='footnote']"):
        note.drop_tree()
    wanted = [title for title in titles(tree) if _is_measured(str(title.text_content()).strip())]
    if not wanted:
        return ""
    numbers = {title: number for number, title in enumerate(titles(tree))}
    for title in wanted:
        _mark(title, numbers[title])
    for body in tree.iter("body"):
        _leave_only(body, wanted)
    return lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")


def _is_measured(words: str) -> bool:
    """Whether the lines of a title are worth a thought: with so many words it is a paragraph to the reader."""
    return len(words) >= _LEAST and words.count(" ") < MOST_WORDS


def measured(pages: Sequence[Any]) -> dict[int, Fit]:
    """From the pages (of WeasyPrint) of a `probe`: how titles are set that are not simply one line, by their number."""
    boxes: dict[int, Any] = {}
    for page in pages:
        for box in page._page_box.descendants():
            name = box.element.get("data-title-number") if box.element is not None else None
            if name and hasattr(box, "margin_left") and hasattr(box, "children") and box.element_tag[0] in "hp":
                boxes.setdefault(int(name), box)
    found = {number: _fit(box) for number, box in boxes.items()}
    return {number: fit for number, fit in found.items() if fit.breaks or fit.size}


def apply(tree: HtmlElement, fits: Mapping[int, Fit]) -> None:
    """Set the titles of a chapter so."""
    for number, title in enumerate(titles(tree)) if fits else ():
        fit = fits.get(number, Fit())
        if fit.size:
            size = f"font-size: {fit.size:.2f}px; line-height: {fit.leading:.2f}px"
            title.set("style", f"{title.get('style', '')}; {size}".strip("; "))
        tokens = list(_tokens(title))
        for last in reversed(fit.breaks):
            token = [each for each in tokens if each.word == last - 1][-1]
            text = _text(token)
            after = re.compile(r"\s*").match(text, token.stop)
            assert after is not None
            _cut(token, after.end(), after.end(), E.br())


def _fit(box: Any) -> Fit:
    spans: dict[int, list[tuple[float, float]]] = {}
    words: dict[int, str] = {}
    for text in box.descendants():
        if hasattr(text, "text") and (number := text.element.get("data-word")):
            spans.setdefault(int(number), []).append((text.position_x, text.position_x + text.width))
            words[int(number)] = words.get(int(number), "") + text.text
    if not words or sorted(words) != list(range(len(words))):
        return Fit()
    room = box.width - _ROUNDING
    starts = [min(start for start, _ in spans[number]) for number in range(len(words))]
    stops = [max(stop for _, stop in spans[number]) for number in range(len(words))]

    def width(first: int, last: int) -> float:
        return max(stops[first:last]) - min(starts[first:last])

    texts = [words[number] for number in range(len(words))]
    allowed = may_end(texts, box.style["lang"] or "")
    widest = max(width(number, number + 1) for number in range(len(words)))
    parts = [part for part in _PARTS if part == 1 or box.style["font_size"] * part >= _SMALL]
    parts = [part for part in parts if widest * part <= room] or parts
    tried = {part: line_ends(texts, allowed, width, room / part) for part in parts}
    few = [part for part in parts if len(tried[part]) <= _MOST_LINES] or parts[-1:]
    at_sense = [part for part in few if all(allowed[end - 1] for end in tried[part])]
    part = (at_sense or few)[0]
    ends = tried[part]
    if part == 1:
        return Fit(ends[:-1])
    (line, *_) = (line for line in box.descendants() if type(line).__name__ == "LineBox")
    return Fit(ends[:-1], box.style["font_size"] * part, line.height * part)


def _mark(title: HtmlElement, number: int) -> None:
    title.set("data-title-number", str(number))
    title.set("style", f"{title.get('style', '')}; white-space: nowrap".strip("; "))
    for token in reversed(list(_tokens(title))):
        span = E.span({"data-word": str(token.word)}, _text(token)[token.start : token.stop])
        _cut(token, token.start, token.stop, span)


def _tokens(title: HtmlElement) -> Iterator[_Token]:
    """The words of a title, in the order of the text."""
    word, is_open = -1, False
    for holder, is_tail in _places(title):
        text, passed = (holder.tail if is_tail else holder.text) or "", 0
        for token in _TOKEN.finditer(text):
            if token.start() > passed or not is_open or passed:
                word += 1
            yield _Token(holder, is_tail, *token.span(), word)
            passed, is_open = token.end(), True
        is_open = is_open and passed == len(text)


def _places(element: HtmlElement) -> Iterator[tuple[HtmlElement, bool]]:
    """The texts in an element, as elements that hold them, and whether they come after these."""
    yield element, False
    for child in element:
        if child.get("class") != "footnote":
            yield from _places(child)
        yield child, True


def _text(token: _Token) -> str:
    return (token.holder.tail if token.is_tail else token.holder.text) or ""


def _cut(token: _Token, start: int, stop: int, element: HtmlElement) -> None:
    """Put an element into the text of a token, between two places and instead of what is there."""
    text = _text(token)
    element.tail = text[stop:]
    if token.is_tail:
        token.holder.tail = text[:start]
        parent = token.holder.getparent()
        assert parent is not None
        parent.insert(parent.index(token.holder) + 1, element)
        return
    token.holder.text = text[:start]
    token.holder.insert(0, element)


def _leave_only(tree: HtmlElement, found: Sequence[HtmlElement]) -> None:
    """Take out everything that neither holds nor is one of these elements."""
    kept = {each for title in found for each in (title, *title.iterancestors())}
    for element in [element for element in tree.iter() if element in kept and element not in found]:
        element.text = None
        for child in list(element):
            child.tail = None
            if child not in kept:
                element.remove(child)
