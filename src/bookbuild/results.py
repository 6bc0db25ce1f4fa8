"""What comes of a book: the formats there are, finished outputs, and what there is to say of them."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from bookbuild.problems import Problem, errors


class Feature(Enum):
    """What a format can hold beside the words in their order, so that it is asked for what the manuscript has of it."""

    ROLES = "what a passage is: a heading and its level, a quotation, an attribution"
    TITLE_LINES = "which line is the subtitle, the byline, the credit"
    CODE = "which passage is code"
    PICTURES = "pictures, with the words that describe them"
    LINKS = "links, inside the book and out of it"
    CONTENTS = "a list of the headings that leads to them"
    METADATA = "title, authors, language and the like"
    FORMS = "white space, emphasis and other marks, lists and tables, as what they are"
    PAGES = "pages of a size, whose lines end where the page has it, and which are known before the file is finished"
    PAGE_LIST = "where the pages of the print edition begin"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of output. `pipeline.formats` says what makes it and what reads it back."""

    name: str
    """What the command line and the Python API call it."""
    title: str
    """What messages call it."""
    ending: str
    """Of the names of its files, with the dot."""
    media_type: str
    stylesheets: str
    """How the names of style sheets begin that are for it alone; empty where it has no style."""
    holds: frozenset[Feature]


_WHOLE = frozenset(
    {
        Feature.ROLES,
        Feature.TITLE_LINES,
        Feature.CODE,
        Feature.PICTURES,
        Feature.LINKS,
        Feature.CONTENTS,
        Feature.METADATA,
        Feature.FORMS,
    }
)
_NO_TAG_IN_PDF = frozenset({Feature.TITLE_LINES, Feature.CODE, Feature.FORMS})
"""What a PDF has no structure type for; their places among the other passages tell them."""

EPUB = Format("epub", "EPUB", ".epub", "application/epub+zip", "epub", _WHOLE | {Feature.PAGE_LIST})
PDF = Format("pdf", "PDF", ".pdf", "application/pdf", "print", _WHOLE - _NO_TAG_IN_PDF | {Feature.PAGES})
HTML = Format("html", "HTML", ".html", "text/html", "web", _WHOLE)

FORMATS = (EPUB, PDF, HTML)
"""All there are, in the order in which they are told of."""

TITLES = " or ".join((", ".join(each.title for each in FORMATS[:-1]), FORMATS[-1].title))
"""The same, for a sentence."""


def format_of(name: str) -> Format | None:
    """The format of a file, which the ending of its name tells; None for a file of another kind."""
    return next((each for each in FORMATS if name.lower().endswith(each.ending)), None)


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page of the print edition begins."""

    chapter: str
    """The id of the chapter that it shows; of a blank page, that of the next."""
    label: str
    """Its number as it is printed."""
    opening: str
    """The first letters of its text, in small letters and without all else; empty where there is none."""
    letters: int
    """How many letters there are on it, notes left out."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished output."""

    name: str
    """File name."""
    media_type: str
    data: bytes = field(repr=False)
    pages: tuple[PageStart, ...] = field(default=(), repr=False)
    """Of a print edition, where its pages begin."""
    problems: tuple[Problem, ...] = field(default=(), repr=False)
    """What was noticed while it was made; with an error among them it must not be published."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a PDF."""

    path: str
    """A relative path with forward slashes."""
    media_type: str
    description: str
    relationship: str
    """What it is to the document: `Source` or `Alternative` (ISO 19005-3, annex E)."""
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a proof compared."""

    characters: int
    """Of the manuscript, white space left out."""
    passages: int
    quotations: int
    notes: int
    pictures: int
    formulas: int
    links: int
    outputs: int


@dataclass(frozen=True, slots=True)
class Allowed:
    """A disagreement that the settings let stand."""

    code: str
    where: str
    reason: str
    message: str
    """What the proof says of it."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """Whether a judge, a program by others, was asked about the outputs."""

    judge: str
    files: tuple[str, ...] = ()
    """The names of those that it was asked about."""
    reason: str = ""
    """Why it was asked about none."""


class Use(Enum):
    """What becomes of a file of the manuscript folder."""

    CHAPTER = "chapter"
    PART = "part"
    PAGE = "page"
    DRAFT = "draft"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the manuscript folder that holds words, or may."""

    path: str
    """From the manuscript folder, with forward slashes; a folder ends in one."""
    use: Use
    why: str
    """Why it is in the book, at its place, or is not, in words for the writer."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build or a check did."""

    artifacts: tuple[Artifact, ...]
    folder: Path
    """Where the artifacts lie."""
    problems: tuple[Problem, ...]
    figures: Figures | None = None
    """None where nothing was proven."""
    allowed: tuple[Allowed, ...] = ()
    """What the proof found and the settings let stand."""
    judges: tuple[Hearing, ...] = ()
    """Of a check: all judges that there are."""
    files: tuple[Listed, ...] = ()
    """Of a build from a folder: its files, those of the book first."""

    @property
    def failed(self) -> bool:
        """Whether something is wrong that a reader would suffer from."""
        return bool(errors(self.problems))
