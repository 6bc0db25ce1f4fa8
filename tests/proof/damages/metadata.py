"""Damage to what an EPUB says of the book: every statement of Dublin Core lost, changed or added."""

import random
import re
from collections.abc import Callable
from functools import partial

from bookbuild.proof.passages import Reading
from bookbuild.results import EPUB, Artifact
from damages.kind import Damaged, Kind
from damages.ways import in_member

Wreck = Callable[[Artifact, Reading, random.Random], Damaged | None]
_NAMES = "title creator contributor publisher date rights description subject identifier language".split()


def _lost(name: str, text: str, chance: random.Random) -> str | None:
    found = list(re.finditer(rf"<dc:{name}\b[^>]*>[^<]*</dc:{name}>", text))
    if not found:
        return None
    one = chance.choice(found)
    return text[: one.start()] + text[one.end() :]


def _changed(name: str, text: str, chance: random.Random) -> str | None:
    found = list(re.finditer(rf"(?<=>)[^<]+(?=</dc:{name}>)", text))
    if not found:
        return None
    one = chance.choice(found)
    return f"{text[: one.start()]}1999{text[one.end() :]}"


def _added(name: str, text: str, chance: random.Random) -> str | None:
    return text.replace("</metadata>", f"<dc:{name}>1999</dc:{name}></metadata>")


def _known(wreck: Wreck, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    """Where the settings give an identifier; which one bookbuild makes nobody else can tell."""
    return wreck(artifact, promised, chance) if "identifiers" in promised.facts.further else None


def _kind(name: str, what: str, change: Callable[[str, str, random.Random], str | None]) -> Kind:
    wreck = partial(in_member, "EPUB/content.opf", partial(change, name))
    is_made = (name, what) == ("identifier", "changed")
    return Kind(f"a {name} {what}", EPUB.ending, partial(_known, wreck) if is_made else wreck)


def _role(text: str, chance: random.Random) -> str | None:
    return text.replace(">aut<", ">edt<", 1) if ">aut<" in text else None


KINDS = (
    *(
        _kind(name, what, change)
        for name in _NAMES
        for what, change in (("lost", _lost), ("changed", _changed), ("added", _added))
    ),
    Kind("an author become an editor", EPUB.ending, partial(in_member, "EPUB/content.opf", _role)),
    Kind("a type added", EPUB.ending, partial(in_member, "EPUB/content.opf", partial(_added, "type"))),
)
