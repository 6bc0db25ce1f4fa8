"""What an editor looks up, one by one: bylines, credits, quotations, captions, notes; each with its chapter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bookbuild.proof.comparison.words import Comparison
from bookbuild.proof.passages import Passage, PassageKind, Reading
from bookbuild.results import EPUB, format_of

_TITLES = {
    "byline": "Bylines and credits",
    "quotation": "Quotations",
    "caption": "Captions",
    "note": "Notes",
    "author-note": "Author notes",
}
"""The parts of the ledger, in order, by the beginning of the ids of their entries."""
_PART_OF = {
    PassageKind.BYLINE: "byline",
    PassageKind.CREDIT: "byline",
    PassageKind.QUOTATION: "quotation",
    PassageKind.ATTRIBUTION: "quotation",
    PassageKind.CAPTION: "caption",
    PassageKind.AUTHOR_NOTE: "author-note",
}
_JOINED = frozenset({"quotation", "author-note"})
"""Of these, passages that follow each other are one entry."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A strip of a page."""

    page: int
    width: int
    height: int
    png: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One thing to look up: a quotation with its speaker, a note."""

    name: str
    """What it is, and its number: “Quotation 12”."""
    passages: tuple[int, ...]
    """Indices in `Reading.everything`."""
    chapter: str
    number: str = ""
    """Of a note, as its reader sees it."""


@dataclass(frozen=True, slots=True)
class LedgerPart:
    """All entries of a kind."""

    id: str
    title: str
    entries: tuple[LedgerEntry, ...]

    def by_chapter(self) -> Sequence[tuple[str, Sequence[LedgerEntry]]]:
        """The entries in runs, each with the title of its chapter."""
        return [(chapter, list(run)) for chapter, run in groupby(self.entries, key=lambda entry: entry.chapter)]


def parts(promised: Reading, comparisons: Sequence[Comparison]) -> tuple[LedgerPart, ...]:
    """All that is to be looked up, in the order of the book; parts without entries are left out."""
    chapters = _chapters(promised, comparisons)
    groups: dict[str, list[tuple[int, ...]]] = {part: [] for part in _TITLES}
    for part, indices in _groups(promised.passages):
        groups[part].append(indices)
    numbers: dict[int, str] = {}
    first = len(promised.passages)
    for note in promised.notes:
        if note.passages:
            groups["note"].append(tuple(range(first, first + len(note.passages))))
            numbers[first] = note.number
        first += len(note.passages)
    everything = promised.everything
    return tuple(
        LedgerPart(
            part,
            title,
            tuple(
                LedgerEntry(
                    _name(everything[indices[0]].kind, part, count, numbers.get(indices[0])),
                    indices,
                    chapters[indices[0]],
                    numbers.get(indices[0], ""),
                )
                for count, indices in enumerate(groups[part], start=1)
            ),
        )
        for part, title in _TITLES.items()
        if groups[part]
    )


def _name(kind: PassageKind, part: str, count: int, note: str | None) -> str:
    """Notes bear the numbers that readers see; bylines and credits none, since there are few of them."""
    if note is not None:
        return f"Note {note}"
    if part == "byline":
        return kind.value.capitalize()
    return f"{part.replace('-', ' ').capitalize()} {count}"


def _groups(passages: Sequence[Passage]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each entry of the text. A quotation ends after its speaker, one inside another together with the outer one."""
    open_part = ""
    indices: list[int] = []
    for index, passage in enumerate(passages):
        part = _PART_OF.get(passage.kind, "")
        after_speaker = index > 0 and passages[index - 1].kind is PassageKind.ATTRIBUTION
        new_quotation = after_speaker and passage.kind is PassageKind.QUOTATION and passage.level < 2
        if indices and (part != open_part or part not in _JOINED or new_quotation):
            yield open_part, tuple(indices)
            indices = []
        open_part = part
        if part:
            indices.append(index)
    if indices:
        yield open_part, tuple(indices)


def _chapters(promised: Reading, comparisons: Sequence[Comparison]) -> Sequence[str]:
    """For each passage the title of its chapter: the first heading in its file of the EPUB, else of the manuscript."""
    places: Mapping[int, Passage] = next(
        (each.places for each in comparisons if format_of(each.output) is EPUB and each.places), {}
    )
    files: list[str] = []
    for index, passage in enumerate(promised.everything):
        before = files[-1] if files and places else passage.location.path
        files.append(places[index].location.path if index in places else before)
    titles: dict[str, str] = {}
    for file, passage in zip(files, promised.everything, strict=True):
        if passage.kind is PassageKind.HEADING:
            titles.setdefault(file, passage.words)
    return [titles.get(file, passage.location.path) for file, passage in zip(files, promised.everything, strict=True)]
