"""What the commands are called, and which options they take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bookbuild.cli import commands
from bookbuild.results import FORMATS, TITLES

_DESCRIPTION = """\
Build a Markdown manuscript into an e-book (EPUB 3), a print PDF and one HTML file, with byline, quotations and author
note intact."""

_EXAMPLES = """\
examples:
  bookbuild build                        the folder manuscript/ into build/, all outputs
  bookbuild build essay.md               one file; its front matter gives title and byline
  bookbuild build my-book -o out         a folder of chapters into out/
  bookbuild build my-book --to epub      only the e-book
  bookbuild build my-book --to html      only the one file to pass on
  bookbuild lint my-book                 what is wrong with a manuscript, or may be, line by line
  bookbuild check my-book --outputs out  prove finished files from the manuscript, whoever made them
  bookbuild check book.pdf               prove a PDF from the manuscript that it carries
  bookbuild handout book.pdf             a booklet to print on both sides, fold and staple
  bookbuild unpack book.pdf FOLDER       take out the files that a PDF carries
  bookbuild doctor                       what is installed, and how to get what is not

exit codes:
  0  done
  1  the manuscript is at fault, or an output does not hold it
  2  the command or the settings are at fault
  3  the machine is at fault: disk, permission, missing library
  4  the manuscript is beyond the limits
  130  stopped with Ctrl-C
"""

_CHECK_HELP = """\
Read finished outputs back and hold them against the manuscript: every word in order, each quotation with its speaker,
byline, notes, pictures, links and contents. The files may have been made by any tool. EPUBCheck, Ace and veraPDF are
asked as well where they are installed.
"""

_LINT_HELP = """\
Say what is wrong with a manuscript, or may be, without building it: each line with what it does, and how to write it.
The text is also read as other Markdown programs read it; where that gives other words, you are told. With --explain and
a code, such as BB335, that code is explained; with --explain alone, all are listed.
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

_HANDOUT_HELP = """\
Put the pages of any PDF onto sheets for a printer: a booklet to fold and staple, or two or four pages on a side. Print
the sheets on both sides, in their true size; the command says about which edge the paper has to be turned.
"""

_UNPACK_HELP = """\
Take out the files that a PDF carries, such as the e-book and the manuscript that bookbuild puts inside on request.
Nothing is ever written outside the folder.
"""

_DOCTOR_HELP = """\
Say which libraries and judges are installed on this machine, what is missing, and the command that gets it.
"""


