"""Which processes do the work on chapters, and what happens when one of them dies.

`start` gives an executor, `each` does one thing with many tasks on any executor of `concurrent.futures`, here or on
other machines. Tasks and results travel between processes, so they are bytes, texts and small frozen dataclasses.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    InvalidStateError,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from bookbuild.problems import LimitError, Location, Problem

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext

WORTH = 100_000
"""How many letters of text take about as long as a worker needs to wake up; less is better done here."""

_WORTH_WAITING = 6_000_000
"""So many letters are read here before workers that are to lay out pages would have come into being and read them."""

_AWAKE = 2
"""How many workers come into being before there is work; more may never be needed."""
_PRELOAD = ("bookbuild.dialect.chapter", "bookbuild.proof.texts", "bookbuild.proof.beside")
_PRELOAD_FOR_PAGES = ("bookbuild.outputs.pdf.preloaded", "bookbuild.proof.pdf_pages")

_GARBAGE = (3_000, 10, 10)
"""When workers look for garbage: less often than Python would, since pages are made of many small things that are
still wanted. Rarer still would save no more time, but take memory."""

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


@contextmanager
def start(jobs: int | None = 1, preload: Sequence[str] = (), *, awake: bool = False) -> Iterator[Executor]:
    """An executor of so many processes, for as long as the context lasts. None: one for each core; 1: none but this.

    No process is started before there is work, unless `awake` says that there will be. `preload` names modules that
    workers will need: where the system allows, they are imported once for all of them. A program that asks for more
    than one process must be importable without running, as the documentation of `multiprocessing` has it.
    """
    count = jobs or cores()
    if count == 1:
        yield Inline()
        return
    pool = Pool(count, preload)
    if awake:
        pool.wake()
    try:
        yield pool
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def needed(formats: Sequence[str]) -> tuple[str, ...]:
    """What workers need to make outputs; the libraries that lay pages out take a second."""
    return (*_PRELOAD, *_PRELOAD_FOR_PAGES) if "pdf" in formats else _PRELOAD


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
    futures = [_submitted(executor, function, task) for task in tasks]
    return _results(executor, function, tasks, futures, place)


def suited(executor: Executor, work: int, tasks: int) -> Executor:
    """The executor for so many tasks with so many letters altogether; little work is done here.

    A single task is worth a worker only where workers come into being with the libraries that they need.
    """
    born_ready = isinstance(executor, Pool) and sys.platform == "linux"
    return executor if work >= WORTH and (tasks > 1 or born_ready) else Inline()


def suited_at_first(executor: Executor, work: int, tasks: int) -> Executor:
    """The same for the first work of all, while workers that take long to come into being are doing so."""
    late = isinstance(executor, Pool) and executor.takes_long
    return Inline() if late and work < _WORTH_WAITING else suited(executor, work, tasks)


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
            except (BrokenExecutor, MemoryError):
                wait(futures)
                yield _again(executor, function, task, place(task))
    finally:
        for future in futures:
            future.cancel()


def _again(executor: Executor, function: Callable[[_Task], _Result], task: _Task, where: Location) -> _Result:
    try:
        return _submitted(executor, function, task).result()
    except (BrokenExecutor, MemoryError) as error:
        message = "the process that worked on this died twice: it ran out of memory, or something ended it"
        hint = "Make the chapter shorter, its pictures smaller, or work with more memory."
        raise LimitError([Problem("BB702", where, message, hint)]) from error


def _submitted(executor: Executor, function: Callable[[_Task], _Result], task: _Task) -> Future[_Result]:
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


class Pool(Executor):
    """Processes of this machine, which are started with the first work, and again after one of them died."""

    def __init__(self, count: int, preload: Sequence[str] = ()) -> None:
        self._count = count
        self._preload = preload
        self._lock = threading.Lock()
        self._workers: ProcessPoolExecutor | None = None
        self._born: Connection | None = None
        self._bears: Connection | None = None
        self._waking: ThreadPoolExecutor | None = None
        self._awake: Future[None] | None = None
        self._promised: set[Future[Any]] = set()
        self._stopped = False

    @property
    def takes_long(self) -> bool:
        """Whether workers that are to lay out pages are coming into being since this began."""
        return self._waking is not None and set(_PRELOAD_FOR_PAGES) <= set(self._preload)

    def wake(self) -> None:
        """Have the first workers come into being while this process is busy with something else."""
        if sys.platform == "linux":
            from multiprocessing import forkserver

            _context(self._preload)
            forkserver.ensure_running()
            self._waking = ThreadPoolExecutor(1)
            self._awake = self._waking.submit(self._wake)

    def _wake(self) -> None:
        with suppress(OSError, RuntimeError):  # whoever has work for them will be told
            for _ in range(min(self._count, _AWAKE)):
                self._submit(os.getpid)

    def submit(self, fn: Callable[..., _Result], /, *args: Any, **kwargs: Any) -> Future[_Result]:
        """Have a worker make a call; nobody waits here while workers are still coming into being.

        What is given is not the future of the executor behind: cancelling that at a bad time would stop its thread.
        """
        if self._stopped:
            raise BrokenExecutor("the workers were stopped")
        given: Future[_Result] = Future()
        self._promised.add(given)
        given.add_done_callback(self._promised.discard)
        if self._waking is None or self._awake is None or self._awake.done():
            self._pass_on(given, fn, args, kwargs)
        else:
            self._waking.submit(self._pass_on, given, fn, args, kwargs)
        return given

    def _pass_on(
        self, given: Future[_Result], fn: Callable[..., _Result], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        """Have a worker make a call whose result has been promised, and is still wanted."""
        if given.done():
            return

        def settle(made: Future[_Result]) -> None:
            error = CancelledError() if made.cancelled() else made.exception()
            with suppress(InvalidStateError):  # nobody wants it any more
                if error is None:
                    given.set_result(made.result())
                else:
                    given.set_exception(error)

        try:
            self._submit(fn, *args, **kwargs).add_done_callback(settle)
        except Exception as error:
            with suppress(InvalidStateError):
                given.set_exception(error)

    def _submit(self, fn: Callable[..., _Result], /, *args: Any, **kwargs: Any) -> Future[_Result]:
        with self._lock:
            if self._workers is not None:
                with suppress(BrokenExecutor):
                    return self._workers.submit(fn, *args, **kwargs)
                self._workers.shutdown()
            self._workers = self._started()
            return self._workers.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers end after their work."""
        if self._waking is not None:
            self._waking.shutdown(cancel_futures=cancel_futures)
        if self._workers is not None:
            self._workers.shutdown(wait, cancel_futures=cancel_futures)
        if cancel_futures:
            self._give_up()

    def _give_up(self) -> None:
        """Let nobody wait any longer for what was promised."""
        for given in tuple(self._promised):
            with suppress(InvalidStateError):
                given.set_exception(BrokenExecutor("the workers were stopped"))

    def rest(self) -> None:
        """Let the workers end, and give back their memory, as soon as what they have begun is done."""
        if self._waking is not None and self._awake is not None and not self._awake.done():
            self._waking.submit(self._rest)
        else:
            self._rest()

    def _rest(self) -> None:
        with self._lock:
            if self._workers is not None:
                self._workers.shutdown(wait=False)
            self._workers = None

    def stop(self) -> None:
        """End the workers in the midst of their work."""
        self._stopped = True
        self._give_up()
        if self._born is None:
            return
        from multiprocessing import active_children

        if self._workers is not None:
            self._workers.shutdown(wait=False, cancel_futures=True)
        alive = {child.pid for child in active_children()}
        while self._born.poll():
            process = self._born.recv()
            if process in alive:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGTERM)
        self._born.close()

    def _started(self) -> ProcessPoolExecutor:
        from concurrent.futures import ProcessPoolExecutor

        context = _context(self._preload)
        if self._bears is None:
            self._born, self._bears = context.Pipe(duplex=False)
        return ProcessPoolExecutor(self._count, context, _begin, (self._bears,))


def _context(preload: Sequence[str]) -> BaseContext:
    """How workers come into being: never by copying a process in which threads run, such as one that shows progress.

    On Linux they are copies of a server without threads; the libraries that set pages do not survive that on macOS.
    """
    import multiprocessing

    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


def _begin(bears: Connection) -> None:
    """The first thing a worker does: it leaves Ctrl-C to its parent, whom it does not outlive.

    If the parent has ended all others meanwhile, it goes too: one of these may have held what it would wait for.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what all workers were born with: to look through it again and again would only copy it
    gc.set_threshold(*_GARBAGE)
    try:
        bears.send(os.getpid())
    except OSError:
        os._exit(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
