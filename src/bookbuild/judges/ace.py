"""Ace by DAISY: whether people who cannot see or hold a book can read an EPUB.

Ace shows every chapter to a Chromium, through Puppeteer. It tells that browser to do without its sandbox, so that it
works for root too, and answers its requests for files on the network with no. What scripts in a book could do beyond
that, such as opening a socket, is kept from the network by a script of ours that stands before the browser.
"""

import re
import shlex
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from bookbuild.judges.findings import decode, failed, location, phrase, times, verdict
from bookbuild.judges.host import Probe, browser, install_browser
from bookbuild.judges.process import ToolError, never, read, run, stand_in
from bookbuild.problems import Problem, Severity

NAME = "Ace"
_PURPOSE = "checks the accessibility of EPUBs"
_PROGRAMS = ("ace-puppeteer", "ace-cli")
"""What the npm packages @daisy/ace and @daisy/ace-cli call it; the plain `ace` may be quite another program."""
_MILD = frozenset({"moderate", "minor"})
_BROWSER = """\
#!/bin/sh
exec {program} "$@" --proxy-server=socks5://127.0.0.1:9 '--proxy-bypass-list=<-loopback>' --disable-dev-shm-usage
"""
"""The browser as Ace is given it: its proxy is one that does not exist, and it does with the little shared memory that
containers have."""
_HARDSHIP = "30000"
"""Milliseconds for the browser to start; Ace's own 5000 are too few on a busy machine."""


class _Help(msgspec.Struct, frozen=True):
    url: str = ""
    advice: str = msgspec.field(name="dct:description", default="")


class _Test(msgspec.Struct, frozen=True):
    rule: str = msgspec.field(name="dct:title")
    impact: str | None = msgspec.field(name="earl:impact", default=None)
    help: _Help = msgspec.field(default_factory=_Help)


class _Result(msgspec.Struct, frozen=True):
    outcome: str = msgspec.field(name="earl:outcome")
    html: str = ""


class _Finding(msgspec.Struct, frozen=True):
    result: _Result = msgspec.field(name="earl:result")
    test: _Test = msgspec.field(name="earl:test")


class _Subject(msgspec.Struct, frozen=True):
    url: str


class _Document(msgspec.Struct, frozen=True):
    subject: _Subject = msgspec.field(name="earl:testSubject")
    assertions: list[_Finding]


class _EarlReport(msgspec.Struct, frozen=True):
    result: _Result = msgspec.field(name="earl:result")
    assertions: list[_Document]


def probe() -> Probe:
    """Whether Ace can be asked here."""
    program = _program()
    if program is None:
        return Probe(NAME, _PURPOSE, None, "the npm package @daisy/ace", "npm install --global @daisy/ace")
    if not shutil.which("node"):
        return Probe(NAME, _PURPOSE, None, "Node.js", "Install Node.js 20 or newer, such as from https://nodejs.org")
    if browser() is None:
        return Probe(NAME, _PURPOSE, None, "a Chromium", install_browser())
    return Probe(NAME, _PURPOSE, _version(program))


def judge(path: Path, timeout: float, stopped: Callable[[], bool] = never) -> tuple[Problem, ...]:
    """What Ace finds in an EPUB. Never raises: if it cannot judge, that is a problem of its own."""
    return verdict(NAME, path, lambda folder: _judge(path, folder, timeout, stopped))


def _program() -> Path | None:
    return next((Path(path) for name in _PROGRAMS if (path := shutil.which(name))), None)


def _version(program: Path) -> str:
    """What the package around the program says."""
    for folder in program.resolve().parents[:3]:
        try:
            package = msgspec.json.decode((folder / "package.json").read_bytes())
        except (OSError, msgspec.DecodeError):
            continue
        if isinstance(package, dict) and isinstance(package.get("version"), str):
            return str(package["version"])
    return "of unknown version"


def _judge(path: Path, folder: Path, timeout: float, stopped: Callable[[], bool]) -> list[Problem]:
    program, chromium = _program(), browser()
    if program is None or chromium is None:
        raise ToolError("is not installed, or has no Chromium")
    shown_to = folder / "browser"
    shown_to.write_text(_BROWSER.format(program=shlex.quote(str(chromium.absolute()))))
    shown_to.chmod(0o700)
    variables = {"PUPPETEER_EXECUTABLE_PATH": str(shown_to), "ACE_TIMEOUT_INITIAL": _HARDSHIP}
    outcome = folder / "report"
    patience = str(max(int(timeout * 1000), 1))
    options: list[str | Path] = [
        "--force",
        "--lang",
        "en",
        "--doNotReportMedia",
        "--timeout",
        patience,
        "--outdir",
        outcome,
    ]
    finished = run([program, *options, stand_in(path, folder)], folder, timeout, stopped, variables)
    if finished.code != 0:
        raise failed(finished.code, finished.complaint)
    report = decode(read(outcome / "report.json"), _EarlReport)
    problems = [problem for document in sorted(report.assertions, key=_name) for problem in _problems(document, path)]
    if report.result.outcome != "pass" and not problems:
        raise ToolError("rejected the book without a reason")
    return problems


def _name(document: _Document) -> str:
    return document.subject.url


def _problems(document: _Document, path: Path) -> Iterator[Problem]:
    """One problem for each rule that a document breaks, with the first thing that breaks it."""
    broken = [finding for finding in document.assertions if finding.result.outcome == "fail"]
    counts = Counter(finding.test.rule for finding in broken)
    first = {finding.test.rule: finding for finding in reversed(broken)}
    for rule, finding in sorted(first.items()):
        advice = phrase(finding.test.help.advice) or rule
        thing = phrase(re.sub(r'\s+xmlns(:\w+)?="[^"]*"', "", finding.result.html))
        yield Problem(
            "BB852",
            location(path),
            f"in {_name(document)}: {advice}{f': {thing}' if thing else ''}{times(counts[rule])} ({NAME} {rule})",
            f"See {finding.test.help.url}" if finding.test.help.url else "",
            Severity.WARNING if finding.test.impact in _MILD else Severity.ERROR,
        )
