"""What can be wrong, how it is said, and which exit code it leads to.

Checking code *returns* `Problem` values and never prints. Where the work cannot go on, it raises one
of these, and the command line turns it into sentences and an exit code:

    BookError
    ├── ContentError    1  the manuscript is at fault
    ├── SettingsError   2  the command or the settings are at fault
    ├── HostError       3  the machine is at fault: disk, permission, missing library
    └── LimitError      4  the manuscript is larger or deeper than the limits allow

Codes are stable, since scripts may rely on them. What each stands for is in `codes.toml`, and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much a problem matters: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Location:
    """Where something stands: a path as the user typed or would type it, and what of the rest is known."""

    path: str
    line: int | None = None
    """Counted from 1."""
    column: int | None = None
    """Of the first letter meant, counted from 1 in code points."""
    length: int = 1
    """How many code points are meant, none of them beyond the line."""

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what (`message`), where (`location`) and what to do about it (`hint`)."""

    code: str
    location: Location
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR


def beginning(words: str, letters: int = 60) -> str:
    """Words as a message has them: whole, or so many letters of them and an ellipsis."""
    return words if len(words) <= letters else f"{words[:letters].rstrip()} …"


class BookError(Exception):
    """The work cannot go on, for the reasons given in `problems` (at least one)."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.location}: {p.message}" for p in self.problems))

    def __reduce__(self) -> tuple[type["BookError"], tuple[tuple[Problem, ...]]]:
        """Errors travel between processes, with what they know."""
        return type(self), (self.problems,)


class ContentError(BookError):
    """The manuscript is at fault."""

    exit_code = 1


class SettingsError(BookError):
    """The command line or the settings are at fault."""

    exit_code = 2


class HostError(BookError):
    """The machine is at fault: a full disk, a missing permission, a missing library."""

    exit_code = 3


class LimitError(BookError):
    """The manuscript is larger, or nested deeper, than the limits allow."""

    exit_code = 4


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those of the problems that stop a build."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
