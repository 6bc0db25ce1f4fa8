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
from bookbuild.jobs.executor import each
from bookbuild.problems import HostError, LimitError, Location, Problem


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


def done(works: Sequence[Work], executor: Executor, cache: Cache) -> Iterator[bytes]:
    """What becomes of each: a `Part` or `Furniture`, as JSON. The work begins at once.

    Raises BookError, perhaps later, for what cannot be laid out.
    """
    keys = [key(work.kind, work.data, *work.stylesheets) for work in works]
    kept = [cache.get(name) for name in keys]
    tasks = [work for work, data in zip(works, kept, strict=True) if data is None]
    found = each(executor, _do, tasks, lambda work: work.place)
    kept.reverse()

    def results() -> Iterator[bytes]:
        for name in keys:
            data = kept.pop()
            if data is None:
                data = next(found)
                cache.put(name, data)
            yield data

    return results()


def _do(work: Work) -> bytes:
    with _needing_pango():
        from bookbuild.outputs.pdf import furniture, layout
    if work.kind == "furniture":
        gc.collect()  # what is left of the chapters, for which workers seldom look
    do = layout.lay_out if work.kind == "part" else furniture.paint
    try:
        return do(work.data, work.stylesheets)
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
