"""The values that pass from stage to stage. Data only: no logic, no input or output."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from bookbuild.problems import Location, Problem
from bookbuild.results import Listed
from bookbuild.settings.identifiers import Identifier
from bookbuild.settings.people import Person
from bookbuild.settings.schema import ChapterSettings, PdfSettings, Settings


class Role(Enum):
    """What a chapter is in the book, in the order in which they follow each other."""

    TITLE_PAGE = "title-page"
    COPYRIGHT = "copyright-page"
    DEDICATION = "dedication"
    CONTENTS = "contents"
    """The list of chapters; where its body is empty, each output sets the list itself."""
    FRONT = "front"
    """Text before the first heading: it has no title and is not in the contents."""
    PART = "part"
    """The opener of a part, with the chapters of the part after it."""
    CHAPTER = "chapter"
    ABOUT = "about"
    """What is told about the author of the whole book."""
    COLOPHON = "colophon"
    """How the book was made."""


@dataclass(frozen=True, slots=True)
class RoleNames:
    """What a role is called, by readers' programs and by writers. Style sheets know it by its value, as a class."""

    aria: str = ""
    """For assistive technology (DPUB-ARIA 1.1), which has no word for some."""
    epub_type: str = ""
    """For e-readers (EPUB 3 Structural Semantics Vocabulary)."""
    label: str = ""
    """The key of its name among the words for readers (`i18n.words.page_name`), where it needs no heading."""
    setting: str = ""
    """The setting that says what a page of this role holds."""
    file: str = ""
    """The file of a manuscript folder that is this page."""


ROLES = {
    Role.TITLE_PAGE: RoleNames("", "titlepage", "title_page", "title-page", "title-page.md"),
    Role.COPYRIGHT: RoleNames("", "copyright-page", "copyright_page", "copyright-page", "copyright.md"),
    Role.DEDICATION: RoleNames("doc-dedication", "dedication", "dedication", "dedication", "dedication.md"),
    Role.CONTENTS: RoleNames("", "toc", "contents", "contents"),
    Role.FRONT: RoleNames(),
    Role.PART: RoleNames("doc-part", "part"),
    Role.CHAPTER: RoleNames("doc-chapter", "chapter"),
    Role.ABOUT: RoleNames("doc-afterword", "afterword", "about_the_author", "author-note", "about.md"),
    Role.COLOPHON: RoleNames("doc-colophon", "colophon", "colophon", "colophon", "colophon.md"),
}
"""What each role is called. The proof shares none of this: its own expectations stand in `proof`, and in the tests."""

NOTE_ROLES = {"noteref": "doc-noteref", "footnote": "doc-footnote"}
"""What belongs to a note: the word of e-readers for it, and its role for assistive technology."""

UNLISTED = frozenset({Role.TITLE_PAGE, Role.COPYRIGHT, Role.DEDICATION, Role.CONTENTS})
"""The pages up to the contents, which do not list them."""
FRONT_MATTER = UNLISTED | {Role.FRONT}
"""What comes before page 1."""
PAGES = UNLISTED | {Role.ABOUT, Role.COLOPHON}
"""What a book has beside its text."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one Markdown file, or of the piece of it that makes one chapter."""

    path: str
    """Path from the manuscript folder, with forward slashes; the file's name for a single file."""
    text: str
    """Markdown without front matter; lines end in a line feed."""
    settings: ChapterSettings
    """What the front matter says."""
    first_line: int = 1
    """The line of the file, counted from 1, on which `text` begins."""
    definitions: str = ""
    """Definitions of notes and links that stand elsewhere in the file but are used here."""
    role: Role | None = None
    """What the file is in the book, where its name or a table of contents says so; then it is one chapter, whatever
    its headings. None: its headings tell."""
    level: int = 1
    """The level of its title in the book; deeper than 1 for a file that belongs to the one listed before it."""
    places: tuple[Location | None, ...] = ()
    """Where each line of `text` was typed, if the text is not simply that of the file from `first_line` on; None for a
    line that is."""

    def location(self, index: int, column: int | None = None, length: int = 1) -> Location:
        """Where a line of `text`, counted from 0, was typed; columns are known only where nothing was rewritten."""
        place = self.places[min(index, len(self.places) - 1)] if self.places else None
        return place or Location(self.path, self.first_line + index, column, length)

    def places_between(self, begin: int, end: int) -> tuple[Location | None, ...]:
        """The places of some lines, `end` not included, as the places of a source of these lines alone."""
        places = self.places[begin:end]
        return places if any(places) else ()


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A manuscript as it lies on the disk: settings and texts, not yet understood."""

    root: Path
    """The folder that holds the chapters; nothing outside it is ever read."""
    settings: Settings
    settings_path: str
    """The file that the settings come from, for messages."""
    sources: tuple[Source, ...]
    """One a file, in reading order, drafts left out."""
    inputs: tuple[tuple[str, bytes], ...]
    """Path and exact bytes of every file read."""
    drafts: tuple[str, ...] = ()
    """Paths of the files left out because they say that they are drafts."""
    pages: tuple[Source, ...] = ()
    """Those of `PAGES` that the writer wrote, in their order; each has its role."""
    problems: tuple[Problem, ...] = ()
    """What was noticed on the way: what another tool would do, and bookbuild does not."""
    files: tuple[Listed, ...] = ()
    """The files of the book in their order, and those of its folder that are not in it; of a single file nothing."""


class Kind(Enum):
    """How the whole is laid out."""

    ARTICLE = "article"
    BOOK = "book"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the book says of itself, complete and checked."""

    title: str
    subtitle: str
    authors: tuple[Person, ...]
    """All who made the book, each with a MARC relator code."""
    byline: tuple[str, ...]
    """The names under the title, as the writer typed them."""
    credit: str
    language: str
    """A BCP 47 language tag."""
    direction: str
    """`ltr` or `rtl`."""
    identifier: str
    """The URN under which programs know the book: the first of `identifiers`, or one made of title and authors."""
    kind: Kind
    identifiers: tuple[Identifier, ...] = ()
    """Those that the writer gave, ISBNs first."""
    sources: tuple[str, ...] = ()
    """What the book was made from, by name, address or URN; the print edition first, if its ISBN is known."""
    series: str = ""
    series_number: str = ""
    publisher: str = ""
    date: str = ""
    rights: str = ""
    license: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as contents, outline and nav show it."""

    level: int
    """1 to 6, without skips inside a chapter."""
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote."""

    id: str
    number: int
    """Counted from 1 in each chapter, in order of reference."""
    references: tuple[str, ...]
    """The ids of the places that refer to it, in order."""
    body: str
    """XHTML: one or more blocks."""


