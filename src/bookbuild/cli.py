"""The command line: arguments, progress, messages, exit codes. The only module that prints."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from bookbuild.problems import BookError, Problem, Severity

if TYPE_CHECKING:
    from bookbuild.model import Report

_DESCRIPTION = """\
Build a Markdown manuscript into an e-book (EPUB 3) and a print PDF, with byline, quotations and author note intact."""

_EXAMPLES = """\
examples:
  bookbuild build                        the folder manuscript/ into build/, all outputs
  bookbuild build essay.md               one file; its front matter gives title and byline
  bookbuild build my-book -o out         a folder of chapters into out/
  bookbuild build my-book --to epub      only the e-book

exit codes:
  0  done
  1  the manuscript is at fault
  2  the command or the settings are at fault
  3  the machine is at fault: disk, permission, missing library
  4  the manuscript is beyond the limits
"""

_BUILD_HELP = """\
A manuscript is a folder of Markdown files, built in the order of their names, or one Markdown file. A file book.toml in
the folder may give title, author, language and the order of the chapters; a single file gives them in its front matter:

  ---
  title: The Lighthouse
  byline: Ada Moreau
  language: en-GB
  ---
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return _build(arguments)
    except BookError as error:
        _print_problems(error.problems, _root(arguments.manuscript))
        return error.exit_code
    except KeyboardInterrupt:
        print("bookbuild: stopped; the outputs of the last build are untouched", file=sys.stderr)
        return 130
    except Exception as error:  # the last line of defence: a writer is never shown a traceback
        frame = traceback.extract_tb(error.__traceback__)[-1]
        print(
            "bookbuild: something went wrong in bookbuild itself [BB901]\n"
            f"  {type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})\n"
            "  The outputs of the last build are untouched. Please report these three lines.",
            file=sys.stderr,
        )
        return 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bookbuild",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bookbuild {version('bookbuild')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    build = commands.add_parser(
        "build",
        help="build a manuscript into its outputs",
        description=_BUILD_HELP,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    build.add_argument(
        "manuscript",
        nargs="?",
        type=Path,
        default=Path("manuscript"),
        metavar="MANUSCRIPT",
        help="folder or Markdown file (default: manuscript)",
    )
    build.add_argument(
        "-o", "--output", type=Path, default=Path("build"), metavar="DIR", help="where the outputs go (default: build)"
    )
    build.add_argument(
        "--to", default="", metavar="FORMATS", help="which outputs, with commas between: epub,pdf (default: all)"
    )
    loudness = build.add_mutually_exclusive_group()
    loudness.add_argument("-v", "--verbose", action="store_true", help="say each step")
    loudness.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")
    return parser


def _build(arguments: argparse.Namespace) -> int:
    from bookbuild.build import FORMATS, build

    formats = [name.strip().lower() for name in arguments.to.split(",") if name.strip()] or list(FORMATS)
    with _progress(quiet=arguments.quiet, verbose=arguments.verbose) as progress:
        report = build(arguments.manuscript, arguments.output, formats, progress)
    shown = () if arguments.quiet else report.problems
    _print_problems(shown, _root(arguments.manuscript))
    if not arguments.quiet:
        _print_report(report)
    return 0


@contextmanager
def _progress(*, quiet: bool, verbose: bool) -> Iterator[Callable[[str], None]]:
    """A moving line on a terminal, lines with -v, nothing when piped."""
    if verbose:
        yield lambda doing: print(f"{doing} …", file=sys.stderr)
    elif quiet or not sys.stderr.isatty():
        yield lambda doing: None
    else:
        from rich.console import Console

        with Console(stderr=True).status("") as status:
            yield lambda doing: status.update(f"{doing} …")


def _print_report(report: Report) -> None:
    for artifact in report.artifacts:
        path = _shown(report.folder / artifact.name)
        print(f"{path}  {_size(len(artifact.data))}")


def _print_problems(problems: Sequence[Problem], root: Path) -> None:
    for problem in problems:
        location = problem.location
        line = "" if location.line is None else f":{location.line}"
        kind = "" if problem.severity is Severity.ERROR else f"{problem.severity.value}: "
        place = f"{_shown(root / location.path)}{line}" if location.path else "bookbuild"
        print(f"{place}: {kind}{problem.message} [{problem.code}]", file=sys.stderr)
        if problem.hint:
            print(f"  {problem.hint}", file=sys.stderr)


def _root(manuscript: Path) -> Path:
    return manuscript if manuscript.is_dir() else manuscript.parent


def _shown(path: Path) -> str:
    """A path as short as it can be typed from here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(count // 1000, 1)} kB"
