"""Book → outputs: the PDF by workers, chapter by chapter, the others beside it."""

import datetime
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from importlib import import_module

from bookbuild.attachments import pack
from bookbuild.jobs.cache import Cache
from bookbuild.jobs.executor import Inline, each
from bookbuild.model import Book, Manuscript
from bookbuild.problems import ContentError, Location, Problem, SettingsError, errors
from bookbuild.proof.tasks import Later, kept_reading, read_beside, reading_of
from bookbuild.publish.names import file_name
from bookbuild.results import Artifact, PageStart
from bookbuild.settings.schema import HandoutSettings, Settings

Render = Callable[[Book, str, datetime.datetime], tuple[Artifact, tuple[Problem, ...]]]
"""What makes an output: of a book, a name without ending and the time of its last change."""

Progress = Callable[[str], None]
"""Told what is being done next, in a few words for a person."""

FORMATS = ("epub", "pdf", "html")
"""The outputs there are, in the order in which they are told of."""

_LIGHT = ("epub", "html")
"""Those that one worker makes in a moment, in their order."""

_ORDER = ("manuscript", *FORMATS, "handout")
"""The order in which problems are told."""

UNDATED = datetime.datetime(2000, 1, 1)
"""What a book without a full date says of its last change: the same input must give the same bytes on any day."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the work is done with."""

    executor: Executor
    cache: Cache
    progress: Progress


@dataclass(frozen=True, slots=True)
class Made:
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


def make(source: Manuscript, book: Book, formats: Sequence[str], means: Means, *, proof: bool) -> Made:
    """Make every output that is asked for, and with `proof` begin to read it back.

    The PDF takes longest, so that the others are made beside it. The EPUB tells where the pages of the PDF begin: it is
    begun when they are laid out, and there before the PDF takes in what it carries. Raises a BookError.
    """
    name, modified = file_name(book.metadata.title), _modified(book)
    wanted, handout = source.settings.pdf, source.settings.handout
    has_pages, beside = "pdf" in formats, is_busy(formats, means.executor)
    only_inside = has_pages and "epub" in wanted.attach and "epub" not in formats
    made: dict[str, Artifact] = {}
    found: dict[str, Later] = {}
    noticed: dict[str, Sequence[Problem]] = {"manuscript": book.problems}
    begun: dict[str, Iterator[_Result]] = {}

    def finished(
        output: str,
        artifact: Artifact,
        problems: Sequence[Problem],
        reading: Later | None = None,
    ) -> None:
        made[output], noticed[output] = artifact, problems
        if errors(problems):
            raise ContentError(_in_order(noticed))
        if proof:
            found[output] = reading or read_beside(artifact, means.executor, means.cache)

    def begin(format_: str, pages: tuple[PageStart, ...] = ()) -> None:
        if not beside:
            means.progress(f"Making the {format_.upper()}")
        read_at_once = proof and beside and format_ == "html"
        task = _Task(format_, book, name, modified, source.settings, means.cache, pages, read_at_once)
        workers = means.executor if beside else Inline()
        begun[format_] = each(workers, _make, [task], lambda task: Location(task.format))

    def finish(format_: str) -> None:
        artifact, problems, reading = next(begun[format_])
        finished(format_, artifact, problems, kept_reading(artifact, reading, means.cache) if reading else None)

    def pages_known(starts: tuple[PageStart, ...]) -> None:
        if "epub" in formats or only_inside:
            begin("epub", starts)

    others = [format_ for format_ in _LIGHT if format_ in formats and not (has_pages and format_ == "epub")]
    for format_ in others:
        begin(format_)
        if not beside:
            finish(format_)
    if has_pages:
        means.progress("Making the PDF")
        pdf, problems = _pages(book, name, modified, means, pages_known)
        takes_in = (wanted.archive or wanted.attach) and not errors(problems)
        if not takes_in:
            finished("pdf", pdf, problems)
        for format_ in sorted(begun.keys() - made.keys()):
            finish(format_)
        if takes_in:
            finished("pdf", _archived(source, book, pdf, made, modified), problems)
    sheets = None
    if "pdf" in made and handout is not None:
        means.progress("Making the handout")
        if handout.from_ == "article":
            from bookbuild.outputs.handout import leaflet

            finished("handout", *leaflet.render(book, name, modified, handout, means.executor, means.cache))
        else:
            sheets, noticed["handout"] = _imposed(source, book, made["pdf"].data, name, handout)
            if errors(noticed["handout"]):
                raise ContentError(_in_order(noticed))
    outputs = sorted(made, key=_ORDER.index)
    return Made(
        tuple(made[output] for output in outputs),
        _in_order(noticed),
        sheets,
        tuple((made[output], found[output]) for output in outputs if output in found),
        (made["epub"],) if only_inside else (),
    )


