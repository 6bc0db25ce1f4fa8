"""Processes of this machine that do work, how they come into being, and how they end.

They are those of `concurrent.futures`; what that library leaves open is settled here: nobody waits for processes that
are still coming into being, and all that was promised is settled when they are stopped, whatever they are about.
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
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from bookbuild.jobs.watch import allow, weight

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext

_AWAKE = 2
"""How many workers come into being before there is work; more may never be needed."""

_GARBAGE = (3_000, 10, 10)
"""When workers look for garbage: less often than Python would, since pages are made of many small things that are
still wanted. Rarer still would save no more time, but take memory."""

_STOP: signal.Signals = getattr(signal, "SIGUSR1", signal.SIGTERM)
"""What ends a worker, but only in the midst of a call: else it might hold what others wait for, or have told half of a
result. SIGTERM is left to the library, for workers of a pool of which one has died."""

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Preload:
    """What workers are born with: where the system allows, it is imported once for all of them."""

    modules: tuple[str, ...] = ()
    takes_long: bool = False
    """Whether little work is done sooner than these are imported."""


NOTHING = Preload()


class Pool(Executor):
    """Processes of this machine, which are started with the first work, and again after one of them died."""

    def __init__(self, count: int, preload: Preload) -> None:
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
    def is_late(self) -> bool:
        """Whether the first workers began to come into being before there was work, and take long."""
        return self._waking is not None and self._preload.takes_long

    def wake(self) -> None:
        """Have the first workers come into being while this process is busy with something else."""
        if sys.platform == "linux":
            from multiprocessing import forkserver

            _context(self._preload)
            with _deaf_to_interrupts():
                forkserver.ensure_running()
            self._waking = ThreadPoolExecutor(1)
            self._awake = self._waking.submit(self._wake)

    def _wake(self) -> None:
        with suppress(OSError, RuntimeError):  # whoever has work for them will be told
            for _ in range(min(self._count, _AWAKE)):
                self._submit(os.getpid)

    def _when_awake(self, call: Callable[..., None], *args: Any) -> None:
        """Make a call at once, or when the workers that are coming into being are there."""
        if self._waking is None or self._awake is None or self._awake.done():
            call(*args)
        else:
            self._waking.submit(call, *args)

    def submit(self, fn: Callable[..., _Result], /, *args: Any, **kwargs: Any) -> Future[_Result]:
        """Have a worker make a call; nobody waits here while workers are still coming into being.

        What is given is not the future of the executor behind: cancelling that at a bad time would stop its thread.
        """
        if self._stopped:
            raise BrokenExecutor("the workers were stopped")
        given: Future[_Result] = Future()
        self._promised.add(given)
        given.add_done_callback(self._promised.discard)
        self._when_awake(self._pass_on, given, fn, args, kwargs)
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
            self._submit(_called, weight(args), fn, *args, **kwargs).add_done_callback(settle)
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
            with _deaf_to_interrupts():
                return self._workers.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers end after their work."""
        if self._waking is not None:
            self._waking.shutdown(wait=not self._stopped, cancel_futures=cancel_futures)
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
        self._when_awake(self._rest)

    def _rest(self) -> None:
        with self._lock:
            if self._workers is not None:
                self._workers.shutdown(wait=False)
            self._workers = None

    def stop(self) -> None:
        """End the workers in the midst of their work."""
        self._stopped = True
        self._give_up()
        if self._awake is not None and not self._awake.done():
            _end_server()
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
                    os.kill(process, _STOP)
        self._born.close()

    def _started(self) -> ProcessPoolExecutor:
        from concurrent.futures import ProcessPoolExecutor

        context = _context(self._preload)
        if self._bears is None:
            self._born, self._bears = context.Pipe(duplex=False)
        return ProcessPoolExecutor(self._count, context, _begin, (self._bears,))


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started meanwhile never hears Ctrl-C: not even before `_begin`, while it imports what workers need.

    This process does, in another thread or a moment later.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # which listens again once it has started its own process
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_server() -> None:
    """End the process that workers would be copies of, so that nobody waits until it has imported what they need."""
    from multiprocessing import forkserver

    server = getattr(forkserver._forkserver, "_forkserver_pid", None)  # the library has no other way
    if server is not None:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(server, signal.SIGTERM)
            os.waitid(os.P_PID, server, os.WEXITED | os.WNOWAIT)  # the library has to find out by itself that it ended


def _context(preload: Preload) -> BaseContext:
    """How workers come into being: never by copying a process in which threads run, such as one that shows progress.

    On Linux they are copies of a server without threads; the libraries that set pages do not survive that on macOS.
    """
    import multiprocessing

    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload.modules))
    return context


def _begin(bears: Connection) -> None:
    """The first thing a worker does: it leaves Ctrl-C to its parent, whom it does not outlive.

    If the parent has ended all others meanwhile, it goes too: one of these may have held what it would wait for.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(_STOP, signal.SIG_IGN)
    gc.freeze()  # what all workers were born with: to look through it again and again would only copy it
    gc.set_threshold(*_GARBAGE)
    try:
        bears.send(os.getpid())
    except OSError:
        os._exit(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _called(size: int, fn: Callable[..., _Result], /, *args: Any, **kwargs: Any) -> _Result:
    """What a call gives that has been given so many letters or bytes, during which its worker may be stopped."""
    allow(size)
    signal.signal(_STOP, signal.SIG_DFL)
    try:
        return fn(*args, **kwargs)
    finally:
        signal.signal(_STOP, signal.SIG_IGN)


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
