"""Book → EPUB 3.3: its documents (`documents`), what leads to them (`nav`), its cover (`cover`), packed by `opf`.

Section numbers refer to EPUB 3.3.
"""

import re

from bookbuild.assets.block_sheets import block_sheets
from bookbuild.model import Book, Stylesheet
from bookbuild.outputs import beside, frame, wide_tables
from bookbuild.outputs.context import Context
from bookbuild.outputs.epub import nav
from bookbuild.outputs.epub.cover import cover_of
from bookbuild.outputs.epub.documents import FONT_STYLE, STYLES, Look, documents, file_names
from bookbuild.outputs.epub.opf import XHTML_TYPE, Item, Point, pack
from bookbuild.results import EPUB, Artifact
from bookbuild.styles import stylesheet
from bookbuild.typography import themes

_THEME = "theme.css"
_NAMED_FONT = re.compile(r'"[^"]+", ')
_ON_SCREENS = "horizontal-tb"
"""How lines run where nothing says otherwise."""


def render(book: Book, context: Context) -> Artifact:
    """Make the EPUB.

    `modified` of the context is what it says of its last change (§5.4), and `pages` are those that its readers can
    turn to. Of the settings, those that are about the EPUB alone are followed.
    """
    settings = context.settings
    files = file_names(book)
    items = [Item(f"style-{style[:-4]}", f"styles/{style}", "text/css", stylesheet(style).encode()) for style in STYLES]
    blocks = block_sheets(book) | wide_tables.sheets(book) | beside.sheets(book)
    items += [Item(f"style-{name[:-4]}", f"styles/{name}", "text/css", text.encode()) for name, text in blocks.items()]
    themed = _themed(book, fonts_inside=settings.epub.fonts)
    items += [Item("style-theme", f"styles/{_THEME}", "text/css", themed)] if themed else []
    own = [sheet for sheet in book.stylesheets if EPUB.stylesheets in sheet.outputs]
    items += [Item(f"style-{sheet.name[:-4]}", f"styles/{sheet.name}", "text/css", _own(sheet)) for sheet in own]
    used = [each for each in book.style_files if any(each.name in sheet.text for sheet in own)]
    items += [Item(f"file-{number}", file.name, file.media_type, file.data) for number, file in enumerate(used, 1)]
    items += [
        Item(f"image-{number}", asset.name, asset.media_type, asset.data)
        for number, asset in enumerate(book.assets, start=1)
    ]
    cover = cover_of(book, context.cache) if settings.cover is not False else None
    if cover is not None:
        items += cover.items
    chosen = ((_THEME, bool(themed)), (FONT_STYLE, settings.epub.fonts))
    look = Look(
        (*STYLES, *blocks, *(name for name, there in chosen if there), *(sheet.name for sheet in own)),
        "" if settings.epub.writing_mode == _ON_SCREENS else settings.epub.writing_mode,
    )
    made = documents(book, files, context.pages, look)
    items += [
        Item(f"chapter-{id_}", f"text/{files[id_]}", XHTML_TYPE, data, ("mathml",) if b"<math " in data else ())
        for id_, data in made.chapters
    ]
    spine = ["nav" if frame.sets_contents(each) else f"chapter-{each.id}" for each in book.chapters]
    entries = frame.contents(book, settings.epub.toc_depth)
    navigation = nav.navigation(book, entries, files, cover.page if cover else "", made.pages, look)
    if settings.epub.fonts:
        from bookbuild.outputs.epub.fonts import embedded  # HarfBuzz takes its time to load

        items += embedded(themes.theme_of(book), [*(data for _, data in made.chapters), navigation], context.cache)
    front = [cover.items[-1].id] if cover else []
    targets = [Point(mark.id, mark.label, nav.page_address(book, chapter, mark, files)) for chapter, mark in made.pages]
    order, points = [*front, *spine], nav.points(entries, files)
    data = pack(book, settings.epub, items, order, points, targets, navigation, context.modified)
    problems = cover.problems if cover else ()
    return Artifact(f"{context.name}{EPUB.ending}", EPUB.media_type, data, problems=problems)


def _own(sheet: Stylesheet) -> bytes:
    """A sheet of the writer's; the files that it uses lie beside the folder of the sheets."""
    return sheet.text.replace('url("files/', 'url("../files/').encode()


def _themed(book: Book, *, fonts_inside: bool) -> bytes:
    """The style sheet of the theme; without the fonts, it asks for letters of their kind only."""
    text = themes.stylesheet(book, EPUB)
    return (text if fonts_inside else _NAMED_FONT.sub("", text)).encode()
