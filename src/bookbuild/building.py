"""The pipeline: load → read → outputs → proof → publish."""

import datetime
import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib import metadata
from pathlib import Path

from bookbuild import carrying, dialect, manuscript
from bookbuild.cache import LIBRARIES, Cache
from bookbuild.ledger import ledger
from bookbuild.model import Artifact, Book, Figures, Manuscript, Report
from bookbuild.names import LEDGER, file_name
from bookbuild.problems import ContentError, Location, Problem, SettingsError, errors
from bookbuild.proof import Proof, prove_read
from bookbuild.proof.beside import Later, expect_beside, read_beside
from bookbuild.proof.inside import prove_inside
from bookbuild.proof.passages import Reading
from bookbuild.proof.sheets import prove_sheets
from bookbuild.proof.two_ways import two_ways
from bookbuild.publish import publish
from bookbuild.schema import HandoutSettings
from bookbuild.workers import start

Render = Callable[[Book, str, datetime.datetime], tuple[Artifact, tuple[Problem, ...]]]
"""What makes an output: of a book, a name without ending and the time of its last change."""

Progress = Callable[[str], None]
"""Told what is being done next, in a few words for a person."""

FORMATS = ("epub", "pdf", "html")
"""The outputs there are, in the order in which they are told of."""

_MAKING = ("epub", "html", "pdf")
"""The order in which they are made: the PDF last, since it takes longest and may carry the others."""

_ORDER = ("manuscript", *FORMATS, "handout")
"""The order in which problems are told."""

PRELOAD = ("bookbuild.dialect", "bookbuild.proof")
"""What workers need for any book."""

_PRELOAD_FOR_PAGES = ("bookbuild.outputs.pdf.furniture",)
"""What they need besides if pages are to be laid out, and what takes a second to import."""

UNDATED = datetime.datetime(2000, 1, 1)
"""What a book without a full date says of its last change: the same input must give the same bytes on any day."""


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
    preload = (*PRELOAD, *_PRELOAD_FOR_PAGES) if "pdf" in formats else PRELOAD
    with start(jobs, preload) if executor is None else nullcontext(executor) as executor:
        return _build(path, folder, formats, _Means(executor, cache or Cache(), progress), proof=proof)


@dataclass(frozen=True, slots=True)
class _Means:
    """What the work is done with."""

    executor: Executor
    cache: Cache
    progress: Progress


def _build(path: Path, folder: Path, formats: Sequence[str], means: _Means, *, proof: bool) -> Report:
    renderers = {format_: _renderer(format_, means) for format_ in dict.fromkeys(formats)}
    means.progress("Reading the manuscript")
    source = manuscript.load(path)
    promised = expect_beside(source, means.executor, means.cache) if proof else None
    book = dialect.read(source, means.executor, means.cache)
    if errors(book.problems):
        raise ContentError(book.problems)
    made = _make(source, book, renderers, means, proof=proof)
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


@dataclass(frozen=True, slots=True)
class _Made:
    """The outputs of a book, not yet proven."""

    texts: tuple[Artifact, ...]
    """Those that are read as they are."""
    problems: tuple[Problem, ...]
    sheets: Artifact | None = None
    """The pages of the PDF on sheets of paper."""
    found: tuple[tuple[Artifact, Later], ...] = ()
    """The texts, being read back."""
    inside: tuple[Artifact, ...] = ()
    """Those that nobody asked for, and that were made only to be carried by the PDF."""

    @property
    def artifacts(self) -> tuple[Artifact, ...]:
        return (*self.texts, self.sheets) if self.sheets else self.texts


