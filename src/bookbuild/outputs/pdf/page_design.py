"""What settings make of the pages: theme, size, margins, bleed, where chapters begin."""

from collections.abc import Iterator
from dataclasses import dataclass

from bookbuild.assets import images
from bookbuild.model import Book, Design, Kind
from bookbuild.settings import paper
from bookbuild.typography import themes

_IN = paper.POINTS["in"]
_MARKS = 10 * paper.POINTS["mm"]
"""The space around a page in which crop marks find room."""
_USUAL = (5.5 * _IN, 8.5 * _IN)


@dataclass(frozen=True, slots=True)
class _Type:
    """The letters of a theme."""

    size: float
    """In points."""
    leading: float
    """In letters' sizes."""
    letter: float
    """The width of an average letter, in letters' sizes."""
    page: tuple[float, float] = _USUAL
    """The size of a book's page, in points."""


_THEMES = {
    "classic": _Type(10.5, 1.381, 0.428),
    "modern": _Type(10, 1.45, 0.47),
    "large-print": _Type(17, 1.5, 0.5, (7 * _IN, 10 * _IN)),
}
_LARGEST = 12.0
"""To how many points letters grow on large pages before their lines are made shorter than the page allows."""
_MEASURE = 64
"""How many letters a line has at the most: a longer one is hard to come back from."""
_INSIDE, _OUTSIDE = 0.875 * _IN, 0.625 * _IN
"""The least margins. The inside one suits printing on demand of up to 828 pages (KDP's rules ask for that much)."""

_GUTTERS = ((150, 0.375), (300, 0.5), (500, 0.625), (700, 0.75), (828, 0.875))
"""Up to so many pages, such an inside margin in inches is enough (KDP again)."""
_LEAST = 0.25
"""The same for the outside margin."""
_JOINED = ("ar", "fa", "ur")
"""Languages whose letters join, so that running heads may not have them pulled apart."""


def stylesheets(book: Book) -> Iterator[str]:
    """The style sheets of the pages, in their order."""
    kind, design = book.metadata.kind, book.design
    theme, usual = themes.theme_of(book).name, themes.usual(kind).name
    for name in ("base.css", "print.css", f"print-{kind.value}.css"):
        yield images.stylesheet(name)
    if theme != usual:
        yield images.stylesheet(f"theme-{theme}.css")
    yield images.stylesheet("print-scripts.css")
    if book.metadata.language.split("-")[0].lower() in _JOINED:
        yield "@page text:left { @top-center { letter-spacing: 0 } }"
        yield "@page text:right { @top-center { letter-spacing: 0 } }"
        yield "@page { @top-right { letter-spacing: 0 } }"
    if kind is Kind.ARTICLE:
        width, height = paper.size(design.page_size or paper.usual(book.metadata.language))
        yield f"@page {{ size: {width:.2f}pt {height:.2f}pt }}"
        if design.page_size and width < 6.5 * _IN:
            yield "@page { margin: 0.8in 0.8in 0.9in }"
        yield from _article_margins(design, book.metadata.direction)
    elif design.page_size or design.inside or design.outside or _THEMES[theme].page != _USUAL:
        page = paper.size(design.page_size) if design.page_size else _THEMES[theme].page
        yield _book_page(_THEMES[theme], design, *page)
    yield from _production(design)


def _article_margins(design: Design, direction: str) -> Iterator[str]:
    """All pages of an article are alike; its inner margin is that at which its lines begin."""
    edges = ("right", "left") if direction == "rtl" else ("left", "right")
    for edge, typed in zip(edges, (design.inside, design.outside), strict=True):
        if typed:
            yield f"@page {{ margin-{edge}: {paper.points(typed):.2f}pt }}"


def narrow_margins(book: Book, pages: int) -> Iterator[str]:
    """What is to be said of margins that the settings ask for, in a bound book of so many pages."""
    design = book.design
    if book.metadata.kind is not Kind.BOOK:
        return
    needed = next((inches for most, inches in _GUTTERS if pages <= most), _GUTTERS[-1][1])
    if design.inside and paper.points(design.inside) < needed * _IN:
        yield f"{pages} pages need an inside margin of at least {needed} in, so that no words are lost in the fold"
    if design.outside and paper.points(design.outside) < _LEAST * _IN:
        yield f"an outside margin of less than {_LEAST} in was asked for, so that words may be cut off"


def _book_page(letters: _Type, design: Design, width: float, height: float) -> str:
    """The page of a book in another size: lines keep their number of letters, and the text whole lines."""
    typed_margins = (design.inside, design.outside)
    usual = (_INSIDE, _OUTSIDE)
    inner, outer = (paper.points(typed) if typed else most for typed, most in zip(typed_margins, usual, strict=True))
    room = width - inner - outer
    largest = max(letters.size, min(_LARGEST, room / (_MEASURE * letters.letter)))
    size = round(min(largest, max(letters.size, room / (_MEASURE * letters.letter))) * 4) / 4
    spare = max(0.0, room - _MEASURE * letters.letter * size)
    share = 0.55 if bool(design.inside) == bool(design.outside) else float(bool(design.outside))
    fixed = bool(design.inside and design.outside)
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


def _production(design: Design) -> Iterator[str]:
    """What the printer asks for."""
    bleed = paper.points(design.bleed)
    if design.crop_marks:
        yield f"@page {{ marks: crop; bleed: {max(bleed, _MARKS):.2f}pt }}"
    elif bleed:
        yield f"@page {{ bleed: {bleed:.2f}pt }}"
    if design.chapters_on_recto:
        yield ".book .chapter { break-before: recto }"
