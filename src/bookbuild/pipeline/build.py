"""The pipeline: load → read → outputs → proof → publish."""

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from bookbuild import dialect, manuscript
from bookbuild.jobs.cache import Cache
from bookbuild.jobs.executor import rest, start
from bookbuild.jobs.watch import working_on
from bookbuild.model import Book, Manuscript
from bookbuild.outputs.context import Context
from bookbuild.pipeline.formats import JOINS, chosen, needed
from bookbuild.pipeline.outputs import Means, Outputs, Progress, get_ready, make
from bookbuild.pipeline.record import record
from bookbuild.problems import ContentError, Location, Problem, errors
from bookbuild.proof import Proof, prove_read
from bookbuild.proof.ambiguity import two_ways
from bookbuild.proof.exceptions import advised, allowed
from bookbuild.proof.passages import Reading
from bookbuild.proof.readback import Later
from bookbuild.proof.tasks import expect_beside
from bookbuild.publish import publish, settle
from bookbuild.publish.names import LEDGER, file_name
from bookbuild.results import EPUB, HTML, PDF, Allowed, Artifact, Format, Report, format_of

_UNWRITTEN = "Nothing was written. Write the passage in another way. "


def build(
    path: Path,
    folder: Path,
    formats: Sequence[str] | None = None,
    progress: Progress = lambda doing, part="": None,
    *,
    proof: bool = True,
    executor: Executor | None = None,
    jobs: int | None = 1,
    cache: Cache | None = None,
) -> Report:
    """Build a manuscript into a folder and return what was made and what was noticed.

    `formats` names the outputs to be made; None makes all there are.

    With `proof`, the finished outputs are read back first, and nothing is published unless every word is in them.
    The work on chapters is done by `executor`, or by so many processes as `jobs` says (None: one for each core); what
    `cache` holds is not done again. The outputs are the same with any of them.
    Raises a BookError, and then leaves every file in the folder as it was.
    """
    asked = chosen(formats)
    with start(jobs, needed(asked)) if executor is None else nullcontext(executor) as executor:
        return _build(path, folder, asked, Means(executor, cache or Cache(), progress), proof=proof)


def _build(path: Path, folder: Path, formats: Sequence[Format], means: Means, *, proof: bool) -> Report:
    means.progress("Reading the manuscript")
    settle(folder)
    source = manuscript.load(path)
    means = replace(means, progress=_written_down(source, means.progress))
    reading = dialect.begin(source, means.executor, means.cache)
    promised = _meanwhile(expect_beside(source, means.executor, means.cache)) if proof else None
    from bookbuild.proof.ledger import ledger  # while the workers read, as what makes the outputs

    get_ready(formats, means.executor)
    book = reading()
    if errors(book.problems):
        raise ContentError(book.problems)
    if proof and book.stylesheets:
        from bookbuild.pipeline import own_sheets  # whose libraries nobody waits for without style sheets

        hiding = own_sheets.faults(book, formats)
        if hiding:
            raise ContentError([*book.problems, *hiding])
    made = make(source, book, formats, means, proof=proof)
    rest(means.executor)
    artifacts = list(made.artifacts)
    figures = None
    stood: tuple[Allowed, ...] = ()
    if promised is not None:
        means.progress("Proving that nothing was lost")
        proven = allowed(_prove(source, book, made, promised()), source)
        if errors(proven.problems):
            problems = ambiguities(book, proven.promised) or [
                advised(each, source.settings_path, _UNWRITTEN) for each in proven.problems
            ]
            raise ContentError([*made.problems, *problems])
        figures, stood = proven.figures, proven.allowed
        made = replace(made, problems=(*made.problems, *proven.problems))
        means.progress("Writing the ledger")
        artifacts.append(Artifact(LEDGER, HTML.media_type, ledger(proven, book.metadata.title, made.texts)))
    means.progress("Writing")
    artifacts.append(record(source, book, artifacts, figures, stood))
    publish(artifacts, folder)
    means.cache.sweep()
    return Report(tuple(artifacts), folder, made.problems, figures, stood, files=source.files)


def _written_down(source: Manuscript, progress: Progress) -> Progress:
    """Progress as it was, with time for as much text as there is allowed for each step."""
    size = sum(len(each.text) for each in source.sources)

    def tell(doing: str, part: str = "") -> None:
        working_on(Location(source.settings_path), size)
        progress(doing, part)

    return tell


def _meanwhile(later: Later) -> Later:
    """What is asked for at the end, already being gathered while outputs are made."""
    thread = ThreadPoolExecutor(max_workers=1)
    gathered = thread.submit(later)
    thread.shutdown(wait=False)
    return gathered.result


def _prove(source: Manuscript, book: Book, made: Outputs, promised: Reading) -> Proof:
    """Read everything back; the sheets are held against the pages that they were made of."""
    proven = prove_read(promised, made.readings)
    others: tuple[Problem, ...] = ()
    if source.settings.pdf.attach:
        from bookbuild.proof.comparison.attachments import (
            prove_inside,
        )  # pdfium is not waited for where there is no PDF

        others += prove_inside(source, made.texts)
    if made.sheets is not None and source.settings.handout is not None:
        from bookbuild.proof.comparison.handout import prove_sheets

        (pages,) = [artifact.data for artifact in made.texts if format_of(artifact.name) is PDF]
        rtl = book.metadata.direction == "rtl"
        others += prove_sheets(pages, made.sheets.data, source.settings.handout, made.sheets.name, right_to_left=rtl)
    return replace(proven, others=others)


def ambiguities(book: Book, promised: Reading) -> tuple[Problem, ...]:
    """Where a book holds other words than CommonMark reads in its manuscript: there the text can be read in two ways.

    The EPUB tells, since of all outputs it alters least of what was read.
    """
    edition = JOINS[EPUB].renderer()(book, Context(file_name(book.metadata.title)))
    return tuple(two_ways(book, promised, edition))
