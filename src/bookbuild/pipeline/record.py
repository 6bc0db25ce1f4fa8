"""build.json: which versions made which outputs of which inputs, and what the proof compared."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from bookbuild.jobs.cache import versions
from bookbuild.manuscript.files import contained
from bookbuild.model import Book, Manuscript
from bookbuild.problems import Location, Problem, SettingsError
from bookbuild.publish.names import LEDGER
from bookbuild.results import Allowed, Artifact, Figures, Listed, format_of

NAME = "build.json"


def record(
    source: Manuscript,
    book: Book,
    artifacts: Sequence[Artifact],
    figures: Figures | None,
    stood: Sequence[Allowed] = (),
) -> Artifact:
    """The record of a build; `figures` are those of the proof, None where nothing was proven, and `stood` is what the
    settings let stand."""
    inputs = {path: _digest(data) for path, data in source.inputs}
    used = (*book.assets, *book.stylesheets, *book.style_files, book.cover)
    inputs.update((file.source, file.source_sha256) for file in used if file is not None)
    contents = {
        "title": book.metadata.title,
        "identifier": book.metadata.identifier,
        "versions": dict(versions()),
        **({"files": [_listed(each) for each in source.files]} if source.files else {}),
        "inputs": dict(sorted(inputs.items())),
        "outputs": {artifact.name: _digest(artifact.data) for artifact in artifacts},
        "proof": asdict(figures) if figures else None,
        **({"exceptions": [asdict(each) for each in stood]} if stood else {}),
    }
    text = json.dumps(contents, ensure_ascii=False, indent=2) + "\n"
    return Artifact(NAME, "application/json", text.encode())


def _listed(file: Listed) -> Mapping[str, str]:
    return {"path": file.path, "use": file.use.value, "why": file.why}


def altered(source: Manuscript, artifacts: Sequence[Artifact], against: Path) -> Iterator[Problem]:
    """What is no longer as a build.json has it. Raises SettingsError where that cannot be read."""
    inputs, outputs = _recorded(against)
    digests = {name: _digest(data) for name, data in source.inputs}
    for name, wanted in inputs.items():
        there = digests.get(name)
        if there is None and (target := contained(source.root, name)) is not None and target.is_file():
            there = _digest(target.read_bytes())
        if there != wanted:
            yield _change(Location(name), "manuscript", there)
    made = {artifact.name: _digest(artifact.data) for artifact in artifacts}
    for name, wanted in outputs.items():
        if format_of(name) is not None and name != LEDGER and made.get(name) != wanted:
            yield _change(Location(str((against.parent / name).absolute())), "output", made.get(name))


def _recorded(against: Path) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The digests of inputs and outputs, by their names."""
    try:
        recorded = json.loads(against.read_text(encoding="utf-8"))
        return dict(recorded["inputs"]), dict(recorded["outputs"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        where = Location(str(against.absolute()))
        message = "this is not a build.json that bookbuild wrote"
        raise SettingsError([Problem("BB107", where, message, "Give the one beside the outputs.")]) from error


def _change(location: Location, what: str, there: str | None) -> Problem:
    happened = "is missing" if there is None else "was altered"
    return Problem("BB811", location, f"this file of the {what} {happened} since the build", "Build again.")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
