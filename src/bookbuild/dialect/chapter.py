"""One piece of Markdown → one Chapter. No input or output, so that chapters can be read anywhere, in any order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.html import HtmlElement
from markdown import Markdown

from bookbuild.dialect import links, pages, punctuation
from bookbuild.dialect.meaning import footnotes, headings
from bookbuild.dialect.meaning.asides import asides
from bookbuild.dialect.meaning.author_notes import author_notes
from bookbuild.dialect.meaning.breaks import breaks
from bookbuild.dialect.meaning.checklists import tasks
from bookbuild.dialect.meaning.code import code, from_left_to_right
from bookbuild.dialect.meaning.figures import figures
from bookbuild.dialect.meaning.lists import lists
from bookbuild.dialect.meaning.quotations import set_apart
from bookbuild.dialect.meaning.raw_words import raw_words
from bookbuild.dialect.meaning.scene_breaks import page_breaks, scene_breaks
from bookbuild.dialect.meaning.tables import tables
from bookbuild.dialect.meaning.wide_lines import wide_lines
from bookbuild.dialect.parser import MAX_DEPTH, depth, to_tree
from bookbuild.dialect.serialize import inner_xhtml
from bookbuild.dialect.splitting import Piece
from bookbuild.dialect.syntax import math
from bookbuild.dialect.tree import AT_HEAD, MARK, text_of, unmark
from bookbuild.i18n.wide import may_join
from bookbuild.model import PAGES, UNLISTED, Chapter, Kind, Metadata, Role, Source
from bookbuild.problems import LimitError, Location, Problem, Severity
from bookbuild.settings.people import Person
from bookbuild.settings.schema import Settings
from bookbuild.settings.values import direction, names


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands above the text of a chapter."""

    title: str
    subtitle: str
    byline: tuple[str, ...]
    contributors: tuple[Person, ...]
    credit: str
    date: str


def read_chapter(piece: Piece, metadata: Metadata, parser: Markdown, settings: Settings) -> Chapter:
    """Read one chapter. Raises LimitError where it is nested too deep; all else that is wrong is in its `problems`."""
    source = piece.source
    tree, removed = _parse(source, parser)
    removed += _add_epigraph(tree, source, parser)
    formula_problems = tuple(math.set_formulas(tree, source)) if settings.math else ()
    own = source.settings.language
    language = own or metadata.language
    read_from = direction(own, source.settings.dir) if own else source.settings.dir or metadata.direction
    opening = _opening(piece, metadata)

    image_references, image_problems = links.images(tree, source)
    set_apart(tree)
    figures(tree)
    scene_breaks(tree)
    page_breaks(tree, ruled=settings.style.page_breaks == "rule")
    lists(tree)
    tables(tree, language)
    table_places = links.tables(tree, source)
    code(tree)
    from_left_to_right(tree, read_from)
    tasks(tree, language)
    if may_join(source.text):
        wide_lines(tree, language)
    asides(tree, language)
    link_targets = links.internal_links(tree, source)
    if settings.smart_punctuation:
        headings.keep_names(tree)
        punctuation.typeset(tree, language)
    raw_words(tree, language)
    breaks(tree)
    author_notes(tree, language)
    at_head = tree.xpath(f".//*[@{AT_HEAD}]")
    for element in reversed(at_head):
        tree.insert(0, element)  # before notes are counted
    unmark(tree)
    chapter_notes = footnotes.extract(tree, piece.id)
    for element in at_head:
        tree.remove(element)  # the heading that the text begins with is its title
    heading = headings.title_heading(tree, opening.title)
    title = opening.title or (text_of(heading) if heading is not None else "")
    if not title and piece.role is Role.ABOUT:
        title = pages.name(Role.ABOUT, language, sum(person.is_author for person in metadata.authors))
    for element in reversed(at_head):
        tree.insert(0, element)
    headings.number_levels(tree, piece.level + 1 if title else piece.level)
    header = headings.header(
        heading,
        title,
        piece.level,
        opening.subtitle,
        opening.byline,
        opening.credit,
        opening.date,
        headings.credits_of(opening.contributors, metadata.language, " ".join((*opening.byline, opening.credit))),
    )
    if header is not None:
        header.tail = "\n"
        tree.insert(0, header)
    pages.shape(tree, piece.role)
    outline, anchors, twice = headings.identify(tree, piece.id)

    return Chapter(
        id=piece.id,
        role=Role.CHAPTER if piece.role is Role.FRONT and title else piece.role,
        title=title or (pages.name(piece.role, language) if piece.role in PAGES else ""),
        level=piece.level,
        byline=opening.byline,
        credit=opening.credit,
        body=inner_xhtml(tree).strip(),
        notes=chapter_notes,
        headings=() if piece.role in UNLISTED else outline,
        anchors=anchors,
        links=tuple(link_targets),
        images=tuple(image_references),
        language=language,
        direction=read_from,
        source=source.path,
        line=source.location(0).line or 1,
        problems=(
            *_undefined_notes(tree, source, opening),
            *formula_problems,
            *image_problems,
            *(_duplicate(name, source) for name in twice),
            *_removals(removed, source),
            *_emptiness(tree, source),
        ),
        tables=tuple(table_places),
    )