def _make(source: Manuscript, book: Book, renderers: dict[str, Render], means: _Means, *, proof: bool) -> _Made:
    """Make every output that is asked for, the PDF after what it carries inside; the others are read back meanwhile."""
    name, modified = file_name(book.metadata.title), _modified(book)
    wanted, handout = source.settings.pdf, source.settings.handout
    carries = wanted.attach if "pdf" in renderers else []
    only_inside = "epub" in carries and "epub" not in renderers
    if only_inside:
        renderers = {**renderers, "epub": _renderer("epub", means)}
    made: dict[str, Artifact] = {}
    found: dict[str, Later] = {}
    noticed: dict[str, Sequence[Problem]] = {"manuscript": book.problems}

    def finished(output: str, artifact: Artifact, problems: Sequence[Problem]) -> None:
        made[output], noticed[output] = artifact, problems
        if errors(problems):
            raise ContentError(_in_order(noticed))
        if proof:
            found[output] = read_beside(artifact, means.executor, means.cache)

    for format_ in sorted(renderers, key=_MAKING.index):
        means.progress(f"Making the {format_.upper()}")
        render = partial(renderers[format_], **({"settings": source.settings} if format_ == "epub" else {}))
        artifact, problems = render(book, name, modified)
        if format_ == "pdf" and (wanted.archive or wanted.attach) and not errors(problems):
            artifact = _archived(source, book, artifact, made, modified)
        finished(format_, artifact, problems)
    sheets = None
    if "pdf" in made and handout is not None:
        means.progress("Making the handout")
        if handout.from_ == "article":
            from bookbuild.outputs.pdf import leaflet

            finished("handout", *leaflet.render(book, name, modified, handout, means.executor, means.cache))
        else:
            sheets, noticed["handout"] = _imposed(source, book, made["pdf"].data, name, handout)
            if errors(noticed["handout"]):
                raise ContentError(_in_order(noticed))
    outputs = sorted(made, key=_ORDER.index)
    return _Made(
        tuple(made[output] for output in outputs),
        _in_order(noticed),
        sheets,
        tuple((made[output], found[output]) for output in outputs if output in found),
        (made["epub"],) if only_inside else (),
    )


def _in_order(noticed: Mapping[str, Sequence[Problem]]) -> tuple[Problem, ...]:
    """Problems by the outputs in which they were noticed, whichever was made first."""
    return tuple(problem for output in sorted(noticed, key=_ORDER.index) for problem in noticed[output])


def _archived(
    source: Manuscript, book: Book, pdf: Artifact, made: Mapping[str, Artifact], modified: datetime.datetime
) -> Artifact:
    """The PDF for archives, with what the settings have it carry."""
    from bookbuild.outputs.pdf.archive import archive

    carries = source.settings.pdf.attach
    epub = (carrying.e_book(made["epub"]),) if "epub" in carries else ()
    sources = carrying.sources(source, book) if "manuscript" in carries else ()
    return replace(pdf, data=archive(pdf.data, (*epub, *sources), modified))


def _imposed(
    source: Manuscript, book: Book, pages: bytes, name: str, settings: HandoutSettings
) -> tuple[Artifact, tuple[Problem, ...]]:
    """The pages of the PDF on sheets of paper."""
    from bookbuild.outputs.handout import MEDIA_TYPE, impose

    imposed = impose(pages, settings, source.settings_path, right_to_left=book.metadata.direction == "rtl")
    return Artifact(f"{name}.{settings.layout}.pdf", MEDIA_TYPE, imposed.data), imposed.problems


def _prove(source: Manuscript, book: Book, made: _Made, promised: Reading) -> Proof:
    """Read everything back; the sheets are held against the pages that they were made of."""
    proven = prove_read(promised, made.found)
    others = prove_inside(source, made.texts)
    if made.sheets is not None and source.settings.handout is not None:
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


def _renderer(format_: str, means: _Means) -> Render:
    """Outputs are imported when they are asked for: the libraries behind a PDF take a second that an EPUB can save."""
    if format_ == "epub":
        from bookbuild.outputs import epub

        return epub.render
    if format_ == "pdf":
        from bookbuild.outputs import pdf

        return partial(pdf.render, executor=means.executor, cache=means.cache)
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
    inputs.update((asset.source, asset.source_sha256) for asset in filter(None, (*book.assets, book.cover)))
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