@dataclass(frozen=True, slots=True)
class _Task:
    """An output to be made."""

    format: str
    book: Book
    name: str
    modified: datetime.datetime
    settings: Settings
    cache: Cache
    pages: tuple[PageStart, ...]
    """Those of the print edition, if there is one."""
    reads: bool
    """Whether whoever makes it reads it back at once."""


_Result = tuple[Artifact, tuple[Problem, ...], bytes]
"""An output, what was noticed, and what was read in the finished file."""


def _make(task: _Task) -> _Result:
    render = renderer(task.format, task.settings, task.cache, task.pages)
    artifact, problems = render(task.book, task.name, task.modified)
    return artifact, problems, reading_of(artifact) if task.reads else b""


def _in_order(noticed: Mapping[str, Sequence[Problem]]) -> tuple[Problem, ...]:
    """Problems by the outputs in which they were noticed, whichever was made first."""
    return tuple(problem for output in sorted(noticed, key=_ORDER.index) for problem in noticed[output])


def _archived(
    source: Manuscript, book: Book, pdf: Artifact, made: Mapping[str, Artifact], modified: datetime.datetime
) -> Artifact:
    """The PDF for archives, with what the settings have it carry."""
    from bookbuild.outputs.pdf.pdfa import archive

    carries = source.settings.pdf.attach
    epub = (pack.e_book(made["epub"]),) if "epub" in carries else ()
    sources = pack.sources(source, book) if "manuscript" in carries else ()
    return replace(pdf, data=archive(pdf.data, (*epub, *sources), modified))


def _imposed(
    source: Manuscript, book: Book, pages: bytes, name: str, settings: HandoutSettings
) -> tuple[Artifact, tuple[Problem, ...]]:
    """The pages of the PDF on sheets of paper."""
    from bookbuild.outputs.handout import MEDIA_TYPE, impose

    imposed = impose(pages, settings, source.settings_path, right_to_left=book.metadata.direction == "rtl")
    return Artifact(f"{name}.{settings.layout}.pdf", MEDIA_TYPE, imposed.data), imposed.problems


def is_busy(formats: Sequence[str], executor: Executor) -> bool:
    """Whether workers make the other outputs, since this process has a PDF to make."""
    return "pdf" in formats and not isinstance(executor, Inline)


def get_ready(formats: Sequence[str], executor: Executor) -> None:
    """Have in memory what makes some outputs here; a library that none of them needs is not waited for."""
    for format_ in ("pdf",) if is_busy(formats, executor) else formats:
        import_module(f"bookbuild.outputs.{format_}")


def renderer(format_: str, settings: Settings, cache: Cache, pages: Sequence[PageStart] = ()) -> Render:
    """What makes an EPUB, which may know the pages of a print edition, or an HTML file."""
    if format_ == "epub":
        from bookbuild.outputs import epub

        return lambda book, name, modified: epub.render(book, name, modified, settings, pages, cache)
    from bookbuild.outputs import html

    return lambda book, name, modified: html.render(book, name, modified, cache)


def _pages(
    book: Book,
    name: str,
    modified: datetime.datetime,
    means: Means,
    pages_known: Callable[[tuple[PageStart, ...]], None],
) -> tuple[Artifact, tuple[Problem, ...]]:
    from bookbuild.outputs import pdf

    return pdf.render(book, name, modified, executor=means.executor, cache=means.cache, pages_known=pages_known)


def known(formats: Sequence[str]) -> tuple[str, ...]:
    """The outputs that are asked for, each once. Raises SettingsError where there is no such output."""
    for format_ in formats:
        if format_ not in FORMATS:
            message, hint = f"there is no output “{format_}”", f"Choose from: {', '.join(FORMATS)}."
            raise SettingsError([Problem("BB107", Location(""), message, hint)])
    return tuple(dict.fromkeys(formats))


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
