"""The kinds of values that settings have: how each is written, and what can be wrong with one that is.

A kind is a type with a `Meta` that says what such a value must be, in words that follow “must be”, and perhaps with a
check: a function that takes a value, each one where there is a list of them, and yields what is wrong with it.
"""

import difflib
import re
from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta

from bookbuild.problems.catalogue import explanations
from bookbuild.settings import paper
from bookbuild.settings.identifiers import identifier, isbn
from bookbuild.styles import theme_names

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"})
_OF_PROOF = re.compile(r"BB8(?:0[1-46-9]|1[2-9]|[2-4]\d)")
_NUMBER = re.compile(r"\d+(\.\d+)*")
_LONGEST_TITLE = 1_000
_LEAST_SIDE, _LONGEST_SIDE = 3 * paper.POINTS["in"], 20 * paper.POINTS["in"]


def _unproven_code(value: str) -> Iterator[str]:
    if not is_of_proof(value) or value not in explanations():
        yield f"“{value}” is no code of a disagreement of the proof; the message has it in brackets, such as BB816"


def _no_reason(value: str) -> Iterator[str]:
    if len(value.split()) < 2:
        yield "say in a few words why the passage may stand as it is"


def _no_title(value: str) -> Iterator[str]:
    if len(value) > _LONGEST_TITLE:
        yield f"a title has at most {_LONGEST_TITLE:,} letters, and this has {len(value):,}"


def _wrong_isbn(value: str | int) -> Iterator[str]:
    try:
        isbn(str(value).strip())
    except ValueError as error:
        yield str(error)


def _wrong_identifier(value: str) -> Iterator[str]:
    try:
        identifier(value.strip())
    except ValueError as error:
        yield str(error)


def _wrong_number(value: str | int | float) -> Iterator[str]:
    if not _NUMBER.fullmatch(str(value)):
        yield f"“{value}” is not a number in a series; write one such as 2 or 2.5"


def _wrong_page_size(value: str | None) -> Iterator[str]:
    if value is not None and not all(_LEAST_SIDE <= side <= _LONGEST_SIDE for side in paper.size(value)):
        yield f"“{value}” is not the size of a page of a book; each side must be 3 to 20 inches long"


def _unknown_theme(value: str) -> Iterator[str]:
    if value not in theme_names():
        near = difflib.get_close_matches(value, theme_names(), n=1)
        meant = f"; did you mean “{near[0]}”?" if near else ""
        yield f"there is no theme “{value}”; choose from {', '.join(theme_names())}{meant}"


def _wrong_file(value: bool | str) -> Iterator[str]:
    if isinstance(value, str) and not is_file(value):
        yield f"“{value}” is not the name of a Markdown file that ends in .md; write one, or true or false"


def _nothing_written(value: bool | str) -> Iterator[str]:
    if value is True:
        yield "true says nothing here; write the text, or the name of a Markdown file"


Language = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        extra={"must be": "a language tag such as en, pt-BR or zh-Hans"},
    ),
]
"""A BCP 47 language tag."""
Length = Annotated[
    str, Meta(pattern=r"^\d+(\.\d+)? *(pt|mm|cm|in)$", extra={"must be": "a length such as 5mm, 12pt or 0.2in"})
]
"""A measure with its unit."""
Paper = Annotated[
    str,
    Meta(
        pattern=r"^([Aa][345]|[Ll]etter|[Ll]egal|\d+(\.\d+)? *[x×] *\d+(\.\d+)? *(pt|mm|cm|in))$",
        extra={"must be": "a size of paper such as A4, Letter or 200x260mm"},
    ),
]
"""A sheet by its name or its measures."""
Title = Annotated[str, _no_title]
PageSize = Annotated[Paper, Meta(extra={"must be": "a size of a page such as A5, Letter or 6x9in"}), _wrong_page_size]
Theme = Annotated[str, Meta(extra={"choices": theme_names}), _unknown_theme]
"""The name of a folder with the record of a theme."""
Isbns = Annotated[
    str | int | list[str | int], Meta(extra={"must be": "an ISBN in quotation marks, or a list of these"}), _wrong_isbn
]
Identifiers = Annotated[str | list[str], _wrong_identifier]
SeriesNumber = Annotated[str | int | float, Meta(extra={"must be": "a number such as 2 or 2.5"}), _wrong_number]
MadePage = Annotated[
    bool | str, Meta(extra={"must be": "true, false, or the name of a Markdown file in quotation marks"}), _wrong_file
]
"""A page that bookbuild makes itself: whether it is there, or the file that takes its place."""
WrittenPage = Annotated[
    bool | str, Meta(extra={"must be": "text in quotation marks, or the name of a Markdown file"}), _nothing_written
]
"""A page that has only what a writer wrote: the text itself, or the name of its file."""
ProofCode = Annotated[str, Meta(extra={"must be": "a code such as BB816"}), _unproven_code]
Reason = Annotated[str, Meta(min_length=1, extra={"must be": "some words"}), _no_reason]
Cover = Annotated[bool | str, Meta(extra={"must be": "true, false, or the name of a picture in quotation marks"})]


def is_of_proof(code: str) -> bool:
    """Whether a code is that of a disagreement which an exception may let stand."""
    return bool(_OF_PROOF.fullmatch(code))


def is_file(page: str) -> bool:
    """Whether the setting of a page names a file, and is not its text."""
    return page.endswith(".md") and "\n" not in page.strip()


def listed(value: str | int | list[str] | list[str | int]) -> tuple[str, ...]:
    """The texts of a setting that takes one or several."""
    return tuple(str(entry).strip() for entry in (value if isinstance(value, list) else [value]) if entry)


def names(byline: str | list[str]) -> tuple[str, ...]:
    """The names in a `byline` setting."""
    return tuple(name for name in ([byline] if isinstance(byline, str) else byline) if name)


def direction(language: str, given: Literal["ltr", "rtl"] | None = None) -> Literal["ltr", "rtl"]:
    """The direction of reading: the one given, or else that in which the language is written."""
    return given or ("rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr")


def keywords(value: str | list[str]) -> tuple[str, ...]:
    """The keywords of a list, or of a text with commas or semicolons between them."""
    return tuple(
        word.strip() for word in (re.split("[,;]", value) if isinstance(value, str) else value) if word.strip()
    )
