"""A chapter → its pages. With `measuring`, the only module that imports WeasyPrint.

The pages are tagged for PDF/UA-1, by WeasyPrint and then anew by `tags`, and their fonts are left for `assembly` to
embed: this runs in worker processes, and what it returns is kept in the cache.
"""

import functools
import hashlib
import io
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import msgspec
import pikepdf
import weasyprint
from pikepdf import Array, Name
from weasyprint.formatting_structure.boxes import BlockBox, FootnoteAreaBox, MarginBox, TextBox
from weasyprint.text.fonts import FontConfiguration, get_hb_object_data
from weasyprint.urls import URLFetcher, URLFetcherResponse

from bookbuild.faces import FAMILIES, Face, faces
from bookbuild.model import FRONT_MATTER, Asset, Chapter
from bookbuild.outputs.pdf import fonts, formulas, measuring, tags
from bookbuild.outputs.pdf.composition import Type
from bookbuild.outputs.pdf.document import document, for_one_chapter
from bookbuild.outputs.pdf.parts import PICTURES, Font, Leaf, Part, Task
from bookbuild.outputs.pdf.tags.boxes import gather
from bookbuild.problems import LimitError, Location, Problem, Severity

BASE = "asset:/"
_FACES = "face:/"
_MARGIN_BOX = re.compile(r"@(?:top|bottom|left|right)-(?:left|right|center|top|middle|bottom)(?:-corner)?\s*\{[^{}]*\}")
_WITHOUT_FURNITURE = "@page { background: none !important; marks: none !important; bleed: 0 !important }"
"""Running heads, folios and what lies behind the text depend on where a chapter stands: `furniture` paints them."""
_MAX_ATTEMPTS = 6
"""How often a chapter is laid out anew because notes fell out of it. Where a paragraph is divided for the sake of its
notes and of lines that may not stand alone, WeasyPrint loses about one of a hundred; undivided, it keeps them."""
_FIRST = re.compile(r"(@page[^{;]*):first\b")
"""The first page of a book, which the first page of a later chapter is not."""
_MISSING = re.compile(r"notdef glyph.*\"(.)\" \(U\+([0-9A-F]+)\)", re.DOTALL)
_KNOWN = "has no required alt description"
"""Said of ornaments too; the reading of the text has reported the pictures that lack words."""
_ROUNDING = 0.5
_OPENING = 60
"""So many letters tell one place in a chapter from another."""
_SIDES = frozenset({"left", "right", "recto", "verso"})


def lay_out(data: bytes, sheets: Sequence[str]) -> bytes:
    """Lay out a chapter: a `Task` becomes a `Part`, both as JSON. Raises LimitError for what is nested too deep."""
    task = msgspec.json.decode(data, type=Task)
    drawings, undrawn = formulas.draw(task.chapter)
    images = (*task.images, *task.setting.files, *(drawing.asset for drawing in drawings.values()))
    sheets = [_MARGIN_BOX.sub("", for_one_chapter(sheet)) for sheet in sheets]
    if task.predecessor:
        sheets = [_FIRST.sub(r"\1:nth(65535)", sheet) for sheet in sheets]
    undivided: frozenset[str] = frozenset()
    measured = functools.partial(type_of, sheets=tuple(sheets))
    with complaints() as said:
        for _ in range(_MAX_ATTEMPTS):
            said.clear()
            html = document([task], drawings, undivided, measured)
            rendered = render(html, (*sheets, _WITHOUT_FURNITURE), images, task.setting.files)
            lost = _lost_notes(task.chapter, rendered.pages)
            if lost <= undivided:
                break
            undivided |= lost
        data = rendered.write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True)  # it is compressed once, corrected
    shrunk, cut = formulas.shrunk(drawings, rendered.pages), _cut_off(rendered.pages)
    problems = (*undrawn, *shrunk, *cut, *map(problem, dict.fromkeys(said)))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pictures = tags.correct(pdf, gather(rendered.pages), task.setting.language)
        pdf.Root[PICTURES] = pdf.make_indirect(Array(pictures))
        for known_only_when_joined in (Name.Names, Name.Outlines):
            if known_only_when_joined in pdf.Root:
                del pdf.Root[known_only_when_joined]
        used = fonts.take_out(pdf, fonts_of(rendered))
        stripped = io.BytesIO()
        pdf.save(stripped, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    leaves = tuple(map(_leaf, rendered.pages))
    begins, then = _sides(rendered.pages)
    return msgspec.json.encode(Part(stripped.getvalue(), leaves, used, begins, then, problems))


def render(html: str, sheets: Sequence[str], images: Sequence[Asset], files: Sequence[Asset] = ()) -> Any:
    """WeasyPrint's document of laid out pages; `files` are those that the style sheets use."""
    configuration, styles = _prepared(tuple(sheets), tuple(files))
    fetcher = _Fetcher({image.name: image for image in images}, {})
    try:
        return weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher).render(
            stylesheets=styles, font_config=configuration, pdf_variant="pdf/ua-1"
        )
    except RecursionError as error:
        message = "lists, quotations or notes of this book are nested too deep to be laid out as pages"
        raise LimitError(
            [Problem("BB701", Location(""), message, "Take some of them apart, or build --to epub.")]
        ) from error


