"""Chapters → the HTML document that is laid out as pages."""

import itertools
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape
from types import MappingProxyType
from urllib.parse import quote, unquote

import lxml.html
from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.i18n.words import wording
from bookbuild.model import FRONT_MATTER, Chapter, Kind, Role
from bookbuild.outputs import frame
from bookbuild.outputs.pdf import (
    code_blocks,
    endnotes,
    figures,
    last_words,
    lists,
    long_words,
    math,
    notes,
    tables,
    titles,
)
from bookbuild.outputs.pdf.line_breaking import Type
from bookbuild.outputs.pdf.model import Task

CONTENTS_DEPTH = 2

_LAST_LINES, _LETTERS = 4, 60
"""How many lines a chapter has on its last page at least, of about so many letters."""
_ANNOUNCING = (":", ",--", ",—")
_INSCRIPTION = 60
"""Paragraphs in capitals that have fewer letters are like headings."""
_SOFT_HYPHENS = re.compile("((?<!\\w)\\w*+\u00ad[\\w\u00ad]*)")
"""WeasyPrint loses the letters of a ligature with a soft hyphen inside, so such words are set without ligatures."""
_PATTERNS = {"en": "en-US", "de": "de-DE", "pt": "pt-PT"}
"""Languages whose hyphenation patterns exist, or are good, only for a region."""


_ELSEWHERE = "chapter:"
"""Begins the address of a link to a place in another chapter, which only the joined pages know."""
_COUNTED = re.compile(r"target-counter\(\s*attr\(\s*([\w-]+)(?:\s+url)?\s*\)\s*,\s*page\s*(?:,[^)]*)?\)")
_INSIDE = re.compile(r"""\[\s*href\s*\^=\s*(["'])#([^"']*)\1\s*\]""")
_INTERNAL = re.compile(r'\shref="#([^"]+)"')


def document(
    tasks: Sequence[Task],
    drawings: math.Drawings,
    undivided: Collection[str] = frozenset(),
    wide: Mapping[str, int] = MappingProxyType({}),
    code_sizes: Mapping[int, float] = MappingProxyType({}),
    *,
    type_of: Callable[[Task], Type | None] = lambda task: None,
    fits: Sequence[tables.TableFit] = (),
    heads: Mapping[int, titles.Fit] = MappingProxyType({}),
    turned: Sequence[int] | None = None,
    sheet: str = "",
) -> str:
    """The document that is laid out for a chapter, or for several in one go.

    Paragraphs with a note whose id is among those `undivided` stay on one page. The lines of a chapter are composed
    where `type_of` tells how its paragraphs are set. The words in `wide` are broken, as `long_words.divide` has it;
    `code_sizes` tells how large blocks of code are set, and `fits` are those of a single chapter's tables, in order;
    `heads` are those of its titles, by their numbers. Of tables that are turned the document has only the places; or,
    where `turned` is given, nothing but these of them. `sheet` is a style sheet for this document alone.

    What comes before page 1 of a book stands apart from its text. Before the first section stands an empty one of the
    kind of its predecessor, which is not shown, since style sheets say what follows what.
    """
    edition = tasks[0].edition
    sections = [(task.chapter.role in FRONT_MATTER, _section(task, drawings, type_of(task), fits)) for task in tasks]
    titles.apply(sections[0][1], heads)
    for _, tree in sections:
        code_blocks.prepare(tree, code_sizes)
        long_words.divide(tree, wide, hyphenated(edition.language))
    for element in (element for _, tree in sections for element in tree.iter("span")):
        if (
            element.get("id") in undivided
            and (block := next(element.iterancestors("p", "li", "td", "dd"), None)) is not None
        ):
            block.set("style", f"{block.get('style', '')}; break-inside: avoid")
    _number(sections, dict(number for task in tasks for number in task.numbers))
    if turned is None:
        tables.turning.take_out(sections[0][1])
    else:
        tables.turning.leave(sections[0][1], turned)
    bodies: list[str] = []
    for is_front, run in itertools.groupby(sections, key=lambda section: section[0]):
        body = "\n".join(lxml.html.tostring(tree, encoding="unicode") for _, tree in run)
        if not bodies and tasks[0].predecessor:
            body = f"{tasks[0].predecessor}</section>\n{body}"
        is_book = edition.kind is Kind.BOOK
        bodies.append(f'<div class="{"front-matter" if is_front else "text"}">\n{body}\n</div>' if is_book else body)
    metas = "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in edition.statements)
    metas += f"<style>{sheet}</style>" if sheet else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(hyphenated(edition.language))}" dir="{edition.direction}">\n'
        f'<head><meta charset="utf-8">\n<title>{escape(edition.title)}</title>\n{metas}</head>\n'
        f'<body class="{edition.kind.value}">\n{"".join(bodies)}\n</body></html>'
    )


def stub(before: Chapter, chapter: Chapter) -> str:
    """The opening tag of a section that only has to come before another one; none where both have other parents."""
    if (before.role in FRONT_MATTER) != (chapter.role in FRONT_MATTER):
        return ""
    return f'<section class="{before.role.value} level-{before.level}" style="display: none">'


def elsewhere(address: str) -> str:
    """The id of the place in another chapter that a link of laid out pages leads to; empty for other addresses."""
    return unquote(address.removeprefix(_ELSEWHERE)) if address.startswith(_ELSEWHERE) else ""


