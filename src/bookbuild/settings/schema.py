"""What book.toml and a front matter may say: each setting is one field, which says all there is to say about it.

Its type tells what it must be, a check in the type what else can be wrong with it, the description what it means. What
is said of a wrong value, the nearest of what was meant and the reference of the documentation come from there.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from bookbuild.settings.people import SETTING_ROLES, People, Person, people
from bookbuild.settings.values import (
    Cover,
    Identifiers,
    Isbns,
    Language,
    Length,
    MadePage,
    PageSize,
    Paper,
    ProofCode,
    Reason,
    SeriesNumber,
    Theme,
    Title,
    WrittenPage,
)

Layout = Literal["booklet", "2-up", "4-up"]
"""How pages are put onto sheets."""


class HandoutSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """How the text or its pages go onto sheets of paper; where the table stands, every build makes the handout too."""

    from_: Annotated[
        Literal["pages", "article"],
        Meta(description="The pages of the PDF as they are, or the text of an article, set anew in larger letters."),
    ] = msgspec.field(default="pages", name="from")
    source: Annotated[
        str,
        Meta(description="Where such an article comes from, for the foot of its pages; by default publisher and date."),
    ] = ""
    layout: Annotated[
        Layout,
        Meta(description="A booklet to fold, or two or four pages on each side of a sheet."),
    ] = "booklet"
    paper: Annotated[
        Paper | None, Meta(description="The paper; by default A4 or Letter, as is usual where the language is spoken.")
    ] = None
    signature: Annotated[
        Annotated[int, Meta(ge=1, le=100)] | None, Meta(description="The most sheets that are nested in one another.")
    ] = None
    creep: Annotated[
        Length,
        Meta(description="The thickness of a folded sheet: pages of inner sheets move this much nearer to the fold."),
    ] = "0mm"
    cover: Annotated[bool, Meta(description="Whether the first page is the front of the booklet.")] = True
    marks: Annotated[
        list[Literal["fold", "staple", "crop"]], Meta(description="Lines that show where to fold, staple and cut.")
    ] = msgspec.field(default_factory=list)
    flip: Annotated[
        Literal["short", "long"] | None,
        Meta(description="The edge about which the printer turns the paper; by default, no page has to be turned."),
    ] = None
    binding: Annotated[
        Literal["left", "right"] | None, Meta(description="The side of the spine; by default as the language is read.")
    ] = None
    margin: Annotated[Length | None, Meta(description="Free space at the edges of a sheet.")] = None
    gutter: Annotated[Length | None, Meta(description="Free space between two pages.")] = None


class StyleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """How the pages look, in every output."""

    theme: Annotated[
        Theme | None,
        Meta(description="The design of the pages; by default `classic` for a book, `modern` for an article."),
    ] = None
    page_breaks: Annotated[
        Literal["nothing", "rule"],
        Meta(description="What screens show where the text asks for a new page: nothing, or a rule."),
    ] = "nothing"
    stylesheets: Annotated[
        list[str], Meta(description="Paths of style sheets of your own, besides those in the folder `styles`.")
    ] = msgspec.field(default_factory=list)


class PdfSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """The print edition."""

    page_size: Annotated[
        PageSize | None,
        Meta(description="The size of a page; by default 5.5x8.5in for a book, A4 or Letter for an article."),
    ] = None
    inside_margin: Annotated[
        Length | None, Meta(description="The margin at the spine; by default it goes with the size of the page.")
    ] = None
    outside_margin: Annotated[Length | None, Meta(description="The margin on the other side, likewise.")] = None
    bleed: Annotated[
        Length, Meta(description="How far pictures and colours go beyond the edge of the page, to be cut off.")
    ] = "0mm"
    crop_marks: Annotated[bool, Meta(description="Whether marks show the printer where to cut.")] = False
    chapter_start: Annotated[
        Literal["page", "recto"],
        Meta(description="Whether chapters begin on any page, or on the front of a leaf (a right-hand page)."),
    ] = "page"
    placement: Annotated[
        Literal["float", "here"],
        Meta(description="Whether a figure that does not fit may stand on the next page while the text goes on."),
    ] = "float"
    notes: Annotated[
        Literal["foot", "chapter", "book"],
        Meta(
            description="Whether notes stand at the foot of pages, at the end of their chapter, or of the book; "
            "screens always have them beside the text, in a window above it, or at the end of the chapter."
        ),
    ] = "foot"
    half_title: Annotated[bool, Meta(description="Whether a book begins with a page that has only its title.")] = True
    archive: Annotated[
        bool, Meta(description="Whether the PDF keeps to PDF/A-3a, the standard for archives, as well as to PDF/UA-1.")
    ] = False
    attach: Annotated[
        list[Literal["epub", "manuscript", "stripped-manuscript"]],
        Meta(
            description="What the PDF carries inside, so that one file can be passed on; it then keeps to PDF/A-3a. A "
            "stripped manuscript has its pictures as the book shows them, without what programs wrote into them."
        ),
    ] = msgspec.field(default_factory=list)


class EpubSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """The e-book."""

    toc_depth: Annotated[int, Meta(ge=1, le=6), Meta(description="How many levels of headings the contents have.")] = 3
    writing_mode: Annotated[
        Literal["horizontal-tb", "vertical-rl"],
        Meta(description="Whether lines run from top to bottom and pages to the left, as in Japanese novels."),
    ] = "horizontal-tb"
    fonts: Annotated[bool, Meta(description="Whether the fonts of the print edition are inside.")] = False
    certified_by: Annotated[
        str,
        Meta(description="Who found that the book keeps to WCAG 2.2, level AA; only then does it claim to do so."),
    ] = ""


class ImagesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """The pictures of the text."""

    longest_side: Annotated[
        Annotated[int, Meta(ge=100)] | None,
        Meta(description="The most pixels on the longest side of a picture; larger ones are made smaller."),
    ] = None


class ProofException(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """A passage that may stand as it is, although the proof finds fault with it."""

    code: Annotated[ProofCode, Meta(description="The code of the disagreement.")]
    where: Annotated[str, Meta(min_length=1, description="Its place, as the message has it: `essay.md:12`.")]
    reason: Annotated[Reason, Meta(description="Why it may stand. The ledger, build.json and the PDF say so too.")]


class ProofSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """The proof."""

    except_: Annotated[
        list[ProofException],
        Meta(description="Passages that may stand as they are, although the proof finds fault with them."),
    ] = msgspec.field(default_factory=list, name="except")


class Series(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The series that the book belongs to."""

    name: Annotated[str, Meta(description="The name of the series.")]
    number: Annotated[SeriesNumber, Meta(description="The place of the book in it, such as `2` or `2.5`.")] = ""


