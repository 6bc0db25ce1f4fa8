"""The graph of outputs: each step when what it needs is there, some by workers, whatever order they are declared in."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bookbuild.model import Book, Kind, Metadata
from bookbuild.outputs.context import Context, Render
from bookbuild.pipeline.graph import PAGE_STARTS, Graph, Made, Step
from bookbuild.problems import ContentError, Location, Problem
from bookbuild.results import Artifact, PageStart

BOOK = Book(Metadata("Tides", "", (), (), "", "en", "ltr", "urn:x", Kind.ARTICLE), (), ())
STARTS = (PageStart("c1", "1", "low", 3),)


def step(
    name: str,
    *needs: str,
    render: Render | None = None,
    beside: bool = False,
    then: Callable[[Artifact], bytes] | None = None,
) -> Step:
    """A step whose output holds the names of those that it was made of."""
    made = render or (lambda book, context: Artifact(name, "", "+".join(sorted(context.made)).encode()))
    tells = (PAGE_STARTS,) if name == "pages" else ()
    return Step(name, name, lambda: made, needs, tells, is_beside=beside, then=then)


def taken(steps: Sequence[Step], context: Context | None = None) -> list[Made]:
    return list(Graph(steps, BOOK, context or Context("tides"), lambda begun: None).run())


def names(made: Sequence[Made]) -> list[str]:
    return [each.step.name for each in made]


def test_a_step_is_taken_when_all_that_it_needs_is_there() -> None:
    made = taken(
        [step("sheets", "archive"), step("archive", "pages", "book"), step("pages"), step("book", PAGE_STARTS)]
    )
    assert names(made) == ["pages", "book", "archive", "sheets"]
    assert {each.step.name: each.artifact.data for each in made}["archive"] == b"book+pages"


def test_what_is_not_in_the_graph_is_not_waited_for() -> None:
    assert names(taken([step("book", PAGE_STARTS, "nothing")])) == ["book"]


def test_steps_that_need_one_another_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="one, other"):
        taken([step("one", "other"), step("other", "one")])


def test_a_worker_begins_as_soon_as_the_pages_are_known() -> None:
    begun = threading.Event()

    def pages(book: Book, context: Context) -> Artifact:
        context.pages_known(STARTS)
        assert begun.wait(60), "the step beside waits for this one to be finished"
        return Artifact("pages", "", b"", STARTS)

    def listing(book: Book, context: Context) -> Artifact:
        begun.set()
        return Artifact("list", "", context.pages[0].label.encode())

    with ThreadPoolExecutor(2) as workers:
        made = taken(
            [step("list", PAGE_STARTS, render=listing, beside=True), step("pages", render=pages)],
            Context("tides", executor=workers),
        )
    assert [(each.step.name, each.artifact.data) for each in made] == [("pages", b""), ("list", b"1")]


def test_a_worker_does_at_once_what_is_to_be_done_with_its_output() -> None:
    beside = step("page", beside=True, then=lambda artifact: artifact.name.encode() * 2)
    assert [each.read for each in taken([beside, step("book")])] == [None, b"pagepage"]


def test_what_a_step_raises_is_raised_and_nothing_after_it_is_made() -> None:
    def fails(book: Book, context: Context) -> Artifact:
        raise ContentError([Problem("BB503", Location("a.md"), "no")])

    begun: list[str] = []
    graph = Graph(
        [step("pages", render=fails), step("sheets", "pages")], BOOK, Context("x"), lambda s: begun.append(s.name)
    )
    with pytest.raises(ContentError):
        list(graph.run())
    assert begun == ["pages"]
