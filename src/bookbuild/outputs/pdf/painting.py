"""The furniture of a book, which for its text begins to be painted while the contents are still laid out."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from bookbuild.outputs.pdf.model import Sheet, Task
from bookbuild.outputs.pdf.runs import Run, cut
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

    def begin(self, sheets: Sequence[Sheet]) -> None:
        """Begin with the pages of the text, where nothing around them depends on those before."""
        works = self._works(sheets)
        self._begun = tuple(work for run, work in works if not run.sheets[0].front and not run.total)
        self._results = self._do(self._begun)

    def painted(self, sheets: Sequence[Sheet]) -> Iterator[bytes]:
        """The furniture of all pages, in runs: what was begun, as far as these still are, and all else."""
        works = [work for _, work in self._works(sheets)]
        others = self._do([work for work in works if work not in self._begun])
        begun = zip(self._begun, self._results, strict=True)

        def results() -> Iterator[bytes]:
            for work in works:
                yield next(data for done, data in begun if done == work) if work in self._begun else next(others)

        return results()

    def _works(self, sheets: Sequence[Sheet]) -> list[tuple[Run, Work]]:
        task = self._task
        return [
            (run, Work("furniture", msgspec.json.encode(run), task.sheets, self._place))
            for run in cut(task.setting, sheets, task.sheets)
        ]
