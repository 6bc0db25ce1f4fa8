"""What every output is made with, beside the book. All have one signature: `render(book, context) -> Artifact`."""

import datetime
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field

from bookbuild.jobs.cache import Cache
from bookbuild.jobs.executor import Inline
from bookbuild.jobs.tasks import Tally, no_tally
from bookbuild.model import Book
from bookbuild.results import Artifact, PageStart
from bookbuild.settings.schema import Settings

UNDATED = datetime.datetime(2000, 1, 1)
"""What a book without a full date says of its last change: the same input must give the same bytes on any day."""


def nobody(starts: tuple[PageStart, ...]) -> None:
    """Where nobody wants to know how the pages begin."""


@dataclass(frozen=True, slots=True)
class Context:
    """How an output is to be made; each takes from it what concerns it."""

    name: str
    """The name of its file, without ending."""
    modified: datetime.datetime = UNDATED
    """When the book was last changed, in UTC."""
    settings: Settings = field(default_factory=lambda: Settings(cover=False))
    """Those of the manuscript. By default there is no cover, which takes longest to make."""
    settings_path: str = ""
    """The file that the settings come from, for messages."""
    executor: Executor = field(default_factory=Inline)
    """Does the work on chapters, where it is worth sharing out."""
    cache: Cache = field(default_factory=Cache)
    """Holds what need not be made again."""
    pages: tuple[PageStart, ...] = ()
    """How the pages of the print edition begin, where there is one."""
    pages_known: Callable[[tuple[PageStart, ...]], None] = nobody
    """Is told how the pages begin when they are laid out, while there is still much to do."""
    tally: Tally = no_tally
    """Is told how much of the work on chapters is done."""
    made: Mapping[str, Artifact] = field(default_factory=dict)
    """The finished outputs that this one is made of, by the names of their steps."""


Render = Callable[[Book, Context], Artifact]
"""What makes an output; raises a BookError, or tells what it noticed in the `problems` of the artifact."""
