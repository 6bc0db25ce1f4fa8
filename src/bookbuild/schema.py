"""What book.toml and a front matter may say, as types."""

from typing import Annotated, Literal

import msgspec

Language = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A BCP 47 language tag."""


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Someone who made the book."""

    name: str
    role: str = "aut"
    """A MARC relator code: `aut` author, `trl` translator, `edt` editor, `ill` illustrator …"""
    file_as: str = ""
    """The name as a catalogue sorts it: `Harris, N.`"""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """Everything that book.toml may say (and the front matter of a manuscript of one file)."""

    title: str = ""
    subtitle: str = ""
    author: str | list[str | Person] = msgspec.field(default_factory=list)
    byline: str | list[str] = msgspec.field(default_factory=list)
    credit: str = ""
    language: Language = "en"
    dir: Literal["ltr", "rtl"] | None = None
    identifier: str = ""
    publisher: str = ""
    date: str = ""
    rights: str = ""
    description: str = ""
    keywords: list[str] = msgspec.field(default_factory=list)
    kind: Literal["article", "book"] | None = None
    raw_html: Literal["safe", "escape"] = "safe"
    """Whether harmless HTML in the text is kept, or shown as the text that it is."""
    chapters: list[str] | None = None
    split: Annotated[int, msgspec.Meta(ge=0, le=6)] | None = None
    """Begin a chapter at headings of this level and above; 0 never; by default 1, or 2 where level 1 opens parts."""


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


def people(author: str | list[str | Person]) -> tuple[Person, ...]:
    """The people that an `author` setting names."""
    listed = [author] if isinstance(author, str) else author
    return tuple(Person(entry) if isinstance(entry, str) else entry for entry in listed if entry)


def names(byline: str | list[str]) -> tuple[str, ...]:
    """The names in a `byline` setting."""
    return tuple(name for name in ([byline] if isinstance(byline, str) else byline) if name)
