"""Finished files that `check` reads in parts, by workers, are read as closely as those that are read as a whole."""

from collections.abc import Callable
from concurrent.futures import Executor

import pytest
from conftest import Built

from bookbuild.jobs.executor import Inline
from bookbuild.pipeline.formats import reader_of
from bookbuild.problems import LimitError, Location, Problem
from bookbuild.proof.passages import Reading
from bookbuild.proof.readback import Reader
from bookbuild.proof.tasks import examine
from bookbuild.results import Artifact

_EMPTY = Artifact("book.epub", "", b"")
_WHOLE = Reading((), (), ())


@pytest.mark.parametrize("ending", [".epub", ".pdf", ".html"])
def test_the_same_is_read_in_parts_and_as_a_whole(lighthouse: Built, ending: str) -> None:
    artifact = lighthouse.artifact(ending)
    reader = reader_of(artifact)
    assert examine(artifact, reader, Inline())() == reader.read(artifact.data, artifact.name)


def _stopping(error: Exception) -> Reader:
    """Reads a file as a whole, and stops where it is to be read in parts."""

    def examine(artifact: Artifact, executor: Executor) -> Callable[[], Reading]:
        def finish() -> Reading:
            raise error

        return finish

    return Reader(lambda data, name: _WHOLE, examine=examine)


def test_what_cannot_be_read_in_parts_is_read_as_a_whole() -> None:
    assert examine(_EMPTY, _stopping(KeyError("/Contents")), Inline())() == _WHOLE


def test_what_takes_too_much_is_not_tried_again() -> None:
    error = LimitError([Problem("BB702", Location("book.epub"), "this died twice", "Make it smaller.")])
    with pytest.raises(LimitError):
        examine(_EMPTY, _stopping(error), Inline())()
