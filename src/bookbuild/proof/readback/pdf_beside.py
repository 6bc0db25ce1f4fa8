"""What stands beside the words of a PDF, counted by chapters: that of the text of each, then that of its notes.

Notes may stand at the foot of pages, at the end of their chapter or of the book; wherever that is, they count with the
chapter that refers to them, as in the manuscript.
"""

from dataclasses import dataclass, field

from bookbuild.proof.passages import ItemNumber, Picture


@dataclass(eq=False, slots=True)
class Beside:
    """What stands beside some words."""

    pictures: list[Picture] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
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
        referring = [chapter for chapter in self._chapters if chapter.text.references]
        for chapter, group in zip(referring, self._groups, strict=False):
            chapter.notes.add(group)
        everything = Beside()
        for chapter in self._chapters:
            everything.add(chapter.text)
            everything.add(chapter.notes)
        for group in self._groups[len(referring) :]:
            everything.add(group)
        return everything