def _parse(source: Source, parser: Markdown) -> tuple[HtmlElement, tuple[str, ...]]:
    text = f"{source.text}\n\n{source.definitions}" if source.definitions else source.text
    try:
        tree, removed = to_tree(text, parser)
        if depth(tree) <= MAX_DEPTH:
            return tree, removed
    except RecursionError:
        pass
    raise LimitError(
        [
            Problem(
                "BB701",
                source.location(0),
                f"in the text that begins here, quotations or lists are nested more than {MAX_DEPTH} deep",
                "Take out some of the > or list marks at the beginnings of its lines.",
            )
        ]
    )


def _add_epigraph(tree: HtmlElement, source: Source, parser: Markdown) -> tuple[str, ...]:
    """The epigraph of the front matter is the same as a block below the title; its place is found later."""
    words = source.settings.epigraph.strip()
    if not words:
        return ()
    epigraph, removed = _parse(
        replace(source, text=f"::: {{.epigraph .at-head}}\n{words}\n:::", definitions=""), parser
    )
    for element in epigraph.iterchildren("div"):
        if element.get(MARK):
            element.set(AT_HEAD, "")
    footnotes.keep_apart(epigraph, "epigraph")
    tree.extend(list(epigraph))
    return removed


def _opening(piece: Piece, metadata: Metadata) -> Opening:
    """An article is headed by what is said of the book, a chapter by its own front matter."""
    settings = piece.source.settings
    byline = names(settings.byline)
    if metadata.kind is Kind.ARTICLE:
        return Opening(
            title=metadata.title,
            subtitle=settings.subtitle or metadata.subtitle,
            byline=byline or metadata.byline,
            contributors=metadata.authors,
            credit=settings.credit or metadata.credit,
            date=settings.date or metadata.date,
        )
    return Opening(settings.title, settings.subtitle, byline, (), settings.credit, settings.date)


def _undefined_notes(tree: HtmlElement, source: Source, opening: Opening) -> Iterator[Problem]:
    above = " ".join((opening.title, opening.subtitle, *opening.byline, opening.credit, opening.date))
    for name in footnotes.undefined(tree):
        mark = f"[^{name}]"
        what = f"the footnote {mark} is referred to here, but no line defines it"
        hint = f"Write the note on a line of its own: {mark}: The text of the note."
        if mark in above:
            what = f"the front matter refers to the footnote {mark}, but a title, a byline and the like have no notes"
            hint = f"Take {mark} out of the front matter, and refer to the note from the text."
        if f"\\{mark}" not in source.text:
            yield Problem("BB303", links.place_of(source, mark), what, hint)


def _duplicate(name: str, source: Source) -> Problem:
    return Problem(
        "BB305",
        links.place_of(source, f"#{name}", f'id="{name}"'),
        f"the id “{name}” is given twice in this chapter, so a link could not tell the places apart",
        "Give one of them another id.",
    )


def _removals(removed: tuple[str, ...], source: Source) -> list[Problem]:
    problems = []
    for what in removed:
        name = what.strip("<>=")
        if what.startswith("<"):
            message = f"the HTML tag {what} was removed: readers may not be given it, or it is no HTML"
            hint = f"If it is meant as text, write it with a backslash: \\{what}"
        else:
            message = f"the HTML attribute {name} was removed: readers may not be given it, or its value is not safe"
            hint = "Delete it."
        addresses = links.unsafe_addresses(source) if name in ("href", "src") else []
        where = links.place_of(source, f"<{name}" if what.startswith("<") else f"{name}=", *addresses, name)
        problems.append(Problem("BB307", where, message, hint, Severity.WARNING))
    return problems


def _emptiness(tree: HtmlElement, source: Source) -> list[Problem]:
    if (tree.text_content() or "").strip() or tree.find(".//img") is not None:
        return []
    return [
        Problem(
            "BB206",
            Location(source.path),
            "this chapter is empty",
            "Write something in it, or take it out of the book with “draft: true”.",
            Severity.WARNING,
        )
    ]
