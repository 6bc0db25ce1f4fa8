"""veraPDF: whether a PDF keeps to PDF/UA-1, the standard for PDFs that a machine can read aloud, and to PDF/A-3a.

The latter, the standard for archives, only where the PDF says that it does.
"""

import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from bookbuild.judges.findings import decode, failed, location, phrase, times, verdict
from bookbuild.judges.host import Probe, install, java
from bookbuild.judges.jvm import java_command
from bookbuild.judges.process import ToolError, never, run, stand_in
from bookbuild.problems import Problem

NAME = "veraPDF"
_PURPOSE = "checks PDFs against PDF/UA-1"
_REMEDY = (
    "Install it from https://verapdf.org and add its folder to PATH; or download the jar org.verapdf.apps:cli from "
    "Maven Central (mvn dependency:copy -Dartifact=org.verapdf.apps:cli:1.30.2 -DoutputDirectory=.) and set "
    "VERAPDF_JAR to its path"
)
_ANSWERS = (0, 1, 7, 8)
"""Exit codes: kept, broken, not a PDF, encrypted. With others it did not judge."""


_STANDARD = "PDF/UA-1"
_CLAIMS = (b"pdfaid:part", b"pdfuaid:part")
"""How a PDF says that it keeps to the standards for archives and for accessible PDFs: then both are asked about."""


class _Check(msgspec.Struct, frozen=True, rename="camel"):
    context: str = ""
    error_message: str | None = None


class _Rule(msgspec.Struct, frozen=True, rename="camel"):
    clause: str
    test_number: int
    description: str
    failed_checks: int
    checks: list[_Check] = []


class _Details(msgspec.Struct, frozen=True, rename="camel"):
    rule_summaries: list[_Rule]


class _Validation(msgspec.Struct, frozen=True, rename="camel"):
    details: _Details
    compliant: bool
    profile_name: str = _STANDARD


class _Failure(msgspec.Struct, frozen=True, rename="camel"):
    type: str
    exception_message: str = ""


class _Job(msgspec.Struct, frozen=True, rename="camel"):
    validation_result: list[_Validation] | _Validation = []
    task_exception: _Failure | None = None


class _Body(msgspec.Struct, frozen=True):
    jobs: list[_Job]


class _VeraReport(msgspec.Struct, frozen=True):
    report: _Body


def probe() -> Probe:
    """Whether veraPDF can be asked here."""
    jar = _jar()
    if jar is not None and not jar.is_file():
        return Probe(NAME, _PURPOSE, None, f"the jar that VERAPDF_JAR names, {jar}", _REMEDY)
    if jar is None and _program() is None:
        return Probe(NAME, _PURPOSE, None, "the program verapdf, or its jar in VERAPDF_JAR", _REMEDY)
    if java() is None:
        return Probe(NAME, _PURPOSE, None, "a Java runtime", install("java"))
    return Probe(NAME, _PURPOSE, _version())


def judge(path: Path, timeout: float, stopped: Callable[[], bool] = never) -> tuple[Problem, ...]:
    """What veraPDF finds in a PDF. Never raises: if it cannot judge, that is a problem of its own."""
    return verdict(NAME, path, lambda folder: _judge(path, folder, timeout, stopped))


def _jar() -> Path | None:
    named = os.environ.get("VERAPDF_JAR")
    return Path(named).absolute() if named else None


def _program() -> Path | None:
    path = shutil.which("verapdf")
    return Path(path) if path else None


def _version() -> str:
    """What the jar says, since asking the program takes seconds; it lies in `bin` beside the program."""
    jar, program = _jar(), _program()
    jars = [jar] if jar else sorted((program.resolve().parent / "bin").glob("*.jar")) if program else []
    for candidate in jars:
        try:
            with zipfile.ZipFile(candidate) as archive:
                name = next(n for n in archive.namelist() if re.search(r"org\.verapdf\.apps/[^/]+/pom\.properties$", n))
                version = re.search(rb"^version=([\w.-]+)", archive.read(name), re.MULTILINE)
        except (OSError, zipfile.BadZipFile, StopIteration):
            continue
        if version:
            return version[1].decode()
    return "of unknown version"


def _judge(path: Path, folder: Path, timeout: float, stopped: Callable[[], bool]) -> list[Problem]:
    jar, program = _jar(), _program()
    if jar is not None:
        command = java_command(jar, folder)
    elif program is not None:
        command = [program]
    else:
        raise ToolError("is not installed")
    data = path.read_bytes()
    options: list[str | Path] = [
        "--flavour",
        "0" if all(claim in data for claim in _CLAIMS) else "ua1",
        "--format",
        "json",
        "--maxfailuresdisplayed",
        "1",
        stand_in(path, folder),
    ]
    finished = run([*command, *options], folder, timeout, stopped)
    if finished.code not in _ANSWERS:
        raise failed(finished.code, finished.complaint)
    jobs = decode(finished.out, _VeraReport).report.jobs
    if len(jobs) != 1:
        raise ToolError("did not judge the file")
    return _problems(jobs[0], path)


def _problems(job: _Job, path: Path) -> list[Problem]:
    if job.task_exception is not None:
        reason = phrase(job.task_exception.exception_message.rpartition("exception: ")[2])
        if job.task_exception.type != "PARSE":
            raise ToolError(f"broke off: {reason}")
        return [Problem("BB853", location(path), f"this is not a whole PDF: {reason} ({NAME})", "Build it again.")]
    validations = job.validation_result if isinstance(job.validation_result, list) else [job.validation_result]
    broken = [
        (validation.profile_name.partition(" ")[0], rule.clause, rule.test_number, rule)
        for validation in validations
        for rule in validation.details.rule_summaries
    ]
    problems = [_problem(rule, path, standard) for standard, _, _, rule in sorted(broken, key=lambda rule: rule[:3])]
    if not validations or (not problems and not all(validation.compliant for validation in validations)):
        raise ToolError("gave no verdict")
    return problems


def _problem(rule: _Rule, path: Path, standard: str) -> Problem:
    """One problem for each rule, at the first place that breaks it."""
    first = rule.checks[0] if rule.checks else _Check()
    page = re.search(r"pages\[(\d+)\]", first.context)
    where = f"on page {int(page[1]) + 1}: " if page else ""
    text = phrase(first.error_message or rule.description)
    message = f"{where}{text}{times(rule.failed_checks)} ({NAME}, {standard} {rule.clause}, test {rule.test_number})"
    return Problem("BB853", location(path), message, phrase(rule.description) if first.error_message else "")
