"""What an edition must say of the book beside its words: the promises of the settings."""

import re
from collections.abc import Sequence

from bookbuild.model import Manuscript
from bookbuild.proof.passages import Facts
from bookbuild.settings.people import Person, people
from bookbuild.settings.schema import series
from bookbuild.settings.values import keywords, listed

KEYS = {"aut": "author", "trl": "translator", "edt": "editor", "ill": "illustrator"}
"""The settings that name people, by the MARC codes of what these do."""
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
"""A date that catalogues understand; others are for readers only."""
_PREFIX = re.compile(r"(?:urn:isbn:|isbn(?:-1[03])?:?)\s*", re.IGNORECASE)
_REMARK = re.compile(r"\s*\([^()]*\)$")
_SEPARATORS = re.compile(r"[\s\u2010-\u2013-]")
_PRINT = re.compile(r"\((print|printed|paper|pbk|soft|hard|hbk|cloth)[^()]*\)$", re.IGNORECASE)
_ISBN = re.compile(r"\d{13}|\d{9}[\dX]")


def promised_facts(manuscript: Manuscript, title: str, authors: tuple[str, ...]) -> Facts:
    """What every edition of a manuscript says of itself, as far as its kind of file has a place for it."""
    settings = manuscript.settings
    given = [*listed(settings.isbn), *listed(settings.identifier)]
    further = {
        "subtitle": settings.subtitle,
        "titles besides": "",
        "date": settings.date if _DATE.fullmatch(settings.date) else "",
        "languages besides": "",
        "statements besides": "",
        "roles of authors": "",
        "publisher": settings.publisher,
        "rights": "; ".join(filter(None, (settings.rights, settings.license))),
        "description": settings.description,
        "keywords": ", ".join(keywords(settings.keywords)),
        "series": " ".join(series(settings)),
        "contributors": ", ".join(said_of(*each) for each in contributors(manuscript)),
        "names of contributors": ", ".join(name for name, _ in contributors(manuscript)),
        "sources": ", ".join(dict.fromkeys(map(bare, [*filter(_is_printed, given), *listed(settings.source)]))),
        "names for sorting": "; ".join(person.file_as for person in everyone(manuscript) if person.file_as),
    }
    further["identifier of its own"] = "is there"
    if not given:
        further["identifiers besides"] = ""
    else:
        further["identifier"] = bare(given[0])
        further["identifiers"] = ", ".join(dict.fromkeys(map(bare, given)))
    return Facts(title, authors, settings.language, further)


def said_of(name: str, role: str) -> str:
    """Someone as the messages name one: `Ben Ito (ill)`."""
    return f"{name} ({role})"


def contributors(manuscript: Manuscript) -> Sequence[tuple[str, str]]:
    """Name and MARC code of all but the authors."""
    return [(person.name, person.role) for person in everyone(manuscript) if person.role != "aut"]


def bare(identifier: str) -> str:
    """An identifier as it is compared: of an ISBN, its digits alone."""
    digits = _SEPARATORS.sub("", _REMARK.sub("", without_prefix(identifier))).upper()
    return digits if _ISBN.fullmatch(digits) else identifier.strip()


def without_prefix(identifier: str) -> str:
    """An identifier without the word that says that it is an ISBN."""
    return _PREFIX.sub("", identifier.strip())


def is_isbn(identifier: str) -> bool:
    """Whether an identifier says that it is an ISBN, or looks like one of today."""
    return bool(_PREFIX.match(identifier)) or bool(re.fullmatch(r"97[89]\d{10}", bare(identifier)))


def _is_printed(identifier: str) -> bool:
    """Whether it is the ISBN of the print edition, by the remark behind it."""
    return bool(_ISBN.fullmatch(bare(identifier)) and _PRINT.search(identifier.strip()))


def everyone(manuscript: Manuscript) -> Sequence[Person]:
    """All whom the settings name as having made the book."""
    named = ((getattr(manuscript.settings, key), role) for role, key in KEYS.items())
    return tuple(person for value, role in named for person in people(value, role))
