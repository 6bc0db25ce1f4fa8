"""How large a page, its letters and its margins are, so that lines have as many letters as an eye takes in."""

from dataclasses import dataclass

from bookbuild.model import Book, Kind
from bookbuild.settings import paper
from bookbuild.settings.schema import PdfSettings
from bookbuild.typography import themes
from bookbuild.typography.themes import PageType

_IN = paper.POINTS["in"]
_BOOK_PAGE = "5.5x8.5in"
_LARGEST = 12.0
"""To how many points the letters of books grow on large pages, before their lines are made shorter."""
_MEASURE = 63
"""How many average letters a line has at the most: a longer one is hard to come back from. With spaces and points,
which are narrower, it has up to 69."""
_SHORT_MEASURE = 56
"""With how many letters a line an article on a small page keeps the size of its letters."""
_MARGINS = (0.875 * _IN, 0.6875 * _IN)
"""The least margins, inside and outside. The inside one suits printing on demand of up to 828 pages: KDP's rules ask
for that much."""
_POCKET = 5 * _IN
"""Narrower pages are those of pocket books."""
_POCKET_MARGINS = (0.625 * _IN, 0.45 * _IN)
"""Their least margins; the inside one suits 500 pages."""
_GIVING_WAY = 0.6
"""To which part of themselves margins shrink at most where lines would be too short."""
_PICTURE = 0.375 * _IN
"""A wide picture keeps as far from the edge of the page, where printers may cut."""
_TOP, _FOOT = 0.8 / 8.5, 0.9 / 8.5
"""Parts of the height."""


@dataclass(frozen=True, slots=True)
class PageMeasures:
    """The measures of a page, in points."""

    width: float
    height: float
    inside: float
    """The margin at the spine; of an article, that at which its lines begin."""
    outside: float
    top: float
    foot: float
    size: float
    """Of the letters."""
    free: float
    """How far tables, figures, code and notes may reach out of the text on either side.

    Style sheets know it as `--free-margin`. It is the same at both sides and on all pages, since a chapter is laid out
    before it is known on which sides its pages will be.
    """

    @property
    def picture(self) -> float:
        """How far a wide picture may reach out: nearer to the edge of the page than words."""
        return max(self.free, min(self.inside, self.outside) - _PICTURE, 0.0)


def letters_a_line(book: Book) -> float:
    """How many average letters a line has."""
    page, letters = measures(book), themes.theme_of(book).print
    return (page.width - page.inside - page.outside) / (letters.letter * page.size)


def measures(book: Book) -> PageMeasures:
    """The page of a book or an article, by its theme and its settings."""
    kind, pdf, letters = book.metadata.kind, book.pdf, themes.theme_of(book).print
    usual = letters.page_size or _BOOK_PAGE if kind is Kind.BOOK else paper.usual(book.metadata.language)
    width, height = paper.size(pdf.page_size or usual)
    inner, outer, fixed = _least_margins(pdf, kind, letters, width)
    room = width - inner - outer
    size = _size(letters, kind, room)
    spare = 0.0 if all(fixed) else max(0.0, room - _MEASURE * letters.letter * size)
    share = (0.55 if kind is Kind.BOOK else 0.5) if fixed[0] == fixed[1] else float(fixed[1])
    top, line = height * _TOP, size * letters.leading_of(kind)
    return PageMeasures(
        width=width,
        height=height,
        inside=inner + spare * share,
        outside=outer + spare * (1 - share),
        top=top,
        foot=height - top - int((height - top - height * _FOOT) / line) * line,
        size=size,
        free=spare * min(share, 1 - share),
    )


def _least_margins(
    pdf: PdfSettings, kind: Kind, letters: PageType, width: float
) -> tuple[float, float, tuple[bool, bool]]:
    """The margins inside and outside, as asked for or the least that are good, and which of them are asked for."""
    inner, outer = _POCKET_MARGINS if width < _POCKET else _MARGINS
    if kind is Kind.ARTICLE:  # no spine
        inner = outer = (inner + outer) / 2
    missing = letters.least * letters.letter * letters.size - (width - inner - outer)
    part = max(_GIVING_WAY, 1 - max(0.0, missing) / (inner + outer))
    return (
        paper.points(pdf.inside_margin) if pdf.inside_margin else inner * part,
        paper.points(pdf.outside_margin) if pdf.outside_margin else outer * part,
        (bool(pdf.inside_margin), bool(pdf.outside_margin)),
    )


def _size(letters: PageType, kind: Kind, room: float) -> float:
    """The size of the letters: larger where there is room, and a multiple of a quarter of a point."""
    least, largest, count = letters.size, max(letters.size, _LARGEST), _MEASURE
    if kind is Kind.ARTICLE:
        largest, count = letters.article_size or letters.size, _SHORT_MEASURE
    return round(min(largest, max(least, room / (count * letters.letter))) * 4) / 4
