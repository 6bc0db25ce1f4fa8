"""The furniture of the text is begun before all pages of the front matter are known, and painted once."""

from collections.abc import Iterator, Sequence

import msgspec
import pytest

from bookbuild.model import Kind
from bookbuild.outputs.pdf.model import BookPage, Edition, Task
from bookbuild.outputs.pdf.painting import Painting
from bookbuild.outputs.pdf.runs import PageRun
from bookbuild.outputs.pdf.tasks import Work
from bookbuild.problems import Location


class Painter:
    """Says for each run where it begins, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, works: Sequence[Work]) -> Iterator[bytes]:
        labels = [msgspec.json.decode(work.data, type=PageRun).pages[0].label for work in works]
        self.asked.append(labels)
        return iter([label.encode() for label in labels])


def pages(front: int, text: int, title: str = "T") -> tuple[BookPage, ...]:
    fronts = [BookPage("front", "left", number + 1, True, 0, number, ()) for number in range(front)]
    texts = [BookPage("text", "right", number + 1, False, 1, number, (("title", title),)) for number in range(text)]
    return (*fronts, *texts)


def painting(painter: Painter, sheet: str = "") -> Painting:
    edition = Edition("T", "en", "ltr", Kind.BOOK)
    task = Task(edition, None, "", (), (), (), (sheet,))  # type: ignore[arg-type]  # no chapter is looked at
    return Painting(task, Location("a.md"), painter)


def test_text_is_painted_while_the_contents_are_laid_out() -> None:
    painter = Painter()
    work = painting(painter)
    work.begin(pages(3, 120))
    assert painter.asked == [["1", "51", "101"]]
    assert list(work.painted(pages(5, 120))) == [b"i", b"1", b"51", b"101"]
    assert painter.asked == [["1", "51", "101"], ["i"]]


def test_text_that_has_become_another_is_painted_again() -> None:
    painter = Painter()
    work = painting(painter)
    work.begin(pages(3, 120))
    changed = (*pages(5, 50), *pages(0, 120, title="Another")[50:])
    assert list(work.painted(changed)) == [b"i", b"1", b"51", b"101"]
    assert painter.asked[1] == ["i", "51", "101"]


@pytest.mark.parametrize("begin", [True, False])
def test_nothing_is_begun_that_counts_all_pages(begin: bool) -> None:
    painter = Painter()
    work = painting(painter, "@page { @top-left { content: counter(pages) } }")
    if begin:
        work.begin(pages(3, 60))
        assert painter.asked == [[]]
    assert list(work.painted(pages(5, 60))) == [b"i", b"1", b"51"]
