"""Book → the one HTML document that is laid out as pages."""

import re
from collections.abc import Iterable
from html import escape
from itertools import takewhile

import lxml.html
from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.model import FRONT_MATTER, Book, Chapter, Kind, Note
from bookbuild.outputs import frame
from bookbuild.outputs.pdf import formulas
from bookbuild.wording import wording

CONTENTS_DEPTH = 2

_BLOCKS = frozenset("p div aside ul ol li dl dt dd blockquote figure figcaption table thead tbody tr td th pre".split())
_COMPOUND = re.compile(r"(\w+(?:-\w+)+)")
"""A title does not end a line at the hyphen of a compound."""
_SOFT_HYPHENS = re.compile("(\\w*\u00ad[\\w\u00ad]*)")
"""WeasyPrint loses the letters of a ligature with a soft hyphen inside, so such words are set without ligatures."""
_PATTERNS = {"en": "en-US", "de": "de-DE", "pt": "pt-PT"}
"""Languages whose hyphenation patterns exist, or are good, only for a region."""


def whole(book: Book, drawings: formulas.Drawings) -> str:
    """The document, with `drawings` for its formulas; what comes before page 1 of a book stands apart from its text."""
    metadata = book.metadata
    if metadata.kind is Kind.ARTICLE:
        body = _sections(book, drawings, book.chapters)
    else:
        front = list(takewhile(lambda chapter: chapter.role in FRONT_MATTER, book.chapters))
        parts = {"front-matter": front, "text": book.chapters[len(front) :]}
        body = "\n".join(
            f'<div class="{name}">\n{_sections(book, drawings, part)}\n</div>' for name, part in parts.items() if part
        )
    named = [
        *(("author", person.name) for person in metadata.authors if person.role == "aut"),
        ("description", metadata.description),
        ("keywords", ", ".join(metadata.keywords)),
    ]
    metas = "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in named if value)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(hyphenated(metadata.language))}" dir="{metadata.direction}">\n'
        f'<head><meta charset="utf-8">\n<title>{escape(metadata.title)}</title>\n{metas}</head>\n'
        f'<body class="{metadata.kind.value}">\n{body}\n</body></html>'
    )


def hyphenated(language: str) -> str:
    """The tag whose hyphenation patterns suit a language: plain `en` would break `incid-ent`."""
    return _PATTERNS.get(language.lower(), language)


def _sections(book: Book, drawings: formulas.Drawings, chapters: Iterable[Chapter]) -> str:
    return "\n".join(_section(book, drawings, chapter) for chapter in chapters)


def _section(book: Book, drawings: formulas.Drawings, chapter: Chapter) -> str:
    if frame.sets_contents(chapter):
        return _contents(book)
    tree = lxml.html.fragment_fromstring(frame.section(chapter, chapter.body))
    assert isinstance(tree, HtmlElement)
    for element in tree.iter():
        if language := element.get("lang"):
            element.set("lang", hyphenated(language))
    for heading in tree.xpath("./header/*[self::h1 or self::h2]"):
        heading.set("data-title", chapter.title)
        heading.set("data-book", book.metadata.title)
        heading.set("data-byline", ", ".join(chapter.byline))
        _wrap(heading, _COMPOUND, "whole")
    for heading in chapter.headings:
        for element in tree.xpath(".//*[@id=$id]", id=heading.id):
            element.set("data-label", heading.text)
    _place_notes(tree, {note.id: note for note in chapter.notes})
    formulas.place(tree, drawings)
    if "\u00ad" in (tree.text_content() or ""):
        _wrap(tree, _SOFT_HYPHENS, "soft-hyphens")
    return lxml.html.tostring(tree, encoding="unicode")


def _wrap(tree: HtmlElement, pattern: re.Pattern[str], css_class: str) -> None:
    """Put what matches (in one group) into spans of a class."""
    for element in list(tree.iter()):
        element.text, spans = _cut(element.text, pattern, css_class)
        element[:0] = spans
        parent = element.getparent()
        if element is not tree and parent is not None:
            element.tail, spans = _cut(element.tail, pattern, css_class)
            after = parent.index(element) + 1
            parent[after:after] = spans


def _cut(text: str | None, pattern: re.Pattern[str], css_class: str) -> tuple[str, list[HtmlElement]]:
    """The text before the first match, and a span for each match, followed by the text after it."""
    parts = pattern.split(text or "")
    spans = [E.span({"class": css_class}, match) for match in parts[1::2]]
    for span, after in zip(spans, parts[2::2], strict=True):
        span.tail = after
    return parts[0], spans


def _place_notes(tree: HtmlElement, notes: dict[str, Note]) -> None:
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
            body.tail, place.tail = place.tail, None
            place.addnext(body)
            placed.append(body)
            waiting.append(body)


def _as_inline(note: Note) -> HtmlElement:
    """A note with its blocks as spans, which the style shows as blocks: a real one would end its paragraph."""
    body = lxml.html.fragment_fromstring(note.body, create_parent="span")
    assert isinstance(body, HtmlElement)
    for element in list(body.iter(*_BLOCKS)):
        element.set("class", f"note-{element.tag!s} {element.get('class', '')}".strip())
        element.tag = "span"
        element.tail = (element.tail or "").strip() or None  # between blocks even a space would be a line
        if (element.text or "").isspace():
            element.text = None
    body.set("class", "footnote")
    body.set("id", note.id)
    body.set("data-number", str(note.number))
    return body


def _contents(book: Book) -> str:
    entries = frame.contents(book, CONTENTS_DEPTH)
    title = E.h1(wording(book.metadata.language).contents)
    nav = E.nav({"class": "contents", "role": "doc-toc"}, title, _contents_list(entries))
    return lxml.html.tostring(nav, encoding="unicode")


def _contents_list(entries: tuple[frame.Entry, ...]) -> HtmlElement:
    """The page number stands outside the link: inside it, leader and number would each become a link of their own."""
    items = E.ol()
    for entry in entries:
        target = f"#{entry.id}"
        line = E.span(
            {"class": "entry to-part" if entry.children else "entry"},
            E.a({"href": target}, entry.title),
            E.span({"class": "page", "data-target": target}),
        )
        items.append(E.li(line, _contents_list(entry.children)) if entry.children else E.li(line))
    return items
