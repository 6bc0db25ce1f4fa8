"""What was made before, kept under a name made of all that it depends on.

Whoever keeps something says in its `key` what it was made of; the key has the program and its libraries in it as
well, so that neither a new version nor a changed line of source ever meets what another has left. An entry that is
damaged, cut off or another's is a miss, and so is a folder that cannot be used: a cache only ever costs or saves time.
It holds bytes, never code.
"""

import hashlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from operator import itemgetter
from pathlib import Path

from bookbuild import styles

LIBRARIES = (
    "bookbuild",
    "cssselect2",
    "ebooklib",
    "fontpkg",
    "fonttools",
    "latex2mathml",
    "lxml",
    "markdown",
    "markdown-it-py",
    "math-core",
    "mdit-py-plugins",
    "msgspec",
    "nh3",
    "pikepdf",
    "pillow",
    "pydyf",
    "pygments",
    "pymdown-extensions",
    "pypdfium2",
    "pyphen",
    "pyyaml",
    "tinycss2",
    "uharfbuzz",
    "weasyprint",
    "ziamath",
)
"""Whose versions what is made depends on."""

LIMIT = 1_000_000_000
"""How many bytes a cache may take before the entries that were used least lately are swept out."""

VARIABLE = "BOOKBUILD_CACHE"
"""The environment variable that names another folder."""

_MARK = b"bookbuild cache 1\n"
_ENTRY = re.compile(r"[0-9a-f]{62,63}")
"""Earlier versions had folders of two digits, whose entries are swept out as well."""
_PARTIAL = "partial-"
_TRIED = 3600
"""Age in seconds from which an entry that was never finished belongs to a build that was killed."""
_FRESH = 86_400
"""Age in seconds up to which an entry need not be marked again as used."""


@dataclass(frozen=True, slots=True)
class Cache:
    """Bytes by keys, in a folder. Without a folder, nothing is kept."""

    folder: Path | None = None
    limit: int = LIMIT
    """Bytes that `sweep` leaves at most."""

    def get(self, key: str) -> bytes | None:
        """What was kept under a key; None if nothing was, or if what lies there is not whole."""
        if self.folder is None:
            return None
        path = _place(self.folder, key)
        try:
            with path.open("rb") as file:
                entry = file.read()
                used = os.fstat(file.fileno()).st_mtime
        except OSError:
            return None
        head = len(_MARK) + hashlib.sha256().digest_size
        data = entry[head:]
        if entry[:head] != _head(key, data):
            return None
        if time.time() - used > _FRESH:
            with suppress(OSError):
                os.utime(path)
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, whole or not at all; where the disk refuses, they are not kept."""
        if self.folder is None:
            return
        path = _place(self.folder, key)
        partial = None
        try:
            handle, partial = _partial_file(path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(_head(key, data) + data)
            os.replace(partial, path)
        except OSError:
            if partial is not None:
                with suppress(OSError):
                    os.unlink(partial)

    def sweep(self) -> None:
        """Take out what was used least lately, as far as the whole is beyond the limit."""
        if self.folder is None:
            return
        with suppress(OSError):
            kept, now = 0, time.time()
            for path, used, size, finished in sorted(_entries(self.folder), key=itemgetter(1), reverse=True):
                if kept + size <= self.limit and (finished or now - used < _TRIED):
                    kept += size
                else:
                    with suppress(OSError):
                        os.unlink(path)


def default_folder() -> Path:
    """The folder that the environment names, or that of this program among the user's caches."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("bookbuild", appauthor=False)


def key(*parts: str | bytes) -> str:
    """The name of what is made of some parts by this program: a sha256 in hexadecimal digits.

    The first part says what is made, so that two kinds of thing that are made of the same never share a name.
    """
    digest = hashlib.sha256(_program())
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(b"%c%d:" % (b"s" if isinstance(part, str) else b"b", len(data)))
        digest.update(data)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def versions() -> Mapping[str, str]:
    """The version of each of `LIBRARIES` that is installed; asking takes a millisecond each."""
    return {library: metadata.version(library) for library in LIBRARIES}


@lru_cache(maxsize=1)
def _program() -> bytes:
    """This program as it is: Python, libraries, and its own files byte for byte."""
    digest = hashlib.sha256(sys.version.encode())
    for library, version in versions().items():
        digest.update(f"{library} {version}\n".encode())
    for folder in (Path(__file__).parents[1], styles.FOLDER):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".css", ".toml", ".json"):
                data = path.read_bytes()
                digest.update(f"{path.relative_to(folder).as_posix()} {len(data)}\n".encode())
                digest.update(data)
    return digest.digest()


def _place(folder: Path, key: str) -> Path:
    return folder / key[0] / key[1:]


def _partial_file(folder: Path) -> tuple[int, str]:
    """An open file in a folder, which is made if it is not there: to ask each time would double what writing takes."""
    try:
        return tempfile.mkstemp(prefix=_PARTIAL, dir=folder)
    except FileNotFoundError:  # which is seldom, since there are few folders
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return tempfile.mkstemp(prefix=_PARTIAL, dir=folder)


def _head(key: str, data: bytes) -> bytes:
    """What stands before the bytes of an entry; the key is in it, so that one entry cannot stand in for another."""
    return _MARK + hashlib.sha256(key.encode() + data).digest()


def _entries(folder: Path) -> Iterator[tuple[str, float, int, bool]]:
    """Path, time of last use, size, and whether it was finished, of each file that is the cache's own."""
    for part in os.scandir(folder):
        if len(part.name) <= 2 and part.is_dir(follow_symlinks=False):
            for entry in os.scandir(part.path):
                finished = _ENTRY.fullmatch(entry.name) is not None
                if finished or entry.name.startswith(_PARTIAL):
                    about = entry.stat(follow_symlinks=False)
                    yield entry.path, about.st_mtime, about.st_size, finished
