"""What is tried: files, and a command that is given them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random


@dataclass(frozen=True)
class Case:
    """Files by their paths in a folder of their own, and a command line that is run beside them.

    `honest` manuscripts must be built: there the proof, too, must find nothing. `seconds` of processor time and
    `megabytes` of memory are what the command may take.
    """

    files: Mapping[str, bytes]
    command: tuple[str, ...]
    honest: bool = False
    seconds: int = 30
    megabytes: int = 1024


Make = Callable[[Random], Case]
"""A kind of case: what the chance of a seed makes."""


def write(case: Case, folder: Path) -> None:
    """Write the files of a case into a folder; what no file system takes is left out."""
    for name, content in case.files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except (OSError, ValueError):  # a file where another needs a folder
            continue


def read(folder: Path) -> Case:
    """A case of the corpus: the files of a folder, and the command in `command.txt`, a word a line."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    command, *marks = files.pop("command.txt").decode().split("\n\n")
    return Case(files, tuple(command.split("\n")), honest="honest\n" in marks)


def keep(case: Case, folder: Path) -> None:
    """Write a case as `read` reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    write(case, folder)
    marks = "\n\nhonest\n" if case.honest else ""
    (folder / "command.txt").write_text("\n".join(case.command) + marks, encoding="utf-8")