@dataclass(frozen=True, slots=True)
class ImageReference:
    """A picture as the text asks for it."""

    path: str
    """Path from the manuscript folder."""
    name: str
    """The name by which the fragments and the outputs call it."""
    source: str
    """The file that asks for it."""
    line: int | None
    has_alternative: bool
    """Whether its words, or its mark as an ornament, serve readers who cannot see it."""
    column: int | None = None
    """Where on the line its path is typed, counted from 1."""
    length: int = 1
    """Of the path as typed."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The unit of work: one file of the e-book, one run of pages."""

    id: str
    """Unique in the book; also the id of its section and the name of its file."""
    role: Role
    title: str
    """Plain text; empty for front text. Of a page without a heading, what it is called: “Dedication”."""
    level: int
    """The level of its title: 1, deeper inside a part or another chapter."""
    byline: tuple[str, ...]
    credit: str
    body: str
    """A finished XHTML fragment: header, blocks, author note; internal links are `#id`, images are asset names."""
    notes: tuple[Note, ...]
    headings: tuple[Heading, ...]
    """All headings, its title first; none of what is `UNLISTED`."""
    anchors: tuple[tuple[str, str], ...]
    """Names that links may use and the ids they stand for."""
    links: tuple[str, ...]
    """Targets of links inside the book as they were written, still to be resolved."""
    images: tuple[ImageReference, ...]
    language: str
    direction: str
    source: str
    """Path of the file it was read from."""
    line: int
    """The line of that file on which it begins."""
    problems: tuple[Problem, ...] = ()
    tables: tuple[Location, ...] = ()
    """Where its tables were typed, but for those that stand in another one."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A checked file that the outputs carry along."""

    name: str
    """Relative path inside the outputs, ASCII."""
    media_type: str
    data: bytes = field(repr=False)
    """Its bytes as the outputs carry them, cleaned."""
    source: str
    """Path from the manuscript folder."""
    source_sha256: str
    """Digest of the file as it lies there."""


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """A style sheet of the writer's own, checked."""

    name: str
    """The name of its file in outputs."""
    text: str = field(repr=False)
    """CSS, in which files go by their names in the outputs."""
    outputs: tuple[str, ...]
    """Those of `epub`, `print` and `web` that it is for."""
    source: str
    """Path from the manuscript folder."""
    source_sha256: str
    """Digest of the text as it lies there."""


@dataclass(frozen=True, slots=True)
class Book:
    """A manuscript understood: everything that an output needs, and nothing that belongs to one output only."""

    metadata: Metadata
    chapters: tuple[Chapter, ...]
    assets: tuple[Asset, ...]
    problems: tuple[Problem, ...] = ()
    cover: Asset | None = None
    """The picture that the author chose for the cover."""
    theme: str = ""
    """The name of the theme; empty for the usual one of its kind."""
    pdf: PdfSettings = field(default_factory=PdfSettings)
    """How the pages of the print edition are to look."""
    stylesheets: tuple[Stylesheet, ...] = ()
    """The writer's own, in their order."""
    style_files: tuple[Asset, ...] = ()
    """Pictures and fonts that they use."""
    exceptions: tuple[str, ...] = ()
    """Passages that may stand although the proof finds fault with them, each with its reason."""
