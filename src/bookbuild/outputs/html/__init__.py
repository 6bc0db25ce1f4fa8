"""Book → one HTML file with everything inside, to pass on: no network, no scripts, no second file."""

from bookbuild.model import Book
from bookbuild.outputs.context import Context
from bookbuild.outputs.html import document
from bookbuild.results import HTML, Artifact


def render(book: Book, context: Context) -> Artifact:
    """Make the file."""
    return Artifact(f"{context.name}{HTML.ending}", HTML.media_type, document.whole(book, context.cache).encode())
