"""Which processes do the work on chapters, and what happens when one of them dies.

`start` gives an executor, `each` does one thing with many tasks on any executor of `concurrent.futures`, here or on
other machines. Tasks and results travel between processes, so they are bytes, texts and small frozen dataclasses.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager
from typing import Any, TypeVar

from bookbuild.jobs.pool import NOTHING, Pool, Preload
from bookbuild.jobs.watch import out_of_memory, weight, working_on
from bookbuild.problems import LimitError, Location, Problem

WORTH = 100_000
"""How many letters of text take about as long as a worker needs to wake up; less is better done here."""

_WORTH_WAITING = 6_000_000
"""So many letters are read here before workers that are to lay out pages would have come into being and read them."""

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


@contextmanager
def start(jobs: int | None = 1, preload: Preload = NOTHING, *, awake: bool = False) -> Iterator[Executor]:
    """An executor of so many processes, for as long as the context lasts. None: one for each core; 1: none but this.

    No process is started before there is work, unless `awake` says that there will be. `preload` says what workers will
    need. A program that asks for more than one process must be importable without running, as the documentation of
    `multiprocessing` has it.
    """
    count = jobs or cores()
    if count == 1:
        yield Inline()
        return
    pool = Pool(count, preload)
    try:
        if awake:
            pool.wake()
        yield pool
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def each(
    executor: Executor,
    function: Callable[[_Task], _Result],
    tasks: Sequence[_Task],
    place: Callable[[_Task], Location],
) -> Iterator[_Result]:
    """What a function makes of each task, in the order of the tasks. The work begins at once.

    What a task raises is raised here. A task whose process dies is tried once more, with no other beside it that could
    take its memory; if it dies again, LimitError says by `place` which it was.
    """
    futures = [_submitted(executor, function, task, place) for task in tasks]
    return _results(executor, function, tasks, futures, place)


def suited(executor: Executor, work: int, tasks: int) -> Executor:
    """The executor for so many tasks with so many letters altogether; little work is done here.

    A single task is worth a worker only where workers come into being with the libraries that they need.
    """
    born_ready = isinstance(executor, Pool) and sys.platform == "linux"
    return executor if work >= WORTH and (tasks > 1 or born_ready) else Inline()


def suited_at_first(executor: Executor, work: int, tasks: int) -> Executor:
    """The same for the first work of all, while workers that take long to come into being are doing so."""
    is_late = isinstance(executor, Pool) and executor.is_late
    return Inline() if is_late and work < _WORTH_WAITING else suited(executor, work, tasks)


def shared_out(items: Sequence[_Task], size: Callable[[_Task], int], most: int = WORTH) -> Iterator[tuple[_Task, ...]]:
    """Items in order, as many together as have some size; what is beyond a worker's WORTH is worth a worker."""
    some: list[_Task] = []
    together = 0
    for item in items:
        some.append(item)
        together += size(item)
        if together >= most:
            yield tuple(some)
            some, together = [], 0
    if some:
        yield tuple(some)


def _results(
    executor: Executor,
    function: Callable[[_Task], _Result],
    tasks: Sequence[_Task],
    futures: Sequence[Future[_Result]],
    place: Callable[[_Task], Location],
) -> Iterator[_Result]:
    try:
        for task, future in zip(tasks, futures, strict=True):
            try:
                yield future.result()
            except (BrokenExecutor, MemoryError) as error:
                if isinstance(executor, Inline):
                    raise out_of_memory(place(task)) from error  # with nothing beside it that could take its memory
                wait(futures)
                yield _again(executor, function, task, place)
    finally:
        for future in futures:
            future.cancel()


def _again(
    executor: Executor, function: Callable[[_Task], _Result], task: _Task, place: Callable[[_Task], Location]
) -> _Result:
    try:
        return _submitted(executor, function, task, place).result()
    except (BrokenExecutor, MemoryError) as error:
        message = "the process that worked on this died twice: it ran out of time or memory, or a library failed"
        hint = "Make the chapter shorter, its pictures smaller; or allow more: --limit time=240,memory=4GB"
        raise LimitError([Problem("BB702", place(task), message, hint)]) from error


def _submitted(
    executor: Executor, function: Callable[[_Task], _Result], task: _Task, place: Callable[[_Task], Location]
) -> Future[_Result]:
    if isinstance(executor, Inline):
        working_on(place(task), weight(task))
    try:
        return executor.submit(function, task)
    except BrokenExecutor as error:
        failed: Future[_Result] = Future()
        failed.set_exception(error)
        return failed


def rest(executor: Executor) -> None:
    """Say that no more work will come, so that workers of this machine end and give back their memory."""
    if isinstance(executor, Pool):
        executor.rest()


class Inline(Executor):
    """Does the work where it is asked for, at once."""

    def submit(self, fn: Callable[..., _Result], /, *args: Any, **kwargs: Any) -> Future[_Result]:
        """The result of a call, or what it raised."""
        future: Future[_Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future
