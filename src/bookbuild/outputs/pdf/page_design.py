"""What settings make of the pages: theme, size, margins, bleed, where chapters begin."""

from collections.abc import Iterator

from bookbuild.assets.block_sheets import block_sheets
from bookbuild.model import Book, Kind
from bookbuild.results import PDF
from bookbuild.settings import paper
from bookbuild.settings.schema import PdfSettings
from bookbuild.styles import stylesheet
from bookbuild.typography import themes
from bookbuild.typography.themes import PageType

_IN = paper.POINTS["in"]
_MARKS = 10 * paper.POINTS["mm"]
"""The space around a page in which crop marks find room."""
_BOOK_PAGE = "5.5x8.5in"


_LARGEST = 12.0
"""To how many points letters grow on large pages before their lines are made shorter than the page allows."""
_MEASURE = 64
"""How many letters a line has at the most: a longer one is hard to come back from."""
_INSIDE, _OUTSIDE = 0.875 * _IN, 0.625 * _IN
"""The least margins. The inside one suits printing on demand of up to 828 pages (KDP's rules ask for that much)."""
_POCKET = 5 * _IN
"""Narrower pages are those of pocket books."""
_POCKET_INSIDE, _POCKET_OUTSIDE = 0.625 * _IN, 0.45 * _IN
"""Their least margins, at which lines still have 45 letters; the inside one suits 500 pages."""

_GUTTERS = ((150, 0.375), (300, 0.5), (500, 0.625), (700, 0.75), (828, 0.875))
"""Up to so many pages, such an inside margin in inches is enough (KDP again)."""
_LEAST = 0.25
"""The same for the outside margin."""
_JOINED = ("ar", "fa", "ur")
"""Languages whose letters join, so that running heads may not have them pulled apart."""


def stylesheets(book: Book) -> Iterator[str]:
    """The style sheets of the pages, in their order."""
    kind, pdf, letters = book.metadata.kind, book.pdf, themes.theme_of(book).print
    for name in ("base.css", "print.css", f"print-{kind.value}.css"):
        yield stylesheet(name)
    yield from block_sheets(book).values()
    if themed := themes.stylesheet(book, PDF):
        yield themed
    yield stylesheet("print-scripts.css")
    if book.metadata.language.split("-")[0].lower() in _JOINED:
        yield "@page text:left { @top-center { letter-spacing: 0 } }"
        yield "@page text:right { @top-center { letter-spacing: 0 } }"
        yield "@page { @top-right { letter-spacing: 0 } }"
    if kind is Kind.ARTICLE:
        width, height = paper.size(pdf.page_size or paper.usual(book.metadata.language))
        yield f"@page {{ size: {width:.2f}pt {height:.2f}pt }}"
        if pdf.page_size and width < 6.5 * _IN:
            yield "@page { margin: 0.8in 0.8in 0.9in }"
        yield from _article_margins(pdf, book.metadata.direction)
    elif pdf.page_size or pdf.inside_margin or pdf.outside_margin or letters.page_size:
        yield _book_page(letters, pdf, *paper.size(pdf.page_size or letters.page_size or _BOOK_PAGE))
    yield from _production(pdf)


def _article_margins(pdf: PdfSettings, direction: str) -> Iterator[str]:
    """All pages of an article are alike; its inner margin is that at which its lines begin."""
    edges = ("right", "left") if direction == "rtl" else ("left", "right")
    for edge, typed in zip(edges, (pdf.inside_margin, pdf.outside_margin), strict=True):
        if typed:
            yield f"@page {{ margin-{edge}: {paper.points(typed):.2f}pt }}"


def narrow_margins(book: Book, pages: int) -> Iterator[str]:
    """What is to be said of margins that the settings ask for, in a bound book of so many pages."""
    pdf = book.pdf
    if book.metadata.kind is not Kind.BOOK:
        return
    needed = next((inches for most, inches in _GUTTERS if pages <= most), _GUTTERS[-1][1])
    if pdf.inside_margin and paper.points(pdf.inside_margin) < needed * _IN:
        yield f"{pages} pages need an inside margin of at least {needed} in, so that no words are lost in the fold"
    if pdf.outside_margin and paper.points(pdf.outside_margin) < _LEAST * _IN:
        yield f"an outside margin of less than {_LEAST} in was asked for, so that words may be cut off"


def _book_page(letters: PageType, pdf: PdfSettings, width: float, height: float) -> str:
    """The page of a book in another size: lines keep their number of letters, and the text whole lines."""
    usual = (_POCKET_INSIDE, _POCKET_OUTSIDE) if width < _POCKET else (_INSIDE, _OUTSIDE)
    inner = paper.points(pdf.inside_margin) if pdf.inside_margin else usual[0]
    outer = paper.points(pdf.outside_margin) if pdf.outside_margin else usual[1]
    room = width - inner - outer
    largest = max(letters.size, min(_LARGEST, room / (_MEASURE * letters.letter)))
    size = round(min(largest, max(letters.size, room / (_MEASURE * letters.letter))) * 4) / 4
    spare = max(0.0, room - _MEASURE * letters.letter * size)
    share = 0.55 if bool(pdf.inside_margin) == bool(pdf.outside_margin) else float(bool(pdf.outside_margin))
    fixed = bool(pdf.inside_margin and pdf.outside_margin)
    inside = inner + (0 if fixed else spare * share)
    outside = outer + (0 if fixed else spare * (1 - share))
    top, foot = height * 0.8 / 8.5, height * 0.9 / 8.5
    line = size * letters.leading
    foot = height - top - int((height - top - foot) / line) * line
    side = (inside + outside) / 2
    return (
        f"@page {{ size: {width:.2f}pt {height:.2f}pt; "
        f"margin: {top:.2f}pt {outside:.2f}pt {foot:.2f}pt {inside:.2f}pt }} "
        f"@page :left {{ margin-left: {outside:.2f}pt; margin-right: {inside:.2f}pt }} "
        f"@page display {{ margin: {top:.2f}pt {side:.2f}pt {foot:.2f}pt }} "
        f"@page half-title {{ margin: {top:.2f}pt {side:.2f}pt {foot:.2f}pt }} "
        f"html {{ font-size: {size:g}pt }}"
    )


def _production(pdf: PdfSettings) -> Iterator[str]:
    """What the printer asks for."""
    bleed = paper.points(pdf.bleed)
    if pdf.crop_marks:
        yield f"@page {{ marks: crop; bleed: {max(bleed, _MARKS):.2f}pt }}"
    elif bleed:
        yield f"@page {{ bleed: {bleed:.2f}pt }}"
    if pdf.chapter_start == "recto":
        yield ".book .chapter { break-before: recto }"
