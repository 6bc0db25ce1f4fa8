"""What book.toml and a front matter may say, as types."""

import re
from typing import Annotated, Literal

import msgspec

Language = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A BCP 47 language tag."""

ROLES = {
    "author": "aut",
    "translator": "trl",
    "editor": "edt",
    "illustrator": "ill",
    "photographer": "pht",
    "introduction": "aui",
    "cover": "cov",
}
"""Words that may stand for MARC relator codes."""


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Someone who made the book."""

    name: str
    role: str = "aut"
    """A MARC relator code: `aut` author, `trl` translator, `edt` editor, `ill` illustrator …; or a word of `ROLES`."""
    file_as: str = ""
    """The name as a catalogue sorts it: `Harris, N.`"""


_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"})

Length = Annotated[str, msgspec.Meta(pattern=r"^\d+(\.\d+)? *(pt|mm|cm|in)$")]
"""A measure with its unit."""
Paper = Annotated[
    str, msgspec.Meta(pattern=r"^([Aa][345]|[Ll]etter|[Ll]egal|\d+(\.\d+)? *[x×] *\d+(\.\d+)? *(pt|mm|cm|in))$")
]
"""A sheet by its name or its measures."""


Layout = Literal["booklet", "2-up", "4-up"]
"""How pages are put onto sheets."""


class HandoutSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What the table [handout] may say: how the text or its pages go onto sheets of paper."""

    from_: Literal["pages", "article"] = msgspec.field(default="pages", name="from")
    """The pages of the PDF, as they are; or the text of an article, set for the purpose in larger letters."""
    source: str = ""
    """What the foot of such an article says of where it comes from; by default publisher and date."""
    layout: Layout = "booklet"
    paper: Paper | None = None
    """By default A4 or Letter, as the region of the book's language has it."""
    signature: Annotated[int, msgspec.Meta(ge=1, le=100)] | None = None
    """The most sheets that are nested in one another."""
    creep: Length = "0mm"
    """The thickness of a folded sheet: by so much the pages of each further sheet move towards the fold."""
    cover: bool = True
    """Whether the first page is the front of the booklet."""
    marks: list[Literal["fold", "staple", "crop"]] = msgspec.field(default_factory=list)
    flip: Literal["short", "long"] | None = None
    """The edge about which the printer turns the paper; by default the one that needs nothing turned on its head."""
    binding: Literal["left", "right"] | None = None
    """By default as the book's language is read."""
    margin: Length | None = None
    """Free space at the edges of a sheet."""
    gutter: Length | None = None
    """Free space between two pages."""


class StyleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What the table [style] may say."""

    theme: str | None = None
    """The design of the pages; by default `classic` for a book, `modern` for an article."""
    stylesheets: list[str] = msgspec.field(default_factory=list)
    """Paths of style sheets of one's own, beside those in the folder `styles`."""


class PdfSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What the table [pdf] may say."""

    page_size: Paper | None = None
    """By default 5.5 × 8.5 in for a book, A4 or Letter for an article."""
    inside_margin: Length | None = None
    """Of a book, at the spine; by default as the size of the page has it."""
    outside_margin: Length | None = None
    bleed: Length = "0mm"
    """How far pictures and colours may go beyond the edge of the page, to be cut off by the printer."""
    crop_marks: bool = False
    """Whether marks show the printer where to cut."""
    chapter_start: Literal["page", "recto"] = "page"
    """Whether chapters begin on any page, or on a right-hand one (a left-hand one, read from right to left)."""
    half_title: bool = True
    """Whether a book begins with a page that has nothing but its title."""
    archive: bool = False
    """Whether the PDF keeps to PDF/A-3a, the standard for archives, as well as to PDF/UA-1."""
    attach: list[Literal["epub", "manuscript"]] = msgspec.field(default_factory=list)
    """What the PDF carries inside, so that one file can be passed on; it keeps to PDF/A-3a then."""


class EpubSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What the table [epub] may say."""

    toc_depth: Annotated[int, msgspec.Meta(ge=1, le=6)] = 3
    """How many levels of headings its contents have."""
    writing_mode: Literal["horizontal-tb", "vertical-rl"] = "horizontal-tb"
    """Whether lines run from top to bottom, from right to left, as in Japanese novels."""
    fonts: bool = False
    """Whether the fonts of the print edition are inside."""
    certified_by: str = ""
    """Who has judged that the book keeps to WCAG 2.2, level AA; only then does it say so."""


class ImagesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What the table [images] may say."""

    longest_side: Annotated[int, msgspec.Meta(ge=100)] | None = None
    """In pixels: pictures of the text with a longer side are made smaller; by default none is."""


class Series(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The series that the book belongs to."""

    name: str
    number: str | int | float = ""
    """Its place in the series: `2`, `2.5`."""


