"""Book → PDF: laid out by `layout`, its tags corrected by `tags`, its metadata completed by `xmp`."""

import datetime
import io
from collections.abc import Sequence

import pikepdf

from bookbuild.model import Artifact, Book
from bookbuild.outputs.pdf import fonts, layout, tags, xmp
from bookbuild.problems import Problem

MEDIA_TYPE = "application/pdf"


def render(
    book: Book, name: str, modified: datetime.datetime, design: Sequence[str] = ()
) -> tuple[Artifact, tuple[Problem, ...]]:
    """Make the print edition, tagged as PDF/UA-1, and say what could not be laid out as written.

    `design` is the text of stylesheets that change how the pages look.
    """
    pages = layout.lay_out(book, design)
    with pikepdf.open(io.BytesIO(pages.data)) as pdf:
        tags.correct(pdf, book.metadata.language)
        tags.number_pages(pdf, pages.front)
        fonts.undate(pdf)
        xmp.complete(pdf, book.metadata)
        finished = io.BytesIO()
        pdf.save(
            finished,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return Artifact(f"{name}.pdf", MEDIA_TYPE, finished.getvalue()), pages.problems
