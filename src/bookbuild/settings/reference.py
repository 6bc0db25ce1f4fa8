"""The page of the documentation that lists all settings, made of what their fields say."""

from collections.abc import Iterator

import msgspec

from bookbuild.settings.people import Person
from bookbuild.settings.schema import (
    ChapterSettings,
    EpubSettings,
    HandoutSettings,
    ImagesSettings,
    PartOfBook,
    PdfSettings,
    ProofException,
    ProofSettings,
    Series,
    Settings,
    StyleSettings,
)
from bookbuild.settings.validate import description_of, hints, words_of

_TABLES: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    ("The book", Settings),
    ("`[style]`", StyleSettings),
    ("`[pdf]`", PdfSettings),
    ("`[epub]`", EpubSettings),
    ("`[images]`", ImagesSettings),
    ("`[proof]`", ProofSettings),
    ("An exception of the proof", ProofException),
    ("`[handout]`", HandoutSettings),
    ("A part among `chapters`", PartOfBook),
    ("A person", Person),
    ("`[series]`", Series),
    ("A chapter", ChapterSettings),
)
_INTRODUCTION = """\
# Settings

Settings stand in `book.toml`, or in the front matter of a manuscript of one file. Each has its default where it is not
set.
"""


def as_markdown() -> str:
    """The page, as Markdown."""
    return "\n".join((_INTRODUCTION, *(line for title, table in _TABLES for line in _section(title, table))))


def _section(title: str, table: type[msgspec.Struct]) -> Iterator[str]:
    yield f"## {title}\n"
    yield f"{(table.__doc__ or '').strip()}\n"
    yield "| setting | value | default | meaning |"
    yield "| --- | --- | --- | --- |"
    for field in msgspec.structs.fields(table):
        hint = hints(table)[field.encode_name]
        if meaning := description_of(hint):
            yield f"| `{field.encode_name}` | {_value(hint)} | {_default(field.default)} | {meaning} |"
    yield ""


def _value(hint: object) -> str:
    return words_of(hint).replace(" in quotation marks", "")


def _default(value: object) -> str:
    """As it would be typed; nothing for what is empty, since the meaning says what holds then."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str) and value:
        return f'`"{value}"`'
    return f"`{value}`" if isinstance(value, int) else ""
