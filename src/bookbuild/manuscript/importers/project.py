"""What a book made for another tool consists of."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bookbuild.manuscript.files import Folder
from bookbuild.manuscript.importers.lines import Line, Run, RunKind, runs
from bookbuild.model import Role, Source
from bookbuild.problems import Location, Problem
from bookbuild.settings.schema import ChapterSettings, Settings

_UNDERLINE = re.compile(r"(?:=+|--+)\s*")


@dataclass(frozen=True, slots=True)
class Project:
    """A book of another tool, in bookbuild's own terms."""

    settings: Settings
    settings_path: str
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    drafts: tuple[str, ...] = ()
    """Paths of the files left out because they say that they are drafts."""


@dataclass(frozen=True, slots=True)
class ProjectKind:
    """A kind of project: how to know and how to read it."""

    settings: Sequence[str]
    """Names of the file that it is known by, in the top folder of a manuscript."""
    read: Callable[[Folder, str], Project | None]
    """Reads the project in a folder whose settings have one of these names; None if they are not of this kind.

    Raises SettingsError where its settings or its table of contents cannot be read.
    """


def part(title: str, place: Location, level: int = 1) -> Source:
    """The opener of a part that has a title but no file."""
    return Source(
        path=f"part {title}",
        text=f"# {title}",
        settings=ChapterSettings(),
        role=Role.PART,
        level=level,
        places=(place,),
    )


def begins_with_heading(lines: Sequence[Line]) -> bool:
    """Whether the first words of a text are a heading."""
    words = [line.text for run in runs(lines) if not _is_comment(run) for line in run.lines]
    first = next((index for index, text in enumerate(words) if text.strip()), len(words))
    text, below = [*words[first : first + 2], "", ""][:2]
    return text.startswith("#") or bool(text.strip() and _UNDERLINE.fullmatch(below))


def _is_comment(run: Run) -> bool:
    return run.kind is RunKind.OTHER and run.lines[0].text.startswith("<!--")