def type_of(task: Task, sheets: tuple[str, ...]) -> Type | None:
    """How style sheets set the paragraphs of a chapter; None where their lines cannot be foretold."""
    if task.chapter.role in FRONT_MATTER:
        return None
    body = f"<header></header>\n<p>{measuring.PROBE}</p>\n<p>{measuring.PROBE}</p>"
    chapter = replace(task.chapter, id="probe", title="", byline=(), credit="", body=body, notes=(), headings=())
    chapter = replace(chapter, anchors=(), links=(), images=(), source="", line=0, problems=())
    setting = replace(task.setting, title="", statements=())
    return _type(Task(setting, chapter, "", (), (), (), ()), sheets)


@functools.lru_cache(maxsize=16)
def _type(probe: Task, sheets: tuple[str, ...]) -> Type | None:
    with complaints():
        pages = render(document([probe], {}), (*sheets, _WITHOUT_FURNITURE), (), probe.setting.files).pages
    return measuring.type_of([box for page in pages for box in page._page_box.descendants() if _is_paragraph(box)])


def _is_paragraph(box: Any) -> bool:
    return box.element_tag == "p" and isinstance(box, BlockBox)


@functools.lru_cache(maxsize=4)
def _prepared(sheets: tuple[str, ...], files: tuple[Asset, ...]) -> tuple[FontConfiguration, list[weasyprint.CSS]]:
    """Style sheets as WeasyPrint reads them, and the fonts that they name: the same for all chapters of a book.

    Rules for fonts are only read for what they tell the configuration: style sheets are asked about each element.
    """
    configuration = FontConfiguration()
    declared = [
        face for family in FAMILIES if any(f'"{family}"' in sheet for sheet in sheets) for face in faces(family)
    ]
    fetcher = _Fetcher({file.name: file for file in files}, {face.name: face for face in declared})
    for face in declared:
        rule = (
            f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; font-weight: {face.weight}; '
            f'src: url("{_FACES}{face.name}") }}'
        )
        weasyprint.CSS(string=rule, font_config=configuration, url_fetcher=fetcher, base_url=BASE)
    styles = [
        weasyprint.CSS(string=sheet, font_config=configuration, url_fetcher=fetcher, base_url=BASE) for sheet in sheets
    ]
    return configuration, styles


class _Fetcher(URLFetcher):
    """Hands out images and fonts of the book, and refuses every other address."""

    def __init__(self, images: Mapping[str, Asset], declared: Mapping[str, Face]) -> None:
        super().__init__(allowed_protocols=("asset", "face"), allow_redirects=False)
        self._images = images
        self._faces = declared

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if face := self._faces.get(url.removeprefix(_FACES)):
            return URLFetcherResponse(url, face.data, {"Content-Type": "font/ttf"})
        asset = self._images.get(url.removeprefix(BASE))
        if asset is None:
            raise ValueError(f"{url} is not part of the book")
        return URLFetcherResponse(url, asset.data, {"Content-Type": asset.media_type})


@contextmanager
def complaints() -> Iterator[list[str]]:
    """Collect what WeasyPrint only writes to its log."""
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if _KNOWN not in message:
                messages.append(message)

    logger = logging.getLogger("weasyprint")
    handler = Collector(logging.WARNING)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield messages
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


def problem(message: str) -> Problem:
    """What WeasyPrint complained of, as something that a writer can do something about."""
    missing = _MISSING.search(message)
    if missing:
        what = f"no font has the letter “{missing[1]}” (U+{missing[2]}), so that the pages could not show it"
        hint = "Install a font that has it, such as one of the Noto fonts, or write something else."
        return Problem("BB502", Location(""), what, hint)
    return Problem("BB501", Location(""), f"the pages: {message}", severity=Severity.WARNING)


def _lost_notes(chapter: Chapter, pages: Sequence[Any]) -> frozenset[str]:
    """The ids of the notes of a chapter that stand on none of its pages."""
    there = {name for page in pages for name in page.anchors}
    return frozenset(note.id for note in chapter.notes if note.id not in there)


def _cut_off(pages: Sequence[Any]) -> Iterator[Problem]:
    """An error for each note that begins above its page: WeasyPrint keeps notes whole."""
    for page in pages:
        top = page._page_box.content_box_y() - _ROUNDING
        for area in page._page_box.children:
            notes = area.children if type(area).__name__ == "FootnoteAreaBox" else ()
            for note in notes:
                if note.position_y < top:
                    number, _, words = "".join(note.element.itertext()).partition(".")
                    shown = f"note {number}, “{' '.join(words.split())[:60].rstrip()} …”,"
                    message = f"{shown} is longer than a page, so that its beginning would be lost"
                    yield Problem("BB504", Location(""), message, "Move a part of it into the text, or make two of it.")


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


def _leaf(page: Any) -> Leaf:
    letters = "".join(filter(str.isalpha, "".join(_texts(page._page_box.children[0])))).casefold()
    return Leaf(
        page._page_box.page_type.name or "",
        content_box(page),
        tuple(_strings(page)),
        tuple((name, *place[:2]) for name, place in page.anchors.items()),
        tuple((level, label, x, y, state == "open") for level, label, (x, y), state in page.bookmarks),
        letters[:_OPENING],
        len(letters),
    )


def _texts(box: Any) -> Iterator[str]:
    """The running text in a box, in the order in which it was written."""
    if isinstance(box, TextBox):
        yield box.text
    elif not isinstance(box, MarginBox | FootnoteAreaBox):
        for child in getattr(box, "children", ()):
            yield from _texts(child)


def _strings(page: Any) -> Iterator[tuple[str, str]]:
    """Named strings that boxes on a page set."""
    for box in page._page_box.descendants():
        if box.string_set and box.string_set != "none":
            yield from box.string_set


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
