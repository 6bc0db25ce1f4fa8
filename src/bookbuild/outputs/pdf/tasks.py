"""What takes long is done by workers, or was done before.

The library that lays out pages takes a second to import, and is imported by those who do the work: where all pages
come from the cache, nobody waits for it.
"""

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

from bookbuild.jobs.cache import Cache, key
from bookbuild.jobs.tasks import Job, Tally, map_cached, no_tally
from bookbuild.problems import BookError, HostError, LimitError, Location, Problem
from bookbuild.problems.libraries import library_fault


@dataclass(frozen=True, slots=True)
class Work:
    """Something to be laid out."""

    kind: Literal["part", "furniture"]
    data: bytes
    """A `Task` or a `Run`, as JSON, without its style sheets."""
    stylesheets: tuple[str, ...]
    """These, which are the same for all: a long book would fill more memory with them than with its text."""
    place: Location
    """What in the manuscript it is about."""


def done(works: Sequence[Work], executor: Executor, cache: Cache, tally: Tally = no_tally) -> Iterator[bytes]:
    """What becomes of each: a `Part` or `Furniture`, as JSON. The work begins at once.

    Raises BookError, perhaps later, for what cannot be laid out.
    """
    return map_cached(_JOB, works, cache, lambda shares: executor, tally)


def _do(works: tuple[Work, ...]) -> list[bytes]:
    with _needing_pango():
        from bookbuild.outputs.pdf import furniture, layout
    made = []
    for work in works:
        if work.kind == "furniture":
            gc.collect()  # what is left of the chapters, for which workers seldom look
        do = layout.lay_out if work.kind == "part" else furniture.paint
        try:
            made.append(do(work.data, work.stylesheets))
        except LimitError as error:
            raise LimitError([replace(problem, location=work.place) for problem in error.problems]) from error
        except Exception as error:
            problem = None if isinstance(error, (BookError, MemoryError)) else library_fault(error, work.place)
            if problem is None:
                raise
            raise LimitError([problem]) from error
    return made


_JOB: Job[Work] = Job(_do, key=lambda work: key(work.kind, work.data, *work.stylesheets), place=lambda work: work.place)


@contextmanager
def _needing_pango() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = "the library Pango, which sets the pages, is not installed"
        hint = "The README says how to install it on your system. Until then: bookbuild build --to epub"
        raise HostError([Problem("BB601", Location(""), message, hint)]) from error