def parser() -> argparse.ArgumentParser:
    """What takes a command line apart; `run` of what it finds is the command."""
    whole = argparse.ArgumentParser(
        prog="bookbuild",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"bookbuild {version('bookbuild')}")
    subcommands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    build = _command(subcommands, "build", "build a manuscript into its outputs", _BUILD_HELP, commands.build)
    _add_manuscript(build)
    build.add_argument(
        "-o", "--output", type=Path, default=Path("build"), metavar="DIR", help="where the outputs go (default: build)"
    )
    build.add_argument(
        "--to",
        default="",
        metavar="FORMATS",
        help=f"which outputs, with commas between: {','.join(each.name for each in FORMATS)} (default: all)",
    )
    build.add_argument("--no-proof", action="store_true", help="write the outputs without reading them back first")
    build.add_argument(
        "-j", "--jobs", type=_count, metavar="N", help="how many processes do the work (default: one for each core)"
    )
    _add_cache(build)
    _add_loudness(build)
    check = _command(subcommands, "check", "prove finished outputs from their manuscript", _CHECK_HELP, commands.check)
    _add_manuscript(check, "folder or Markdown file, or a PDF that carries its manuscript (default: manuscript)")
    check.add_argument(
        "--outputs", type=Path, default=Path("build"), metavar="PATH", help=f"folder, {TITLES} (default: build)"
    )
    check.add_argument("--report", type=Path, metavar="FILE.html", help="write the ledger: every quotation as printed")
    _add_format(check)
    check.add_argument(
        "--against", type=Path, metavar="build.json", help="say as well which files were altered since that build"
    )
    check.add_argument("--no-judges", action="store_true", help="do not ask EPUBCheck, Ace and veraPDF")
    _add_loudness(check)
    lint = _command(subcommands, "lint", "say what is wrong with a manuscript, or may be", _LINT_HELP, commands.lint)
    _add_manuscript(lint)
    _add_format(lint)
    lint.add_argument("--strict", action="store_true", help="warnings count as errors for the exit code")
    lint.add_argument(
        "--explain", nargs="?", const="", metavar="CODE", help="explain a code; without one, list them all"
    )
    lint.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")
    _add_handout(
        _command(subcommands, "handout", "make a booklet or a handout of a PDF", _HANDOUT_HELP, commands.handout)
    )
    unpack = _command(subcommands, "unpack", "take out the files that a PDF carries", _UNPACK_HELP, commands.unpack)
    unpack.add_argument("pdf", type=Path, metavar="PDF", help="a PDF, whoever made it")
    unpack.add_argument("folder", type=Path, metavar="DIR", help="where the files go")
    unpack.add_argument("--force", action="store_true", help="overwrite files that are there already")
    _command(subcommands, "doctor", "say what is installed, and how to get what is not", _DOCTOR_HELP, commands.doctor)
    return whole


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    summary: str,
    description: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=summary,
        description=description,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def _add_handout(parser: argparse.ArgumentParser) -> None:
    """The options are the settings of [handout], by their names."""
    parser.add_argument("pdf", type=Path, metavar="PDF", help="a finished PDF, whoever made it")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.pdf", help="default: beside it, as x.booklet.pdf")
    add = partial(parser.add_argument, default=argparse.SUPPRESS)
    add("--layout", choices=("booklet", "2-up", "4-up"), help="default: booklet")
    add(
        "--paper",
        metavar="NAME",
        help="A3, A4, A5, Letter, Legal or such as 200x260mm (default: as the language has it)",
    )
    add("--signature", metavar="N", help="nest at most so many sheets; more make several bundles to be sewn")
    add("--creep", metavar="LENGTH", help="thickness of a folded sheet, such as 0.1mm, to make up for inner sheets")
    add("--cover", action=argparse.BooleanOptionalAction, help="whether the first page is the front of the booklet")
    add("--marks", metavar="MARKS", help="lines to work by, with commas between: fold,staple,crop")
    add("--flip", choices=("short", "long"), help="the edge about which your printer turns the paper")
    add("--binding", choices=("left", "right"), help="default: as the language is read")
    add("--margin", metavar="LENGTH", help="free space at the edges of a sheet")
    add("--gutter", metavar="LENGTH", help="free space between two pages")


def _add_manuscript(
    parser: argparse.ArgumentParser, what: str = "folder or Markdown file (default: manuscript)"
) -> None:
    parser.add_argument(
        "manuscript",
        nargs="?",
        type=Path,
        default=Path("manuscript"),
        metavar="MANUSCRIPT",
        help=what,
    )


def _add_cache(parser: argparse.ArgumentParser) -> None:
    """What was made before need not be made again."""
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        "--cache", type=Path, metavar="DIR", help="where to keep what the next build need not do again (default: yours)"
    )
    place.add_argument("--no-cache", action="store_true", help="make everything anew and keep nothing")


def _count(typed: str) -> int:
    if typed.isascii() and typed.isdigit() and 0 < int(typed) <= 1_000:
        return int(typed)
    raise argparse.ArgumentTypeError(f"“{typed}” is not a number from 1 to 1000")


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=("text", "json", "sarif"), default="text", help="how problems are printed (default: text)"
    )


def _add_loudness(parser: argparse.ArgumentParser) -> None:
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("-v", "--verbose", action="store_true", help="say each step")
    loudness.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")
