"""Notes → where the layout takes them to the foot of a page."""

import lxml.html
from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.model import Note
from bookbuild.outputs.pdf import last_words, lists, long_words

_BLOCKS = frozenset("p div aside ul ol li dl dt dd blockquote figure figcaption table thead tbody tr td th pre".split())


def place(tree: HtmlElement, notes: dict[str, Note]) -> None:
    """Put each note where it is first referred to, from where the layout takes it to the foot of that page.

    A note that only another note refers to follows the last one of its chapter, as its number does: pages know no notes
    inside notes.
    """
    placed: list[HtmlElement] = []
    waiting = [tree]
    while waiting:
        inside = waiting.pop(0)
        for mark in inside.xpath(".//sup[a[@class='noteref']]"):
            note = notes[mark[0].get("href")[1:]]
            if any(body.get("id") == note.id for body in placed):
                continue
            place = mark if inside is tree else placed[-1]
            body = _as_inline(note)
            if next(mark.iterancestors("td", "th"), None) is not None:
                body.set("class", "footnote in-cell")
            body.tail, place.tail = place.tail, None
            place.addnext(body)
            placed.append(body)
            waiting.append(body)


def _as_inline(note: Note) -> HtmlElement:
    """A note with its blocks as spans, which the style shows as blocks: a real one would end its paragraph."""
    body = lxml.html.fragment_fromstring(note.body, create_parent="span")
    assert isinstance(body, HtmlElement)
    lists.count(body)
    long_words.mark_breaks(body)
    last_words.keep(body, None)
    for element in list(body.iter(*_BLOCKS)):
        element.set("class", f"note-{element.tag!s} {element.get('class', '')}".strip())
        element.tag = "span"
        element.tail = (element.tail or "").strip() or None  # between blocks even a space would be a line
        if (element.text or "").isspace():
            element.text = None
    body.set("class", "footnote")
    body.set("id", note.id)
    number = E.a({"class": "number", "href": f"#{note.references[0]}"}, f"{note.number}.")
    number.tail, body.text = body.text, None
    body.insert(0, number)
    return body
