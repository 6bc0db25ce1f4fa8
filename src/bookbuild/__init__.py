"""Build a Markdown manuscript into an EPUB, a print PDF and one HTML file, with every word intact.

    import bookbuild

    report = bookbuild.build("manuscript", "build")

    report = bookbuild.check("manuscript", "build")
    assert not report.failed

`load` and `read` are the first two steps of `build`, for programs that want to look at a book. What goes wrong is
raised as `BookError`, whose `problems` say where and why.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""True to those who check types; importing `typing` for it would take longer than everything else here."""

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor
    from os import PathLike

    from bookbuild.model import Book, Manuscript
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
    from bookbuild.results import Report

    AnyPath = str | PathLike[str]
    """A path, as text or as an object."""

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
    "check",
    "lint",
    "load",
    "read",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Errors come from `bookbuild.problems` when asked for, so that importing the package takes no time."""
        if name in __all__:
            from bookbuild import problems

            return getattr(problems, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def build(
    manuscript: AnyPath,
    folder: AnyPath,
    formats: Sequence[str] | None = None,
    *,
    proof: bool = True,
    executor: Executor | None = None,
    jobs: int | None = 1,
    cache: AnyPath | None = None,
) -> Report:
    """Build a manuscript (a folder or a Markdown file) into a folder.

    `formats` names the outputs to be made, such as `("epub", "pdf")`; None makes all of `bookbuild.results.FORMATS`.

    With `proof`, nothing is written unless the finished outputs hold every word. The report names what was made, what
    was noticed and what the proof compared. Raises BookError.

    Chapters are worked on by an `executor` (any of `concurrent.futures`), or by so many processes as `jobs` says, None
    for one each core; more than one need a program that can be imported without running (`if __name__ == "__main__":`).
    `cache` is a folder that keeps what the next build need not do again. The outputs are the same with any of them.
    """
    from pathlib import Path

    from bookbuild.jobs.cache import Cache
    from bookbuild.pipeline.build import build as build_

    kept = Cache(None if cache is None else Path(cache))
    return build_(Path(manuscript), Path(folder), formats, proof=proof, executor=executor, jobs=jobs, cache=kept)


def check(manuscript: AnyPath, outputs: AnyPath, *, judges: bool = True) -> Report:
    """Prove finished outputs (a folder, an EPUB or a PDF, made by whatever tool) from their manuscript.

    `report.failed` says whether something is wrong, `report.problems` what and where. With `judges`, those external
    validators that are installed are asked as well. Raises BookError where manuscript or outputs cannot be found.
    """
    from pathlib import Path

    from bookbuild.pipeline.check import check as check_

    return check_(Path(manuscript), Path(outputs), judges=judges)[0]


def lint(manuscript: AnyPath) -> tuple[Problem, ...]:
    """What is wrong with a manuscript (a folder or a Markdown file), or may be, in the order of the text.

    Raises BookError where it cannot be read at all.
    """
    from pathlib import Path

    from bookbuild.pipeline.lint import lint as lint_

    return lint_(Path(manuscript))


def load(path: AnyPath) -> Manuscript:
    """Read a manuscript's files. See `bookbuild.manuscript.load`."""
    from pathlib import Path

    from bookbuild.manuscript import load as load_

    return load_(Path(path))


def read(manuscript: Manuscript) -> Book:
    """Understand a manuscript. See `bookbuild.dialect.read`."""
    from bookbuild.dialect import read as read_

    return read_(manuscript)
