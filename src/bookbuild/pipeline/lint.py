"""What is wrong with a manuscript, or may be, told without building it."""

from pathlib import Path

from bookbuild import dialect, manuscript
from bookbuild.pipeline.build import ambiguities
from bookbuild.problems import Problem, errors
from bookbuild.proof.promise import expect
from bookbuild.results import Listed


def lint(path: Path) -> tuple[Problem, ...]:
    """Every problem that a build would find before it makes its outputs, in the order of the text.

    Where nothing else would stop a build, the text is also read as other programs read it. Raises BookError where the
    manuscript cannot be read at all.
    """
    return lint_files(path)[0]


def lint_files(path: Path) -> tuple[tuple[Problem, ...], tuple[Listed, ...]]:
    """The same, with the files of the folder that are the book and those that are not."""
    source = manuscript.load(path)
    book = dialect.read(source)
    problems = book.problems if errors(book.problems) else (*book.problems, *ambiguities(book, expect(source)))
    order = {each.path: number for number, each in enumerate(source.sources)}
    ordered = sorted(problems, key=lambda each: (order.get(each.location.path, -1), each.location.line or 0))
    return tuple(ordered), source.files
