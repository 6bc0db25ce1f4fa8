"""Book → pages. The only module that imports WeasyPrint.

The pages are tagged for PDF/UA-1; what WeasyPrint's tags lack, `tags.py` corrects afterwards.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from bookbuild import assets, paper
from bookbuild.model import FRONT_MATTER, Asset, Book, Kind
from bookbuild.outputs.pdf import document, formulas
from bookbuild.outputs.pdf.fonts import font_files
from bookbuild.problems import LimitError, Location, Problem, Severity

_BASE = "asset:/"
_MISSING = re.compile(r"notdef glyph.*\"(.)\" \(U\+([0-9A-F]+)\)", re.DOTALL)
_KNOWN = "has no required alt description"
"""Said of ornaments too; the reading of the text has reported the pictures that lack words."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The tagged PDF as WeasyPrint writes it."""

    data: bytes
    front: int
    """How many pages come before page 1."""
    problems: tuple[Problem, ...]
    """What could not be laid out as written."""


def lay_out(book: Book, design: Sequence[str] = ()) -> Pages:
    """Lay a book out as pages; `design` is the text of stylesheets that follow those of its kind."""
    drawings, undrawn = formulas.draw(book)
    images = (*book.assets, *(drawing.asset for drawing in drawings.values()))
    fetcher = _Fetcher({asset.name: asset for asset in images}, {path.as_uri() for path in font_files()})
    fonts = FontConfiguration()
    names = ("base.css", "print.css", f"print-{book.metadata.kind.value}.css")
    sheets = [*font_files().values(), *map(assets.stylesheet, names), _page_size(book), *design]
    with _complaints() as complaints:
        styles = [
            weasyprint.CSS(string=sheet, font_config=fonts, url_fetcher=fetcher, base_url=_BASE) for sheet in sheets
        ]
        html = weasyprint.HTML(string=document.whole(book, drawings), base_url=_BASE, url_fetcher=fetcher)
        try:
            pages = html.render(stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True)
            data = pages.write_pdf(pdf_variant="pdf/ua-1")
        except RecursionError as error:
            raise LimitError([_too_deep(book)]) from error
    assert isinstance(data, bytes)
    first = next((chapter.id for chapter in book.chapters if chapter.role not in FRONT_MATTER), "")
    front = next((number for number, page in enumerate(pages.pages) if first in page.anchors), 0)
    said = (_problem(book, message) for message in dict.fromkeys(complaints))
    return Pages(data, front, (*undrawn, *formulas.shrunk(book, drawings, pages.pages), *said))


def _too_deep(book: Book) -> Problem:
    message = "lists, quotations or notes of this book are nested too deep to be laid out as pages"
    return Problem("BB701", Location(book.chapters[0].source), message, "Take some of them apart, or build --to epub.")


def _problem(book: Book, message: str) -> Problem:
    missing = _MISSING.search(message)
    if missing:
        what = f"no font has the letter “{missing[1]}” (U+{missing[2]}), so that the pages could not show it"
        hint = "Install a font that has it, such as one of the Noto fonts, or write something else."
        return Problem("BB502", _place_of(book, missing[1]), what, hint)
    return Problem("BB501", Location(book.chapters[0].source), f"the pages: {message}", severity=Severity.WARNING)


class _Fetcher(URLFetcher):
    """Hands out the book's own images and the fonts, and refuses every other address."""

    def __init__(self, images: Mapping[str, Asset], fonts: set[str]) -> None:
        super().__init__(allowed_protocols=("asset", "file"), allow_redirects=False)
        self._images = images
        self._fonts = fonts

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if url in self._fonts:
            return super().fetch(url)
        asset = self._images.get(url.removeprefix(_BASE))
        if asset is None:
            raise ValueError(f"{url} is not part of the book")
        return URLFetcherResponse(url, asset.data, {"Content-Type": asset.media_type})


@contextmanager
def _complaints() -> Iterator[list[str]]:
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


def _place_of(book: Book, letter: str) -> Location:
    """The first chapter that has a letter."""
    holders = (c for c in book.chapters if letter in c.body or any(letter in note.body for note in c.notes))
    chapter = next(holders, book.chapters[0])
    return Location(chapter.source, chapter.line)


def _page_size(book: Book) -> str:
    """Articles go on the paper that lies in the printers of the book's region."""
    if book.metadata.kind is Kind.BOOK:
        return ""
    return f"@page {{ size: {paper.usual(book.metadata.language)} }}"
