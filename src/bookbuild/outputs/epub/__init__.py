"""Book → EPUB 3.3: its documents (`documents`), what leads to them (`nav`), its cover (`cover`), packed by `package`.

Section numbers refer to EPUB 3.3.
"""

import datetime

from bookbuild import assets
from bookbuild.model import Artifact, Book
from bookbuild.outputs import frame
from bookbuild.outputs.epub import nav
from bookbuild.outputs.epub.cover import cover_of
from bookbuild.outputs.epub.documents import STYLES, documents, file_names
from bookbuild.outputs.epub.package import MEDIA_TYPE, XHTML_TYPE, Item, pack
from bookbuild.problems import Problem
from bookbuild.schema import Settings

__all__ = ["MEDIA_TYPE", "render"]

_BARE = Settings(cover=False)


def render(
    book: Book, name: str, modified: datetime.datetime, settings: Settings = _BARE
) -> tuple[Artifact, tuple[Problem, ...]]:
    """Make the EPUB; `modified` (in UTC) is what it says of its last change (§5.4).

    Of the settings, those that are about the EPUB alone are followed; without any, it has no cover.
    """
    files = file_names(book)
    items = [Item(f"style-{style[:-4]}", f"styles/{style}", "text/css", _style(style)) for style in STYLES]
    items += [
        Item(f"image-{number}", asset.name, asset.media_type, asset.data)
        for number, asset in enumerate(book.assets, start=1)
    ]
    cover = cover_of(book) if settings.cover is not False else None
    if cover is not None:
        items += cover.items
    items += [
        Item(f"chapter-{id_}", f"text/{files[id_]}", XHTML_TYPE, data, ("mathml",) if b"<math " in data else ())
        for id_, data in documents(book, files)
    ]
    spine = ["nav" if frame.sets_contents(each) else f"chapter-{each.id}" for each in book.chapters]
    entries = frame.contents(book, settings.epub.toc_depth)
    navigation = nav.navigation(book, entries, files, cover.page if cover else "")
    front = [cover.items[-1].id] if cover else []
    data = pack(book, items, [*front, *spine], nav.points(entries, files), navigation, modified)
    return Artifact(f"{name}.epub", MEDIA_TYPE, data), cover.problems if cover else ()


def _style(name: str) -> bytes:
    return assets.stylesheet(name).encode()