def wanted_numbers(task: Task) -> tuple[str, ...]:
    """The ids of the places whose page numbers are printed in a chapter, as its style sheets have it."""
    counted = {match[1] for sheet in task.stylesheets for match in _COUNTED.finditer(sheet)}
    ids = [entry.id for _, entry in frame.walk(task.entries)] if "data-target" in counted else []
    if "href" in counted:
        fragments = (task.chapter.body, *(note.body for note in task.chapter.notes))
        ids.extend(target for fragment in fragments for target in _INTERNAL.findall(fragment))
        ids.extend(note.references[0] for note in task.chapter.notes)
    return tuple(dict.fromkeys(ids))


def for_one_chapter(sheet: str) -> str:
    """A style sheet as the layout of a single chapter needs it.

    It takes the numbers of pages from where `document` puts them, since those pages are often in other chapters, which
    no layout of this one can count. What it says of links inside the book holds for those to other chapters too.
    """
    return _INSIDE.sub(rf':is([href^="#\2"], [href^="{_ELSEWHERE}\2"])', _COUNTED.sub("attr(data-page)", sheet))


def _number(sections: Sequence[tuple[bool, HtmlElement]], numbers: dict[str, str]) -> None:
    """Tell what refers to a place its page; and mark links that lead out of these sections."""
    here = {element.get("id") for _, tree in sections for element in tree.iter() if element.get("id")}
    for element in (element for _, tree in sections for element in tree.iter("a", "span")):
        target = element.get("data-target", element.get("href", ""))
        if not target.startswith("#"):
            continue
        if (number := numbers.get(target[1:])) is not None:
            element.set("data-page", number)
        if element.tag == "a" and target[1:] not in here:
            element.set("href", _ELSEWHERE + quote(target[1:]))


def hyphenated(language: str) -> str:
    """The tag whose hyphenation patterns suit a language: plain `en` would break `incid-ent`."""
    return _PATTERNS.get(language.lower(), language)


def _section(task: Task, drawings: math.Drawings, type_: Type | None, fits: Sequence[tables.TableFit]) -> HtmlElement:
    chapter = task.chapter
    if frame.sets_contents(chapter):
        return _contents(task)
    tree = lxml.html.fragment_fromstring(frame.section(chapter, chapter.body))
    assert isinstance(tree, HtmlElement)
    long_words.mark_breaks(tree)
    for element in tree.iter():
        if (language := element.get("lang")) and language != hyphenated(language):
            element.set("data-language", language)
            element.set("lang", hyphenated(language))
    for heading in tree.xpath(f"(. | ./section[@{endnotes.SECTION}])/header/*[self::h1 or self::h2]"):
        heading.set("data-title", chapter.title)
        heading.set("data-book", task.edition.title)
        heading.set("data-byline", ", ".join(chapter.byline))
    for heading in chapter.headings:
        for element in tree.xpath(".//*[@id=$id]", id=heading.id):
            element.set("data-label", heading.text)
    lists.count(tree)
    tables.set_all(tree, fits)
    _label_author_notes(tree, chapter)
    figures.mark(tree, task.edition)
    last_words.keep(tree, type_)
    _keep_paragraphs(tree)
    if chapter.notes:
        notes.place(tree, {note.id: note for note in chapter.notes})
    math.place(tree, drawings)
    if "\u00ad" in (tree.text_content() or ""):
        _wrap(tree, _SOFT_HYPHENS, "soft-hyphens")
    return tree


def _label_author_notes(tree: HtmlElement, chapter: Chapter) -> None:
    """Give what is told on a page about the author the label that author notes have at the end of a chapter.

    On a screen the page itself says what it is; in the tags of a PDF only this label does.
    """
    if chapter.role is Role.ABOUT:
        for note in tree.xpath("./section[@class='author-note']"):
            note.set("aria-label", wording(chapter.language).about_the_author)


def _keep_paragraphs(tree: HtmlElement) -> None:
    """Mark paragraphs that pages may not part from the next one, and the last ones of a chapter, up to some lines."""
    for paragraph in tree.iter("p"):
        if _announces(paragraph):
            paragraph.set("class", f"announcement {paragraph.get('class', '')}".strip())
    lines = 0.0
    for paragraph in reversed(tree):
        if endnotes.SECTION in paragraph.attrib:
            continue
        lines += 1 + len(paragraph.text_content() or "") / _LETTERS
        if paragraph.tag != "p" or paragraph.getprevious() is None or lines > _LAST_LINES:
            break
        paragraph.set("class", f"ending {paragraph.get('class', '')}".strip())


def _announces(paragraph: HtmlElement) -> bool:
    """Whether a paragraph goes with what follows: “He said:”, a heading in capitals, a line below a heading."""
    words, after = (paragraph.text_content() or "").strip(), paragraph.getnext()
    if words.endswith(_ANNOUNCING) or (len(words) < _INSCRIPTION and words.isupper()):
        return True
    return figures.goes_with_heading(paragraph) and after is not None and after.tag != "p"


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


def _contents(task: Task) -> HtmlElement:
    title = E.h1(wording(task.edition.language).contents)
    attributes = {"id": task.chapter.id, "class": "contents", "role": "doc-toc"}
    nav = E.nav(attributes, title, _contents_list(task.entries))
    assert isinstance(nav, HtmlElement)
    return nav


def _contents_list(entries: tuple[frame.ContentsEntry, ...]) -> HtmlElement:
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
