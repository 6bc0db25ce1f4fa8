"""What the commands are called, and which options they take."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from bookbuild.cli import commands
from bookbuild.cli.streams import say
from bookbuild.jobs.watch import Limits
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
  bookbuild build my-book --to html      only the HTML file
  bookbuild lint my-book                 list what is or may be wrong with a manuscript
  bookbuild check my-book --outputs out  prove finished files against their manuscript
  bookbuild check book.pdf               prove a PDF against the manuscript inside it
  bookbuild handout book.pdf             make a booklet to print on both sides, fold and staple
  bookbuild unpack book.pdf FOLDER       extract the files inside a PDF
  bookbuild doctor                       show what is installed and how to get what is missing

exit codes:
  0    done
  1    the manuscript is at fault, or an output does not hold all of it
  2    the command or the settings are at fault
  3    the machine is at fault: disk, permission, missing library
  4    the manuscript exceeds the limits
  130  stopped with Ctrl-C
  141  nobody reads the output any more, as with “| head”
"""

_CHECK_HELP = """\
Read finished outputs back and compare them with the manuscript: every word in order, each quotation with its speaker,
byline, notes, pictures, links and contents. Any tool may have made the files. EPUBCheck, Ace and veraPDF judge them as
well where they are installed.
"""

_LINT_HELP = """\
List what is or may be wrong with a manuscript, without building it: each line, what is wrong with it, and how to write
it instead. The text is also read as other Markdown programs read it, and every difference is reported. --explain with a
code, such as BB335, explains that code; --explain alone lists all codes.
"""

_BUILD_HELP = """\
A manuscript is a folder of Markdown files, built in the order of their names, or one Markdown file. What lies in
folders within it belongs to it, too; an index or README there opens a part. A file book.toml in the folder may give
title, author, language and the order of chapters; a single file gives them in its front matter:

  ---
  title: The Lighthouse
  byline: Ada Moreau
  language: en-GB
  ---
"""

_HANDOUT_HELP = """\
Put the pages of any PDF onto sheets for a printer: a booklet to fold and staple, or two or four pages on a side. Print
the sheets on both sides at their actual size; the command says along which edge to turn the paper.
"""

_UNPACK_HELP = """\
Extract the files inside a PDF, such as the e-book and the manuscript that bookbuild puts there on request. Nothing is
ever written outside the folder.
"""

_DOCTOR_HELP = """\
Show which libraries and judges are installed on this machine, which are missing, and how to get them.
"""


