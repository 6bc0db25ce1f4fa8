"""The words of others: quotations with their sources, epigraphs, pull quotes, verse.

Every function changes the tree that it is given, in place.
"""

import copy
import re

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.dialect.tree import AT_HEAD, BLOCK_TAGS, MARK, blocks, replace
from bookbuild.manuscript.blocks import BLOCKS

_EPIGRAPH = "epigraph"
_DASH = re.compile(r"\s*(?:—|---?)[ \u00a0]\s*")
_BREAK = re.compile(r"[ \t]*\n[ \t]*")


def set_apart(tree: HtmlElement) -> None:
    """Give every quotation its form: stanzas of lines, sources in captions, epigraphs and pull quotes as such."""
    verses = {element for element, block in blocks(tree) if block.form == "verse"}
    for verse in verses:
        _stanzas(verse)
    quoting = [element for element, block in blocks(tree) if block.form == "quotation"]
    for element in quoting:
        _quoted(element)
    for quote in list(tree.iter("blockquote", *BLOCK_TAGS)):
        if quote.tag == "blockquote" or quote in verses:
            _with_source(quote)
    for element in quoting:
        if element.get(MARK) == _EPIGRAPH:
            _epigraphs(element)


def _quoted(block: HtmlElement) -> None:
    """What stands in the block is a quotation, whether it was typed with `>` or not."""
    if len(block) == 0 or all(child.tag == "blockquote" for child in block):
        return
    quote = E.blockquote(*block)
    quote.text, block.text = block.text, "\n"
    quote.tail = "\n"
    block.append(quote)


def _with_source(quote: HtmlElement) -> None:
    """A quotation whose last paragraph begins with a dash becomes one figure with its source.

    The dash is markup, like the `>` before it; the style sheets show one again.
    """
    last = quote[-1] if len(quote) > 1 else None
    if last is None or last.tag != "p":
        return
    dash = _dash(last)
    if not dash:
        return
    quote.remove(last)
    quote.tag = "blockquote"  # verse with a poet's name below is a quotation too
    last.text = (last.text or "")[dash.end() :]
    last.tag = "cite"
    last.attrib.pop("class", None)
    last.tail = None
    figure = E.figure({"class": "quotation"})
    replace(quote, figure)
    figure.extend([quote, E.figcaption(last)])


def _dash(paragraph: HtmlElement) -> re.Match[str] | None:
    """The dash that a paragraph begins with, if words follow it."""
    dash = _DASH.match(paragraph.text or "")
    return dash if dash and (paragraph.text_content() or "")[dash.end() :].strip() else None


def _epigraphs(block: HtmlElement) -> None:
    """Each quotation in the block is an epigraph; the block itself has done its service."""
    others = [name for name in block.get("class", "").split() if name != _EPIGRAPH]
    for number, child in enumerate(block):
        child.set("class", " ".join(filter(None, [child.get("class"), _EPIGRAPH, *others])))
        for name in ("id", "lang", "dir", AT_HEAD):
            if (value := block.get(name)) is not None and (number == 0 or name != "id"):
                child.set(name, value)
        quote = child if child.tag == "blockquote" else child[0]
        quote.set("role", BLOCKS[_EPIGRAPH].role)
    block.drop_tag()


def _stanzas(verse: HtmlElement) -> None:
    """Every paragraph is a stanza, and every line of it a line that the style can turn over with an indent."""
    for stanza in [child for child in verse if child.tag == "p"]:
        if stanza is verse[-1] and len(verse) > 1 and _dash(stanza):
            continue
        lines = _lines(stanza)
        stanza.clear(keep_tail=True)
        stanza.set("class", "stanza")
        for number, line in enumerate(lines):
            if number:
                stanza.append(E.br())
            line.tag = "span"
            line.attrib.clear()
            line.set("class", "line")
            line.tail = None
            stanza.append(line)


def _lines(element: HtmlElement) -> list[HtmlElement]:
    """Copies of an element, one for each line of its text; emphasis that crosses a line end is there in both."""
    lines = [_hull(element)]
    _add_text(lines, element, element.text)
    for child in element:
        if child.tag == "br":
            child.tail = (child.tail or "").removeprefix("\n")
            lines.append(_hull(element))
        else:
            first, *more = _lines(child)
            lines[-1].append(first)
            for line in more:
                line.attrib.pop("id", None)
                lines.append(_hull(element))
                lines[-1].append(line)
        _add_text(lines, element, child.tail)
    return lines


def _hull(element: HtmlElement) -> HtmlElement:
    hull = copy.copy(element)
    hull.clear()
    for name, value in element.attrib.items():
        hull.set(name, value)
    return hull


def _add_text(lines: list[HtmlElement], element: HtmlElement, text: str | None) -> None:
    first, *more = _BREAK.split(text or "")
    _append(lines[-1], first)
    for part in more:
        lines.append(_hull(element))
        _append(lines[-1], part)


def _append(line: HtmlElement, text: str) -> None:
    if len(line):
        line[-1].tail = (line[-1].tail or "") + text
    else:
        line.text = (line.text or "") + text
