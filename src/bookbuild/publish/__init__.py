"""Where finished outputs become files: all of them whole, or none touched.

Every output is first written beside its final name and flushed to the disk; only when all of them lie there do they
take their names, each in one step. Whoever kills the program, or fills the disk, finds each output old or new.
"""

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from bookbuild.problems import HostError, Location, Problem
from bookbuild.results import Artifact

_LOCK = ".bookbuild.lock"
_PARTIAL = ".bookbuild-partial-"
_WAIT = 60
"""Seconds to wait for another build that is just publishing into the same folder; one takes well under a second."""


def publish(artifacts: Sequence[Artifact], folder: Path) -> None:
    """Put artifacts into a folder, which is made if need be, as are the folders that their names begin with.

    Raises HostError when the disk or a permission refuses.
    """
    from filelock import FileLock, Timeout  # lint, which writes nothing, does not wait for it

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / _LOCK, timeout=_WAIT):
            _sweep(folder)
            try:
                written = [
                    (_write(folder / f"{_PARTIAL}{number}", artifact), folder / artifact.name)
                    for number, artifact in enumerate(artifacts)
                ]
                for _, final in written:
                    final.parent.mkdir(parents=True, exist_ok=True)
                    if final.is_dir():
                        raise IsADirectoryError(errno.EISDIR, f"{final.name} is a folder")
                for partial, final in written:
                    os.replace(partial, final)
            finally:
                _sweep(folder)
            _flush_folder(folder)
    except Timeout as error:
        raise _refusal(folder, "another build has been writing there for a minute", "Try again later.") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _refusal(
            folder,
            f"the outputs cannot be written: {reason}",
            "Make room or give another folder with -o; the outputs of the last build are untouched.",
        ) from error


def _write(partial: Path, artifact: Artifact) -> Path:
    with partial.open("wb") as file:
        file.write(artifact.data)
        file.flush()
        os.fsync(file.fileno())
    return partial


def _sweep(folder: Path) -> None:
    """Remove what a build that failed or died left behind; the lock is held, so no living build owns it."""
    for partial in folder.glob(f"{_PARTIAL}*"):
        partial.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Make the new names themselves survive a power cut, on systems that allow a folder to be flushed."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refusal(folder: Path, message: str, hint: str) -> HostError:
    return HostError([Problem("BB602", Location(str(folder.absolute())), message, hint)])
