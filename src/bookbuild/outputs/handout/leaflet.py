"""An article → a leaflet to pin on a board or to read in class: in larger letters, on two sheets at the most.

The foot of each page says whose words these are and where they come from, since leaflets are copied page by page.
"""

import io
from dataclasses import replace

import pikepdf

from bookbuild.model import Book, Kind, Metadata
from bookbuild.outputs import pdf
from bookbuild.outputs.context import Context, nobody
from bookbuild.outputs.pdf.css import quoted
from bookbuild.problems import Location, Problem, SettingsError, Severity
from bookbuild.results import Artifact
from bookbuild.settings import paper
from bookbuild.settings.schema import HandoutSettings
from bookbuild.styles import stylesheet

_SIZES = (14.5, 13.5, 12.5, 11.5)
"""Sizes of letters in points: the largest with which a leaflet keeps to `_MAX_PAGES` is taken."""
_MAX_PAGES = 4
"""Two sheets printed on both sides."""

_QUOTATION_MARKS = frozenset('"“”„«»「」')
"""A title that begins or ends with one gets none around it: they would be doubled."""


def render(book: Book, context: Context) -> Artifact:
    """Make the leaflet as the print edition is made, tagged too. Raises SettingsError for a book."""
    settings = context.settings.handout or HandoutSettings(from_="article")
    around = replace(context, name=f"{context.name}.handout", pages_known=nobody)
    _refuse_what_does_not_fit(book, settings)
    for size in _SIZES:
        made = pdf.designed(book, around, _design(book.metadata, settings, size))
        with pikepdf.open(io.BytesIO(made.data)) as laid_out:
            count = len(laid_out.pages)
        if count <= _MAX_PAGES:
            return made
    message = f"the handout takes {count} pages, more than two sheets, even in its smallest letters"
    hint = "Shorten the text; or leave “from” out, and its pages are made a booklet."
    too_long = Problem("BB604", Location(book.chapters[0].source), message, hint, Severity.WARNING)
    return replace(made, problems=(*made.problems, too_long))


def _refuse_what_does_not_fit(book: Book, settings: HandoutSettings) -> None:
    where = Location(book.chapters[0].source)
    if book.metadata.kind is not Kind.ARTICLE:
        message = "a handout “from” an article was asked for, and this is a book"
        raise SettingsError([Problem("BB106", where, message, "Leave “from” out: its pages are made a booklet.")])
    if settings != HandoutSettings(from_="article", paper=settings.paper, source=settings.source):
        message = "a handout “from” an article has no settings but “paper” and “source”"
        hint = "Take the others out; or leave “from” out, and the pages are put onto sheets."
        raise SettingsError([Problem("BB106", where, message, hint)])


def _design(metadata: Metadata, settings: HandoutSettings, size: float) -> tuple[str, ...]:
    width, height = paper.size(settings.paper or paper.usual(metadata.language))
    origin = settings.source or ", ".join(filter(None, (metadata.publisher, metadata.date)))
    ends = {metadata.title[:1], metadata.title[-1:]}
    title = metadata.title if ends & _QUOTATION_MARKS else f"“{metadata.title}”"
    foot = quoted(", ".join(filter(None, (*metadata.byline, title, origin))))
    page = f"@page {{ size: {width:.2f}pt {height:.2f}pt; @bottom-left {{ content: {foot} }} }}"
    return stylesheet("print-handout.css"), page, f"html {{ font-size: {size}pt }}"