class PartOfBook(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """Chapters below a page with a title of their own."""

    part: Annotated[str, Meta(min_length=1, description="Its title, or the file that opens it.")]
    chapters: Annotated[list[str], Meta(description="The files of its chapters in their order.")]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """Everything that book.toml may say (and the front matter of a manuscript of one file)."""

    title: Annotated[Title, Meta(description="The title, the one thing that must be there.")] = ""
    subtitle: Annotated[Title, Meta(description="The line below the title.")] = ""
    author: Annotated[People, Meta(description="Who wrote the book.")] = msgspec.field(default_factory=list)
    translator: Annotated[People, Meta(description="Who translated it; named on the title page.")] = msgspec.field(
        default_factory=list
    )
    editor: Annotated[People, Meta(description="Who edited it; named on the title page.")] = msgspec.field(
        default_factory=list
    )
    illustrator: Annotated[People, Meta(description="Who illustrated it; named on the title page.")] = msgspec.field(
        default_factory=list
    )
    byline: Annotated[
        str | list[str], Meta(description="The names under the title, if they are not those of `author`.")
    ] = msgspec.field(default_factory=list)
    credit: Annotated[str, Meta(description="A line below these names.")] = ""
    language: Annotated[Language, Meta(description="The language of the text, such as `en-GB`.")] = "en"
    dir: Annotated[
        Literal["ltr", "rtl"] | None,
        Meta(description="The direction of reading; by default that in which the language is written."),
    ] = None
    series: Annotated[str | Series, Meta(description="The series that the book belongs to.")] = ""
    series_number: Annotated[SeriesNumber, Meta(description="Its place in the series, such as `2` or `2.5`.")] = ""
    isbn: Annotated[
        Isbns,
        Meta(
            description="ISBNs, with or without hyphens, perhaps with a remark such as `(print)`; "
            "their check digits are checked."
        ),
    ] = msgspec.field(default_factory=list)
    identifier: Annotated[
        Identifiers,
        Meta(description="Other identifiers; by default a name that is made of title, author and language."),
    ] = msgspec.field(default_factory=list)
    source: Annotated[
        Identifiers,
        Meta(description="What the book was made from: an address, the name or the ISBN of another edition."),
    ] = msgspec.field(default_factory=list)
    publisher: Annotated[str, Meta(description="The publisher, for the catalogue and the copyright page.")] = ""
    date: Annotated[str, Meta(description="When the book was published, such as `1869` or `2017-06-09`.")] = ""
    rights: Annotated[str, Meta(description="Who holds the copyright.")] = ""
    license: Annotated[str, Meta(description="Under what terms the book may be passed on.")] = ""
    description: Annotated[str, Meta(description="What the book is about, for catalogues.")] = ""
    keywords: Annotated[
        str | list[str], Meta(description="Its subjects, in a list or in a text with commas between them.")
    ] = msgspec.field(default_factory=list)
    kind: Annotated[
        Literal["article", "book"] | None,
        Meta(description="What the pages are those of; by default, of an article where there is one chapter."),
    ] = None
    raw_html: Annotated[
        Literal["safe", "escape"],
        Meta(description="Whether harmless HTML in the text is kept, or shown as the text that it is."),
    ] = "safe"
    chapters: Annotated[
        list[str | PartOfBook] | None,
        Meta(
            description="The files of the chapters in their order; by default all, in the order of their names. "
            "`*` stands for any letters of a name, as in `part-1/*.md`; a table with `part` and `chapters` is a part.",
            extra={"must be": "a list of file names, and of tables with a part and its chapters"},
        ),
    ] = None
    smart_punctuation: Annotated[
        bool,
        Meta(description="Whether straight quotation marks, dashes and dots get the forms that the language has."),
    ] = False
    math: Annotated[bool, Meta(description="Whether TeX between dollar signs is read as formulas.")] = False
    split: Annotated[
        Annotated[int, Meta(ge=0, le=6)] | None,
        Meta(
            description="Headings of this level and above begin chapters, 0 for none; "
            "by default 1, or 2 where those of level 1 open parts."
        ),
    ] = None
    cover: Annotated[Cover, Meta(description="The picture of the cover, or whether the EPUB has a cover at all.")] = (
        True
    )
    epub: EpubSettings = EpubSettings()
    images: ImagesSettings = ImagesSettings()
    style: StyleSettings = StyleSettings()
    pdf: PdfSettings = PdfSettings()
    proof: ProofSettings = ProofSettings()
    handout: HandoutSettings | None = None
    title_page: Annotated[
        MadePage, Meta(description="Whether a book has a title page, or the file to take in its place.")
    ] = True
    copyright_page: Annotated[
        MadePage, Meta(description="Whether a book has a copyright page, or the file to take in its place.")
    ] = True
    dedication: Annotated[WrittenPage, Meta(description="The dedication, or its file.")] = ""
    contents: Annotated[
        MadePage, Meta(description="Whether a book has a table of contents, or the file to take in its place.")
    ] = True
    author_note: Annotated[WrittenPage, Meta(description="The note about the author, or its file.")] = ""
    colophon: Annotated[WrittenPage, Meta(description="The colophon, or its file.")] = ""


class ChapterSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What the front matter of a chapter may say."""

    title: Annotated[Title, Meta(description="The title of the chapter, if it has no heading.")] = ""
    subtitle: Annotated[Title, Meta(description="The line below it.")] = ""
    byline: Annotated[str | list[str], Meta(description="Who wrote the chapter; `author` says the same.")] = (
        msgspec.field(default_factory=list)
    )
    credit: Annotated[str, Meta(description="A line below the byline.")] = ""
    date: Annotated[str, Meta(description="The date that stands there.")] = ""
    language: Annotated[Language | None, Meta(description="Its language, if it is not that of the book.")] = None
    dir: Annotated[Literal["ltr", "rtl"] | None, Meta(description="Its direction of reading, likewise.")] = None
    author_note: Annotated[str, Meta(description="A note about the author, for the end of the chapter.")] = ""
    epigraph: Annotated[str, Meta(description="A motto for its beginning.")] = ""
    draft: Annotated[bool, Meta(description="Whether the chapter is left out.")] = False


def everyone(settings: Settings) -> tuple[Person, ...]:
    """All whom the settings name, with their MARC codes: the authors first."""
    return tuple(person for key, role in SETTING_ROLES.items() for person in people(getattr(settings, key), role))


def series(settings: Settings) -> tuple[str, str]:
    """Name and number of the series that the book belongs to; empty where there is none."""
    named = settings.series
    name, number = (named, "") if isinstance(named, str) else (named.name, str(named.number))
    return name, number or str(settings.series_number)


def fields(schema: type[msgspec.Struct]) -> tuple[str, ...]:
    """The keys of settings as they are typed."""
    return schema.__struct_encode_fields__
