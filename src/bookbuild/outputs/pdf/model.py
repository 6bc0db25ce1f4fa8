"""What passes between the stages of the print edition: chapters to be laid out, laid out, and their pages.

All of it is data that can be sent to another process and be written as JSON.
"""

from dataclasses import dataclass, field

from bookbuild.model import Asset, Chapter, Kind
from bookbuild.outputs.frame import ContentsEntry
from bookbuild.problems import Problem

PICTURES = "/BookbuildPictures"
"""Where the root of a part lists the elements of its structure whose attributes hold coordinates."""
FONTS = "/BookbuildFonts"
"""Where the root of a part keeps its fonts, of which the files are still to be embedded."""

PLATE = "plate"
"""The name of pages with a picture that runs off their edges."""
FLOATING = "floating"
"""The class of figures that may leave their place."""
AMID_TEXT = "amid-text"
"""The class of those of them that text goes on after as if they were not there."""
HALF_TITLE = "half-title"
"""The name of the page that has nothing but the title of the book."""

Strings = tuple[tuple[str, str], ...]
"""Named strings and what they are set to (CSS Generated Content for Paged Media, 1.1)."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What all chapters of a book have in common."""

    title: str
    language: str
    direction: str
    kind: Kind
    floats: bool = True
    """Whether figures may stand at the top of the next page, where they do not fit."""
    letters: float = 63
    """How many a line has."""
    bleed: float = 0.0
    """How far pictures go past the edge of the page, in points."""
    statements: tuple[tuple[str, str], ...] = ()
    """Names and values for the document information; only the first part of a book makes them."""
    files: tuple[Asset, ...] = ()
    """Pictures and fonts that style sheets use."""


@dataclass(frozen=True, slots=True)
class Task:
    """A chapter to be laid out. Where it stands in its file is left out, since that changes nothing on its pages."""

    edition: Edition
    chapter: Chapter
    predecessor: str
    """The opening tag of the section before it; empty for the first."""
    entries: tuple[ContentsEntry, ...]
    """The lines of the contents, if it is the contents."""
    numbers: tuple[tuple[str, str], ...]
    """For places that its style sheets print the page of: their ids and the numbers of their pages."""
    images: tuple[Asset, ...]
    stylesheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of a chapter as laid out, in CSS pixels from its upper left corner."""

    name: str
    """The page name by which `@page` rules know it."""
    box: tuple[float, float, float, float]
    """Left, top, width and height of the space for text."""
    strings: Strings
    """Named strings that are set on it, in order."""
    anchors: tuple[tuple[str, float, float], ...]
    """Ids of the places on it, with their coordinates."""
    bookmarks: tuple[tuple[int, str, float, float, bool], ...]
    """Level, label and coordinates of the entries of the outline, and whether they are open."""
    opening: str = ""
    """The first letters of its text, in small letters and without all else."""
    letters: int = 0
    """How many letters there are on it, notes left out."""
    bleed: float | None = None
    """How far, in points, pictures go past the edge of the page; None if none does."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font as one document uses it."""

    name: str
    """By which its pages call it."""
    digest: str
    """SHA-256 of the whole font file."""
    widths: dict[int, float]
    """Of each glyph in use, in thousandths of an em."""
    letters: dict[int, str]
    """What each glyph stands for."""


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter laid out: tagged pages without running heads and folios, and all that has to be known to join them."""

    pdf: bytes = field(repr=False)
    leaves: tuple[Leaf, ...]
    fonts: tuple[Font, ...]
    begins: str
    """On which side of a sheet it has to begin, as CSS names it; empty if on either."""
    then: str
    """On which side what follows has to begin; empty if on either."""
    problems: tuple[Problem, ...] = ()
    """Without a place in the manuscript: that is the chapter's."""
    unfit: tuple[int, ...] = ()
    """The indexes of its tables that fit no page."""


@dataclass(frozen=True, slots=True)
class BookPage:
    """A page of the finished book, before it is painted."""

    name: str
    """The page name by which `@page` rules know it."""
    side: str
    """`left` or `right`."""
    number: int
    """As counted from the beginning of its run: the front matter, or the text."""
    front: bool
    """Whether it belongs to the front matter, which is numbered in roman numerals."""
    part: int | None
    """The index of its chapter; None for a page without text, which is painted alone."""
    leaf: int
    """The index of the page in its chapter."""
    strings: Strings
    is_blank: bool = False
    """Whether it is there only for the next page to stand on its side."""

    @property
    def label(self) -> str:
        """The number as it is printed."""
        return roman(self.number) if self.front else str(self.number)


_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def roman(number: int) -> str:
    """A number in roman numerals, as front matter has it."""
    written = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        written += numeral * count
    return written


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around the text of some pages: running heads, folios, backgrounds, marks."""

    pdf: bytes = field(repr=False)
    """A page for each."""
    boxes: tuple[tuple[float, float, float, float], ...]
    """Where on each the space for text is, as in `Leaf`."""
    fonts: tuple[Font, ...]
    problems: tuple[Problem, ...] = ()
