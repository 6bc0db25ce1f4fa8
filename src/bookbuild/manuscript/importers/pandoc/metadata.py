"""What pandoc, Quarto and their kin let a header say, as settings of bookbuild.

A key that another tool knows and that says nothing about the words of the book is put aside, and named in one warning.
Any other key goes on to the schema, so that a slip such as `titel` is an error there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from bookbuild.manuscript.importers.lines import Line, warning
from bookbuild.manuscript.importers.pandoc.keys import OF_PERSONS, OTHERS, PANDOC
from bookbuild.problems import Location, Problem
from bookbuild.settings import SYNONYMS
from bookbuild.settings.people import SETTING_ROLES
from bookbuild.settings.schema import ChapterSettings, Settings, fields

_NOT_A_DATE = ("today", "now", "last-modified", "auto")
_PRINTED = ("title", "subtitle", "credit", "rights", "license", "publisher", "date", "description", "byline")
_KNOWN = (*fields(Settings), *fields(ChapterSettings), "creator", *SYNONYMS)


@dataclass(frozen=True, slots=True)
class Translated:
    """The keys of a header, in bookbuild's terms."""

    values: dict[str, Any]
    ignored: tuple[str, ...]
    """Keys that were put aside."""
    abstract: str
    """Text that pandoc prints above the first paragraph."""
    is_pandoc: bool
    """Whether a key shows that the file was written for pandoc."""


def translated(keys: Mapping[str, Any], *, quarto: bool = False) -> Translated:
    """Read the keys of a header of another tool.

    Quarto, and templates of pandoc, give a meaning to any key; there one that nobody knows is put aside too, unless
    it looks like a slip of the pen.
    """
    is_pandoc = bool(PANDOC & keys.keys())
    ignored: list[str] = []
    values: dict[str, Any] = {}
    for typed, value in keys.items():
        key = "author" if typed == "creator" else typed
        strange = (quarto or is_pandoc) and not get_close_matches(key, _KNOWN, n=1, cutoff=0.75)
        if typed in PANDOC | OTHERS or strange or _is_no_date(key, value) or _means_something_else(key, value):
            ignored.append(typed)
        elif SYNONYMS.get(key, key) in SETTING_ROLES:
            values[key], extras = _people(value)
            ignored += [f"{typed}.{extra}" for extra in extras if f"{typed}.{extra}" not in ignored]
        elif key == "identifier":
            values[key] = _identifiers(value)
        elif SYNONYMS.get(key, key) in _PRINTED and isinstance(value, str | dict):
            words = value.get("text") or " ".join(map(str, value.values())) if isinstance(value, dict) else value
            values[key] = " ".join(str(words).split()) if key != "abstract" else words
        else:
            values[key] = value
    abstract = values.pop("abstract", "")
    if not isinstance(abstract, str):
        values["abstract"], abstract = abstract, ""
    return Translated(values, tuple(ignored), abstract.strip(), is_pandoc or bool(abstract))


def left_out(ignored: tuple[str, ...], place: Location) -> list[Problem]:
    """One warning for all keys of a file, or of a project, that were put aside."""
    if not ignored:
        return []
    message = f"these settings of other tools were left out: {', '.join(dict.fromkeys(ignored))}"
    return [warning("BB208", place, message, "bookbuild does not need them; delete them, if only it reads this file.")]


def abstract_block(abstract: str, place: Location) -> list[Line]:
    """An abstract as the block that the text begins with."""
    if not abstract:
        return []
    texts = ["::: {.abstract}", *abstract.split("\n"), ":::", ""]
    return [Line(text, place) for text in texts]


def _is_no_date(key: str, value: object) -> bool:
    """Whether a date would change from day to day, or is for a program to tell."""
    return (
        key == "date" and isinstance(value, str) and (value.strip() in _NOT_A_DATE or "`" in value or "Sys." in value)
    )


def _is_an_editor_of_text(key: str, value: object) -> bool:
    """Whether `editor` names the program in which a file is typed, as in Quarto, and not who edits the book."""
    return key == "editor" and (value in ("visual", "source") or (isinstance(value, dict) and "name" not in value))


def _means_something_else(key: str, value: object) -> bool:
    """Whether a key of bookbuild's says another thing here: a cover can be an address, or a table for a theme."""
    is_cover = SYNONYMS.get(key, key) == "cover"
    elsewhere = is_cover and (not isinstance(value, str | bool) or "//" in str(value) or str(value).startswith("[["))
    return elsewhere or _is_an_editor_of_text(key, value)


def _people(value: Any) -> tuple[Any, list[str]]:
    """People as names and tables with the fields that bookbuild knows, and the names of other fields."""
    extras: list[str] = []
    people: list[Any] = []
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, dict):
            people.append(each)
            continue
        person = {str(key): entry for key, entry in each.items()}
        extras += [key for key in person if key in OF_PERSONS and key not in extras]
        person = {key: entry for key, entry in person.items() if key not in OF_PERSONS}
        if "text" in person and "name" not in person:
            person["name"] = person.pop("text")
        if isinstance(person.get("name"), dict):
            person["name"] = _whole_name(person["name"])
        if not person.get("name") and ("given" in person or "family" in person):
            person["name"] = _whole_name(person)
            person = {key: entry for key, entry in person.items() if key not in ("given", "family")}
        people.append(person["name"] if person.keys() == {"name"} else person)
    return (people if isinstance(value, list) or len(people) != 1 or isinstance(people[0], dict) else people[0]), extras


def _whole_name(name: Mapping[str, Any]) -> str:
    literal = name.get("literal")
    parts = [name.get(part) for part in ("given", "dropping-particle", "non-dropping-particle", "family")]
    return str(literal) if literal else " ".join(str(part) for part in parts if part)


def _identifiers(value: Any) -> Any:
    """pandoc allows a table with a scheme and a text, or a list of them."""
    if isinstance(value, list):
        return [_identifiers(each) for each in value]
    return value.get("text", value) if isinstance(value, dict) else value


def of_chapter(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a chapter of a book may say: what is for the whole book alone is passed over, authors become names."""
    book_alone = set(fields(Settings)) - set(fields(ChapterSettings)) - {"author"}
    own = {
        key: value
        for key, value in values.items()
        if SYNONYMS.get(key, key) not in book_alone and key not in ("author", "authors")
    }
    people = values.get("author", values.get("authors"))
    if people:
        listed = people if isinstance(people, list) else [people]
        own["author"] = [each["name"] if isinstance(each, dict) else each for each in listed]
    return own
