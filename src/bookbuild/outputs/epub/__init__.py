"""Book → EPUB 3.3: its documents (`documents`), what leads to them (`nav`), its cover (`cover`), packed by `package`.

Section numbers refer to EPUB 3.3.
"""

import datetime
import re
from collections.abc import Sequence

from bookbuild.assets.block_sheets import block_sheets
from bookbuild.jobs.cache import Cache
from bookbuild.model import Book, Stylesheet
from bookbuild.outputs import xhtml
from bookbuild.outputs.epub import fonts, nav
from bookbuild.outputs.epub.cover import cover_of
from bookbuild.outputs.epub.documents import STYLES, Look, documents, file_names
from bookbuild.outputs.epub.opf import MEDIA_TYPE, XHTML_TYPE, Item, Point, pack
from bookbuild.problems import Problem
from bookbuild.results import Artifact, PageStart
from bookbuild.settings.schema import Settings
from bookbuild.styles import stylesheet
from bookbuild.typography import themes

__all__ = ["MEDIA_TYPE", "render"]

_THEME = "theme.css"
_NAMED_FONT = re.compile(r'"[^"]+", ')
_BARE = Settings(cover=False)
_ON_SCREENS = "horizontal-tb"
"""How lines run where nothing says otherwise."""


def render(
    book: Book,
    name: str,
    modified: datetime.datetime,
    settings: Settings = _BARE,
    pages: Sequence[PageStart] = (),
    cache: Cache | None = None,
) -> tuple[Artifact, tuple[Problem, ...]]:
    """Make the EPUB; `modified` (in UTC) is what it says of its last change (§5.4).

    Of the settings, those that are about the EPUB alone are followed; without any, it has no cover. `pages` are
    those of the print edition, which its readers can turn to.
    """
    files = file_names(book)
    items = [Item(f"style-{style[:-4]}", f"styles/{style}", "text/css", stylesheet(style).encode()) for style in STYLES]
    blocks = block_sheets(book)
    items += [Item(f"style-{name[:-4]}", f"styles/{name}", "text/css", text.encode()) for name, text in blocks.items()]
    themed = _themed(book, fonts_inside=settings.epub.fonts)
    items += [Item("style-theme", f"styles/{_THEME}", "text/css", themed)] if themed else []
    own = [sheet for sheet in book.stylesheets if "epub" in sheet.outputs]
    items += [Item(f"style-{sheet.name[:-4]}", f"styles/{sheet.name}", "text/css", _own(sheet)) for sheet in own]
    used = [each for each in book.style_files if any(each.name in sheet.text for sheet in own)]
    items += [Item(f"file-{number}", file.name, file.media_type, file.data) for number, file in enumerate(used, 1)]
    items += [
        Item(f"image-{number}", asset.name, asset.media_type, asset.data)
        for number, asset in enumerate(book.assets, start=1)
    ]
    cover = cover_of(book, cache or Cache()) if settings.cover is not False else None
    if cover is not None:
        items += cover.items
    chosen = ((_THEME, bool(themed)), (fonts.STYLESHEET, settings.epub.fonts))
    look = Look(
        (*STYLES, *blocks, *(name for name, there in chosen if there), *(sheet.name for sheet in own)),
        "" if settings.epub.writing_mode == _ON_SCREENS else settings.epub.writing_mode,
    )
    made = documents(book, files, pages, look)
    items += [
        Item(f"chapter-{id_}", f"text/{files[id_]}", XHTML_TYPE, data, ("mathml",) if b"<math " in data else ())
        for id_, data in made.chapters
    ]
    spine = ["nav" if xhtml.sets_contents(each) else f"chapter-{each.id}" for each in book.chapters]
    entries = xhtml.contents(book, settings.epub.toc_depth)
    navigation = nav.navigation(book, entries, files, cover.page if cover else "", made.pages, look)
    if settings.epub.fonts:
        items += fonts.embedded(
            themes.theme_of(book), [*(data for _, data in made.chapters), navigation], cache or Cache()
        )
    front = [cover.items[-1].id] if cover else []
    targets = [Point(mark.id, mark.label, nav.page_address(book, chapter, mark, files)) for chapter, mark in made.pages]
    data = pack(book, settings.epub, items, [*front, *spine], nav.points(entries, files), targets, navigation, modified)
    return Artifact(f"{name}.epub", MEDIA_TYPE, data), cover.problems if cover else ()


def _own(sheet: Stylesheet) -> bytes:
    """A sheet of the writer's; the files that it uses lie beside the folder of the sheets."""
    return sheet.text.replace('url("files/', 'url("../files/').encode()


def _themed(book: Book, *, fonts_inside: bool) -> bytes:
    """The style sheet of the theme; without the fonts, it asks for letters of their kind only."""
    text = themes.stylesheet(book, "epub")
    return (text if fonts_inside else _NAMED_FONT.sub("", text)).encode()
