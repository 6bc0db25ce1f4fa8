"""Runs an external program with a time limit and leaves nothing of it behind: no process, no file.

Programs get a folder of their own as home, for temporary files and for what they write, and an environment of a few
names: what a judge says must not depend on who asks, and a judge must not leave its traces in a writer's home.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 32 * 1024 * 1024
"""Longer answers are not read: no honest report on a book is as long."""

_KEPT = ("PATH", "JAVA_HOME")
_NOWHERE = "http://127.0.0.1:9"
_TICK = 0.1
_GRACE = 2.0
"""Seconds in which a program may end its own helpers, once told to stop."""


class ToolError(Exception):
    """A program could not do its work; the message continues a sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a program ended, and what it wrote."""

    code: int
    out: bytes
    complaint: str
    """The last line that it wrote for people; empty if there is none."""


def never() -> bool:
    """For those who never want a program stopped before its time."""
    return False


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder for one run of a program, removed afterwards; whatever the disk refuses there is a ToolError."""
    try:
        with tempfile.TemporaryDirectory(prefix="bookbuild-", ignore_cleanup_errors=True) as name:
            yield Path(name)
    except OSError as error:
        raise ToolError(f"could not use temporary files: {error.strerror}") from error


def stand_in(path: Path, folder: Path) -> Path:
    """A name for a file that every program can take: without blanks, foreign letters or a hyphen in front."""
    link = folder / f"book{path.suffix.lower()}"
    link.symlink_to(path.absolute())
    return link


def run(
    command: Sequence[str | Path],
    folder: Path,
    timeout: float,
    stopped: Callable[[], bool] = never,
    variables: Mapping[str, str] | None = None,
) -> Finished:
    """Run a program in a folder and return what it wrote.

    Raises ToolError if it cannot be started, takes longer than `timeout` seconds or writes too much, or if `stopped`
    returns true; the program is then ended together with all that it started.
    """
    out, err = folder / "said.out", folder / "said.err"
    with out.open("wb") as out_file, err.open("wb") as err_file:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out_file,
                stderr=err_file,
                cwd=folder,
                env={**_environment(folder), **(variables or {})},
                start_new_session=True,
            )
        except OSError as error:
            raise ToolError(f"could not be started: {error.strerror}") from error
        _lift_limits(process.pid)
        try:
            code = _wait(process, (out, err), timeout, stopped)
        finally:
            _end(process)
    return Finished(code, read(out), _last_line(err) or _last_line(out))


def _lift_limits(process: int) -> None:
    """Free a program from the limits within which this process works itself: judges need more memory than these."""
    if sys.platform == "linux":
        import resource

        for which in (resource.RLIMIT_CPU, resource.RLIMIT_DATA):
            with suppress(OSError):
                _, hard = resource.getrlimit(which)
                resource.prlimit(process, which, (hard, hard))


def read(path: Path) -> bytes:
    """What a program wrote into a file; ToolError if that is nothing, or too much."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ToolError("did not write a report") from error
    if len(data) > MOST_BYTES:
        raise ToolError("wrote more than can be read")
    return data


def _environment(folder: Path) -> dict[str, str]:
    """What programs are told of the machine; a proxy that does not exist keeps them from asking the network."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    own = {"HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"}
    return {"PATH": os.defpath, **kept, **own, "http_proxy": _NOWHERE, "https_proxy": _NOWHERE}


def _wait(process: subprocess.Popen[bytes], files: Sequence[Path], timeout: float, stopped: Callable[[], bool]) -> int:
    deadline = time.monotonic() + timeout
    while True:
        try:
            return process.wait(min(_TICK, max(deadline - time.monotonic(), 0)))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= deadline:
                raise ToolError(f"did not finish within {timeout:g} seconds") from None
            if any(file.stat().st_size > MOST_BYTES for file in files):
                raise ToolError("wrote more than can be read") from None
            if stopped():
                raise ToolError("was stopped") from None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and its helpers: kindly first, since a browser's keeper can end it best, then by force."""
    helpers = []
    if process.poll() is None:
        helpers = _descendants(process.pid)
        _signal_group(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    _signal_group(process.pid, signal.SIGKILL)
    for helper in helpers:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(helper, signal.SIGKILL)
    process.wait()


def _signal_group(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _descendants(ancestor: int) -> list[int]:
    """Processes that a process has started, those in groups of their own too; known only where there is /proc."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            after_name = status.read_text(errors="replace").rpartition(")")[2]
            children[int(after_name.split()[1])].append(int(status.parent.name))
    descendants: list[int] = []
    waiting = [ancestor]
    while waiting:
        born = children.pop(waiting.pop(), [])
        descendants += born
        waiting += born
    return descendants


def _last_line(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 4096, 0))
        lines = file.read().decode(errors="replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
