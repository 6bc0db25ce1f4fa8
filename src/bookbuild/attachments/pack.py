"""What a PDF is given to carry: the e-book, and the manuscript as it lies on the disk."""

import posixpath
from pathlib import PurePosixPath

from bookbuild.assets.images import MAX_IMAGE_BYTES
from bookbuild.manuscript.files import contained, read_file
from bookbuild.model import Book, Manuscript
from bookbuild.results import Artifact, Attachment

FOLDER = "manuscript"
"""Where the manuscript lies among the attachments of a PDF."""
TEXT_TYPE = "text/markdown"
"""The media type of a chapter, by which it is told from the settings and pictures beside it."""

MANUSCRIPT, STRIPPED = "manuscript", "stripped-manuscript"
"""What settings call a manuscript that is carried as it is, and one without what is in its pictures beside them."""

_DRAFT = b"---\ndraft: true\n---\n"
"""What is carried of a chapter that its writer does not give out: that there is one, since settings may list it."""
_TYPES = {".toml": "application/toml", ".yml": "application/yaml", ".yaml": "application/yaml", ".txt": "text/plain"}


def e_book(epub: Artifact) -> Attachment:
    """The EPUB, byte for byte."""
    return Attachment(epub.name, epub.media_type, "The same text as an e-book", "Alternative", epub.data)


def carries_manuscript(manuscript: Manuscript) -> bool:
    """Whether the PDF of a book is to carry its manuscript, in either way."""
    attach = manuscript.settings.pdf.attach
    return MANUSCRIPT in attach or STRIPPED in attach


def sources(manuscript: Manuscript, book: Book, *, strip: bool = False) -> tuple[Attachment, ...]:
    """Every file that the manuscript was read from, byte for byte, at its place; of drafts only that they are drafts.

    With `strip`, pictures are as the outputs have them, without metadata.
    Raises HostError for a picture that cannot be read any more.
    """
    chapters = {source.path for source in manuscript.sources}
    files = {path: _DRAFT if path in manuscript.drafts else data for path, data in manuscript.inputs}
    types = {path: TEXT_TYPE if path in chapters else _media_type(path) for path in files}
    for asset in filter(None, (*book.assets, book.cover)):
        place = contained(manuscript.root, asset.source)
        if place is not None:
            path = posixpath.normpath(asset.source)
            files[path] = asset.data if strip else read_file(place, asset.source, MAX_IMAGE_BYTES)
            types[path] = asset.media_type
    return tuple(
        Attachment(f"{FOLDER}/{path}", types[path], "Of the manuscript from which this was made", "Source", data)
        for path, data in sorted(files.items())
    )


def _media_type(path: str) -> str:
    return _TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
