"""Build a Markdown manuscript into an EPUB and a print PDF, with every word intact.

    from pathlib import Path
    import bookbuild

    report = bookbuild.build(Path("manuscript"), Path("build"))

`load` and `read` are the first two steps of `build`, for programs that want to look at a book. What goes wrong is
raised as `BookError`, whose `problems` say where and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bookbuild.problems import (
    BookError,
    ContentError,
    HostError,
    LimitError,
    Location,
    Problem,
    SettingsError,
    Severity,
)

if TYPE_CHECKING:
    from bookbuild.model import Book, Manuscript, Report

__all__ = [
    "BookError",
    "ContentError",
    "HostError",
    "LimitError",
    "Location",
    "Problem",
    "SettingsError",
    "Severity",
    "build",
    "load",
    "read",
]


def build(manuscript: Path, folder: Path, formats: Sequence[str] = ("epub", "pdf")) -> Report:
    """Build a manuscript into a folder. See `bookbuild.build.build`."""
    from bookbuild.build import build as build_

    return build_(manuscript, folder, formats)


def load(path: Path) -> Manuscript:
    """Read a manuscript's files. See `bookbuild.manuscript.load`."""
    from bookbuild.manuscript import load as load_

    return load_(path)


def read(manuscript: Manuscript) -> Book:
    """Understand a manuscript. See `bookbuild.dialect.read`."""
    from bookbuild.dialect import read as read_

    return read_(manuscript)