class _Version(argparse.Action):
    """Prints the version, which is looked up only then: no other command waits for that."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        say(f"bookbuild {version('bookbuild')}")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; `run` in its result is the function of the command."""
    whole = argparse.ArgumentParser(
        prog="bookbuild",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument(
        "--version",
        action=_Version,
        nargs=0,
        dest=argparse.SUPPRESS,
        default=argparse.SUPPRESS,
        help="show the version and exit",
    )
    subcommands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    build = _command(subcommands, "build", "build a manuscript into its outputs", _BUILD_HELP, commands.build)
    _add_manuscript(build)
    build.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("build"),
        metavar="DIR",
        help="folder for the outputs (default: build)",
    )
    build.add_argument(
        "--to",
        default="",
        metavar="FORMATS",
        help=f"outputs to make, separated by commas: {','.join(each.name for each in FORMATS)} (default: all)",
    )
    build.add_argument("--no-proof", action="store_true", help="write the outputs without proving them first")
    _add_list(build)
    build.add_argument("-j", "--jobs", type=_count, metavar="N", help="number of processes (default: one per core)")
    _add_cache(build)
    _add_loudness(build)
    _add_limit(build)
    check = _command(
        subcommands, "check", "prove finished outputs against their manuscript", _CHECK_HELP, commands.check
    )
    _add_manuscript(check, "folder or Markdown file, or a PDF that carries its manuscript (default: manuscript)")
    check.add_argument(
        "--outputs", type=Path, default=Path("build"), metavar="PATH", help=f"folder, {TITLES} (default: build)"
    )
    check.add_argument(
        "--report", type=Path, metavar="FILE.html", help="write the ledger, which shows every quotation as printed"
    )
    _add_format(check)
    check.add_argument(
        "--against", type=Path, metavar="build.json", help="also list files that were altered since that build"
    )
    check.add_argument("--no-judges", action="store_true", help="do not run EPUBCheck, Ace and veraPDF")
    check.add_argument("-j", "--jobs", type=_count, metavar="N", help="number of processes (default: one per core)")
    _add_loudness(check)
    _add_limit(check)
    lint = _command(subcommands, "lint", "list what is or may be wrong with a manuscript", _LINT_HELP, commands.lint)
    lint.add_argument(
        "manuscripts",
        nargs="*",
        type=Path,
        default=[Path("manuscript")],
        metavar="MANUSCRIPT",
        help="folders or Markdown files, or - for standard input (default: manuscript); of a chapter of a book, the "
        "book is read and what concerns the chapter is told",
    )
    lint.add_argument(
        "--name", type=Path, default=Path("text.md"), metavar="FILE", help="what file standard input is the text of"
    )
    _add_format(lint)
    _add_list(lint)
    lint.add_argument("--strict", action="store_true", help="count warnings as errors in the exit code")
    lint.add_argument("--explain", nargs="?", const="", metavar="CODE", help="explain a code; without one, list all")
    lint.add_argument("-q", "--quiet", action="store_true", help="print only errors")
    _add_limit(lint)
    _add_handout(
        _command(subcommands, "handout", "make a booklet or a handout from a PDF", _HANDOUT_HELP, commands.handout)
    )
    unpack = _command(subcommands, "unpack", "extract the files inside a PDF", _UNPACK_HELP, commands.unpack)
    unpack.add_argument("pdf", type=Path, metavar="PDF", help="a PDF from any tool")
    unpack.add_argument("folder", type=Path, metavar="DIR", help="folder for the files")
    unpack.add_argument("--force", action="store_true", help="overwrite existing files")
    _add_limit(unpack)
    _command(
        subcommands, "doctor", "show what is installed and how to get what is missing", _DOCTOR_HELP, commands.doctor
    )
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
    parser.add_argument("pdf", type=Path, metavar="PDF", help="a finished PDF from any tool")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE.pdf", help="the handout (default: beside the PDF, as x.booklet.pdf)"
    )
    add = partial(parser.add_argument, default=argparse.SUPPRESS)
    add("--layout", choices=("booklet", "2-up", "4-up"), help="how pages lie on the sheets (default: booklet)")
    add(
        "--paper",
        metavar="NAME",
        help="A3, A4, A5, Letter, Legal or a size such as 200x260mm (default: A4 or Letter, by language)",
    )
    add("--signature", metavar="N", help="the most sheets to nest; more are divided into bundles to sew")
    add(
        "--creep",
        metavar="LENGTH",
        help="thickness of a folded sheet, such as 0.1mm, to make up for the shift of inner sheets",
    )
    add("--cover", action=argparse.BooleanOptionalAction, help="whether the first page is the front of the booklet")
    add("--marks", metavar="MARKS", help="guides to print, separated by commas: fold,staple,crop")
    add("--flip", choices=("short", "long"), help="the edge along which your printer turns the paper")
    add(
        "--binding", choices=("left", "right"), help="the side of the spine (default: by the direction of the language)"
    )
    add("--margin", metavar="LENGTH", help="free space at the edges of a sheet")
    add("--gutter", metavar="LENGTH", help="free space between two pages")
    _add_limit(parser)


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


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--list", action="store_true", help="list the files of the folder: which are the book, in which order, and why"
    )


def _add_cache(parser: argparse.ArgumentParser) -> None:
    """The options that say where finished work is kept for later builds."""
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="folder for work that later builds can reuse (default: your system's cache folder)",
    )
    place.add_argument("--no-cache", action="store_true", help="reuse nothing and keep nothing")


def _add_limit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit",
        type=_limits,
        default=Limits(),
        metavar="LIMITS",
        help="what a chapter, picture or file may take: seconds of the processor (as many again for each 100,000 "
        "letters) and memory (default: time=60,memory=2GB)",
    )


def _limits(typed: str) -> Limits:
    limits = Limits(asked=True)
    for limit in typed.split(","):
        if re.fullmatch(r"time=[1-9][0-9]{0,6}", limit):
            limits = replace(limits, seconds=int(limit.removeprefix("time=")))
        elif match := re.fullmatch(r"memory=([1-9][0-9]{0,5})([MG])B", limit):
            limits = replace(limits, memory=int(match[1]) * {"M": 1_000_000, "G": 1_000_000_000}[match[2]])
        else:
            raise argparse.ArgumentTypeError(
                f"“{limit}” is no limit; write time=240, memory=4GB or time=240,memory=4GB"
            )
    return limits


def _count(typed: str) -> int:
    if typed.isascii() and typed.isdigit() and 0 < int(typed) <= 1_000:
        return int(typed)
    raise argparse.ArgumentTypeError(f"“{typed}” is not a number from 1 to 1000")


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=("text", "json", "sarif"), default="text", help="format of the problems (default: text)"
    )


def _add_loudness(parser: argparse.ArgumentParser) -> None:
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("-v", "--verbose", action="store_true", help="print each step")
    loudness.add_argument("-q", "--quiet", action="store_true", help="print only errors")
