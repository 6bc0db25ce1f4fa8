"""The themes: which letters each sets, and which one a publication has by itself. Every output follows them.

What a theme does beside choosing letters stands in style sheets: `theme-NAME.css` for print, `theme-NAME-web.css` and
`theme-NAME-epub.css` for screens.
"""

from dataclasses import dataclass

from bookbuild.assets import images
from bookbuild.model import Book, Kind


@dataclass(frozen=True, slots=True)
class Theme:
    """A design with a name."""

    name: str
    """As the settings have it."""
    text: str
    """The family of what is read."""
    guide: str
    """The family of what guides through it: headings, captions."""
    generic: str
    """The kind of the family of the text, for screens that lack it: `serif`, `sans-serif`."""


THEMES = {
    theme.name: theme
    for theme in (
        Theme("classic", "EB Garamond", "EB Garamond", "serif"),
        Theme("modern", "Newsreader", "Source Sans 3", "serif"),
        Theme("large-print", "Atkinson Hyperlegible", "Atkinson Hyperlegible", "sans-serif"),
    )
}
_USUAL = {Kind.BOOK: THEMES["classic"], Kind.ARTICLE: THEMES["modern"]}


def usual(kind: Kind) -> Theme:
    """The theme of a kind of publication whose settings name none; the style sheets of that kind have it in them."""
    return _USUAL[kind]


def theme_of(book: Book) -> Theme:
    """The theme of a book."""
    return THEMES.get(book.design.theme, usual(book.metadata.kind))


def web_sheet(book: Book) -> str:
    """What the theme adds to the style sheets of the HTML file; empty where it is the usual one."""
    theme = theme_of(book)
    return "" if theme is usual(book.metadata.kind) else images.stylesheet(f"theme-{theme.name}-web.css")


def epub_sheet(book: Book) -> str:
    """What the theme adds to the style sheets of an EPUB; empty for a classic book, to which `epub.css` is cut."""
    theme = theme_of(book)
    is_plain = book.metadata.kind is Kind.BOOK and theme is usual(Kind.BOOK)
    return "" if is_plain else images.stylesheet(f"theme-{theme.name}-epub.css")
