"""What is printed: problems, progress, sizes, and the verdict of the proof."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TextIO

from bookbuild.cli.streams import lossless, say
from bookbuild.problems import Problem, Severity
from bookbuild.results import PDF, Use

_MOST_FILES = 6
"""So many names fit on a line."""

if TYPE_CHECKING:
    from bookbuild.pipeline.outputs import Progress
    from bookbuild.results import Allowed, Figures, Hearing, Listed, Report


def print_report(
    problems: Sequence[Problem],
    arguments: argparse.Namespace,
    stream: TextIO,
    root: Path,
    report: Report | None = None,
    typed: Mapping[Path, bytes] = MappingProxyType({}),
) -> None:
    """Problems in the form that was asked for; text goes to a stream, what is for programs to standard output.

    Their paths go from the folder `root`; `typed` holds texts that stand for those of files.
    """
    from bookbuild.cli import reports

    if arguments.format == "json":
        say(lossless(reports.to_json(problems, report), sys.stdout.encoding))
    elif arguments.format == "sarif":
        say(lossless(reports.to_sarif(problems, root), sys.stdout.encoding))
    elif shown := [each for each in problems if each.severity is Severity.ERROR or not arguments.quiet]:
        say(reports.to_text(shown, root, typed), stream)


def verdict(figures: Figures, stood: Sequence[Allowed] = ()) -> str:
    """The proof in one sentence, with the figures that give it weight, and what the settings let stand."""
    held = [
        counted(count, name)
        for count, name in (
            (figures.characters, "character"),
            (figures.quotations, "quotation"),
            (figures.notes, "note"),
            (figures.pictures, "picture"),
            (figures.formulas, "formula"),
        )
        if count
    ]
    where = "the output" if figures.outputs == 1 else f"each of {figures.outputs} outputs"
    places = len({(each.code, each.where) for each in stood})
    but = f" but for {counted(places, 'passage')}" if places else ""
    return f"proven{but}: {', '.join(held)}, all in {where}, in order"


def stands(each: Allowed) -> str:
    """What the settings let stand, in a line."""
    return f"{each.where} may stand [{each.code}]: {each.reason}"


def heard(hearing: Hearing) -> str:
    """Whether a judge was asked, in a line."""
    if hearing.files:
        return f"{hearing.judge} was asked about {', '.join(hearing.files)}"
    return f"{hearing.judge} was not asked: {hearing.reason}"


def counted(count: int, name: str) -> str:
    """“1 note”, “2 notes”."""
    return f"{count:,} {name}{'' if count == 1 else 's'}"


@contextmanager
def progress_line(*, quiet: bool, verbose: bool) -> Iterator[Progress]:
    """A moving line on a terminal, lines with -v, nothing when piped."""
    if verbose:
        yield _print_step
    elif quiet or not sys.stderr.isatty():
        yield lambda doing, part="": None
    else:
        from rich.console import Console

        with Console(stderr=True).status("") as status:
            yield lambda doing, part="": status.update(f"{doing} ({part}) …" if part else f"{doing} …")


def _print_step(doing: str, part: str = "") -> None:
    """A line for each step, but none for its parts."""
    if not part:
        say(f"{doing} …", sys.stderr)


def print_problems(problems: Sequence[Problem], arguments: argparse.Namespace) -> None:
    """Problems as text, where errors are printed."""
    from bookbuild.cli import reports

    if problems:
        say(reports.to_text(problems, root_of(getattr(arguments, "manuscript", Path()))), sys.stderr)


def files_of_book(files: Sequence[Listed], *, table: bool) -> Iterator[str]:
    """A line that says which files of a folder are the book, or a `table` of all files with the reason for each."""
    if table:
        widths = [max((len(text) for text in column), default=0) for column in zip(*map(_row, files), strict=True)]
        for file in files:
            use, path, why = _row(file)
            yield f"{use:<{widths[0]}}  {path:<{widths[1]}}  {why}"
        return
    chapters = [file for file in files if file.use in (Use.CHAPTER, Use.PART)]
    if len(chapters) > 1:
        names = [file.path for file in chapters]
        shown_names = ", ".join(names) if len(names) <= _MOST_FILES else f"{names[0]}, {names[1]} … {names[-1]}"
        moved = [file.path for file in chapters if "by its name" in file.why]
        placed = f"; {', '.join(moved)} placed by name" if moved else ""
        yield f"The book is {len(names)} files{placed}: {shown_names} (--list shows why)"


def _row(file: Listed) -> tuple[str, str, str]:
    return file.use.value, file.path, file.why


def root_of(manuscript: Path) -> Path:
    """What the paths in messages go from; those of a manuscript inside a PDF are shown as if that were a folder."""
    return manuscript if manuscript.is_dir() or is_pdf(manuscript) else manuscript.parent


def is_pdf(path: Path) -> bool:
    """Whether a path is that of a PDF, by its name."""
    return path.suffix.lower() == PDF.ending


def shown(path: Path) -> str:
    """A path as one would type it here."""
    from bookbuild.cli import reports

    return reports.path_from_here(path)


def size(count: int) -> str:
    """A number of bytes, for a person."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(count // 1000, 1)} kB"
