"""The last words of paragraphs: no scrap of a line is left of them."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.outputs.pdf.line_breaking import Type, compose
from bookbuild.outputs.pdf.model import AMID_TEXT

_RUNT = re.compile(r"(?<=\S) (?=[^\s\u00ad]{1,6}$)")
"""Before a short word at the end of a paragraph whose lines are not foretold: alone it would make a line that looks
like a gap.

The space becomes one at which no line ends. A span that holds both words would have WeasyPrint leave a single word on
the line before, wherever the span does not fit.
"""
_RUNTS_FROM = 40
"""Letters from which on a paragraph may be longer than a line, in large print at least."""
_BESIDE = 1500
"""Of so many letters at most the lines may stand beside a figure."""
_SPACES = re.compile(r"[ \t\r\n]+")


def keep(tree: HtmlElement, type_: Type | None) -> None:
    """Let no paragraph end with a scrap of a line; compose those without marks that run over the whole measure."""
    shaped = set(_beside_figures(tree))
    for paragraph in tree.iter("p"):
        if paragraph.get("class") or len("".join(paragraph.itertext())) < _RUNTS_FROM:
            continue
        if len(paragraph):
            _hold_back(paragraph)
        elif type_ is not None and _is_plain(paragraph, tree) and paragraph not in shaped:
            before = paragraph.getprevious()
            text = _SPACES.sub(" ", paragraph.text or "").strip(" ")
            composed = compose(text, type_, flush=before is None or not _goes_on(before))
            paragraph.text = composed.text[: composed.undivided]
            if last := composed.text[composed.undivided :]:
                paragraph.append(E.span({"class": "undivided"}, last))
        else:
            paragraph.text = _RUNT.sub("\u00a0", paragraph.text or "")


def _is_plain(paragraph: HtmlElement, tree: HtmlElement) -> bool:
    return paragraph.getparent() is tree and "\u00ad" not in (paragraph.text or "")


def _beside_figures(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Paragraphs some of whose lines may be shorter, since they stand beside a figure."""
    for figure in tree.iterfind(".//figure"):
        left = _BESIDE if "beside" in figure.get("class", "").split() else 0
        for after in figure.itersiblings():
            if left <= 0:
                break
            left -= len("".join(after.itertext()))
            yield after


def _goes_on(before: HtmlElement) -> bool:
    """Whether a paragraph after an element follows another one: figures that may leave their place do not count."""
    return before.tag == "p" or AMID_TEXT in before.get("class", "").split()


def _hold_back(paragraph: HtmlElement) -> None:
    """Keep the short word at the end of a paragraph with elements, and its notes, on the line of the word before."""
    last = paragraph[-1]
    while _is_call(last) and not (last.tail or "").strip():
        before = last.getprevious()
        if before is None:
            paragraph.text = _RUNT.sub("\u00a0", paragraph.text or "")
            return
        last = before
    last.tail = _RUNT.sub("\u00a0", last.tail or "")


def _is_call(element: HtmlElement) -> bool:
    """Whether an element is the number of a note."""
    return element.tag == "sup" and len(element) == 1 and element[0].get("class") == "noteref"