People = str | Person | list[str | Person]
"""A name, a person, or a list of both."""
Page = bool | str
"""A page of a book: whether it is there, the name of a Markdown file, or for some pages the text itself."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """Everything that book.toml may say (and the front matter of a manuscript of one file)."""

    title: str = ""
    subtitle: str = ""
    author: People = msgspec.field(default_factory=list)
    translator: People = msgspec.field(default_factory=list)
    editor: People = msgspec.field(default_factory=list)
    illustrator: People = msgspec.field(default_factory=list)
    byline: str | list[str] = msgspec.field(default_factory=list)
    credit: str = ""
    language: Language = "en"
    dir: Literal["ltr", "rtl"] | None = None
    series: str | Series = ""
    series_number: str | int | float = ""
    isbn: str | int | list[str | int] = msgspec.field(default_factory=list)
    identifier: str | list[str] = msgspec.field(default_factory=list)
    source: str | list[str] = msgspec.field(default_factory=list)
    """What the book was made from: an address, the name or the ISBN of another edition."""
    publisher: str = ""
    date: str = ""
    rights: str = ""
    license: str = ""
    description: str = ""
    keywords: str | list[str] = msgspec.field(default_factory=list)
    kind: Literal["article", "book"] | None = None
    raw_html: Literal["safe", "escape"] = "safe"
    """Whether harmless HTML in the text is kept, or shown as the text that it is."""
    chapters: list[str] | None = None
    smart_punctuation: bool = False
    """Give straight quotation marks, dashes and dots the forms that the language has."""
    math: bool = False
    """Read what stands between dollar signs as formulas in TeX."""
    split: Annotated[int, msgspec.Meta(ge=0, le=6)] | None = None
    """Begin a chapter at headings of this level and above; 0 never; by default 1, or 2 where level 1 opens parts."""
    cover: Page = True
    """The picture of the cover, from the manuscript's folder; whether the EPUB has one at all."""
    epub: EpubSettings = EpubSettings()
    images: ImagesSettings = ImagesSettings()
    style: StyleSettings = StyleSettings()
    pdf: PdfSettings = PdfSettings()
    handout: HandoutSettings | None = None
    title_page: Page = True
    copyright_page: Page = True
    dedication: Page = ""
    contents: Page = True
    author_note: Page = ""
    colophon: Page = ""


class ChapterSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What the front matter of a chapter may say."""

    title: str = ""
    subtitle: str = ""
    byline: str | list[str] = msgspec.field(default_factory=list)
    credit: str = ""
    date: str = ""
    language: Language | None = None
    dir: Literal["ltr", "rtl"] | None = None
    author_note: str = ""
    epigraph: str = ""
    draft: bool = False


def people(said: People, role: str = "aut") -> tuple[Person, ...]:
    """The people that a setting such as `author` names, with their MARC codes; those without a role have this one."""
    entries = said if isinstance(said, list) else [said]
    persons = (Person(entry) if isinstance(entry, str) else entry for entry in entries)
    return tuple(
        msgspec.structs.replace(person, role=_code(role if person.role == "aut" else person.role))
        for person in persons
        if person.name
    )


def _code(role: str) -> str:
    return ROLES.get(role, role)


def names(byline: str | list[str]) -> tuple[str, ...]:
    """The names in a `byline` setting."""
    return tuple(name for name in ([byline] if isinstance(byline, str) else byline) if name)


def direction(language: str, said: Literal["ltr", "rtl"] | None = None) -> Literal["ltr", "rtl"]:
    """Whether a text is read from left to right: as is said, and otherwise as its language is written."""
    return said or ("rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr")


def listed(said: str | int | list[str] | list[str | int]) -> tuple[str, ...]:
    """The texts of a setting that takes one or several."""
    return tuple(str(entry).strip() for entry in (said if isinstance(said, list) else [said]) if entry)


def keywords(said: str | list[str]) -> tuple[str, ...]:
    """The keywords of a list, or of a text with commas or semicolons between them."""
    return tuple(word.strip() for word in (re.split("[,;]", said) if isinstance(said, str) else said) if word.strip())


def series(settings: Settings) -> tuple[str, str]:
    """Name and number of the series that the book belongs to; empty where there is none."""
    said = settings.series
    name, number = (said, "") if isinstance(said, str) else (said.name, str(said.number))
    return name, number or str(settings.series_number)


def fields(schema: type[msgspec.Struct]) -> tuple[str, ...]:
    """The keys of settings as they are typed."""
    return schema.__struct_encode_fields__
