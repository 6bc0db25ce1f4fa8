"""What is kept is not done again, and what is done is kept, in order."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bookbuild.jobs.cache import Cache, key
from bookbuild.jobs.executor import Inline
from bookbuild.jobs.tasks import Elsewhere, Job, map_cached
from bookbuild.problems import ContentError, Location, Problem


class Work:
    """Doubles numbers, and remembers which; refuses those above 90."""

    def __init__(self) -> None:
        self.done: list[tuple[int, ...]] = []

    def run(self, numbers: tuple[int, ...]) -> Sequence[bytes]:
        self.done.append(numbers)
        if max(numbers) > 90:
            raise ContentError([Problem("BB206", Location("a.md"), "too large")])
        return [str(2 * number).encode() for number in numbers]

    def job(self, elsewhere: Elsewhere[int] | None = None) -> Job[int]:
        return Job(
            self.run, lambda number: key("double", str(number)), lambda number: Location(str(number)), pairs, elsewhere
        )


def pairs(numbers: Sequence[int]) -> Iterator[tuple[int, ...]]:
    return (tuple(numbers[start : start + 2]) for start in range(0, len(numbers), 2))


def doubled(job: Job[int], numbers: Sequence[int], cache: Cache) -> list[int]:
    return [int(data) for data in map_cached(job, numbers, cache, lambda shares: Inline())]


def test_only_what_is_missing_is_done_and_all_comes_in_order(tmp_path: Path) -> None:
    work, cache = Work(), Cache(tmp_path)
    assert doubled(work.job(), [1, 2, 3], cache) == [2, 4, 6]
    assert doubled(work.job(), [5, 3, 4, 1, 6], cache) == [10, 6, 8, 2, 12]
    assert work.done == [(1, 2), (3,), (5, 4), (6,)]
    assert doubled(work.job(), [4, 5], cache) == [8, 10]
    assert len(work.done) == 4


def test_without_a_cache_everything_is_done() -> None:
    work = Work()
    assert doubled(work.job(), [1, 2], Cache()) == doubled(work.job(), [1, 2], Cache())
    assert work.done == [(1, 2), (1, 2)]


def test_the_work_begins_before_anything_is_asked_for() -> None:
    work = Work()
    results = map_cached(work.job(), [1, 2, 3], Cache(), lambda shares: Inline())
    assert work.done == [(1, 2), (3,)]
    assert next(results) == b"2"


def test_workers_are_chosen_by_what_is_missing(tmp_path: Path) -> None:
    work, asked = Work(), []
    doubled(work.job(), [1, 2], Cache(tmp_path))

    def workers(shares: Sequence[tuple[int, ...]]) -> Inline:
        asked.append(tuple(shares))
        return Inline()

    list(map_cached(work.job(), [1, 7, 2, 8, 9], Cache(tmp_path), workers))
    assert asked == [((7, 8), (9,))]


def test_what_was_done_before_something_failed_is_kept(tmp_path: Path) -> None:
    work, cache = Work(), Cache(tmp_path)
    with pytest.raises(ContentError):
        doubled(work.job(), [1, 2, 99], cache)
    work.done.clear()
    assert doubled(work.job(), [1, 2], cache) == [2, 4]
    assert work.done == []


def test_what_depends_on_more_is_kept_under_a_longer_key(tmp_path: Path) -> None:
    """Results of two digits hold for one folder only, all others for any."""
    cache, work = Cache(tmp_path), Work()

    def job(folder: str) -> Job[int]:
        return work.job(Elsewhere(lambda number: key("double", str(number), folder), lambda data: len(data) > 1))

    assert doubled(job("a"), [3, 7], cache) == doubled(job("b"), [3, 7], cache) == doubled(job("a"), [3, 7], cache)
    assert work.done == [(3, 7), (7,)]


def test_it_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    list(map_cached(Work().job(), [1, 2, 3], Cache(), lambda shares: Inline(), lambda *far: told.append(far)))
    assert told == [(1, 3), (2, 3), (3, 3)]
