"""The furniture of a book, which for its text begins to be painted while the contents are still laid out."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from bookbuild.outputs.pdf.model import BookPage, Task
from bookbuild.outputs.pdf.runs import PageRun, cut
from bookbuild.outputs.pdf.tasks import Work
from bookbuild.problems import Location

Do = Callable[[Sequence[Work]], Iterator[bytes]]
"""Has work done, which begins at once."""


class Painting:
    """Has furniture painted."""

    def __init__(self, task: Task, place: Location, do: Do) -> None:
        """`task` is that of the first chapter, and `place` where that stands; `do` does the work."""
        self._task = task
        self._place = place
        self._do = do
        self._begun: tuple[Work, ...] = ()
        self._results: Iterator[bytes] = iter(())

    def begin(self, pages: Sequence[BookPage]) -> None:
        """Begin with the pages of the text, where nothing around them depends on those before."""
        works = self._works(pages)
        self._begun = tuple(work for run, work in works if not run.pages[0].front and not run.total)
        self._results = self._do(self._begun)

    def painted(self, pages: Sequence[BookPage]) -> Iterator[bytes]:
        """The furniture of all pages, in runs: what was begun, as far as these still are, and all else."""
        works = [work for _, work in self._works(pages)]
        others = self._do([work for work in works if work not in self._begun])
        begun = zip(self._begun, self._results, strict=True)

        def results() -> Iterator[bytes]:
            for work in works:
                yield next(data for done, data in begun if done == work) if work in self._begun else next(others)

        return results()

    def _works(self, pages: Sequence[BookPage]) -> list[tuple[PageRun, Work]]:
        task = self._task
        return [
            (run, Work("furniture", msgspec.json.encode(run), task.stylesheets, self._place))
            for run in cut(task.edition, pages, task.stylesheets)
        ]
