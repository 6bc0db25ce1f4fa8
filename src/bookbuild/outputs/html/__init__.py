"""Book → one HTML file with everything inside, to pass on: no network, no scripts, no second file."""

import datetime

from bookbuild.jobs.cache import Cache
from bookbuild.model import Book
from bookbuild.outputs.html import document
from bookbuild.problems import Problem
from bookbuild.results import Artifact

MEDIA_TYPE = "text/html"


def render(
    book: Book, name: str, modified: datetime.datetime, cache: Cache | None = None
) -> tuple[Artifact, tuple[Problem, ...]]:
    """Make the file."""
    return Artifact(f"{name}.html", MEDIA_TYPE, document.whole(book, cache or Cache()).encode()), ()
