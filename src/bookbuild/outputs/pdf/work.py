"""What takes long is done by workers, or was done before.

The library that lays out pages takes a second to import, and is imported by those who do the work: where all pages
come from the cache, nobody waits for it.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

from bookbuild.cache import Cache, key
from bookbuild.problems import HostError, LimitError, Location, Problem
from bookbuild.workers import Inline, each

_WORTH_WORKERS = 400_000
"""Bytes of all tasks of a book for which workers are awake anyway, having imported what this process has not."""


@dataclass(frozen=True, slots=True)
class Work:
    """Something to be laid out."""

    kind: Literal["part", "furniture"]
    data: bytes
    """A `Task` or a `Run`, as JSON."""
    place: Location
    """What in the manuscript it is about."""


def done(works: Sequence[Work], executor: Executor, cache: Cache) -> list[bytes]:
    """What becomes of each: a `Part` or `Furniture`, as JSON. Raises BookError for what cannot be laid out."""
    keys = [key(work.kind, work.data) for work in works]
    made = [cache.get(name) for name in keys]
    missing = [index for index, data in enumerate(made) if data is None]
    is_long = sum(len(work.data) for work in works) > _WORTH_WORKERS
    tasks = [works[index] for index in missing]
    found = each(executor if is_long else Inline(), _do, tasks, lambda work: work.place)
    for index, data in zip(missing, found, strict=True):
        cache.put(keys[index], data)
        made[index] = data
    return [data for data in made if data is not None]


def _do(work: Work) -> bytes:
    with _needing_pango():
        from bookbuild.outputs.pdf import furniture, layout
    try:
        return layout.lay_out(work.data) if work.kind == "part" else furniture.paint(work.data)
    except LimitError as error:
        raise LimitError([replace(problem, location=work.place) for problem in error.problems]) from error


@contextmanager
def _needing_pango() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = "the library Pango, which sets the pages, is not installed"
        hint = "The README says how to install it on your system. Until then: bookbuild build --to epub"
        raise HostError([Problem("BB601", Location(""), message, hint)]) from error
