"""Whether a PDF carries what its settings promise: texts, settings and e-book, byte for byte. Read with pdfium."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

import pypdfium2

from bookbuild.model import Manuscript
from bookbuild.problems import Location, Problem
from bookbuild.results import EPUB, PDF, Artifact, format_of

_FOLDER = "manuscript/"


def prove_inside(manuscript: Manuscript, artifacts: Sequence[Artifact]) -> tuple[Problem, ...]:
    """A problem for each file that the book's PDF should carry and does not, or carries otherwise.

    Among the artifacts the book's PDF is the first, its EPUB the only one.
    """
    attach = manuscript.settings.pdf.attach
    pdf = next((artifact for artifact in artifacts if format_of(artifact.name) is PDF), None)
    if pdf is None or not attach:
        return ()
    promised: dict[str, bytes] = {}
    if EPUB.name in attach:
        promised.update((artifact.name, artifact.data) for artifact in artifacts if format_of(artifact.name) is EPUB)
    if "manuscript" in attach or "stripped-manuscript" in attach:
        promised.update((_FOLDER + path, data) for path, data in manuscript.inputs if path not in manuscript.drafts)
    carried = dict(_attachments(pdf.data))
    return tuple(
        _problem(pdf.name, name, name in carried) for name, data in promised.items() if carried.get(name) != data
    )


def _problem(pdf: str, name: str, is_there: bool) -> Problem:
    what = f"this is not the file that {pdf} carries" if is_there else f"{pdf} does not carry this file"
    return Problem("BB607", Location(name.removeprefix(_FOLDER)), what, "Build again.")


def _attachments(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files in a PDF; one that is damaged is none."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(document.count_attachments()):
            with suppress(pypdfium2.PdfiumError):
                attachment = document.get_attachment(number)
                yield attachment.get_name(), bytes(attachment.get_data())
    finally:
        document.close()
