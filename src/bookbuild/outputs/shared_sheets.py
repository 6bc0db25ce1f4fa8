"""The style sheets that come before the writer's own, in each output."""

from collections.abc import Sequence

from bookbuild.model import Book
from bookbuild.results import EPUB, HTML, PDF, Format
from bookbuild.styles import stylesheet
from bookbuild.typography import themes

_SHARED = {EPUB: ("base.css", "epub.css"), HTML: ("base.css", "web.css")}


def shared_sheets(book: Book, form: Format) -> Sequence[str]:
    """The texts of these sheets, in their order."""
    if form is PDF:
        from bookbuild.outputs.pdf import page_design  # whose libraries take a second to load

        return [*page_design.stylesheets(book)]
    return [*map(stylesheet, _SHARED[form]), themes.stylesheet(book, form)]
