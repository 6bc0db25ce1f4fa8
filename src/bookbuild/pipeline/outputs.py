"""Book → outputs: which steps there are for what is asked for, and what is done with each output that is there."""

import datetime
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from bookbuild.attachments import pack
from bookbuild.jobs.cache import Cache
from bookbuild.jobs.executor import Inline
from bookbuild.model import Book, Manuscript
from bookbuild.outputs.context import UNDATED, Context, Render
from bookbuild.pipeline.formats import JOINS, reader_of
from bookbuild.pipeline.graph import PAGE_STARTS, Graph, Made, Step
from bookbuild.problems import ContentError, Location, Problem, SettingsError, errors
from bookbuild.proof.readback import Later
from bookbuild.proof.tasks import kept_reading, read_beside, reading_of
from bookbuild.publish.names import file_name
from bookbuild.results import EPUB, FORMATS, PDF, Artifact, Feature, Format
from bookbuild.settings.schema import HandoutSettings

_PAGES = "pages"
"""The step that lays out a PDF which still takes in what it carries."""
_SHEETS = "sheets"
"""The step that puts the finished PDF onto sheets."""
_LEAFLET = "leaflet"


class Progress(Protocol):
    """Told what is being done next, in a few words for a person."""

    def __call__(self, doing: str, part: str = "") -> None:
        """`part` says how much of it is done, where that can be told."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the work is done with."""

    executor: Executor
    cache: Cache
    progress: Progress


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs of a book, not yet proven."""

    texts: tuple[Artifact, ...]
    """Those that are read as they are."""
    problems: tuple[Problem, ...]
    sheets: Artifact | None = None
    """The pages of the PDF on sheets of paper."""
    readings: tuple[tuple[Artifact, Later], ...] = ()
    """The texts, being read back."""
    inside: tuple[Artifact, ...] = ()
    """Those that nobody asked for, and that were made only to be carried by the PDF."""

    @property
    def artifacts(self) -> tuple[Artifact, ...]:
        """All that are to be published."""
        asked = tuple(each for each in self.texts if each not in self.inside)
        return (*asked, self.sheets) if self.sheets else asked


def steps(source: Manuscript, formats: Sequence[Format], executor: Executor, *, proof: bool) -> tuple[Step, ...]:
    """The graph of what has to be made, in the order in which it is told of.

    An output that can list the pages of the print edition needs these to be laid out, if there is one. A PDF that
    carries files is first laid out, and then takes them in. A handout is made when the PDF is finished.
    """
    return tuple(_steps(source, formats, beside=is_busy(formats, executor), proof=proof))


def _steps(source: Manuscript, formats: Sequence[Format], *, beside: bool, proof: bool) -> Iterator[Step]:
    settings = source.settings
    carried = _inside(source, formats)
    for form in [each for each in FORMATS if each in formats or each in carried]:
        step = _step(form, beside=beside, proof=proof)
        if form is PDF and (settings.pdf.archive or settings.pdf.attach):
            yield replace(step, name=_PAGES)
            yield Step(PDF.name, "", partial(_archived, source), needs=(_PAGES, *settings.pdf.attach))
        else:
            yield step
    if PDF in formats and settings.handout is not None:
        yield _handout(settings.handout)


def _step(form: Format, *, beside: bool, proof: bool) -> Step:
    join = JOINS[form]
    is_beside = beside and not join.shares_work
    reader = join.reader() if proof and is_beside else None
    return Step(
        form.name,
        form.title,
        partial(_renderer, form),
        needs=(PAGE_STARTS,) if Feature.PAGE_LIST in form.holds else (),
        tells=(PAGE_STARTS,) if Feature.PAGES in form.holds else (),
        is_beside=is_beside,
        then=partial(reading_of, reads=reader.read) if reader is not None and reader.begin is None else None,
    )


def _renderer(form: Format) -> Render:
    """What makes a format; a file of another kind would be read back as that kind, and be called proven."""
    render = JOINS[form].renderer()

    def checked(book: Book, context: Context) -> Artifact:
        artifact = render(book, context)
        if not artifact.name.endswith(form.ending) or artifact.media_type != form.media_type:
            raise TypeError(f"what makes the format {form.name} made {artifact.name} ({artifact.media_type})")
        return artifact

    return checked


def _handout(settings: HandoutSettings) -> Step:
    if settings.from_ == "article":
        return Step(_LEAFLET, "handout", _leaflet, needs=(PDF.name,))
    return Step(_SHEETS, "handout", _sheets, needs=(PDF.name,))


def _leaflet() -> Render:
    from bookbuild.outputs.handout import leaflet

    return leaflet.render


def _sheets() -> Render:
    from bookbuild.outputs.handout import sheets

    return sheets.render


def _archived(source: Manuscript) -> Render:
    """What makes a PDF for archives of one that is laid out, with what the settings have it carry."""

    def render(book: Book, context: Context) -> Artifact:
        from bookbuild.outputs.pdf.pdfa import archive

        pdf = context.made[_PAGES]
        epub = [pack.e_book(context.made[EPUB.name])] if EPUB.name in context.made else []
        strip = pack.MANUSCRIPT not in source.settings.pdf.attach
        sources = pack.sources(source, book, strip=strip) if pack.carries_manuscript(source) else ()
        return replace(pdf, data=archive(pdf.data, (*epub, *sources), context.modified))

    return render


def _inside(source: Manuscript, formats: Sequence[Format]) -> tuple[Format, ...]:
    """The formats that nobody asked for, and that the PDF carries."""
    carries = source.settings.pdf.attach if PDF in formats else []
    return tuple(each for each in FORMATS if each.name in carries and each not in formats)


def make(source: Manuscript, book: Book, formats: Sequence[Format], means: Means, *, proof: bool) -> Outputs:
    """Make every output that is asked for, and with `proof` begin to read it back. Raises a BookError."""
    context = Context(
        file_name(book.metadata.title),
        _modified(book),
        source.settings,
        source.settings_path,
        means.executor,
        means.cache,
        tally=lambda there, all_: means.progress("Making the PDF", f"{there} of {all_}"),
    )
    graph = steps(source, formats, means.executor, proof=proof)
    made: dict[str, Artifact] = {}
    readings: dict[str, Later] = {}
    for output in Graph(graph, book, context, lambda step: _tell(step, means.progress)).run():
        name = output.step.name
        made[name] = output.artifact
        if errors(output.artifact.problems):
            raise ContentError(_noticed(book, graph, made))
        if proof and name not in (_PAGES, _SHEETS):
            readings[name] = _reading(output, means)
    texts = [step.name for step in graph if step.name not in (_PAGES, _SHEETS)]
    return Outputs(
        tuple(made[name] for name in texts),
        _noticed(book, graph, made),
        made.get(_SHEETS),
        tuple((made[name], readings[name]) for name in texts if name in readings),
        tuple(made[each.name] for each in _inside(source, formats)),
    )


def _tell(step: Step, progress: Progress) -> None:
    if step.title:
        progress(f"Making the {step.title}")


def _reading(output: Made, means: Means) -> Later:
    if output.read:
        return kept_reading(output.artifact, output.read, means.cache)
    return read_beside(output.artifact, reader_of(output.artifact), means.executor, means.cache)


def _noticed(book: Book, graph: Sequence[Step], made: Mapping[str, Artifact]) -> tuple[Problem, ...]:
    """Problems by the outputs in which they were noticed, whichever was made first."""

    def noticed() -> Iterator[Problem]:
        yield from book.problems
        for step in graph:
            if step.name in made and (step.name != PDF.name or _PAGES not in made):
                yield from made[step.name].problems

    return tuple(noticed())


def is_busy(formats: Sequence[Format], executor: Executor) -> bool:
    """Whether workers make the other outputs, since this process has one to make whose work it shares out."""
    return not isinstance(executor, Inline) and any(JOINS[each].shares_work for each in formats)


def get_ready(formats: Sequence[Format], executor: Executor) -> None:
    """Have in memory what makes some outputs here; a library that none of them needs is not waited for."""
    beside = is_busy(formats, executor)
    for each in formats:
        if JOINS[each].shares_work or not beside:
            JOINS[each].renderer()


def _modified(book: Book) -> datetime.datetime:
    """SOURCE_DATE_EPOCH (seconds since 1970, as reproducible-builds.org has it), else the book's date, in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).replace(tzinfo=None)
        except (ValueError, OverflowError, OSError) as error:
            message = f"SOURCE_DATE_EPOCH is “{epoch}”, which is not a number of seconds since 1970"
            raise SettingsError([Problem("BB107", Location(""), message, "Correct or unset it.")]) from error
    try:
        return datetime.datetime.combine(datetime.date.fromisoformat(book.metadata.date), datetime.time())
    except ValueError:
        return UNDATED
