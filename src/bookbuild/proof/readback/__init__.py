"""Finished files read as a stranger would read them, one module for each kind of file."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from bookbuild.jobs.cache import Cache
from bookbuild.proof.passages import Reading
from bookbuild.results import Artifact

Later = Callable[[], Reading]
"""Waits for a reading that has begun, and gives it once. Raises what its reader raises."""

Read = Callable[[bytes, str], Reading]
"""Makes a reading of the bytes and the name of a file. Raises Unreadable."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How the files of a format are read back."""

    read: Read
    begin: Callable[[Artifact, Executor, Cache], Later] | None = None
    """Begins to read a file in parts, by workers; None where a file is read as a whole."""
    examine: Callable[[Artifact, Executor], Later] | None = None
    """The same as closely as `read` does it, where `begin` does not; nothing is kept."""
