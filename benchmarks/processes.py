"""How long a command takes and how much memory all of its processes have at once."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_INTERVAL = 0.05
"""Seconds between two looks at memory, at least."""
_SHARE = 0.04
"""Of the time, for looking: the kernel goes through every page of each process meanwhile, and the command waits."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took."""

    seconds: float
    megabytes: float
    """The most that it and its descendants had at one time; memory that they share counts once. 0 where unknown."""


def cost(command: Sequence[str]) -> Cost:
    """Run a command to its end, with modules kept compiled as usual. Raises CalledProcessError if it fails."""
    peak = 0.0
    start = time.perf_counter()
    keeps_compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=keeps_compiled) as process:
        ended = threading.Event()

        def watch() -> None:
            nonlocal peak
            pause = _INTERVAL
            while not ended.wait(pause):
                began = time.perf_counter()
                peak = max(peak, sum(map(_proportional, _family(process.pid))))
                pause = max(_INTERVAL, (time.perf_counter() - began) / _SHARE)

        watcher = threading.Thread(target=watch)
        watcher.start()
        code = process.wait()
        seconds = time.perf_counter() - start
        ended.set()
        watcher.join()
    if code:
        raise subprocess.CalledProcessError(code, command)
    return Cost(seconds, peak / 1000)


def _family(root: int) -> Iterator[int]:
    """A process and its descendants (proc(5))."""
    yield root
    try:
        tasks = list(Path(f"/proc/{root}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield from _family(child)


def _proportional(process: int) -> int:
    """The proportional set size in kB."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
