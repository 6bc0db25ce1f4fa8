"""Where lines may end inside inline code and addresses: after their marks, and without a hyphen.

A `wbr` is put there, which all outputs understand: it shows nothing, and nothing of it is copied.
"""

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement
from lxml.html.builder import E

_RUN = re.compile(r"\S{12,}")
"""A run of code with fewer letters stays together."""
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?'\"’”»)\]]|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![^\s<>—–])(?=\S{30})[^\s<>—–]*\w[/_=&?.]\w[^\s<>—–]*"
)
"""In running text: an address, or something as long that is made like one."""
_WORTH_A_LOOK = re.compile(r"[@/_=&?.:](?:(?<=\w[^:])\w|(?<=:)//)")
"""Begins with a mark, which prose has few of, so that a novel is searched quickly."""
_MARKS = "/._=&?,;:|#+-"
_OPTION = re.compile(r"((?<!\S)--?\w+)")
"""Of a command: a line must not end after its hyphens."""
_LEAST = 4
"""How many letters of a run stay before the end of a line, and come after it, at least."""
_NO_TEXT = frozenset("pre math svg script style".split())
_CODE = frozenset("code kbd samp".split())


def breaks(tree: HtmlElement) -> None:
    """Mark the places in inline code and in addresses at which a line may end."""
    if next(tree.iter(*_CODE), None) is None and not _WORTH_A_LOOK.search(str(tree.text_content())):
        return
    stack = [tree]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _NO_TEXT:
            continue
        stack += list(element)
        in_code = element.tag in _CODE or next(element.iterancestors(*_CODE), None) is not None
        _text(element, in_code)
        for child in list(element):
            _tail(child, in_code)


def with_breaks(text: str, marks: str = _MARKS) -> list[str]:
    """A text in parts between which lines may end, apart from its spaces: after one of these marks."""
    parts: list[str] = []
    done = 0
    for run in _RUN.finditer(text):
        for place in range(run.start() + _LEAST, run.end() - _LEAST + 1):
            if _may_end(text, place, marks):
                parts.append(text[done:place])
                done = place
    return [*parts, text[done:]]


def separated(holder: HtmlElement, parts: Sequence[str]) -> None:
    """Add texts to what an element holds, with a place for the end of a line between them."""
    for index, part in enumerate(parts):
        if index:
            holder.append(E.wbr())
        if len(holder):
            holder[-1].tail = (holder[-1].tail or "") + part
        else:
            holder.text = (holder.text or "") + part


def _may_end(text: str, place: int, marks: str) -> bool:
    """Whether a line may end before a letter: after marks, not within a number, or before a byte such as `%D0`."""
    before, after = text[place - 1], text[place]
    if after == "%":
        return before.isalnum()
    if before not in marks or after in marks:
        return False
    return not (before in ".," and after.isdigit() and text[place - 2].isdigit())


def _text(element: HtmlElement, in_code: bool) -> None:
    if element.text and (nodes := list(_nodes(element.text, in_code))):
        element.text = None
        element[:0] = _joined(element, nodes)


def _tail(child: HtmlElement, in_code: bool) -> None:
    parent = child.getparent()
    if child.tail and parent is not None and (nodes := list(_nodes(child.tail, in_code))):
        child.tail = None
        after = parent.index(child) + 1
        parent[after:after] = _joined(child, nodes, after=True)


def _joined(holder: HtmlElement, nodes: list[str | HtmlElement], *, after: bool = False) -> list[HtmlElement]:
    """Texts and elements as elements with tails; what comes first goes into an element, or follows it."""
    elements: list[HtmlElement] = []
    for node in nodes:
        if not isinstance(node, str):
            elements.append(node)
        elif elements:
            elements[-1].tail = node
        elif after:
            holder.tail = node
        else:
            holder.text = node
    return elements


def _nodes(text: str, in_code: bool) -> Iterator[str | HtmlElement]:
    """A text with its places marked; nothing where it has none."""
    if in_code:
        parts = with_breaks(text)
        if len(parts) > 1 or _OPTION.search(text):
            yield from _separated(parts)
        return
    if not _WORTH_A_LOOK.search(text):
        return
    done = 0
    for address in _ADDRESS.finditer(text):
        yield text[done : address.start()]
        span = E.span({"class": "address"})
        span[:] = _joined(span, list(_separated(with_breaks(address[0]))))
        yield span
        done = address.end()
    if done:
        yield text[done:]


def _separated(parts: list[str]) -> Iterator[str | HtmlElement]:
    for index, part in enumerate(parts):
        if index:
            yield E.wbr()
        for turn, piece in enumerate(_OPTION.split(part)):
            if turn % 2:
                yield E.span({"class": "whole"}, piece)
            elif piece:
                yield piece
