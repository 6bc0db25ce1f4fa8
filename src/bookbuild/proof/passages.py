"""What the proof compares: passages, in streams, as the manuscript promises them and as an output holds them."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from bookbuild.problems import Location
from bookbuild.proof.forms import has_marks, in_lines, plain


class PassageKind(Enum):
    """What a passage is, for a reader."""

    TEXT = "text"
    HEADING = "heading"
    SUBTITLE = "subtitle"
    BYLINE = "byline"
    CREDIT = "credit"
    QUOTATION = "quotation"
    ATTRIBUTION = "attribution"
    AUTHOR_NOTE = "author note"
    CAPTION = "caption"
    CODE = "code"
    BREAK = "scene break"


NOTE_MARK = "\ue000"
"""Stands in a passage's text for a reference to a note."""

BREAK_MARK = "\ue001"
"""The text of a scene break, which has no words."""

BREAK_ORNAMENTS = ("***", "⁂")
"""What outputs may show in the place of a scene break, as essences."""

FORMULA_MARK = "\ue002"
"""Stands before and after the TeX of a formula."""

FORMULA = re.compile(f"{FORMULA_MARK}[^{FORMULA_MARK}]*{FORMULA_MARK}")
"""A formula in the text of a passage."""

UNKNOWN = "?"
"""Where a passage stands, if that cannot be told."""

_READABLE = str.maketrans({NOTE_MARK: None, FORMULA_MARK: "$"})
_TITLE = str.maketrans({NOTE_MARK: None, FORMULA_MARK: None})


class Change(Enum):
    """What happens to words between a file and the eyes of its reader."""

    HIDDEN = "hidden"
    ADDED = "added"
    CHANGED = "changed"
    """Shown in other letters."""
    UNNUMBERED = "unnumbered"
    """An item of a list whose number is not shown."""


@dataclass(frozen=True, slots=True)
class Alteration:
    """Where a reader does not see what a file says."""

    how: Change
    words: str
    """Those that are added; empty otherwise."""
    cause: str
    """What does it, and where: “opacity: 0” (styles/epub.css, line 12)."""
    sheet: str = ""
    line: int = 0
    """Of the style sheet, or of the document, from 1; 0 where the markup itself does it."""


@dataclass(frozen=True, slots=True)
class PrintedLook:
    """How a run of letters looks on a page."""

    start: int
    """Counted in letters of the essence, from 0."""
    end: int
    face: str
    """The names of its fonts, with spaces between them."""
    size: float
    """In points; 0 where that is not known."""
    rise: float | None
    """How high it stands over the letters of its line, in sizes of these; None where it has no others beside it."""
    line: float | None
    """How high over its baseline there is a line, in sizes of letters; None for none."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of characters that belong together: a paragraph, a heading, a source."""

    kind: PassageKind
    words: str
    """As a person would read it, with `NOTE_MARK` where a note is referred to."""
    text: str
    """Its essence: what is compared."""
    location: Location
    """In the manuscript, or in the output."""
    level: int = 0
    """Of a heading, 1 to 6; of a quotation, how deep it stands inside others, from 1."""
    ornaments: tuple[str, ...] = ()
    """What a style may print before it, as an essence: the word “By”, a dash, asterisks."""
    page: int = 0
    """The page of a PDF on which it begins, counted from 1."""
    opens_page: bool = False
    """Whether the manuscript has a page break before it."""
    form: str = ""
    """Its words with the marks in them (`forms`); of code, its lines. Empty where both are the same."""
    stands: str = ""
    """The lists, tables and boxes that it stands in, as steps with slashes between, such as `ul*/td2`: the first of an
    item has an asterisk, a cell its column."""
    language: str = ""
    """That of its element (a BCP 47 tag, in small letters); empty where that is not known."""
    altered: tuple[Alteration, ...] = ()
    """What a reader of an output does not see as it stands there."""
    looks: tuple[PrintedLook, ...] = ()
    """How its letters look on the pages of an output."""


@dataclass(frozen=True, slots=True)
class NotePassages:
    """A note: the number that its reader sees, and its passages."""

    number: str
    passages: tuple[Passage, ...]
    under: str = ""
    """The essence of the title of its chapter; in an output, of the title below which it stands with others of that
    chapter, empty where none is needed."""
    astray: str = ""
    """What is wrong with the link from its number back to the text; goes on after “it”."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is not an ornament."""

    words: str
    """What it says to those who cannot see it."""
    pixels: str
    """A digest of what it shows; empty where that cannot be told, as in a drawing that was taken apart into lines."""
    location: Location
    altered: tuple[Alteration, ...] = ()
    """Why a reader of an output does not see it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the text."""

    words: str
    """As an essence."""
    target: str
    """An address outside the book, or the essence of the place in it. Empty: in an output a link into the void, in a
    manuscript one whose place the proof cannot name."""
    page: int = 0
    """For a link inside a PDF, the page to which it leads, counted from 1."""
    astray: str = field(default="", compare=False)
    """What is wrong with the area of it that can be clicked; goes on after “it”."""
    location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class HiddenWords:
    """Words that stand on a page, and that a reader cannot see."""

    words: str
    why: str
    """Goes on after “it”: `hangs off the page`."""
    page: int
    """Counted from 1."""
    passage: Passage | None
    """To which they belong; None where that is none of the text, as in printed contents."""
    drawing: str = ""
    """What it is in a message, where it is no words: `the formula $x$`. The words of a picture are those for it."""


