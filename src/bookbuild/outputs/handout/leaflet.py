"""An article → a leaflet to pin on a board or to read in class: in larger letters, on two sheets at the most.

Letters and lines are as large as fill the sides that the text needs, so that the last one is not almost empty.

The foot of each page says whose words these are and where they come from, since leaflets are copied page by page.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace

from bookbuild.i18n.words import written_date
from bookbuild.model import Book, Kind
from bookbuild.outputs import pdf
from bookbuild.outputs.context import Context, nobody
from bookbuild.outputs.pdf.css import quoted
from bookbuild.problems import Location, Problem, SettingsError, Severity
from bookbuild.results import Artifact
from bookbuild.settings import paper
from bookbuild.settings.schema import HandoutSettings
from bookbuild.styles import stylesheet
from bookbuild.typography import themes

_STEP = 0.25
"""Sizes of letters are multiples of it; all sizes are in points."""
_LEAST, _USUAL, _LARGEST = 11.5, 14.5, 18.0
"""The sizes of letters; with more room than is needed in the largest one, lines stand further apart."""
_MORE = 3.0
"""By how much the letters of a theme may grow that are larger than usual as they are."""
_LEADINGS = (1.36, 1.4, 1.44, 1.48, 1.52)
_MAX_PAGES = 4
"""Two sheets printed on both sides."""

_QUOTATION_MARKS = frozenset('"“”„«»「」')
"""A title that begins or ends with one gets none around it: they would be doubled."""


def render(book: Book, context: Context) -> Artifact:
    """Make the leaflet as the print edition is made, tagged too. Raises SettingsError for a book."""
    settings = context.settings.handout or HandoutSettings(from_="article")
    around = replace(context, name=f"{context.name}.handout", pages_known=nobody)
    _refuse_what_does_not_fit(book, settings)

    def made(size: float, leading: float = _LEADINGS[0]) -> Artifact:
        return pdf.designed(book, around, _design(book, settings, size, leading))

    @functools.cache
    def sides(size: float, leading: float = _LEADINGS[0]) -> int:
        return pdf.count_of_pages(book, around, _design(book, settings, size, leading))

    sizes = _sizes(book)
    least, usual = sizes[0], min(sizes, key=lambda size: abs(size - max(_USUAL, sizes[0])))
    if sides(least) > _MAX_PAGES:
        message = f"the handout takes {sides(least)} pages, more than two sheets, even in its smallest letters"
        hint = "Shorten the text; or leave “from” out, and its pages are made a booklet."
        too_long = Problem("BB604", Location(book.chapters[0].source), message, hint, Severity.WARNING)
        whole = made(least)
        return replace(whole, problems=(*whole.problems, too_long))
    count = min(sides(usual), _MAX_PAGES)
    size = _last(sizes, lambda each: sides(each) <= count)
    if size == sizes[-1] and count > 1:  # the last side may be almost empty
        smaller = _last(sizes, lambda each: sides(each) < count)
        size = smaller if sides(smaller) < count and smaller >= _still_large(usual) else size
    count = sides(size)
    return made(size, _last(_LEADINGS, lambda each: sides(size, each) <= count))


def _sizes(book: Book) -> tuple[float, ...]:
    """The sizes that letters may have, the smallest first; large print keeps its own."""
    own = themes.theme_of(book).print.size
    least, largest = (own, own + _MORE) if own > _USUAL else (_LEAST, _LARGEST)
    return tuple(least + _STEP * step for step in range(round((largest - least) / _STEP) + 1))


def _still_large(usual: float) -> float:
    """The smallest size that is large enough for a leaflet that could be longer."""
    return usual - 2


def _last(values: Sequence[float], fits: Callable[[float], bool]) -> float:
    """The last of rising values that fits, found by halving; the first if none does."""
    first, last = 0, len(values) - 1
    while first < last:
        middle = (first + last + 1) // 2
        first, last = (middle, last) if fits(values[middle]) else (first, middle - 1)
    return values[first]


def _refuse_what_does_not_fit(book: Book, settings: HandoutSettings) -> None:
    where = Location(book.chapters[0].source)
    if book.metadata.kind is not Kind.ARTICLE:
        message = "a handout “from” an article was asked for, and this is a book"
        raise SettingsError([Problem("BB106", where, message, "Leave “from” out: its pages are made a booklet.")])
    if settings != HandoutSettings(from_="article", paper=settings.paper, source=settings.source):
        message = "a handout “from” an article has no settings but “paper” and “source”"
        hint = "Take the others out; or leave “from” out, and the pages are put onto sheets."
        raise SettingsError([Problem("BB106", where, message, hint)])


def _design(book: Book, settings: HandoutSettings, size: float, leading: float) -> tuple[str, ...]:
    metadata, theme = book.metadata, themes.theme_of(book)
    width, height = paper.size(settings.paper or paper.usual(metadata.language))
    date = written_date(metadata.date, metadata.language)
    origin = settings.source or ", ".join(filter(None, (metadata.publisher, date)))
    ends = {metadata.title[:1], metadata.title[-1:]}
    title = metadata.title if ends & _QUOTATION_MARKS else f"“{metadata.title}”"
    foot = quoted(", ".join(filter(None, (*metadata.byline, title, origin))))
    family = f'font-family: "{theme.guide}", "Amiri", "Frank Ruhl Libre", {theme.generic}'
    page = (
        f"@page {{ size: {width:.2f}pt {height:.2f}pt; @bottom-left {{ content: {foot}; {family} }} "
        f"@bottom-right {{ {family} }} }}"
    )
    letters = f"html {{ font-size: {size:g}pt }} body.article {{ line-height: {leading:g} }}"
    return stylesheet("print-handout.css"), page, letters
