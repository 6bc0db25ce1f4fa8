"""Values of settings: whether they can be right, where their types do not tell, and what is said if they are not."""

import difflib
import re
from collections.abc import Iterator
from typing import Literal, get_args, get_origin, get_type_hints

import msgspec

from bookbuild.settings import paper
from bookbuild.settings.identifiers import identifier, isbn
from bookbuild.settings.schema import (
    ROLES,
    EpubSettings,
    HandoutSettings,
    ImagesSettings,
    PdfSettings,
    Person,
    Series,
    Settings,
    StyleSettings,
    listed,
    people,
    series,
)
from bookbuild.styles import theme_names

_KINDS = {
    "str": "text in quotation marks",
    "int": "a whole number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "float": "a number",
    "null": "nothing",
}
_WANTED = {
    "language": "no language tag such as en, pt-BR or zh-Hans",
    "page-size": "no size of a page such as A5, Letter or 6x9in",
    "bleed": "no length such as 3mm or 0.125in",
    "inside-margin": "no length such as 20mm or 0.75in",
    "outside-margin": "no length such as 15mm or 0.5in",
    "paper": "no paper such as A4, Letter or 200x260mm",
    "creep": "no length such as 0.1mm",
    "margin": "no length such as 5mm, 12pt or 0.2in",
    "gutter": "no length such as 5mm, 12pt or 0.2in",
}
"""What a value is, if it is not written as its key has it."""
_TABLES: dict[str, type[msgspec.Struct]] = {
    "series": Series,
    "handout": HandoutSettings,
    "pdf": PdfSettings,
    "style": StyleSettings,
    "epub": EpubSettings,
    "images": ImagesSettings,
}
"""The keys whose values have fields of their own; those of other keys are people."""
_UNKNOWN = re.compile(r"Object contains unknown field `(.+)`")
_LEAST_PAGE, _LARGEST_PAGE = 3 * paper.POINTS["in"], 20 * paper.POINTS["in"]
_MARC = re.compile(r"[a-z]{3}")
_NUMBER = re.compile(r"\d+(\.\d+)*")
_MADE = ("title-page", "copyright-page", "contents")
"""Pages that bookbuild makes itself."""
_WRITTEN = ("dedication", "author-note", "colophon")
"""Pages that have only what a writer wrote."""


def wrong_values(settings: Settings) -> Iterator[tuple[str, str]]:
    """The key of each value that cannot be right, and a sentence about it."""
    for key in ("isbn", "identifier", "source"):
        for typed in listed(getattr(settings, key)):
            try:
                isbn(typed) if key == "isbn" else identifier(typed)
            except ValueError as error:
                yield key, str(error)
    for key in ("author", "translator", "editor", "illustrator"):
        for person in people(getattr(settings, key)):
            if not _MARC.fullmatch(person.role):
                near = difflib.get_close_matches(person.role, ROLES, n=1)
                meant = f"; did you mean “{near[0]}”?" if near else ""
                known = ", ".join(ROLES)
                yield key, f"“{person.role}” is no role: write {known} or a MARC code of three letters{meant}"
    name, number = series(settings)
    key = "series-number" if settings.series_number else "series"
    if number and not _NUMBER.fullmatch(number):
        yield key, f"“{number}” is no number in a series: write one such as 2 or 2.5"
    elif number and not name:
        yield key, "there is a number, but no “series” that it could count in"
    for key in _MADE:
        said = getattr(settings, key.replace("-", "_"))
        if isinstance(said, str) and not is_file(said):
            yield key, f"it wants false, or the name of a Markdown file that ends in .md, and was given “{said}”"
    for key in _WRITTEN:
        if getattr(settings, key.replace("-", "_")) is True:
            yield key, "it wants the text, or the name of a Markdown file: nothing could be made of true alone"
    if settings.style.theme is not None and settings.style.theme not in theme_names():
        yield "style.theme", f"there is no theme “{settings.style.theme}”: choose from {', '.join(theme_names())}"
    if settings.pdf.page_size and not _fits(settings.pdf.page_size):
        yield "pdf.page-size", f"“{settings.pdf.page_size}” is no page of a book: its sides have 3 to 20 inches each"


def _fits(page_size: str) -> bool:
    return all(_LEAST_PAGE <= side <= _LARGEST_PAGE for side in paper.size(page_size))


def is_file(said: str) -> bool:
    """Whether the setting of a page names a file, and is not its text."""
    return said.endswith(".md") and "\n" not in said.strip()


def in_words(message: str, key: str, value: object) -> str:
    """What msgspec says of a value of the wrong type, in words for a writer."""
    expected = re.fullmatch(r"Expected `(.+?)`, got `(.+?)`", message)
    if expected:
        wanted = " or ".join(_KINDS.get(kind, kind) for kind in expected[1].split(" | ") if kind != "null")
        given = f"“{value}”" if isinstance(value, str) else _KINDS.get(expected[2], expected[2])
        return f"it wants {wanted}, and was given {given}"
    if "matching regex" in message:
        return f"“{value}” is {_WANTED.get(key.rpartition('.')[2], 'not written as it has to be')}"
    limit = re.fullmatch(r"Expected `int` ([<>]=) (\d+)", message)
    if limit:
        return f"it wants a number {'of at least' if limit[1] == '>=' else 'no greater than'} {limit[2]}"
    choice = re.fullmatch(r"Invalid enum value '?(.+?)'?", message)
    if choice:
        known = ", ".join(_words(key))
        return f"{choice[1]!r} is not one of the words it knows{f': {known}' if known else ''}"
    if unknown := unknown_field(message):
        fields = ", ".join(_TABLES.get(re.split(r"[.\[]", key)[0], Person).__struct_encode_fields__)
        return f"it has no field “{unknown}”; its fields are {fields}"
    return sentence(message).replace("`", "“", 1).replace("`", "”", 1)


def _words(key: str) -> Iterator[str]:
    """The words that a key may have as its value."""
    table, _, name = re.sub(r"\[.*?\]", "", key).rpartition(".")
    schema = _TABLES.get(table, Settings)
    hints = get_type_hints(schema)
    field = next((each.name for each in msgspec.structs.fields(schema) if name in (each.encode_name, each.name)), "")
    waiting = [hints.get(field)]
    while waiting:
        hint = waiting.pop(0)
        if get_origin(hint) is Literal:
            yield from map(str, get_args(hint))
        else:
            waiting.extend(get_args(hint))


def unknown_field(message: str) -> str:
    """The field of a table that msgspec says it does not know; empty where it says something else."""
    found = _UNKNOWN.fullmatch(message)
    return found[1] if found else ""


def sentence(text: str) -> str:
    """What a library says, to go on after a colon."""
    return text[:1].lower() + text[1:]
