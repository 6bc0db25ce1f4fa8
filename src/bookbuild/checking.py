"""Finished files held against their manuscript, at any time after the build, whoever made them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bookbuild import manuscript as manuscripts
from bookbuild import tools
from bookbuild.ledger import ledger
from bookbuild.model import Artifact, Manuscript, Report
from bookbuild.names import LEDGER, file_name
from bookbuild.problems import Location, Problem, SettingsError
from bookbuild.proof import Proof, prove_reading
from bookbuild.proof.expect import expect

ENDINGS = (".epub", ".pdf", ".html")
"""Of the files that can be checked."""

MAX_BYTES = 1024 * 1024 * 1024


def check(path: Path, outputs: Path, *, judges: bool = True, against: Path | None = None) -> tuple[Report, bytes]:
    """Prove the outputs in a folder (or one file) from a manuscript.

    With `judges`, every external judge that is installed is asked as well; with `against`, a build.json, files that
    were altered since that build are problems. Returns the report and the ledger, an HTML page for an editor.
    Raises BookError where manuscript or outputs cannot be found or read.
    """
    source = manuscripts.load(path)
    promised = expect(source)
    title = promised.facts.title
    files = _files(outputs, file_name(title))
    artifacts = tuple(
        Artifact(file.name, "", manuscripts.read_file(file, str(file.absolute()), MAX_BYTES)) for file in files
    )
    proven = prove_reading(promised, artifacts, witness=True)
    others = [] if against is None else _altered(source, artifacts, against)
    if judges:
        others += tools.judge_all([file for file in files if _is_sound(proven, file.name)])
    proven = replace(proven, others=tuple(others))
    folder = outputs if outputs.is_dir() else outputs.parent
    return Report(artifacts, folder, proven.problems, proven.figures), ledger(proven, title, artifacts)


def _is_sound(proven: Proof, name: str) -> bool:
    """Whether a file could be read; what could not be is not given to a judge that opens it in a browser."""
    return not any(
        problem.code == "BB805"
        for comparison in proven.comparisons
        if comparison.output == name
        for problem in comparison.problems
    )


def _files(outputs: Path, name: str) -> Sequence[Path]:
    """The outputs that bear the book's name; in a folder without any, whatever EPUB, PDF and HTML there is."""
    if outputs.is_file():
        return [outputs]
    named = [outputs / f"{name}{ending}" for ending in ENDINGS if (outputs / f"{name}{ending}").is_file()]
    if named:
        return named
    files = sorted(outputs.glob("*")) if outputs.is_dir() else []
    found = [file for file in files if file.suffix in ENDINGS and file.name != LEDGER]
    if not found:
        raise SettingsError(
            [
                Problem(
                    "BB107",
                    Location(str(outputs.absolute())),
                    "there is no EPUB, no PDF and no HTML here to check",
                    "Build first: bookbuild build; or name the folder with --outputs.",
                )
            ]
        )
    return found


def _altered(source: Manuscript, artifacts: Sequence[Artifact], against: Path) -> list[Problem]:
    """What is no longer as build.json has it."""
    where = Location(str(against.absolute()))
    try:
        record = json.loads(against.read_text(encoding="utf-8"))
        recorded_inputs, recorded_outputs = dict(record["inputs"]), dict(record["outputs"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = "this is not a build.json that bookbuild wrote"
        raise SettingsError([Problem("BB107", where, message, "Give the one beside the outputs.")]) from error
    problems = []
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in source.inputs}
    for name, wanted in recorded_inputs.items():
        there = digests.get(name)
        if there is None and (target := manuscripts.contained(source.root, name)) is not None and target.is_file():
            there = hashlib.sha256(target.read_bytes()).hexdigest()
        if there != wanted:
            problems.append(_change(Location(name), "manuscript", there))
    made = {artifact.name: hashlib.sha256(artifact.data).hexdigest() for artifact in artifacts}
    for name, wanted in recorded_outputs.items():
        if name.endswith(ENDINGS) and name != LEDGER and made.get(name) != wanted:
            problems.append(_change(Location(str((against.parent / name).absolute())), "output", made.get(name)))
    return problems


def _change(location: Location, what: str, there: str | None) -> Problem:
    happened = "is missing" if there is None else "was altered"
    return Problem("BB811", location, f"this file of the {what} {happened} since the build", "Build again.")
