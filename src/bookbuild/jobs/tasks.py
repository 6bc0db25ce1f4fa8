"""Work that is done once: what was kept is taken from the cache, what is missing is done by workers, and then kept."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from bookbuild.jobs.cache import Cache
from bookbuild.jobs.executor import each
from bookbuild.problems import Location

_Item = TypeVar("_Item")

Tally = Callable[[int, int], None]
"""Is told how many of how many items are done."""


def no_tally(there: int, all_: int) -> None:
    """Where nobody wants to know how far the work is."""


def one_by_one(items: Sequence[_Item]) -> Iterator[tuple[_Item, ...]]:
    """Each item by itself, as is right for those that take long."""
    return ((item,) for item in items)


@dataclass(frozen=True, slots=True)
class Elsewhere(Generic[_Item]):
    """Where some results are kept that depend on more than most of their kind do."""

    key: Callable[[_Item], str]
    """A key that says all that such a result depends on."""
    has: Callable[[bytes], bool]
    """Whether a result is one of these."""


@dataclass(frozen=True, slots=True)
class Job(Generic[_Item]):
    """A kind of work, which makes bytes of each item."""

    run: Callable[[tuple[_Item, ...]], Sequence[bytes]]
    """Does it for some items, and gives a result for each, in order. A worker imports it by its name."""
    key: Callable[[_Item], str]
    """A key that says all that a result depends on."""
    place: Callable[[_Item], Location]
    """What in the manuscript an item is about."""
    share: Callable[[Sequence[_Item]], Iterable[tuple[_Item, ...]]] = one_by_one
    """Puts together what one worker is to do at a time."""
    elsewhere: Elsewhere[_Item] | None = None


def map_cached(
    job: Job[_Item],
    items: Sequence[_Item],
    cache: Cache,
    workers: Callable[[Sequence[tuple[_Item, ...]]], Executor],
    tally: Tally = no_tally,
) -> Iterator[bytes]:
    """What becomes of each item, in order. The work on those that the cache does not hold begins at once.

    `workers` gives the executor that is suited to what has to be done. What an item raises is raised here, perhaps
    later; if the process that works on it dies twice, LimitError says by `place` which it was.
    """
    keys = [_key(job, item, cache) for item in items]
    kept = [_kept(job, item, key, cache) for item, key in zip(items, keys, strict=True)]
    missing = [item for item, data in zip(items, kept, strict=True) if data is None]
    shares = list(job.share(missing))
    made = each(workers(shares), job.run, shares, lambda share: job.place(share[0]))
    kept.reverse()  # so that each can be let go when it is given
    return _results(job, items, keys, kept, chain.from_iterable(made), cache, tally)


def _key(job: Job[_Item], item: _Item, cache: Cache) -> str | None:
    """The key of an item; None where nothing is kept, since a key takes a look at all of this program."""
    return job.key(item) if cache.folder is not None else None


def _kept(job: Job[_Item], item: _Item, key: str | None, cache: Cache) -> bytes | None:
    if key is None:
        return None
    kept = cache.get(key)
    return cache.get(job.elsewhere.key(item)) if kept is None and job.elsewhere is not None else kept


def _results(
    job: Job[_Item],
    items: Sequence[_Item],
    keys: Sequence[str | None],
    kept: list[bytes | None],
    made: Iterator[bytes],
    cache: Cache,
    tally: Tally,
) -> Iterator[bytes]:
    for number, (item, key) in enumerate(zip(items, keys, strict=True), start=1):
        data = kept.pop()
        if data is None:
            data = next(made)
            if key is not None:
                is_elsewhere = job.elsewhere is not None and job.elsewhere.has(data)
                cache.put(job.elsewhere.key(item) if job.elsewhere and is_elsewhere else key, data)
        tally(number, len(items))
        yield data
