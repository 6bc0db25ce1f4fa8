"""Book → PDF, chapter by chapter.

Each chapter is laid out by itself, whatever its place in the book (`layout`); `plan` puts the pages into sequence, and
`furniture` paints running heads and folios around them; `assembly` joins all into one document.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import msgspec
import pikepdf

from bookbuild.jobs.executor import rest, suited
from bookbuild.model import FRONT_MATTER, Book, Chapter, Role
from bookbuild.outputs import frame
from bookbuild.outputs.context import Context
from bookbuild.outputs.pdf import assembly, endnotes, html, page_design, tags, xmp
from bookbuild.outputs.pdf.model import BookPage, Edition, Furniture, Part, Task
from bookbuild.outputs.pdf.page_measures import letters_a_line
from bookbuild.outputs.pdf.pagination import labels, plan
from bookbuild.outputs.pdf.painting import Do, Painting
from bookbuild.outputs.pdf.tasks import Work, done
from bookbuild.problems import Location, Problem, Severity
from bookbuild.results import PDF, Artifact, PageStart
from bookbuild.settings import paper

_TOLERANCE = 0.5
"""In CSS pixels."""
_LIGHT = 5_000_000
"""So many bytes of chapters are joined while workers are still painting; longer books wait until these give back their
memory."""
_MAX_ROUNDS = 8
"""How often chapters that print numbers of pages are laid out again because these changed the numbers."""


def render(book: Book, context: Context) -> Artifact:
    """Make the print edition, tagged as PDF/UA-1, and say what could not be laid out as written."""
    return designed(book, context)


def designed(book: Book, context: Context, design: Sequence[str] = ()) -> Artifact:
    """The same, where `design` is the text of style sheets that change how the pages look."""
    typed, book = book, endnotes.arranged(book)
    tasks = prepare(book, design)
    letters = sum(len(task.chapter.body) for task in tasks)
    executor = suited(context.executor, letters, len(tasks))
    do = partial(done, executor=executor, cache=context.cache, tally=context.tally)
    painting = Painting(tasks[0], _place(book.chapters[0]), do)
    parts, pages = _laid_out(book, tasks, do, painting.begin)
    there = {chapter.id for chapter in typed.chapters}
    starts = tuple(start for start in _starts(book, parts, pages) if start.chapter in there)
    context.pages_known(starts)
    around: list[Furniture] = []

    def arriving() -> Iterator[Furniture]:
        for data in painting.painted(pages):
            around.append(msgspec.json.decode(data, type=Furniture))
            yield around[-1]
        rest(executor)  # joining takes memory too

    is_light = sum(len(part.pdf) for part in parts) < _LIGHT
    with assembly.assemble(parts, pages, arriving() if is_light else list(arriving())) as pdf:
        tags.number_pages(pdf, sum(page.front for page in pages))
        xmp.complete(pdf, book.metadata)
        if book.exceptions:
            pdf.docinfo["/ProofExceptions"] = "; ".join(book.exceptions)
        finished = io.BytesIO()
        pdf.save(
            finished,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    problems = _problems(book, parts, pages, around)
    return Artifact(f"{context.name}{PDF.ending}", PDF.media_type, finished.getvalue(), starts, problems)


def count_of_pages(book: Book, context: Context, design: Sequence[str] = ()) -> int:
    """How many pages `designed` would make, which takes half its time."""
    book = endnotes.arranged(book)
    tasks = prepare(book, design)
    executor = suited(context.executor, sum(len(task.chapter.body) for task in tasks), len(tasks))
    do = partial(done, executor=executor, cache=context.cache)
    return len(_laid_out(book, tasks, do, lambda pages: None)[1])


def _starts(book: Book, parts: Sequence[Part], pages: Sequence[BookPage]) -> Iterator[PageStart]:
    """How each page begins; a blank one goes with the chapter before which it stands."""
    for index, page in enumerate(pages):
        if page.part is None:
            following = next((later.part for later in pages[index:] if later.part is not None), len(parts) - 1)
            yield PageStart(book.chapters[following].id, page.label, "", 0)
        else:
            leaf = parts[page.part].leaves[page.leaf]
            yield PageStart(book.chapters[page.part].id, page.label, leaf.opening, leaf.letters)


def prepare(book: Book, design: Sequence[str] = ()) -> tuple[Task, ...]:
    """What has to be laid out, a task for each chapter."""
    metadata = book.metadata
    named = [
        *(("author", person.name) for person in metadata.authors if person.is_author),
        ("description", metadata.description),
        ("keywords", ", ".join(metadata.keywords)),
    ]
    edition = Edition(
        metadata.title,
        metadata.language,
        metadata.direction,
        metadata.kind,
        book.pdf.placement == "float",
        letters_a_line(book),
        paper.points(book.pdf.bleed),
        files=book.style_files,
    )
    statements = tuple((name, value) for name, value in named if value)
    own = [stylesheet.text for stylesheet in book.stylesheets if PDF.stylesheets in stylesheet.outputs]
    stylesheets = tuple(text for text in (*page_design.stylesheets(book), *design, *own) if text)
    entries = frame.contents(book, html.CONTENTS_DEPTH)
    return tuple(
        Task(
            edition if index else replace(edition, statements=statements),
            replace(chapter, source="", line=0, problems=(), links=(), images=(), anchors=(), tables=()),
            html.stub(*book.chapters[max(index - 1, 0) : index + 1]) if index else "",
            entries if frame.sets_contents(chapter) else (),
            (),
            tuple(asset for asset in book.assets if asset.name in {image.name for image in chapter.images}),
            stylesheets,
        )
        for index, chapter in enumerate(book.chapters)
    )


def _laid_out(
    book: Book, tasks: Sequence[Task], do: Do, text_known: Callable[[Sequence[BookPage]], None]
) -> tuple[list[Part], tuple[BookPage, ...]]:
    """Lay out all chapters: those that print numbers of pages last, and until the numbers are right.

    `text_known` is told the pages when only front matter is still to come, whose pages have numbers of their own.
    """
    fronts = [chapter.role in FRONT_MATTER for chapter in book.chapters]
    parts: dict[int, Part] = {}
    current = dict(enumerate(tasks))
    waiting = {index: task for index, task in current.items() if not html.wanted_numbers(task)}
    pages: tuple[BookPage, ...] = ()
    for attempt in range(_MAX_ROUNDS):
        made = _made(book, waiting, do)
        if attempt == 1 and all(fronts[index] for index in waiting):
            text_known(pages)
        parts.update(zip(waiting, made, strict=True))
        present = sorted(parts)
        laid_out = [parts[index] for index in present]
        pages = plan(
            laid_out,
            [fronts[index] for index in present],
            right_to_left=book.metadata.direction == "rtl",
            half_title=book.pdf.half_title and book.chapters[0].role is Role.TITLE_PAGE,
        )
        known = labels(pages, laid_out)
        numbered = {index: _numbered(task, known) for index, task in current.items()}
        waiting = {index: task for index, task in numbered.items() if index not in parts or task != current[index]}
        current = numbered
        if not waiting:
            break
    return laid_out, pages


def _numbered(task: Task, known: Mapping[str, str]) -> Task:
    wanted = html.wanted_numbers(task)
    return replace(task, numbers=tuple((name, known.get(name, "")) for name in wanted)) if wanted else task


def _made(book: Book, tasks: Mapping[int, Task], do: Do) -> Iterator[Part]:
    works = [
        Work("part", msgspec.json.encode(replace(task, stylesheets=())), task.stylesheets, _place(book.chapters[index]))
        for index, task in tasks.items()
    ]
    return (msgspec.json.decode(data, type=Part) for data in do(works))


def _is_like(laid_out: Sequence[float], wanted: Sequence[float]) -> bool:
    """Whether the text of a page fits where it has to go."""
    return all(abs(one - other) < _TOLERANCE for one, other in zip(laid_out[2:], wanted[2:], strict=True))


def _ill_fitting(chapter: Chapter, page: BookPage) -> Problem:
    message = f"page {page.label} has another space for text than pages on the other side, as which it was laid out"
    hint = "Give @page :left and @page :right margins that add up to the same, from left to right and from top to foot."
    return Problem("BB503", _place(chapter), message, hint)


def _unfit(place: Location) -> Problem:
    message = (
        "this table is wider than a page, even turned and with smaller letters, so that words would be cut anywhere"
    )
    hint = "Give it fewer columns, or a larger page; it can be divided where no cell spans the columns on both sides."
    return Problem("BB506", place, message, hint)


def _problems(
    book: Book, parts: Sequence[Part], pages: Sequence[BookPage], around: Sequence[Furniture]
) -> tuple[Problem, ...]:
    """What was said of the chapters, at their places, and of what stands around them; each thing once."""
    problems = [
        replace(problem, location=_place(chapter))
        for chapter, part in zip(book.chapters, parts, strict=True)
        for problem in part.problems
    ]
    problems += [
        _unfit(chapter.tables[index])
        for chapter, part in zip(book.chapters, parts, strict=True)
        for index in part.unfit
    ]
    problems += [replace(problem, location=_place(book.chapters[0])) for run in around for problem in run.problems]
    boxes = [box for run in around for box in run.boxes]
    for page, box in zip(pages, boxes, strict=True):
        if page.part is not None and not _is_like(parts[page.part].leaves[page.leaf].box, box):
            problems.append(_ill_fitting(book.chapters[page.part], page))
            break
    hint = "Change the margins in the table [pdf], or leave them out."
    problems += [
        Problem("BB505", _place(book.chapters[0]), message, hint, Severity.WARNING)
        for message in page_design.narrow_margins(book, len(pages))
    ]
    return tuple({(problem.code, problem.message): problem for problem in reversed(problems)}.values())[::-1]


def _place(chapter: Chapter) -> Location:
    return Location(chapter.source, chapter.line)
