"""The themes. Every output follows the one that a book has.

A theme is a folder in `styles/themes`. Its record, `theme.toml`, says what code has to know: fonts, measures, and what
the cover looks like. Its style sheets, `print.css`, `web.css` and `epub.css`, say the rest; one that is not there adds
nothing to those that all themes share. A record is checked as strictly as the settings of a book are.
"""

import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from bookbuild import styles
from bookbuild.model import Book, Kind
from bookbuild.results import EPUB, Format
from bookbuild.typography.faces import FAMILIES, Axes


class PageType(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """The letters of printed pages, and the page that suits them."""

    size: float
    """In points; the least one, where pages are large."""
    leading: float
    """From base line to base line, in ems."""
    article_size: float = 0
    """Of articles, where pages have room for it; 0 for that of books."""
    article_leading: float = 0
    """0 for that of books."""
    letter: float
    """The width of an average letter, in ems."""
    least: int = 45
    """How many letters a line has at least: on small pages, margins give way to them."""
    page_size: str = ""
    """Of a book, as the settings write it; empty for the one that books have by default."""

    def leading_of(self, kind: Kind) -> float:
        """From base line to base line, in ems."""
        return (self.article_leading if kind is Kind.ARTICLE else 0) or self.leading


class WebFace(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """One font inside the HTML file, with its place in the style sheets."""

    family: str
    """The family's name in its font package."""
    name: str = ""
    """What the style sheets call it; empty for the name of the family."""
    voice: str = "serif"
    """The custom property of `web.css` that names it: `serif`, `sans`, `display`, `code`.

    A theme that has no face for a voice sets it in the face of `serif`.
    """
    italic: bool = False
    bold: bool | None = None
    """None: this font is for all weights, or the only one that there is."""
    axes: Axes = ()
    """Axes of a variable font that are pinned: an axis that a text does not use is most of a font's size."""
    weight: str = "200 900"
    """The weights that the style sheets ask of it, as CSS writes them."""


class Lettering(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """How words on a cover are set."""

    family: str
    size: float
    """Of an em, in pixels."""
    weight: int = 400
    italic: bool = False
    tracking: float = 0
    """Space added between letters, in ems; not in scripts whose letters join."""
    small_capitals: bool = False


class CoverDesign(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What a cover looks like, apart from its colours."""

    layout: Literal["label", "band"]
    """Whether the words stand on a label with the author first, or below a band with the title first."""
    author: Lettering
    title: Lettering
    subtitle: Lettering
    foot: Lettering
    """Of the series or the publisher."""
    space: float
    """Between title and author, in pixels."""
    band: int = 860
    """How high the band is, in pixels."""
    pattern: int = 1
    """How many times larger than usual the shapes of the patterned paper are."""


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """A theme: its record, and the name of its folder."""

    name: str
    """As the settings write it."""
    text: str
    """The family of what is read."""
    guide: str
    """The family of what guides through it: headings, captions."""
    generic: Literal["serif", "sans-serif"]
    """The kind of the family of the text, for screens that lack it."""
    usual_for: tuple[Kind, ...] = ()
    """The kinds of publication that have it by default. Their style sheets have it in them."""
    print: PageType
    web_faces: tuple[WebFace, ...]
    cover: CoverDesign

    @property
    def families(self) -> frozenset[str]:
        """All families that its record names."""
        lettering = (self.cover.author, self.cover.title, self.cover.subtitle, self.cover.foot)
        on_cover, on_screens = {each.family for each in lettering}, {face.family for face in self.web_faces}
        return frozenset({self.text, self.guide} | on_cover | on_screens)


def theme_named(name: str) -> Theme:
    """A theme by its name.

    Raises LookupError if there is none of that name, and ValueError if its record is wrong.
    """
    if name not in styles.theme_names():
        raise LookupError(f"there is no theme “{name}”: choose from {', '.join(styles.theme_names())}")
    return _read(styles.theme_folder(name))


def usual(kind: Kind) -> Theme:
    """The theme of a kind of publication whose settings name none. Raises LookupError if no record claims the kind."""
    for theme in map(theme_named, styles.theme_names()):
        if kind in theme.usual_for:
            return theme
    raise LookupError(f"no theme is usual for the kind “{kind.value}”")


def theme_of(book: Book) -> Theme:
    """The theme of a book. Raises as `theme_named`."""
    return theme_named(book.theme) if book.theme else usual(book.metadata.kind)


def stylesheet(book: Book, form: Format) -> str:
    """What the theme of a book adds to the style sheets of a format; empty where these have it in them already."""
    theme, kind = theme_of(book), book.metadata.kind
    if kind in theme.usual_for and (form is not EPUB or kind is Kind.BOOK):  # epub.css is that of books
        return ""
    file = styles.theme_folder(theme.name) / f"{form.stylesheets}.css"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


@functools.cache
def _read(folder: Path) -> Theme:
    record = folder / "theme.toml"
    try:
        theme = msgspec.convert({**tomllib.loads(record.read_text(encoding="utf-8")), "name": folder.name}, Theme)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{record}: {error}") from error
    for message in _faults(theme):
        raise ValueError(f"{record}: {message}")
    return theme


def _faults(theme: Theme) -> Iterator[str]:
    for family in sorted(theme.families.difference(FAMILIES)):
        yield f"“{family}” does not come with bookbuild; choose from {', '.join(FAMILIES)}"
    if not any(face.voice == "serif" for face in theme.web_faces):
        yield "no face has the voice “serif”; give the face of the text to it"
