"""Headings: levels without skips, ids that links can use, and the header that opens a chapter."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement
from lxml.html.builder import E
from markdown.extensions.toc import slugify_unicode

from bookbuild.dialect.tree import text_of
from bookbuild.i18n import words
from bookbuild.model import Heading
from bookbuild.settings.people import Person

TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NAME = "data-name"
_UNQUOTABLE = re.compile(r'["\\]')
"""What style sheets cannot have in a quoted name, as which WeasyPrint passes on an id."""


def title_heading(tree: HtmlElement, title: str) -> HtmlElement | None:
    """Take out the heading that a chapter begins with, if it is the title.

    Without a `title` from elsewhere the first heading is the title; with one, only a heading with the same words.
    """
    first = tree[0] if len(tree) and not (tree.text or "").strip() else None
    if first is None or first.tag not in TAGS:
        return None
    if title and text_of(first).casefold() != " ".join(title.split()).casefold():
        return None
    first.drop_tree()
    first.tail = None
    return first


def header(
    heading: HtmlElement | None,
    title: str,
    level: int,
    subtitle: str,
    byline: Sequence[str],
    credit: str,
    date: str,
    credits: Sequence[HtmlElement] = (),
) -> HtmlElement | None:
    """Title, subtitle, byline, credits, credit and date above a chapter; None where there is none of them."""
    lines = []
    if heading is None and title:
        heading = E.h1(title)
    if heading is not None:
        heading.tag = f"h{level}"
        lines.append(heading)
    if subtitle:
        lines.append(E.p({"class": "subtitle", "role": "doc-subtitle"}, subtitle))
    if byline:
        lines.append(byline_of(byline))
    lines += credits
    lines += [E.p({"class": name}, text) for name, text in (("credit", credit), ("date", date)) if text]
    if not lines:
        return None
    for line in lines:
        line.tail = "\n"
    return E.header({"class": "chapter-header"}, *lines)


def byline_of(names: Sequence[str]) -> HtmlElement:
    """The line that names the authors. The word “By” before it is set by the style, in the book's language."""
    paragraph = E.p({"class": "byline"})
    _list_names(paragraph, names, "author")
    return paragraph


def credits_of(people: Sequence[Person], language: str, named: str = "") -> list[HtmlElement]:
    """A line for each of the `CREDITED` roles: “Translated by …”, without those whom the text has `named` already."""
    lines = []
    for role in words.CREDITED:
        if names := [person.name for person in people if person.role == role and person.name not in named]:
            lines.append(E.p({"class": "contributor"}, f"{words.credit(role, language)} "))
            _list_names(lines[-1], names, "name")
    return lines


def _list_names(paragraph: HtmlElement, names: Sequence[str], css_class: str) -> None:
    for number, name in enumerate(names):
        if number:
            paragraph[-1].tail = ", "
        paragraph.append(E.span({"class": css_class}, name))


def number_levels(tree: HtmlElement, top: int) -> None:
    """Lift and lower headings: the first comes to level `top`, and none is more than one deeper than the one before."""
    open_levels: list[int] = []
    for heading in tree.iter(*TAGS):
        written = int(str(heading.tag)[1])
        while open_levels and open_levels[-1] >= written:
            open_levels.pop()
        open_levels.append(written)
        heading.tag = f"h{min(top + len(open_levels) - 1, 6)}"


def keep_names(tree: HtmlElement) -> None:
    """Note the words of every heading as they were typed, since links name it by them, before its marks are set."""
    for heading in tree.iter(*TAGS):
        heading.set(_NAME, text_of(heading))


def identify(tree: HtmlElement, chapter_id: str) -> tuple[tuple[Heading, ...], tuple[tuple[str, str], ...], list[str]]:
    """Give every heading an id. Returns the headings, the names that links may use, and ids that were given twice.

    An id that the writer typed is kept. Others are made of the heading's words behind the chapter's id, so that two
    chapters may have the same headings; a link names such a heading by its words alone.
    """
    anchors: dict[str, str] = {}
    ids: set[str] = set()
    twice: list[str] = []
    for element in tree.iter():
        typed = element.get("id")
        if typed is None:
            continue
        name = _UNQUOTABLE.sub("-", typed)
        if name in ids:
            twice.append(typed)
        ids.add(name)
        anchors[typed] = name
        element.set("id", name)
    headings = []
    for heading in tree.iter(*TAGS):
        text = text_of(heading)
        name = heading.attrib.pop(_NAME, "")
        if heading.get("id") is None:
            slug = slugify_unicode(name or text, "-").strip("-") or "section"
            name, count = slug, 1
            while name in anchors:
                count += 1
                name = f"{slug}-{count}"
            heading.set("id", f"{chapter_id}--{name}")
            anchors[name] = f"{chapter_id}--{name}"
        headings.append(Heading(int(str(heading.tag)[1]), heading.get("id", ""), text))
    return tuple(headings), tuple(anchors.items()), twice
