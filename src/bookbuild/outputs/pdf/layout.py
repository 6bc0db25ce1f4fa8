"""A chapter → its pages.

The pages are tagged for PDF/UA-1, by WeasyPrint and then anew by `tags`, and their fonts are left for `assembly` to
embed: this runs in worker processes, and what it returns is kept in the cache.
"""

import functools
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pikepdf
from pikepdf import Array, Name
from weasyprint.formatting_structure.boxes import BlockBox, FootnoteAreaBox, MarginBox, TextBox
from weasyprint.text.fonts import get_hb_object_data

from bookbuild.model import FRONT_MATTER, Asset, Chapter
from bookbuild.outputs.pdf import (
    code_blocks,
    endnotes,
    floats,
    fonts,
    line_metrics,
    long_words,
    math,
    plates,
    tables,
    tags,
    titles,
)
from bookbuild.outputs.pdf.html import document, for_one_chapter
from bookbuild.outputs.pdf.line_breaking import Type
from bookbuild.outputs.pdf.model import PICTURES, PLATE, Font, Leaf, Part, Task
from bookbuild.outputs.pdf.page_count import better_sheet
from bookbuild.outputs.pdf.tags.boxes import gather
from bookbuild.outputs.pdf.weasyprint import complaints, problem, render
from bookbuild.problems import Location, Problem

_MAX_ATTEMPTS = 6
"""How often a chapter is laid out anew because words are wider than a line, or notes fell out of it. Where a paragraph
is divided for the sake of its notes and of lines that may not stand alone, WeasyPrint loses about one of a hundred;
undivided, it keeps them."""
_MAX_DIVISIONS = 2
"""How often a word is divided anew: what is too wide after that is no matter of its letters."""
_FIRST = re.compile(r"(@page[^{;]*):first\b")
"""The first page of a book, which the first page of a later chapter is not."""
_ROUNDING = 0.5
_OPENING = 60
"""So many letters tell one place in a chapter from another."""
_SIDES = frozenset({"left", "right", "recto", "verso"})


