"""Who makes a book: what each of them does, and what that is called by libraries, writers and search engines."""

import difflib
import re
from collections.abc import Iterator
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta


class Relator(NamedTuple):
    """What somebody does for a book."""

    word: str
    """What writers call it, in `role = "…"`."""
    setting: str = ""
    """The setting that names those who do it."""
    schema_org: str = "contributor"
    """The property of a book that names them (schema.org)."""


RELATORS = {
    "aut": Relator("author", "author", "author"),
    "trl": Relator("translator", "translator", "translator"),
    "edt": Relator("editor", "editor", "editor"),
    "ill": Relator("illustrator", "illustrator", "illustrator"),
    "pht": Relator("photographer"),
    "aui": Relator("introduction"),
    "cov": Relator("cover"),
}
"""By their MARC relator codes, in the order in which people are named. The language files of `i18n` have the words that
stand before the names of all but the authors. The proof does not read this: it has its own expectations."""

_AUTHOR = "aut"
_CODES = {relator.word: code for code, relator in RELATORS.items()}
"""The code for each word of the writers."""
SETTING_ROLES = {relator.setting: code for code, relator in RELATORS.items() if relator.setting}
"""The settings that name people, and what those do."""

_MARC = re.compile(r"[a-z]{3}")


def _wrong_role(value: str) -> Iterator[str]:
    role = _CODES.get(value, value)
    if not _MARC.fullmatch(role):
        near = difflib.get_close_matches(role, _CODES, n=1)
        meant = f"; did you mean “{near[0]}”?" if near else ""
        yield f"“{role}” is not a role; write {', '.join(_CODES)} or a MARC code of three letters{meant}"


Role = Annotated[str, _wrong_role]
"""A MARC relator code, or a word for it."""


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Someone who made the book."""

    name: Annotated[str, Meta(description="The name as it is printed.")]
    role: Annotated[
        Role, Meta(description="A MARC relator code such as `pht`, or a word for it, such as `photographer`.")
    ] = _AUTHOR
    file_as: Annotated[str, Meta(description="The name as a catalogue sorts it, such as `Harris, N.`")] = ""

    @property
    def is_author(self) -> bool:
        """Whether the person wrote the book, rather than doing something else for it."""
        return self.role == _AUTHOR


People = Annotated[
    str | Person | list[str | Person],
    Meta(extra={"must be": "a name in quotation marks, a table with a name, or a list of these"}),
]


def people(value: People, role: str = _AUTHOR) -> tuple[Person, ...]:
    """The people that a setting such as `author` names, with their MARC codes; those without a role have this one."""
    entries = value if isinstance(value, list) else [value]
    persons = (Person(entry) if isinstance(entry, str) else entry for entry in entries)
    return tuple(
        msgspec.structs.replace(person, role=_code_of(role if person.is_author else person.role))
        for person in persons
        if person.name
    )


def _code_of(role: str) -> str:
    return _CODES.get(role, role)
