"""The command line: arguments, progress, messages, exit codes. The only module that prints."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bookbuild.problems import CATALOGUE, BookError, Location, Problem, SettingsError, Severity, errors

if TYPE_CHECKING:
    from bookbuild.model import Figures

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


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return command(arguments)
    except BookError as error:
        _print_problems(error.problems, arguments)
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
    build = _command(commands, "build", "build a manuscript into its outputs", _BUILD_HELP, _build)
    _add_manuscript(build)
    build.add_argument(
        "-o", "--output", type=Path, default=Path("build"), metavar="DIR", help="where the outputs go (default: build)"
    )
    build.add_argument(
        "--to", default="", metavar="FORMATS", help="which outputs, with commas between: epub,pdf,html (default: all)"
    )
    build.add_argument("--no-proof", action="store_true", help="write the outputs without reading them back first")
    build.add_argument(
        "-j", "--jobs", type=_count, metavar="N", help="how many processes do the work (default: one for each core)"
    )
    _add_cache(build)
    _add_loudness(build)
    check = _command(commands, "check", "prove finished outputs from their manuscript", _CHECK_HELP, _check)
    _add_manuscript(check, "folder or Markdown file, or a PDF that carries its manuscript (default: manuscript)")
    check.add_argument(
        "--outputs", type=Path, default=Path("build"), metavar="PATH", help="folder, EPUB, PDF or HTML (default: build)"
    )
    check.add_argument("--report", type=Path, metavar="FILE.html", help="write the ledger: every quotation as printed")
    _add_format(check)
    check.add_argument(
        "--against", type=Path, metavar="build.json", help="say as well which files were altered since that build"
    )
    check.add_argument("--no-judges", action="store_true", help="do not ask EPUBCheck, Ace and veraPDF")
    _add_loudness(check)
    lint = _command(commands, "lint", "say what is wrong with a manuscript, or may be", _LINT_HELP, _lint)
    _add_manuscript(lint)
    _add_format(lint)
    lint.add_argument("--strict", action="store_true", help="warnings count as errors for the exit code")
    lint.add_argument(
        "--explain", nargs="?", const="", metavar="CODE", help="explain a code; without one, list them all"
    )
    lint.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")
    _add_handout(_command(commands, "handout", "make a booklet or a handout of a PDF", _HANDOUT_HELP, _handout))
    unpack = _command(commands, "unpack", "take out the files that a PDF carries", _UNPACK_HELP, _unpack)
    unpack.add_argument("pdf", type=Path, metavar="PDF", help="a PDF, whoever made it")
    unpack.add_argument("folder", type=Path, metavar="DIR", help="where the files go")
    unpack.add_argument("--force", action="store_true", help="overwrite files that are there already")
    _command(commands, "doctor", "say what is installed, and how to get what is not", _DOCTOR_HELP, _doctor)
    return parser


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


def _build(arguments: argparse.Namespace) -> int:
    from bookbuild.building import build
    from bookbuild.cache import Cache, default_folder
    from bookbuild.making import FORMATS

    formats = [name.strip().lower() for name in arguments.to.split(",") if name.strip()] or list(FORMATS)
    with _progress(quiet=arguments.quiet, verbose=arguments.verbose) as progress:
        report = build(
            arguments.manuscript,
            arguments.output,
            formats,
            progress,
            proof=not arguments.no_proof,
            jobs=arguments.jobs,
            cache=Cache() if arguments.no_cache else Cache(arguments.cache or default_folder()),
        )
    if not arguments.quiet:
        _print_problems(report.problems, arguments)
        for artifact in report.artifacts:
            print(f"{_shown(report.folder / artifact.name)}  {_size(len(artifact.data))}")
        if report.figures is not None:
            print(_verdict(report.figures))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from bookbuild.checking import check, check_carried
    from bookbuild.model import Artifact
    from bookbuild.publish import publish

    with _progress(quiet=arguments.quiet, verbose=arguments.verbose) as progress:
        progress("Reading manuscript and outputs")
        options = {"judges": not arguments.no_judges, "against": arguments.against}
        if _is_pdf(arguments.manuscript):
            report, ledger = check_carried(arguments.manuscript, **options)
        else:
            report, ledger = check(arguments.manuscript, arguments.outputs, **options)
    if arguments.report is not None:
        publish([Artifact(arguments.report.name, "text/html", ledger)], arguments.report.parent)
    _report(report.problems, arguments, sys.stderr)
    if arguments.format == "text" and not report.failed and not arguments.quiet and report.figures is not None:
        print(_verdict(report.figures))
    return 1 if report.failed else 0


def _lint(arguments: argparse.Namespace) -> int:
    if arguments.explain is not None:
        return _explain(arguments.explain)
    from bookbuild.linting import lint

    code = 0
    try:
        problems = lint(arguments.manuscript)
    except BookError as error:
        problems, code = error.problems, error.exit_code
    wrong = len(errors(problems))
    _report(problems, arguments, sys.stdout)
    if arguments.format == "text" and not arguments.quiet:
        print(f"{_counted(wrong, 'error')}, {_counted(len(problems) - wrong, 'warning')}")
    return code or int(wrong > 0 or (arguments.strict and bool(problems)))


def _explain(code: str) -> int:
    from bookbuild import explanations, reports

    known = code.upper()
    if code == "all":
        print(explanations.as_markdown(), end="")
    elif known in CATALOGUE:
        print(explanations.explain(known))
    elif not code:
        print("\n".join(f"{each}  {said}" for each, said in CATALOGUE.items()))
    else:
        near = explanations.nearest(code)
        meant = f" Did you mean {near}?" if near else ""
        said = f"bookbuild: there is no code “{code}”.{meant} All codes: bookbuild lint --explain"
        print(reports.printable(said), file=sys.stderr)
        return 2
    return 0


def _report(problems: Sequence[Problem], arguments: argparse.Namespace, stream: TextIO) -> None:
    """Problems in the form that was asked for; text goes to a stream, what is for programs to standard output."""
    from bookbuild import reports

    root = _root(arguments.manuscript)
    if arguments.format == "json":
        print(reports.to_json(problems))
    elif arguments.format == "sarif":
        print(reports.to_sarif(problems, root))
    elif shown := [each for each in problems if each.severity is Severity.ERROR or not arguments.quiet]:
        print(reports.to_text(shown, root), file=stream)


def _handout(arguments: argparse.Namespace) -> int:
    from bookbuild.folder import read_file
    from bookbuild.model import Artifact
    from bookbuild.outputs.handout import MAX_BYTES, MEDIA_TYPE, impose
    from bookbuild.publish import publish
    from bookbuild.settings import from_options

    given = {key: value for key, value in vars(arguments).items() if key not in ("command", "run", "pdf", "output")}
    if "marks" in given:
        given["marks"] = [mark.strip() for mark in given["marks"].split(",") if mark.strip()]
    settings = from_options(given)
    pdf: Path = arguments.pdf
    made = impose(read_file(pdf, str(pdf.absolute()), MAX_BYTES), settings, str(pdf.absolute()))
    target = arguments.output or pdf.with_name(f"{pdf.stem}.{settings.layout}.pdf")
    if target.resolve() == pdf.resolve():
        hint = "Give another name with -o."
        raise SettingsError(
            [Problem("BB606", Location(str(pdf.absolute())), "the handout would replace its PDF", hint)]
        )
    publish([Artifact(target.name, MEDIA_TYPE, made.data)], target.parent)
    _print_problems(made.problems, arguments)
    print(f"{_shown(target)}  {_size(len(made.data))}")
    pages = f"{made.pages} page{'' if made.pages == 1 else 's'}"
    sheets = f"{made.sheets} sheet{'' if made.sheets == 1 else 's'}"
    bundles = f" in {made.signatures} bundles to be sewn" if made.signatures > 1 else ""
    print(f"{pages} on {sheets}{bundles}; print on both sides, turned on the {made.flip} edge, in true size")
    return 0


def _unpack(arguments: argparse.Namespace) -> int:
    from bookbuild.unpacking import unpack

    for artifact in unpack(arguments.pdf, arguments.folder, force=arguments.force):
        print(f"{_shown(arguments.folder / artifact.name)}  {_size(len(artifact.data))}")
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    from bookbuild import tools

    for probe in tools.doctor():
        state = probe.version if probe.version is not None else f"missing: {probe.missing}"
        print(f"{probe.name:<12} {state}  ({probe.purpose})")
        if probe.version is None and probe.remedy:
            print(f"{'':<12} {probe.remedy}")
    return 0


def _verdict(figures: Figures) -> str:
    """The proof in one sentence, with the figures that give it weight."""
    counted = [
        _counted(count, name)
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
    return f"proven: {', '.join(counted)}, all in {where}, in order"


def _counted(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"


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


def _print_problems(problems: Sequence[Problem], arguments: argparse.Namespace) -> None:
    from bookbuild import reports

    if problems:
        print(reports.to_text(problems, _root(getattr(arguments, "manuscript", Path()))), file=sys.stderr)


def _root(manuscript: Path) -> Path:
    """What the paths in messages go from; those of a manuscript inside a PDF are shown as if that were a folder."""
    return manuscript if manuscript.is_dir() or _is_pdf(manuscript) else manuscript.parent


def _is_pdf(path: Path) -> bool:
    return path.suffix.lower() == ".pdf"


def _shown(path: Path) -> str:
    from bookbuild import reports

    return reports.path_from_here(path)


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(count // 1000, 1)} kB"
