"""A kind of damage that a reader of a finished file would see."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from bookbuild.problems import Location
from bookbuild.proof.passages import Reading
from bookbuild.results import Artifact


@dataclass(frozen=True)
class Damaged:
    """A finished file after the damage, and where the manuscript has what was hit."""

    artifact: Artifact
    hit: frozenset[Location] = frozenset()
    """Empty where no passage is hit, but the file as a whole."""


@dataclass(frozen=True)
class Kind:
    """One kind of damage; `wreck` returns None where a file has nothing that it could hit."""

    name: str
    ending: str
    """Of the files that it hits, such as `.epub`."""
    wreck: Callable[[Artifact, Reading, random.Random], Damaged | None]
    everyday: str = ""
    """The only book of `tests/books` to which everyday tests do it; empty for all."""
