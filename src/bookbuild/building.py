"""The pipeline: load → read → outputs → proof → publish."""

import datetime
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path

from bookbuild import dialect, manuscript
from bookbuild.ledger import ledger
from bookbuild.model import Artifact, Book, Figures, Manuscript, Report
from bookbuild.names import LEDGER, file_name
from bookbuild.problems import ContentError, HostError, Location, Problem, SettingsError, errors
from bookbuild.proof import prove
from bookbuild.publish import publish

Render = Callable[[Book, str, datetime.datetime], tuple[Artifact, tuple[Problem, ...]]]
"""What makes an output: of a book, a name without ending and the time of its last change."""

Progress = Callable[[str], None]
"""Told what is being done next, in a few words for a person."""

FORMATS = ("epub", "pdf", "html")
"""The outputs there are, in the order in which they are made."""

UNDATED = datetime.datetime(2000, 1, 1)
"""What a book without a full date says of its last change: the same input must give the same bytes on any day."""

_LIBRARIES = (
    "bookbuild",
    "ebooklib",
    "fonttools",
    "lxml",
    "markdown",
    "markdown-it-py",
    "nh3",
    "pikepdf",
    "pymdown-extensions",
    "weasyprint",
)


def build(
    path: Path,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    progress: Progress = lambda doing: None,
    *,
    proof: bool = True,
) -> Report:
    """Build a manuscript into a folder and return what was made and what was noticed.

    With `proof`, the finished outputs are read back first, and nothing is published unless every word is in them.
    Raises a BookError, and then leaves every file in the folder as it was.
    """
    renderers = {format_: _renderer(format_) for format_ in dict.fromkeys(formats)}
    progress("Reading the manuscript")
    source = manuscript.load(path)
    book = dialect.read(source)
    if errors(book.problems):
        raise ContentError(book.problems)
    name = file_name(book.metadata.title)
    modified = _modified(book)
    artifacts: list[Artifact] = []
    problems = list(book.problems)
    for format_, render in renderers.items():
        progress(f"Making the {format_.upper()}")
        artifact, found = render(book, name, modified)
        artifacts.append(artifact)
        problems += found
        if errors(found):
            raise ContentError(problems)
    figures = None
    if proof:
        progress("Proving that nothing was lost")
        proven = prove(source, artifacts)
        if proven.problems:
            raise ContentError([*problems, *map(_unproven, proven.problems)])
        figures = proven.figures
        progress("Writing the ledger")
        artifacts.append(Artifact(LEDGER, "text/html", ledger(proven, book.metadata.title, artifacts)))
    progress("Writing")
    artifacts.append(_record(source, book, artifacts, figures))
    publish(artifacts, folder)
    return Report(tuple(artifacts), folder, tuple(problems), figures)


def _unproven(problem: Problem) -> Problem:
    hint = "Nothing was written. Write the passage in another way; or, if the outputs are right, use --no-proof."
    return replace(problem, hint=problem.hint or hint)


def _renderer(format_: str) -> Render:
    """Outputs are imported when they are asked for: the libraries behind a PDF take a second that an EPUB can save."""
    if format_ == "epub":
        from bookbuild.outputs import epub

        return epub.render
    if format_ == "pdf":
        try:
            from bookbuild.outputs import pdf
        except OSError as error:
            raise HostError(
                [
                    Problem(
                        "BB601",
                        Location(""),
                        "the library Pango, which sets the pages, is not installed",
                        "The README says how to install it on your system. Until then: bookbuild build --to epub",
                    )
                ]
            ) from error
        return pdf.render
    if format_ == "html":
        from bookbuild.outputs import html

        return html.render
    raise SettingsError(
        [Problem("BB107", Location(""), f"there is no output “{format_}”", f"Choose from: {', '.join(FORMATS)}.")]
    )


def _modified(book: Book) -> datetime.datetime:
    """SOURCE_DATE_EPOCH (seconds since 1970, as reproducible-builds.org has it), else the book's date, in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).replace(tzinfo=None)
        except (ValueError, OverflowError, OSError) as error:
            message = f"SOURCE_DATE_EPOCH is “{epoch}”, which is no number of seconds since 1970"
            raise SettingsError([Problem("BB107", Location(""), message, "Correct or unset it.")]) from error
    try:
        return datetime.datetime.combine(datetime.date.fromisoformat(book.metadata.date), datetime.time())
    except ValueError:
        return UNDATED


def _record(source: Manuscript, book: Book, artifacts: Sequence[Artifact], figures: Figures | None) -> Artifact:
    """build.json: which versions made which outputs of which inputs, and what the proof compared."""
    inputs = {path: _digest(data) for path, data in source.inputs}
    inputs.update((asset.source, asset.source_sha256) for asset in book.assets)
    record = {
        "title": book.metadata.title,
        "identifier": book.metadata.identifier,
        "versions": {library: metadata.version(library) for library in _LIBRARIES},
        "inputs": dict(sorted(inputs.items())),
        "outputs": {artifact.name: _digest(artifact.data) for artifact in artifacts},
        "proof": asdict(figures) if figures else None,
    }
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    return Artifact("build.json", "application/json", text.encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
