"""What each command does: it takes the arguments, has the work done, prints, and gives an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bookbuild.cli.printing import (
    counted,
    files_of_book,
    heard,
    is_pdf,
    print_problems,
    print_report,
    progress_line,
    root_of,
    shown,
    size,
    stands,
    verdict,
)
from bookbuild.cli.streams import say
from bookbuild.jobs.executor import WORTH, start
from bookbuild.jobs.watch import BYTES_OF_A_LETTER, weight, working_on
from bookbuild.problems import LimitError, Location, Problem, SettingsError, errors

_STANDARD_INPUT = "-"


def build(arguments: argparse.Namespace) -> int:
    """Build a manuscript, and print what was made."""
    from bookbuild.jobs.cache import Cache, default_folder
    from bookbuild.pipeline.formats import chosen, needed

    letters = _size(arguments.manuscript)
    working_on(Location(str(arguments.manuscript)), letters)
    names = [name.strip().lower() for name in arguments.to.split(",") if name.strip()] or None
    formats = chosen(names)
    with (
        start(arguments.jobs, needed(formats), awake=letters >= WORTH) as executor,
        progress_line(quiet=arguments.quiet, verbose=arguments.verbose) as progress,
    ):
        from bookbuild.pipeline.build import build  # while the workers do the same

        report = build(
            arguments.manuscript,
            arguments.output,
            names,
            progress,
            proof=not arguments.no_proof,
            executor=executor,
            cache=Cache() if arguments.no_cache else Cache(arguments.cache or default_folder()),
        )
    if not arguments.quiet:
        print_problems(report.problems, arguments)
        for line in files_of_book(report.files, table=arguments.list):
            say(line)
        for artifact in report.artifacts:
            say(f"{shown(report.folder / artifact.name)}  {size(len(artifact.data))}")
        if report.figures is not None:
            say(verdict(report.figures, report.allowed))
        for each in report.allowed:
            say(stands(each))
    return 0


def _size(manuscript: Path) -> int:
    """How many bytes a manuscript or another file has, as far as that can be told before it is read."""
    from bookbuild.manuscript.collect import SUFFIXES

    try:
        if not manuscript.is_dir():
            return manuscript.stat().st_size
        files = (Path(folder, name) for folder, _, names in os.walk(manuscript) for name in names)
        return sum(file.stat().st_size for file in files if file.suffix.lower() in SUFFIXES and file.is_file())
    except (OSError, ValueError):  # whatever it is, reading it will tell
        return 0


def check(arguments: argparse.Namespace) -> int:
    """Prove finished outputs, and print what is wrong with them."""
    from bookbuild.pipeline.formats import TO_CHECK

    letters = _size(arguments.manuscript)
    with (
        start(arguments.jobs, TO_CHECK, awake=letters >= WORTH) as executor,
        progress_line(quiet=arguments.quiet, verbose=arguments.verbose) as progress,
    ):
        from bookbuild.pipeline.check import check, check_carried  # while the workers do the same
        from bookbuild.publish import publish
        from bookbuild.results import HTML, Artifact

        progress("Reading manuscript and outputs")
        working_on(Location(str(arguments.manuscript)), letters)
        options = {"judges": not arguments.no_judges, "against": arguments.against, "executor": executor}
        if is_pdf(arguments.manuscript):
            report, ledger = check_carried(arguments.manuscript, **options)
        else:
            report, ledger = check(arguments.manuscript, arguments.outputs, **options)
    if arguments.report is not None:
        publish([Artifact(arguments.report.name, HTML.media_type, ledger)], arguments.report.parent)
    print_report(report.problems, arguments, sys.stderr, root_of(arguments.manuscript), report)
    if arguments.format == "text" and not arguments.quiet:
        if not report.failed and report.figures is not None:
            say(verdict(report.figures, report.allowed))
        for each in report.allowed:
            say(stands(each))
        for hearing in report.judges:
            say(heard(hearing))
    return 1 if report.failed else 0


def lint(arguments: argparse.Namespace) -> int:
    """Print what is wrong with a manuscript, or may be; or explain a code."""
    if arguments.explain is not None:
        return _explain(arguments.explain)
    from bookbuild.pipeline.lint import lint_all, together

    asked = [arguments.name if str(path) == _STANDARD_INPUT else path for path in arguments.manuscripts]
    typed = {arguments.name: _standard_input(arguments.name)} if asked != arguments.manuscripts else {}
    working_on(Location(str(asked[0])), sum(map(_size, asked)))
    linted = together(list(lint_all(asked, typed)))
    wrong = len(errors(linted.problems))
    print_report(linted.problems, arguments, sys.stdout, linted.root, typed=typed)
    if arguments.format == "text" and not arguments.quiet:
        for line in files_of_book(linted.files, table=arguments.list):
            say(line)
        say(f"{counted(wrong, 'error')}, {counted(len(linted.problems) - wrong, 'warning')}")
    return linted.exit_code or int(wrong > 0 or (arguments.strict and bool(linted.problems)))


def _standard_input(name: Path) -> bytes:
    """What is handed to standard input. Raises LimitError where it is longer than a chapter may be."""
    from bookbuild.manuscript.files import MAX_CHAPTER_BYTES, too_large

    data = sys.stdin.buffer.read(MAX_CHAPTER_BYTES + 1)
    if len(data) > MAX_CHAPTER_BYTES:
        raise LimitError([too_large(str(name), MAX_CHAPTER_BYTES)])
    return data


def _explain(code: str) -> int:
    from bookbuild.cli import reports
    from bookbuild.problems import catalogue

    known = code.upper()
    if code == "all":
        say(catalogue.as_markdown().removesuffix("\n"))
    elif known in catalogue.explanations():
        say(catalogue.explain(known))
    elif not code:
        say(catalogue.listed())
    else:
        near = catalogue.nearest(code)
        meant = f" Did you mean {near}?" if near else ""
        message = f"bookbuild: there is no code “{code}”.{meant} All codes: bookbuild lint --explain"
        say(reports.printable(message), sys.stderr)
        return 2
    return 0


_OWN = frozenset({"command", "run", "pdf", "output", "limit"})
"""The arguments of a handout that are no settings."""


def handout(arguments: argparse.Namespace) -> int:
    """Put the pages of a PDF onto sheets."""
    from bookbuild.manuscript.files import read_file
    from bookbuild.outputs.handout import MAX_BYTES, impose
    from bookbuild.publish import publish
    from bookbuild.results import PDF, Artifact
    from bookbuild.settings import from_options

    given = {key: value for key, value in vars(arguments).items() if key not in _OWN}
    if "marks" in given:
        given["marks"] = [mark.strip() for mark in given["marks"].split(",") if mark.strip()]
    settings = from_options(given)
    pdf: Path = arguments.pdf
    data = read_file(pdf, str(pdf.absolute()), MAX_BYTES)
    working_on(Location(str(pdf.absolute())), weight(data))
    made = impose(data, settings, str(pdf.absolute()))
    target = arguments.output or pdf.with_name(f"{pdf.stem}.{settings.layout}.pdf")
    if target.resolve() == pdf.resolve():
        hint = "Give another name with -o."
        raise SettingsError(
            [Problem("BB606", Location(str(pdf.absolute())), "the handout would replace its PDF", hint)]
        )
    publish([Artifact(target.name, PDF.media_type, made.data)], target.parent)
    print_problems(made.problems, arguments)
    say(f"{shown(target)}  {size(len(made.data))}")
    pages = f"{made.pages} page{'' if made.pages == 1 else 's'}"
    sheets = f"{made.sheets} sheet{'' if made.sheets == 1 else 's'}"
    bundles = f" in {made.signatures} bundles to be sewn" if made.signatures > 1 else ""
    say(f"{pages} on {sheets}{bundles}; print on both sides at actual size, turned on the {made.flip} edge")
    return 0


def unpack(arguments: argparse.Namespace) -> int:
    """Take out the files that a PDF carries."""
    from bookbuild.attachments.unpack import unpack

    working_on(Location(str(arguments.pdf.absolute())), _size(arguments.pdf) // BYTES_OF_A_LETTER)
    artifacts, problems = unpack(arguments.pdf, arguments.folder, force=arguments.force)
    print_problems(problems, arguments)
    for artifact in artifacts:
        say(f"{shown(arguments.folder / artifact.name)}  {size(len(artifact.data))}")
    return 0


def doctor(arguments: argparse.Namespace) -> int:
    """Print what is installed and what is not."""
    from bookbuild import judges

    for probe in judges.doctor():
        state = probe.version if probe.version is not None else f"missing: {probe.missing}"
        say(f"{probe.name:<12} {state}  ({probe.purpose})")
        if probe.version is None and probe.remedy:
            say(f"{'':<12} {probe.remedy}")
    return 0
