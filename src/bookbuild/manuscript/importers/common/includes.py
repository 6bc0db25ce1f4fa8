"""Putting a chapter together from the files that it includes, within limits."""

from dataclasses import dataclass, field

from bookbuild.manuscript.files import MAX_CHAPTER_BYTES, Folder, contained, read_text
from bookbuild.manuscript.importers.lines import Line, numbered
from bookbuild.problems import LimitError, Location, Problem

MAX_DEPTH = 10
"""So deep may files include files."""
_LEAST = 1024
"""What an included file counts at least, so that thousands of empty ones come to an end too."""


@dataclass(slots=True)
class Gathering:
    """A chapter that is being put together."""

    folder: Folder
    path: str
    """Of the chapter."""
    problems: list[Problem] = field(default_factory=list)
    size: int = 0
    """Of all that was included so far."""
    is_too_deep: bool = False
    """Whether an include was, so that the others need not be followed: three in a file that includes itself would be
    59,049 of them."""

    def read(self, name: str, typed: str, place: Location, depth: int) -> list[Line] | None:
        """The lines of a file to be included; None, with a problem noted, where it cannot be.

        Raises LimitError where a chapter grows beyond `MAX_CHAPTER_BYTES`, and what `read_text` raises.
        """
        if self.is_too_deep:
            return None
        target = contained(self.folder.root, name)
        problem = None
        if target is None:
            message = f"the file “{typed}” lies outside the manuscript folder, and nothing outside it is read"
            problem = Problem("BB205", place, message, "Copy it into the folder and correct the path.")
        elif not target.is_file():
            message = f"the file “{typed}” is to be included, but does not exist"
            problem = Problem("BB211", place, message, "Correct its path.")
        elif depth >= MAX_DEPTH:
            self.is_too_deep = True
            message = f"files include files more than {MAX_DEPTH} deep here; perhaps one includes itself"
            problem = Problem("BB211", place, message, "Take out one of the includes.")
        if problem:
            self.problems.append(problem)
            return None
        text = read_text(self.folder, name)
        self.size += max(len(text), _LEAST)
        if self.size > MAX_CHAPTER_BYTES:
            message = f"with all that it includes, this file is larger than {MAX_CHAPTER_BYTES // 1024**2} MiB"
            raise LimitError([Problem("BB701", Location(self.path), message, "Take out some of the includes.")])
        return numbered(text.removesuffix("\n"), name)
