"""The few words that bookbuild itself puts into a book, in the book's language.

Each language is one file in `languages/`, which must have all words: a new language is a new file.
"""

import functools
import re
import tomllib
from pathlib import Path

import msgspec

_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?")
_FOLDER = Path(__file__).parent / "languages"
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
"""The primary languages that there are words for."""


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """Words for readers; nothing here ever stands in the text of a manuscript."""

    contents: str
    about_the_author: str
    notes: str
    note: str
    """A single one, before its number."""
    back: str
    """What a screen reader says of the link from a note back to the text."""
    title_page: str
    beginning: str


class PageNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What the pages beside the text are called, for lists of them and for those who cannot see them."""

    copyright_page: str
    dedication: str
    colophon: str
    about_the_authors: str
    """The page about several authors."""


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """The words before the number of a figure and its kin."""

    figure: str
    table: str
    equation: str
    listing: str


class Callouts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What callouts without a title of their own are called."""

    note: str
    tip: str
    important: str
    warning: str
    caution: str


class TaskLabels(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What a screen reader says of the box before a task."""

    to_do: str
    done: str


class ScreenLabels(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """Names of things that only screens have."""

    skip: str
    """The link past the contents, for those who go by the keyboard."""
    table: str
    """The box in which a table scrolls."""
    cover: str


class Credits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """The words before names, by MARC relator codes, in the order in which people are named.

    In languages that would inflect the names after them, the words end in a colon.
    """

    trl: str
    edt: str
    ill: str
    pht: str
    aui: str
    cov: str


class AccessibilitySentences(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """Sentences for readers who choose a book by whether they will be able to read it."""

    text: str
    all_described: str
    some_described: str
    """Of pictures, where not all have words."""
    pages: str


class Titles(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What has to be known of a language to break titles at sense."""

    clinging: frozenset[str]
    """Articles, short prepositions and conjunctions, which no line of a title ends with."""


class Dates(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """How dates are written, as the Unicode Common Locale Data Repository has it.

    The patterns have places for `{day}`, `{month}`, `{alone}` and `{year}`.
    """

    months: tuple[str, ...]
    months_alone: tuple[str, ...] = ()
    """In languages that write the name of a month otherwise beside a day."""
    day: str
    """A whole date."""
    regions: dict[str, str] = {}
    """The same in regions that have it otherwise."""
    first: str = ""
    """The first day of a month, where it is not simply 1."""
    month: str
    """A month and its year."""


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All words of a language, by the tables of its file."""

    wording: Wording
    pages: PageNames
    labels: Labels
    callouts: Callouts
    tasks: TaskLabels
    screens: ScreenLabels
    credits: Credits
    accessibility: AccessibilitySentences
    titles: Titles
    dates: Dates


CREDITED = Credits.__struct_fields__
"""The MARC relator codes for which there are words, in the order in which people are named."""
BLOCK_LABELS = (*Callouts.__struct_fields__, "about-the-author")
"""The keys of the words for blocks."""


def catalogue(language: str) -> Catalogue:
    """The words for a BCP 47 tag, by its primary language; English where there are none."""
    primary = language.split("-")[0].lower()
    return _read(primary if primary in LANGUAGES else "en")


def wording(language: str) -> Wording:
    """The words for readers in the language of a BCP 47 tag."""
    return catalogue(language).wording


def labels(language: str) -> Labels:
    """The words before numbers in the language of a BCP 47 tag."""
    return catalogue(language).labels


def page_names(language: str) -> PageNames:
    """The names of pages in the language of a BCP 47 tag."""
    return catalogue(language).pages


def page_name(key: str, language: str) -> str:
    """The name of one page in the language of a BCP 47 tag; `key` is a field of `Wording` or `PageNames`."""
    words = catalogue(language)
    return _word(words.wording if key in Wording.__struct_fields__ else words.pages, key)


def block_label(key: str, language: str) -> str:
    """What a block is called; `key` is one of `BLOCK_LABELS`."""
    words = catalogue(language)
    return words.wording.about_the_author if key == "about-the-author" else _word(words.callouts, key)


def task_label(language: str, *, done: bool) -> str:
    """What a screen reader says of the box before a task."""
    tasks = catalogue(language).tasks
    return tasks.done if done else tasks.to_do


def cover_label(language: str) -> str:
    """What the cover is called."""
    return catalogue(language).screens.cover


def skip_label(language: str) -> str:
    """What the link past the contents says, to those who go by the keyboard."""
    return catalogue(language).screens.skip


def table_label(language: str) -> str:
    """What a screen reader calls the box in which a table scrolls."""
    return catalogue(language).screens.table


def clinging(language: str) -> frozenset[str]:
    """The words that no line of a title ends with, in small letters; none for languages that are not known."""
    return catalogue(language).titles.clinging if language.split("-")[0].lower() in LANGUAGES else frozenset()


def written_date(date: str, language: str) -> str:
    """A date such as `2024-03-01` or `2024-03` as the language of a BCP 47 tag writes it; any other text as it is."""
    found = _DATE.fullmatch(date)
    if found is None or language.split("-")[0].lower() not in LANGUAGES:
        return date
    dates = catalogue(language).dates
    year, month, day = found[1], int(found[2]), int(found[3] or 0)
    pattern = dates.regions.get(language.rpartition("-")[2].upper(), dates.day) if day else dates.month
    return pattern.format(
        year=year,
        month=dates.months[month - 1],
        alone=(dates.months_alone or dates.months)[month - 1],
        day=dates.first if day == 1 and dates.first else day,
    )


def credit(role: str, language: str) -> str:
    """The words before the names of those who did what a MARC relator code of `CREDITED` says."""
    return _word(catalogue(language).credits, role)


@functools.cache
def _read(language: str) -> Catalogue:
    return msgspec.convert(tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8")), Catalogue)


def _word(words: msgspec.Struct, key: str) -> str:
    return str(getattr(words, key))
