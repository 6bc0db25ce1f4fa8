"""What stands beside the words of a PDF, counted by chapters: that of the text of each, then that of its notes.

Notes may stand at the foot of pages, at the end of their chapter or of the book; wherever that is, they count with the
chapter that refers to them, as in the manuscript.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bookbuild.proof.passages import ItemNumber, Picture


@dataclass(frozen=True, slots=True)
class Way:
    """The link that the number of a note is."""

    number: str
    page: int
    """On which it stands, from 1."""
    leads: int
    """The page to which it leads; 0 for none."""
    fault: str
    """Why it cannot be clicked; goes on after “it”."""
    chapter: int
    """To which it belongs, from 1; the numbers in notes belong to the chapter that refers to these."""


@dataclass(eq=False, slots=True)
class Beside:
    """What stands beside some words."""

    pictures: list[Picture] = field(default_factory=list)
    references: list[Way] = field(default_factory=list)
    item_numbers: list[ItemNumber] = field(default_factory=list)

    def add(self, other: "Beside") -> None:
        """Put what another one has behind all else."""
        self.pictures += other.pictures
        self.references += other.references
        self.item_numbers += other.item_numbers


@dataclass(eq=False, slots=True)
class _Chapter:
    text: Beside = field(default_factory=Beside)
    notes: Beside = field(default_factory=Beside)


class Chapters:
    """The chapters of a file as they are read, one after the other."""

    def __init__(self) -> None:
        self._chapters = [_Chapter()]
        self._groups: list[Beside] = []

    @property
    def count(self) -> int:
        """How many have begun."""
        return len(self._chapters)

    @property
    def text(self) -> Beside:
        """What the text has of the chapter that is being read."""
        return self._chapters[-1].text

    @property
    def notes(self) -> Beside:
        """What its notes have."""
        return self._chapters[-1].notes

    def end(self) -> None:
        """The chapter that was being read is over."""
        self._chapters.append(_Chapter())

    def group(self) -> Beside:
        """A place for the notes of one chapter, which stand with those of others: the next that refers to any."""
        self._groups.append(Beside())
        return self._groups[-1]

    def whole(self) -> Beside:
        """All of it, in the order of the manuscript."""
        referring = [(number, each) for number, each in enumerate(self._chapters, start=1) if each.text.references]
        for (number, chapter), group in zip(referring, self._groups, strict=False):
            chapter.notes.add(group)
            chapter.notes.references = [replace(way, chapter=number) for way in chapter.notes.references]
        everything = Beside()
        for chapter in self._chapters:
            everything.add(chapter.text)
            everything.add(chapter.notes)
        for group in self._groups[len(referring) :]:
            everything.add(group)
        return everything


@dataclass(frozen=True, slots=True)
class WaysOfNotes:
    """What is wrong with the links between the text and its notes, empty where nothing is; goes on after “it”."""

    there: tuple[str, ...]
    """For each reference."""
    back: tuple[str, ...]
    """For each note."""


def ways_of_notes(references: Sequence[Way], notes: Sequence[Way]) -> WaysOfNotes:
    """Hold the links of references and notes, both in order, against each other."""
    pairs = [(reference, notes[index], index) for reference, index in _referring(references, notes)]
    there = {id(reference): _astray(reference, {note.page}) for reference, note, _ in pairs}
    pages: dict[int, set[int]] = {}
    for reference, _, index in pairs:
        pages.setdefault(index, set()).add(reference.page)
    return WaysOfNotes(
        tuple(there.get(id(reference), reference.fault) for reference in references),
        tuple(_astray(note, pages.get(index, {note.leads})) for index, note in enumerate(notes)),
    )


def _referring(references: Sequence[Way], notes: Sequence[Way]) -> Iterator[tuple[Way, int]]:
    """References with the index of the note to which each belongs, since notes are in the order of these."""
    known: dict[str, tuple[int, int]] = {}
    following = 0
    for reference in references:
        index, chapter = known.get(reference.number, (-1, -1))
        if chapter < reference.chapter and following < len(notes) and notes[following].number == reference.number:
            index, following = following, following + 1
        if index >= 0:
            known[reference.number] = index, reference.chapter
            yield reference, index


def _astray(way: Way, pages: set[int]) -> str:
    return way.fault or ("" if way.leads in pages else f"leads to page {way.leads}, where the other does not stand")
