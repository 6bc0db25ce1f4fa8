"""What comes of a book: finished outputs, and what there is to say of them."""

from dataclasses import dataclass, field
from pathlib import Path

from bookbuild.problems import Problem, errors


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page of the print edition begins."""

    chapter: str
    """The id of the chapter that it shows; of a blank page, that of the next."""
    label: str
    """Its number as it is printed."""
    opening: str
    """The first letters of its text, in small letters and without all else; empty where there is none."""
    letters: int
    """How many letters there are on it, notes left out."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished output."""

    name: str
    """File name."""
    media_type: str
    data: bytes = field(repr=False)
    pages: tuple[PageStart, ...] = field(default=(), repr=False)
    """Of a print edition, where its pages begin."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a PDF."""

    path: str
    """A relative path with forward slashes."""
    media_type: str
    description: str
    relationship: str
    """What it is to the document: `Source` or `Alternative` (ISO 19005-3, annex E)."""
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a proof compared."""

    characters: int
    """Of the manuscript, white space left out."""
    passages: int
    quotations: int
    notes: int
    pictures: int
    formulas: int
    links: int
    outputs: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a build or a check did."""

    artifacts: tuple[Artifact, ...]
    folder: Path
    """Where the artifacts lie."""
    problems: tuple[Problem, ...]
    figures: Figures | None = None
    """None where nothing was proven."""

    @property
    def failed(self) -> bool:
        """Whether something is wrong that a reader would suffer from."""
        return bool(errors(self.problems))
