"""Blocks of code, as Pygments marks them up, line by line."""

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.dialect.meaning.breaks import separated, with_breaks
from bookbuild.dialect.syntax.code import LINES_FROM, MARKED
from bookbuild.dialect.tree import of_class

_PLAIN = ("", "w", "p")
"""Classes of Pygments for what needs no mark of its own: nothing, white space, punctuation."""
_OPERATORS = "/._=&?,;:|#+-()[]{}<>*%!^~$@"
"""A line that is too long goes on after one of these before it goes on within a name."""
_DRAWN = re.compile("[\u2500-\u259f]{2}")
"""Lines of boxes, which a drawing is made of."""
_MOST = 20_000
"""Lines of a block beyond which none is numbered or marked."""


def code(tree: HtmlElement) -> None:
    """A block of code is one `pre`, with the classes of Pygments inside and the name of its language outside.

    Each of its lines is a `span`, which can be continued with an indent, and tells its number where that is asked for.
    """
    for box in of_class(tree, "highlight", "div"):
        pre = box.find("pre")
        if pre is None:
            continue
        classes = box.get("class", "").split()
        named = [name for name in classes if name.startswith("language-")]
        start = next((int(name[len(LINES_FROM) :]) for name in classes if name.startswith(LINES_FROM)), None)
        names = ["code", *(name for name in named if name != "language-text")]
        if start is not None:
            names.append("numbered")
        for plain in [span for span in pre.iter("span") if span.get("class", "") in _PLAIN]:
            plain.drop_tag()
        text = pre.text_content() or ""
        if _DRAWN.search(text):
            names.append("drawing")
        pre.set("class", " ".join(names))
        inner = pre.find("code")
        if inner is not None:
            _set_lines(
                inner, start, {number for name in classes if name.startswith(MARKED) for number in _marked(name)}
            )
        box.drop_tag()


def from_left_to_right(tree: HtmlElement, direction: str) -> None:
    """Mark code as written from left to right where the words about it are not, which have `direction` at the top."""
    for element in tree.iter("pre", "code"):
        around = next((holder.get("dir") for holder in element.iterancestors() if holder.get("dir")), direction)
        if around == "rtl" and not element.get("dir") and (element.tag == "code" or element.get("class")):
            element.set("dir", "ltr")


def _marked(name: str) -> Iterator[int]:
    """The numbers in a class such as `hl-3-5_8`."""
    for part in name[len(MARKED) :].split("_"):
        first, _, last = part.partition("-")
        yield from range(int(first), min(int(last or first), _MOST) + 1)


def _set_lines(holder: HtmlElement, start: int | None, marked: set[int]) -> None:
    """Make an element of each line of a code, its end included."""
    lines: list[list[tuple[str, str]]] = [[]]
    for text, css_class in list(_tokens(holder)):
        for part in text.splitlines(keepends=True):
            lines[-1].append((part, css_class))
            if part.endswith("\n"):
                lines.append([])
    if not lines[-1]:
        lines.pop()
    holder[:] = []
    holder.text = None
    for number, tokens in enumerate(lines, start=1):
        line = E.span({"class": "code-line marked" if number in marked else "code-line"})
        if start is not None:
            line.set("data-line", str(start + number - 1))
        _fill(line, tokens)
        holder.append(line)


def _tokens(holder: HtmlElement) -> Iterator[tuple[str, str]]:
    """Texts, each with the class of Pygments that it has."""
    yield holder.text or "", ""
    for span in holder:
        yield span.text_content() or "", span.get("class", "")
        yield span.tail or "", ""


def _fill(line: HtmlElement, tokens: list[tuple[str, str]]) -> None:
    """Put tokens into a line, and marks where it may be continued: a token may have several, or none."""
    places: list[int] = []
    end = 0
    for part in with_breaks("".join(text for text, _ in tokens), _OPERATORS)[:-1]:
        end += len(part)
        places.append(end)
    begin = 0
    for text, css_class in tokens:
        cuts = [0, *(place - begin for place in places if 0 < place - begin <= len(text)), len(text)]
        pieces = [text[one:two] for one, two in pairwise(cuts)]
        ends_with_mark = len(cuts) > 2 and cuts[-2] == len(text)
        holder = E.span({"class": css_class}) if css_class else line
        if css_class:
            line.append(holder)
        separated(holder, pieces[:-1] if ends_with_mark else pieces)
        if ends_with_mark:
            line.append(E.wbr())
        begin += len(text)
