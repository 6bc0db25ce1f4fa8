"""The pipeline: load → read → outputs → proof → publish."""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path

from bookbuild import dialect, manuscript
from bookbuild.jobs.cache import LIBRARIES, Cache
from bookbuild.jobs.executor import needed, rest, start
from bookbuild.model import Book, Manuscript
from bookbuild.pipeline.outputs import FORMATS, UNDATED, Made, Means, Progress, get_ready, known, make
from bookbuild.problems import ContentError, Problem, errors
from bookbuild.proof import Proof, prove_read
from bookbuild.proof.ambiguity import two_ways
from bookbuild.proof.passages import Reading
from bookbuild.proof.tasks import Later, expect_beside
from bookbuild.publish.names import LEDGER, file_name
from bookbuild.results import Artifact, Figures, Report


def build(
    path: Path,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    progress: Progress = lambda doing: None,
    *,
    proof: bool = True,
    executor: Executor | None = None,
    jobs: int | None = 1,
    cache: Cache | None = None,
) -> Report:
    """Build a manuscript into a folder and return what was made and what was noticed.

    With `proof`, the finished outputs are read back first, and nothing is published unless every word is in them.
    The work on chapters is done by `executor`, or by so many processes as `jobs` says (None: one for each core); what
    `cache` holds is not done again. The outputs are the same with any of them.
    Raises a BookError, and then leaves every file in the folder as it was.
    """
    with start(jobs, needed(formats)) if executor is None else nullcontext(executor) as executor:
        return _build(path, folder, formats, Means(executor, cache or Cache(), progress), proof=proof)


def _build(path: Path, folder: Path, formats: Sequence[str], means: Means, *, proof: bool) -> Report:
    formats = known(formats)
    means.progress("Reading the manuscript")
    source = manuscript.load(path)
    reading = dialect.begin(source, means.executor, means.cache)
    promised = _meanwhile(expect_beside(source, means.executor, means.cache)) if proof else None
    from bookbuild.proof.ledger import ledger  # while the workers read, as what makes the outputs
    from bookbuild.publish import publish

    get_ready(formats, means.executor)
    book = reading()
    if errors(book.problems):
        raise ContentError(book.problems)
    made = make(source, book, formats, means, proof=proof)
    rest(means.executor)
    artifacts = [artifact for artifact in made.artifacts if artifact not in made.inside]
    figures = None
    if promised is not None:
        means.progress("Proving that nothing was lost")
        proven = _prove(source, book, made, promised())
        if proven.problems:
            found = ambiguities(book, proven.promised) or map(_unproven, proven.problems)
            raise ContentError([*made.problems, *found])
        figures = proven.figures
        means.progress("Writing the ledger")
        artifacts.append(Artifact(LEDGER, "text/html", ledger(proven, book.metadata.title, made.texts)))
    means.progress("Writing")
    artifacts.append(_record(source, book, artifacts, figures))
    publish(artifacts, folder)
    means.cache.sweep()
    return Report(tuple(artifacts), folder, made.problems, figures)


def _meanwhile(later: Later) -> Later:
    """What is asked for at the end, already being gathered while outputs are made."""
    thread = ThreadPoolExecutor(max_workers=1)
    gathered = thread.submit(later)
    thread.shutdown(wait=False)
    return gathered.result


def _prove(source: Manuscript, book: Book, made: Made, promised: Reading) -> Proof:
    """Read everything back; the sheets are held against the pages that they were made of."""
    proven = prove_read(promised, made.found)
    others: tuple[Problem, ...] = ()
    if source.settings.pdf.attach:
        from bookbuild.proof.readback.attachments import prove_inside  # pdfium is not waited for where there is no PDF

        others += prove_inside(source, made.texts)
    if made.sheets is not None and source.settings.handout is not None:
        from bookbuild.proof.readback.handout import prove_sheets

        (pages,) = [artifact.data for artifact in made.texts if artifact.name.endswith(".pdf")]
        rtl = book.metadata.direction == "rtl"
        others += prove_sheets(pages, made.sheets.data, source.settings.handout, made.sheets.name, right_to_left=rtl)
    return replace(proven, others=others)


def ambiguities(book: Book, promised: Reading) -> tuple[Problem, ...]:
    """Where a book holds other words than CommonMark reads in its manuscript: there the text can be read in two ways.

    The EPUB tells, since of all outputs it alters least of what was read.
    """
    from bookbuild.outputs import epub

    edition, _ = epub.render(book, file_name(book.metadata.title), UNDATED)
    return tuple(two_ways(book, promised, edition))


def _unproven(problem: Problem) -> Problem:
    hint = "Nothing was written. Write the passage in another way; or, if the outputs are right, use --no-proof."
    return replace(problem, hint=problem.hint or hint)


def _record(source: Manuscript, book: Book, artifacts: Sequence[Artifact], figures: Figures | None) -> Artifact:
    """build.json: which versions made which outputs of which inputs, and what the proof compared."""
    inputs = {path: _digest(data) for path, data in source.inputs}
    used = (*book.assets, *book.stylesheets, *book.style_files, book.cover)
    inputs.update((file.source, file.source_sha256) for file in used if file is not None)
    record = {
        "title": book.metadata.title,
        "identifier": book.metadata.identifier,
        "versions": {library: metadata.version(library) for library in LIBRARIES},
        "inputs": dict(sorted(inputs.items())),
        "outputs": {artifact.name: _digest(artifact.data) for artifact in artifacts},
        "proof": asdict(figures) if figures else None,
    }
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    return Artifact("build.json", "application/json", text.encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