@dataclass(frozen=True, slots=True)
class ItemNumber:
    """The number of an item of a list."""

    shown: str
    """As a reader sees it: `3.`, `(a)`."""
    location: Location


@dataclass(frozen=True, slots=True)
class Facts:
    """What an edition says of itself."""

    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    further: Mapping[str, str] = field(default_factory=dict)
    """Publisher, rights and the like, by their names in messages: those for which its kind of file has a place."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A manuscript, or an output, as a reader goes through it."""

    passages: tuple[Passage, ...]
    """The text, in order."""
    notes: tuple[NotePassages, ...]
    """In order of their first references."""
    references: tuple[str, ...]
    """The numbers seen where the text refers to notes, in order."""
    misled_references: tuple[str, ...] = ()
    """What is wrong with each of the references as a link, empty where nothing is; goes on after “it”."""
    quotations: int = 0
    """How many quotations a manuscript has."""
    pictures: tuple[Picture, ...] = ()
    links: tuple[Link, ...] = ()
    item_numbers: tuple[ItemNumber, ...] = ()
    """Those of numbered lists, in order."""
    unnumbered: int = 0
    """How many items of lists an output shows without any mark, as a style sheet may have it."""
    contents: tuple[tuple[int, str], ...] = ()
    """Level and essence of each entry of an output's contents (nav, outline), or of each heading of a manuscript."""
    printed_contents: tuple[str, ...] = ()
    """The essences of the entries of the contents that stand on the pages of an output."""
    facts: Facts = Facts()
    faces: tuple[str, ...] = ()
    """The names of the fonts of an output that has pages."""
    hidden: tuple[HiddenWords, ...] = ()
    """What the pages of an output hold and do not show."""
    smart_punctuation: bool = False
    """Whether a manuscript wants its straight marks to have the forms of the language."""
    misled: tuple[tuple[str, str], ...] = ()
    """Entries of the lists of an output that lead elsewhere: the essence of each, and a sentence about it."""
    cover: str = ""
    """A digest of the picture of the cover. Empty: an output that has no place for it, or one that bookbuild draws."""
    misread_formulas: tuple[str, ...] = ()
    """The TeX of formulas that an output shows otherwise."""
    faults: tuple[str, ...] = ()
    """What is wrong with an output by itself: a link into the void, a font that is not embedded."""

    @property
    def headings(self) -> tuple[tuple[int, str, Location], ...]:
        """Level, essence and place of each entry of `contents` of a manuscript."""
        found = [each for each in self.passages if each.kind is PassageKind.HEADING]
        return tuple((each.level, each.text, each.location) for each in found[len(found) - len(self.contents) :])

    @property
    def everything(self) -> tuple[Passage, ...]:
        """The passages of the text, then those of the notes."""
        return (*self.passages, *(passage for note in self.notes for passage in note.passages))


def passage(
    kind: PassageKind,
    words: str,
    location: Location,
    level: int = 0,
    ornaments: tuple[str, ...] = (),
    *,
    stands: str = "",
    language: str = "",
) -> Passage:
    """A passage of these words, which may have marks in them."""
    form = ""
    if kind is PassageKind.CODE:
        words = plain(words)
        form = in_lines(words)
    elif has_marks(words):
        form = " ".join(words.split())
        words = plain(words)
    parts = words.split()
    is_normal = unicodedata.is_normalized("NFC", words)
    return Passage(
        kind,
        " ".join(parts),
        "".join(parts) if is_normal else essence(words),
        location,
        level,
        ornaments,
        form=form,
        stands=stands,
        language=language,
    )


def without(reading: Reading, letters: str) -> Reading:
    """A reading in whose text some letters do not count."""
    table = str.maketrans("", "", letters)
    return respelled(reading, lambda text: text.translate(table))


def respelled(reading: Reading, spell: Callable[[str], str]) -> Reading:
    """A reading whose text is compared in another spelling."""

    def strip(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
        return tuple(
            each
            if (text := spell(each.text)) == each.text and not each.ornaments
            else replace(
                each,
                text=text,
                ornaments=tuple(map(spell, each.ornaments)),
                form=spell(each.form or each.words),
                looks=tuple(
                    replace(look, start=len(spell(each.text[: look.start])), end=len(spell(each.text[: look.end])))
                    for look in each.looks
                ),
            )
            for each in passages
        )

    return replace(
        reading,
        passages=strip(reading.passages),
        notes=tuple(replace(note, passages=strip(note.passages), under=spell(note.under)) for note in reading.notes),
        links=tuple(replace(link, words=spell(link.words), target=spell(link.target)) for link in reading.links),
        contents=tuple((level, spell(title)) for level, title in reading.contents),
        printed_contents=tuple(spell(title) for title in reading.printed_contents),
        facts=replace(
            reading.facts,
            title=spell(reading.facts.title),
            authors=tuple(map(spell, reading.facts.authors)),
            further={name: spell(said) for name, said in reading.facts.further.items()},
        ),
    )


def readable(text: str) -> str:
    """Text for a message: notes are left out, formulas stand between dollar signs."""
    return text.translate(_READABLE) if NOTE_MARK in text or FORMULA_MARK in text else text


def as_title(text: str) -> str:
    """The words of a heading as a list of contents has them, where nothing can be marked."""
    return text.translate(_TITLE)


def essence(text: str) -> str:
    """The characters that matter: NFC, all white space gone."""
    return "".join(unicodedata.normalize("NFC", text).split())
