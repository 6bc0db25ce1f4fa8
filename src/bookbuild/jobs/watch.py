"""A thin process that watches the one that works, so that something holds when a library does not come back.

The process that works may use a processor for a time in proportion to the size of what it works on, and so much memory
at a time. It writes down what it begins to work on where its parent can read it: whatever ends it, the parent says what
that was. Workers have the same limits, for each of their tasks.

Limits count the time of the processor, not that of the clock, so that nothing honest dies on a slow or busy machine.
They are limits of processes, as Linux has them (setrlimit(2)); other systems run everything without.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from math import ceil

from bookbuild.problems import LimitError, Location, Problem

VARIABLE = "BOOKBUILD_WATCHED"
"""The environment variable in which a process and its workers find their limit of time. It is no setting."""

LETTERS = 100_000
"""For so many letters more, the limit of time is granted once more."""

BYTES_OF_A_LETTER = 10
"""Of pictures and finished files so many bytes take no longer than a letter of text, which has to be set."""

_HAS_LIMITS = sys.platform == "linux"
_ENOUGH = 4096
"""Bytes of what is written down about a piece of work."""
_STOPS: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGTERM)
_PR_SET_PDEATHSIG = 1
"""See prctl(2)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What each piece of work may take."""

    seconds: int = 60
    """Of processor time, and as many again for each LETTERS."""
    memory: int = 2_000_000_000
    """Bytes that a process may fill at a time."""
    asked: bool = False
    """Whether somebody has asked for these; else they are left alone where a system has none."""


def watched(limits: Limits) -> None:
    """Part into two processes. The one that is to work goes on; it ends when the other is killed.

    The other waits, passes on what it is told by signals, and leaves with the exit code of the first, at once, since it
    has nothing to tidy up. Raises LimitError in it where the first was ended by its limits or by a fault of a library.
    """
    if not _HAS_LIMITS:
        if limits.asked:
            message = "this system has no limits that bookbuild could set; they hold on Linux"
            raise LimitError([Problem("BB702", Location(""), message, "Leave out --limit.")])
        return
    gc.freeze()  # what both have is looked through by neither, which would copy it
    board = os.memfd_create("bookbuild")
    stops = {*_STOPS, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*stops, signal.SIGCHLD})
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _end_with(parent)
        os.environ[VARIABLE] = f"{os.getpid()}:{board}:{limits.seconds}"
        _limit_memory(limits.memory)
        working_on(Location(""), 0)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return
    status = _ended(child, stops)
    if status >= 0:
        os._exit(status)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    if -status in stops:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(parent, -status)
    raise LimitError([_stopped(board, signal.Signals(-status), limits)])


def working_on(place: Location, size: int) -> None:
    """Write down what is worked on from now on, and allow time for so many letters; `weight` tells how many."""
    watch = _watch()
    if watch is None:
        return
    process, board, _ = watch
    if process == os.getpid():
        record = f"{place.path}\0{place.line or ''}\0{size}\0"
        os.pwrite(board, record.encode(errors="surrogatepass")[-_ENOUGH:], 0)
    allow(size)


def allow(size: int) -> None:
    """Allow this process time for so many letters from now on; what was allowed before stays so."""
    watch = _watch()
    if watch is None or sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = ceil(usage.ru_utime + usage.ru_stime) + _seconds(watch[2], size)
    wanted = until if soft == resource.RLIM_INFINITY else max(soft, until)
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def out_of_memory(place: Location | None = None) -> LimitError:
    """What a process says that has had no memory left for what it worked on, if not for something else."""
    hint = "Make it smaller, or allow more memory: --limit memory=4GB"
    return LimitError([Problem("BB702", place or worked_on(), "there was not enough memory to work on this", hint)])


def worked_on() -> Location:
    """What this process has written down last."""
    watch = _watch()
    return _worked_on(watch[1])[0] if watch is not None else Location("")


def lift_memory_limit() -> None:
    """For a process that has nothing more to do than to say what was wrong, while all that it made is still there."""
    if _watch() is None or sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def weight(task: object) -> int:
    """How many letters a task holds, or is worth."""
    match task:
        case str():
            return len(task)
        case bytes():
            return len(task) // BYTES_OF_A_LETTER
        case Mapping():
            return sum(map(weight, task.values()))
        case Sequence():
            return sum(map(weight, task))
        case partial():
            return weight(task.args)
    return sum(weight(getattr(task, field.name)) for field in fields(task)) if is_dataclass(task) else 0


def _watch() -> tuple[int, int, int] | None:
    """The process that is watched, where it writes down what it does, and its seconds; None where nobody watches."""
    value = os.environ.get(VARIABLE)
    if value is None:
        return None
    process, board, seconds = map(int, value.split(":"))
    return process, board, seconds


def _seconds(limit: int, size: int) -> int:
    return ceil(limit * (1 + size / LETTERS))


def _end_with(parent: int) -> None:
    """Have this process killed as soon as its parent is."""
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _limit_memory(most: int) -> None:
    """Also, let no limit leave a copy of the memory on the disk."""
    if sys.platform == "win32":
        return
    import resource

    for which, limit in ((resource.RLIMIT_DATA, most), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(which)
        resource.setrlimit(which, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _ended(child: int, stops: set[signal.Signals]) -> int:
    """The exit code of a process, or its signal as a number below 0.

    Ctrl-C reaches both processes from the terminal; what somebody sends to this one alone is passed on.
    """
    if sys.platform != "linux":
        raise NotImplementedError
    while True:
        signalled = signal.sigwaitinfo({*stops, signal.SIGCHLD})
        if signalled.si_signo in stops and signalled.si_code <= 0:
            os.kill(child, signalled.si_signo)
        process, status = os.waitpid(child, os.WNOHANG)
        if process:
            return os.waitstatus_to_exitcode(status)


def _worked_on(board: int) -> tuple[Location, int]:
    path, line, size, *_ = [*os.pread(board, _ENOUGH, 0).decode(errors="surrogatepass").split("\0"), "", "", ""]
    return Location(path, int(line) if line.isdecimal() else None), int(size) if size.isdecimal() else 0


def _stopped(board: int, ended_by: signal.Signals, limits: Limits) -> Problem:
    place, size = _worked_on(board)
    if ended_by is signal.SIGXCPU:
        seconds = _seconds(limits.seconds, size)
        message = f"this took more than {seconds:,} seconds of the processor, and was stopped"
        hint = f"Make it simpler; or, if it is worth that, allow more: --limit time={4 * limits.seconds}"
    else:
        message = f"the process that worked on this died ({ended_by.name}): it ran out of memory, or a library failed"
        hint = "Make it smaller or simpler; or allow more memory: --limit memory=4GB"
    return Problem("BB702", place, message, hint)
