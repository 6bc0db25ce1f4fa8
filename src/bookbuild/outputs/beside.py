"""Figures in e-books that text flows round: their style sheet, which only books that have some need."""

import re

from bookbuild.model import Book
from bookbuild.styles import stylesheet

_SHEET = "beside.css"
_BESIDE = re.compile(r'<figure class="[^"]*\b(?:left|right)\b')


def sheets(book: Book) -> dict[str, str]:
    """The style sheet of such figures, by its name, where the book has any."""
    bodies = (body for each in book.chapters for body in (each.body, *(note.body for note in each.notes)))
    return {_SHEET: stylesheet(_SHEET)} if any(map(_BESIDE.search, bodies)) else {}
