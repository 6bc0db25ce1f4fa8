"""What pandoc, Quarto and their kin let a header say, as settings of bookbuild.

A key that bookbuild does not know is put aside, and all of them are named in one warning. But one that looks like a
slip for words that are printed and that no other key gives, such as `titel` where there is no `title`, goes on to the
schema, where it is an error: those words would be lost.
"""

from collections.abc import Collection, Mapping, Sequence
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
_WEIGHTY = frozenset(
    {*_PRINTED, *SETTING_ROLES, "author", "epigraph", "author-note", "dedication", "colophon", "draft"}
)
"""The settings whose words are printed, and the one that keeps words from being printed."""


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


def translated(keys: Mapping[str, Any]) -> Translated:
    """Read the keys of a header, of whatever tool."""
    is_pandoc = bool(PANDOC & keys.keys())
    ignored: list[str] = []
    values: dict[str, Any] = {}
    set_already = {SYNONYMS.get(key, key) for key in keys}
    for typed, value in keys.items():
        key = _as_known(typed, set_already)
        if key not in _KNOWN:
            near = "" if typed in PANDOC | OTHERS else _slip(key)
            if near and SYNONYMS.get(near, near) in _WEIGHTY - set_already:
                values[typed] = value  # an error, since its words would be lost
            else:
                ignored.append(f"{typed} (did you mean “{near}”?)" if near else typed)
        elif _is_no_date(key, value) or _means_something_else(key, value):
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


def _as_known(typed: str, set_already: Collection[str]) -> str:
    """A key as bookbuild spells it, where only capitals or an underscore make the difference."""
    key = "author" if typed == "creator" else typed
    plain = key.casefold().replace("_", "-")
    is_other = plain in PANDOC | OTHERS or key in PANDOC | OTHERS
    return plain if plain in _KNOWN and not is_other and SYNONYMS.get(plain, plain) not in set_already else key


def _slip(key: str) -> str:
    """The key that was meant by one that is almost the same; empty where there is none."""
    near = get_close_matches(key.casefold(), _KNOWN, n=1, cutoff=0.75)
    return near[0] if near else ""


def left_out(ignored: Sequence[tuple[Sequence[str], Location]]) -> list[Problem]:
    """One warning for all keys, of all files of a book, that were put aside; each file has its keys and their place."""
    places = [place for keys, place in ignored if keys]
    if not places:
        return []
    named = dict.fromkeys(key for keys, _ in ignored for key in keys)
    several = f" in {len(places)} files" if len(places) > 1 else ""
    message = f"these settings, which bookbuild does not have, were left out{several}: {', '.join(named)}"
    return [warning("BB208", places[0], message, "Delete them, unless another tool reads them.")]


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


def of_chapter(values: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What a chapter of a book may say, its authors as names, and the keys that are for the whole book alone."""
    book_alone = set(fields(Settings)) - set(fields(ChapterSettings)) - {"author"}
    own = {key: value for key, value in values.items() if SYNONYMS.get(key, key) not in book_alone}
    people = own.pop("authors", None) or own.pop("author", None)
    if people:
        listed = people if isinstance(people, list) else [people]
        own["author"] = [each["name"] if isinstance(each, dict) else each for each in listed]
    return own, tuple(key for key in values if SYNONYMS.get(key, key) in book_alone)
