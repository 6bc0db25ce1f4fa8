"""The pages of a book beside its text: title page and copyright page made of metadata, the others of what was typed.

They are chapters like any other, with roles of their own.
"""

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.dialect.meaning.headings import byline_of, credits_of
from bookbuild.dialect.serialize import inner_xhtml
from bookbuild.i18n.words import page_name
from bookbuild.manuscript.pages import setting
from bookbuild.model import ROLES, Chapter, Manuscript, Metadata, Role

_FULL_DATE = re.compile(r"(\d{4})-\d\d(-\d\d)?")
_COVER = "cov"
"""Who made the cover is named on the copyright page, all others on the title page."""


def around(
    manuscript: Manuscript, metadata: Metadata, written: Sequence[Chapter], chapters: Sequence[Chapter]
) -> tuple[Chapter, ...]:
    """The pages of a book in their order: those `written`, and those made here that are wanted and not written.

    A book whose chapters have no headings has no contents.
    """
    path = manuscript.settings_path
    is_listed = any(heading.text for chapter in (*written, *chapters) for heading in chapter.headings)
    contents = _page(Role.CONTENTS, (), metadata, path) if is_listed else None
    made = [_title_page(metadata, path), _copyright_page(metadata, path), contents]
    there = {page.role for page in written}
    wanted = [
        page
        for page in made
        if page is not None and page.role not in there and setting(manuscript.settings, page.role) is not False
    ]
    order = list(Role)
    return tuple(sorted([*written, *wanted], key=lambda page: order.index(page.role)))


def name(role: Role, language: str, authors: int = 1) -> str:
    """What a page is called; `authors` says how many the book has."""
    several = role is Role.ABOUT and authors > 1
    return page_name("about_the_authors" if several else ROLES[role].label, language)


def shape(tree: HtmlElement, role: Role) -> None:
    """Give a page what its design hangs on: a box for what stands at the foot, or for what is told of the author."""
    if role is Role.ABOUT:
        told = [element for element in tree if element.get("class") != "chapter-header"]
        tree.append(E.section({"class": "author-note"}, *told))
    elif role is Role.COPYRIGHT:
        tree.append(E.div({"class": "imprint"}, E.div(*tree)))


def _title_page(metadata: Metadata, path: str) -> Chapter:
    lines = [E.h1({"class": "book-title"}, metadata.title)]
    if metadata.subtitle:
        lines.append(E.p({"class": "subtitle", "role": "doc-subtitle"}, metadata.subtitle))
    if metadata.series:
        lines.append(E.p({"class": "series"}, f"{metadata.series} {metadata.series_number}".strip()))
    if metadata.byline:
        lines.append(byline_of(metadata.byline))
    contributors = [person for person in metadata.authors if person.role != _COVER]
    lines += credits_of(contributors, metadata.language, " ".join((*metadata.byline, metadata.credit)))
    simple = (("credit", metadata.credit), ("publisher", metadata.publisher))
    lines += [E.p({"class": name}, text) for name, text in simple if text]
    return _page(Role.TITLE_PAGE, lines, metadata, path)


def _copyright_page(metadata: Metadata, path: str) -> Chapter | None:
    """What the law and the trade want to know; None where nothing of it is known."""
    lines = [E.p({"class": name}, text) for name, text in _imprint(metadata)]
    lines += credits_of([person for person in metadata.authors if person.role == _COVER], metadata.language)
    lines += [E.p({"class": "identifier"}, text) for text in _numbers(metadata)]
    return _page(Role.COPYRIGHT, lines, metadata, path) if lines else None


def _imprint(metadata: Metadata) -> Iterator[tuple[str, str]]:
    if metadata.publisher:
        full = _FULL_DATE.fullmatch(metadata.date)
        yield "publisher", ", ".join(filter(None, (metadata.publisher, full[1] if full else metadata.date)))
    for name, text in (("rights", metadata.rights), ("license", metadata.license)):
        yield from ((name, line.strip()) for line in text.splitlines() if line.strip())


def _numbers(metadata: Metadata) -> Iterator[str]:
    """ISBNs and what else a reader could look up, which a name made for programs is not."""
    for identifier in metadata.identifiers:
        if identifier.scheme.startswith("ISBN"):
            yield f"ISBN {identifier.printed}"
        elif not identifier.value.startswith("urn:"):
            yield identifier.printed


def _page(role: Role, lines: Sequence[HtmlElement], metadata: Metadata, path: str) -> Chapter:
    tree = E.div(*lines)
    for line in lines:
        line.tail = "\n"
    shape(tree, role)
    return Chapter(
        id=role.value,
        role=role,
        title=name(role, metadata.language),
        level=1,
        byline=(),
        credit="",
        body=inner_xhtml(tree).strip(),
        notes=(),
        headings=(),
        anchors=(),
        links=(),
        images=(),
        language=metadata.language,
        direction=metadata.direction,
        source=path,
        line=1,
    )
