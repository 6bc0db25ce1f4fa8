"""What settings make of the pages: theme, size, margins, bleed, where chapters begin."""

import re
from collections.abc import Iterator

from bookbuild.assets.block_sheets import block_sheets
from bookbuild.model import Book, Kind
from bookbuild.outputs.pdf.model import PLATE
from bookbuild.outputs.pdf.page_measures import PageMeasures, measures
from bookbuild.results import PDF
from bookbuild.settings import paper
from bookbuild.settings.schema import PdfSettings
from bookbuild.styles import stylesheet
from bookbuild.typography import themes

_IN = paper.POINTS["in"]
_MARKS = 10 * paper.POINTS["mm"]
"""The space around a page in which crop marks find room."""
_GUTTERS = ((150, 0.375), (300, 0.5), (500, 0.625), (700, 0.75), (828, 0.875))
"""Up to so many pages, such an inside margin in inches is enough (KDP again)."""
_LEAST = 0.25
"""The same for the outside margin."""
_BLEEDS = re.compile(r'<figure class="[^"]*\bbleed\b')
_FURNITURE = ("top-left", "top-center", "top-right", "bottom-left", "bottom-center", "bottom-right")
"""What pages have around their text, but for those with pictures that run off their edges."""
_PLAIN_HEADS = {
    "letter-spacing: 0": ("ar", "fa", "ur"),
    "font-variant-caps: normal; text-transform: none": ("hy", "ka"),
}
"""What running heads must do without in some languages: letters that join may not be pulled apart, few fonts have
the capitals that Unicode has for Georgian, and none here has small ones of Armenian."""


def stylesheets(book: Book) -> Iterator[str]:
    """The style sheets of the pages, in their order."""
    kind, pdf, letters = book.metadata.kind, book.pdf, themes.theme_of(book).print
    for name in ("base.css", "print.css", f"print-{kind.value}.css"):
        yield stylesheet(name)
    yield from block_sheets(book).values()
    if themed := themes.stylesheet(book, PDF):
        yield themed
    yield stylesheet("print-scripts.css")
    for plain, languages in _PLAIN_HEADS.items():
        if book.metadata.language.split("-")[0].lower() in languages:
            yield f"@page text:left {{ @top-center {{ {plain} }} }}"
            yield f"@page text:right {{ @top-center {{ {plain} }} }}"
            yield f"@page {{ @top-right {{ {plain} }} }}"
    page = measures(book)
    if kind is Kind.ARTICLE:
        yield _article_page(page, book.metadata.direction)
    elif pdf.page_size or pdf.inside_margin or pdf.outside_margin or letters.page_size:
        yield _book_page(page)
    yield f":root {{ --picture-margin: {page.picture:.2f}pt }}"
    if any(_BLEEDS.search(chapter.body) for chapter in book.chapters):
        yield f"@page {PLATE} {{ {' '.join(f'@{box} {{ content: none }}' for box in _FURNITURE)} }}"
    yield from _production(pdf)


def _article_page(page: PageMeasures, direction: str) -> str:
    """All pages of an article are alike; its inner margin is that at which its lines begin."""
    edges = (page.inside, page.outside) if direction == "rtl" else (page.outside, page.inside)
    right, left = (f"{edge:.2f}pt" for edge in edges)
    return (
        f"@page {{ size: {page.width:.2f}pt {page.height:.2f}pt; "
        f"margin: {page.top:.2f}pt {right} {page.foot:.2f}pt {left} }} {_letters(page)}"
    )


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


def _book_page(page: PageMeasures) -> str:
    """Pages of both sides, and those with margins of one width at both."""
    top, foot, inside, outside = (f"{each:.2f}pt" for each in (page.top, page.foot, page.inside, page.outside))
    side = f"{(page.inside + page.outside) / 2:.2f}pt"
    return (
        f"@page {{ size: {page.width:.2f}pt {page.height:.2f}pt; margin: {top} {outside} {foot} {inside} }} "
        f"@page :left {{ margin-left: {outside}; margin-right: {inside} }} "
        f"@page display {{ margin: {top} {side} {foot} }} "
        f"@page half-title {{ margin: {top} {side} {foot} }} {_letters(page)}"
    )


def _letters(page: PageMeasures) -> str:
    return f"html {{ font-size: {page.size:g}pt }} :root {{ --free-margin: {page.free:.2f}pt }}"


def _production(pdf: PdfSettings) -> Iterator[str]:
    """What the printer asks for."""
    bleed = paper.points(pdf.bleed)
    if pdf.crop_marks:
        yield f"@page {{ marks: crop; bleed: {max(bleed, _MARKS):.2f}pt }}"
    elif bleed:
        yield f"@page {{ bleed: {bleed:.2f}pt }}"
    if pdf.chapter_start == "recto":
        yield ".book .chapter { break-before: recto }"