def lay_out(data: bytes, stylesheets: Sequence[str]) -> bytes:
    """Lay out a chapter: a `Task` becomes a `Part`, both as JSON. Raises LimitError for what is nested too deep."""
    task = msgspec.json.decode(data, type=Task)
    drawings, undrawn = math.draw(task.chapter)
    images = (*task.images, *task.edition.files, *(drawing.asset for drawing in drawings.values()))
    stylesheets = [for_one_chapter(stylesheet) for stylesheet in stylesheets]
    if task.predecessor:
        stylesheets = [_FIRST.sub(r"\1:nth(65535)", stylesheet) for stylesheet in stylesheets]
    undivided: frozenset[str] = frozenset()
    wide: Counter[str] = Counter()
    code_sizes: dict[int, float] = {}
    measured = functools.partial(type_of, stylesheets=tuple(stylesheets))
    sheet = ""
    with complaints() as warnings:
        fits = _fits(task, drawings, stylesheets, images)
        heads = heads_of(document([task], drawings), stylesheets, task.edition.files)
        for _ in range(_MAX_ATTEMPTS):
            warnings.clear()
            pages_of = functools.partial(_rendered, task, drawings, stylesheets, images, undivided, wide, code_sizes)
            rendered = pages_of(fits=fits, heads=heads, type_of=measured, sheet=sheet)
            begins, then = _sides(rendered.pages)
            bound = _with_turned(rendered.pages, fits, pages_of)
            rendered = rendered.copy([page for page, _ in bound])
            lost = _lost_notes(task.chapter, rendered.pages)
            too_wide = {word for word in long_words.too_wide(rendered.pages) if wide[word] < _MAX_DIVISIONS}
            smaller = {} if code_sizes else code_blocks.sizes(rendered.pages)
            kept, fits = fits, tables.relaxed(fits, rendered.pages)
            if lost <= undivided and not too_wide and not smaller and kept == fits:
                better = sheet or better_sheet(task.chapter, rendered.pages, pages_of)
                if better == sheet:
                    break
                sheet = better
            code_sizes |= smaller
            undivided |= lost
            wide.update(too_wide)
        data = rendered.write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True)  # it is compressed once, corrected
    shrunk, cut = math.shrunk(drawings, rendered.pages), _cut_off(rendered.pages)
    problems = (*undrawn, *shrunk, *cut, *map(problem, dict.fromkeys(warnings)))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        code_blocks.mark(pdf, rendered.pages)
        pictures = tags.correct(pdf, gather(rendered.pages), task.edition.language)
        tables.turning.turn(pdf, bound, pictures)
        pdf.Root[PICTURES] = pdf.make_indirect(Array(pictures))
        for known_only_when_joined in (Name.Names, Name.Outlines):
            if known_only_when_joined in pdf.Root:
                del pdf.Root[known_only_when_joined]
        used = fonts.take_out(pdf, fonts_of(rendered))
        stripped = io.BytesIO()
        pdf.save(stripped, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    unfit = tuple(index for index, how in enumerate(fits) if how.is_lost)
    leaf_of = functools.partial(_leaf, bleed=task.edition.bleed)
    leaves = tuple(tables.turning.leaf(leaf_of(page), page) if turned else leaf_of(page) for page, turned in bound)
    leaves = tuple(_with_notes_of(leaves, [page for page, _ in bound]))
    return msgspec.json.encode(Part(stripped.getvalue(), leaves, used, begins, then, problems, unfit))


def _fits(
    task: Task, drawings: math.Drawings, stylesheets: Sequence[str], images: Sequence[Asset]
) -> tuple[tables.TableFit, ...]:
    """How the tables of a chapter are set, measured where there are any."""
    if "<table" not in task.chapter.body:
        return ()
    probe = tables.probe(document([task], drawings))
    rendered = render(probe, stylesheets, images, task.edition.files, furniture=False)
    return tuple(map(tables.fit, tables.measured(rendered.pages)))


def _rendered(
    task: Task,
    drawings: math.Drawings,
    stylesheets: Sequence[str],
    images: Sequence[Asset],
    *how: Any,
    **named: Any,
) -> Any:
    """WeasyPrint's document of a chapter, set as `html.document` is told."""
    html = document([task], drawings, *how, **named)
    return render(html, stylesheets, images, task.edition.files, furniture=False)


def _with_turned(
    pages: Sequence[Any], fits: Sequence[tables.TableFit], pages_of: Callable[..., Any]
) -> list[tuple[Any, bool]]:
    """The pages of a chapter and of its tables that are turned, in order, each with whether it is one of these.

    Letters become smaller where tables then fit on a page.
    """
    after: dict[int, Sequence[Any]] = {}
    for index, numbers in tables.turning.places(pages).items():
        sheet = tables.turning.sheet(pages[index])
        for tried in tables.turning.tries(fits, numbers):
            laid_out = pages_of(fits=tried, turned=numbers, sheet=sheet).pages
            if index not in after or len(laid_out) == 1:
                after[index] = laid_out
            if len(laid_out) == 1:
                break
    return tables.turning.joined(pages, after)


def heads_of(html: str, stylesheets: Sequence[str], files: Sequence[Asset]) -> Mapping[int, titles.Fit]:
    """How the titles in a document are set."""
    if not (probe := titles.probe(html)):
        return {}
    return titles.measured(render(probe, stylesheets, (), files, furniture=False).pages)


def type_of(task: Task, stylesheets: tuple[str, ...]) -> Type | None:
    """How style sheets set the paragraphs of a chapter; None where their lines cannot be foretold."""
    if task.chapter.role in FRONT_MATTER:
        return None
    body = f"<header></header>\n<p>{line_metrics.PROBE}</p>\n<p>{line_metrics.PROBE}</p>"
    chapter = replace(task.chapter, id="probe", title="", byline=(), credit="", body=body, notes=(), headings=())
    chapter = replace(chapter, anchors=(), links=(), images=(), source="", line=0, problems=())
    edition = replace(task.edition, title="", statements=())
    return _type(Task(edition, chapter, "", (), (), (), ()), stylesheets)


@functools.lru_cache(maxsize=16)
def _type(probe: Task, stylesheets: tuple[str, ...]) -> Type | None:
    with complaints():
        pages = render(document([probe], {}), stylesheets, (), probe.edition.files, furniture=False).pages
    return line_metrics.type_of([box for page in pages for box in page._page_box.descendants() if _is_paragraph(box)])


def _is_paragraph(box: Any) -> bool:
    return box.element_tag == "p" and isinstance(box, BlockBox)


def _lost_notes(chapter: Chapter, pages: Sequence[Any]) -> frozenset[str]:
    """The ids of the notes of a chapter that stand on none of its pages."""
    there = {name for page in pages for name in page.anchors}
    return frozenset(note.id for note in chapter.notes if note.id not in there)


def _cut_off(pages: Sequence[Any]) -> Iterator[Problem]:
    """An error for each note that begins above its page, since what it holds cannot be parted."""
    for page in pages:
        top = page._page_box.content_box_y() - _ROUNDING
        for area in page._page_box.children:
            notes = area.children if type(area).__name__ == "FootnoteAreaBox" else ()
            for note in notes:
                if note.position_y < top:
                    number, _, words = "".join(note.element.itertext()).partition(".")
                    shown = f"note {number}, “{' '.join(words.split())[:60].rstrip()} …”,"
                    message = f"{shown} holds something that is higher than a page, so that its beginning would be lost"
                    hint = "Make that smaller, or move it into the text."
                    yield Problem("BB504", Location(""), message, hint)


def fonts_of(document: Any) -> Iterator[Font]:
    """The fonts that a document of WeasyPrint was written with."""
    for font in document.fonts.values():
        digest = hashlib.sha256(get_hb_object_data(font.hb_face)).hexdigest()
        # A font may have one glyph for all spaces; whichever came first, readers search for the usual one.
        letters = {glyph: text.replace("\u00a0", " ") for glyph, text in font.to_unicode.items()}
        yield Font(f"/{font.hash}", digest, font.widths, letters)


def content_box(page: Any) -> tuple[float, float, float, float]:
    """Left, top, width and height of the space for text on a page of WeasyPrint, in CSS pixels."""
    box = page._page_box
    return box.content_box_x(), box.content_box_y(), box.width, box.height


def _leaf(page: Any, bleed: float) -> Leaf:
    runs_off = plates.bleeds(page._page_box)
    letters = "".join(filter(str.isalpha, "".join(_texts(page._page_box.children[0])))).casefold()
    return Leaf(
        PLATE if runs_off else page._page_box.page_type.name or "",
        content_box(page),
        tuple(_strings(page)),
        tuple((name, *place[:2]) for name, place in page.anchors.items()),
        tuple((level, label, x, y, state == "open") for level, label, (x, y), state in page.bookmarks),
        letters[:_OPENING],
        len(letters),
        bleed if runs_off else None,
    )


def _texts(box: Any) -> Iterator[str]:
    """The running text in a box, in the order in which it was written."""
    if isinstance(box, TextBox):
        yield box.text
    elif not isinstance(box, MarginBox | FootnoteAreaBox) and not endnotes.is_section(box.element):
        for child in floats.as_typed(box):
            yield from _texts(child)


def _strings(page: Any) -> Iterator[tuple[str, str]]:
    """Named strings that boxes on a page set."""
    for _, string in _set_strings(page):
        yield string


def _set_strings(page: Any) -> Iterator[tuple[Any, tuple[str, str]]]:
    for box in page._page_box.descendants():
        if box.string_set and box.string_set != "none":
            yield from ((box, string) for string in box.string_set)


def _with_notes_of(leaves: Sequence[Leaf], pages: Sequence[Any]) -> Iterator[Leaf]:
    """The pages of a chapter, so that running heads name the chapter of the notes at the head, not of those below."""
    waiting: tuple[tuple[str, str], ...] = ()
    for leaf, page in zip(leaves, pages, strict=True):
        top = page._page_box.content_box_y() + _ROUNDING
        below = [
            each for box, each in _set_strings(page) if each[0] == endnotes.NOTES_OF and each[1] and _top(box) > top
        ]
        yield replace(leaf, strings=(*waiting, *(each for each in leaf.strings if each not in below)))
        waiting = tuple(below[-1:])


def _top(box: Any) -> float:
    return float(box.border_box_y())


def _sides(pages: Sequence[Any]) -> tuple[str, str]:
    """Which sides the first and the last boxes ask for, from the section down (CSS Fragmentation, 3.1 and 3.3)."""
    begins = [side for box in _edge(pages[0], 0) if (side := box.style["break_before"]) in _SIDES]
    then = [side for box in _edge(pages[-1], -1) if (side := box.style["break_after"]) in _SIDES]
    return begins[-1] if begins else "", then[0] if then else ""


def _edge(page: Any, index: int) -> Iterator[Any]:
    """The first or the last boxes of a page, each inside the one before."""
    box = page._page_box.children[0]
    while box is not None:
        yield box
        children = [child for child in getattr(box, "children", ()) if child.is_in_normal_flow()]
        box = children[index] if children else None
