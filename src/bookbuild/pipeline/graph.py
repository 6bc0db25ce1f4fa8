"""What needs what, and the order that follows: steps that each make one output, of a book and of outputs before it.

The graph is data (`outputs.steps` declares it). One step after the other is done here; those that say so are done by
workers meanwhile, from the moment when all that they need is there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bookbuild.jobs.executor import Inline, each
from bookbuild.jobs.tasks import no_tally
from bookbuild.model import Book
from bookbuild.outputs.context import Context, Render
from bookbuild.problems import Location
from bookbuild.results import Artifact, PageStart

PAGE_STARTS = "page starts"
"""What a step tells while it is still at work: how the pages of the print edition begin."""


@dataclass(frozen=True, slots=True)
class Step:
    """The making of an output."""

    name: str
    title: str
    """What it makes, for a person."""
    render: Callable[[], Render]
    """Gives what makes it; its libraries are not waited for before it is the step's turn."""
    needs: tuple[str, ...] = ()
    """The steps before it, and what these tell, as far as they are in the graph at all."""
    tells: tuple[str, ...] = ()
    is_beside: bool = False
    """Whether a worker does it."""
    then: Callable[[Artifact], bytes] | None = None
    """What a worker does with the finished output at once."""


@dataclass(frozen=True, slots=True)
class Made:
    """An output that is there."""

    step: Step
    artifact: Artifact
    read: bytes | None = None
    """What `then` of the step made of it, if a worker has done that already."""


class Graph:
    """Steps that are being taken, for one book."""

    def __init__(self, steps: Sequence[Step], book: Book, context: Context, begun: Callable[[Step], None]) -> None:
        """`begun` is told each step that is begun here."""
        self._waiting = list(steps)
        self._expected = {name for step in steps for name in (step.name, *step.tells)}
        self._book = book
        self._context = context
        self._begun = begun
        self._made: dict[str, Artifact] = {}
        self._there: set[str] = set()
        self._beside: dict[str, Iterator[Made]] = {}

    def run(self) -> Iterator[Made]:
        """Take all steps, and give each output when it is there. What a step raises is raised.

        What is made here is made one after the other, in the order of the steps; after each comes what workers made.
        """
        while self._waiting or self._beside:
            self._begin_beside()
            step = next((step for step in self._waiting if self._is_ready(step)), None)
            if step is not None:
                self._waiting.remove(step)
                self._begun(step)
                yield self._settled(Made(step, step.render()(self._book, self._context_of(step))))
            elif not self._beside:
                raise ValueError(f"steps need one another: {', '.join(step.name for step in self._waiting)}")
            for name in sorted(self._beside):
                yield self._settled(next(self._beside.pop(name)))

    def _is_ready(self, step: Step) -> bool:
        return all(name in self._there for name in step.needs if name in self._expected)

    def _begin_beside(self) -> None:
        for step in [step for step in self._waiting if step.is_beside and self._is_ready(step)]:
            self._waiting.remove(step)
            task = _Task(step, self._book, self._context_of(step))
            self._beside[step.name] = each(self._context.executor, _make, [task], lambda task: Location(task.step.name))

    def _settled(self, made: Made) -> Made:
        self._made[made.step.name] = made.artifact
        self._there.update((made.step.name, *made.step.tells))
        return made

    def _context_of(self, step: Step) -> Context:
        """What a step is told; a worker is told nothing that cannot travel to it."""
        made = {name: self._made[name] for name in step.needs if name in self._made}
        if step.is_beside:
            return replace(self._context, made=made, executor=Inline(), tally=no_tally)
        return replace(self._context, made=made, pages_known=self._pages_known)

    def _pages_known(self, starts: tuple[PageStart, ...]) -> None:
        self._context = replace(self._context, pages=starts)
        self._there.add(PAGE_STARTS)
        self._begin_beside()


@dataclass(frozen=True, slots=True)
class _Task:
    """A step for a worker."""

    step: Step
    book: Book
    context: Context


def _make(task: _Task) -> Made:
    step = task.step
    artifact = step.render()(task.book, task.context)
    return Made(step, artifact, step.then(artifact) if step.then is not None else None)
