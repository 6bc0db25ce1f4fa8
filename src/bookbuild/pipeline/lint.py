"""What is wrong with a manuscript, or may be, told without building it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from bookbuild import dialect, manuscript
from bookbuild.manuscript import importers
from bookbuild.model import Manuscript
from bookbuild.pipeline.build import ambiguities
from bookbuild.problems import BookError, Problem, errors
from bookbuild.proof.promise import expect
from bookbuild.results import Listed, Use

_IN_THE_BOOK = (Use.CHAPTER, Use.PART, Use.PAGE, Use.DRAFT)


@dataclass(frozen=True, slots=True)
class Linted:
    """What is to be said of a manuscript."""

    root: Path
    """The folder from which the paths of the problems go."""
    problems: tuple[Problem, ...]
    files: tuple[Listed, ...] = ()
    """Of a folder: the files that are the book, and those that are not."""
    exit_code: int = 0
    """Other than 0 where the manuscript cannot be read."""


def lint(path: Path) -> tuple[Problem, ...]:
    """Every problem that a build would find before it makes its outputs, in the order of the text.

    Where nothing else would stop a build, the text is also read as other programs read it. Raises BookError where the
    manuscript cannot be read at all.
    """
    return _problems(manuscript.load(path))


def lint_all(paths: Sequence[Path], typed: Mapping[Path, bytes] = MappingProxyType({})) -> Iterator[Linted]:
    """What is to be said of manuscripts, each a folder or a file.

    Of a file that is a chapter of a book, the book is read, and what concerns this file is told. `typed` holds texts
    that are read in place of files, which are among the paths.
    """
    alone: list[Path] = []
    chapters: dict[Path, list[Path]] = {}
    for path in paths:
        book = None if path.is_dir() or path.name in importers.SETTINGS else manuscript.book_of(path)
        if book is None:
            alone.append(path)
        else:
            chapters.setdefault(book, []).append(path)
    for path in alone:
        yield _linted(path, typed)
    for book, files in chapters.items():
        yield from _of_book(book, files, typed)


def _of_book(book: Path, files: Sequence[Path], typed: Mapping[Path, bytes]) -> Iterator[Linted]:
    """What concerns some files of a book; those that lie in its folder but are not in it are read by themselves."""
    of_book = _linted(book, typed)
    named = {file.resolve().relative_to(book).as_posix(): file for file in files}
    if of_book.exit_code:
        yield of_book
        return
    inside = {name for name in named if name in {each.path for each in of_book.files if each.use in _IN_THE_BOOK}}
    if inside:
        problems = tuple(each for each in of_book.problems if each.location.path in inside)
        yield Linted(book, problems)
    for name, file in named.items():
        if name not in inside:
            yield _linted(file, typed)


def _linted(path: Path, typed: Mapping[Path, bytes]) -> Linted:
    root = path if path.is_dir() else path.parent
    below = {
        file.resolve().relative_to(root.resolve()).as_posix(): text
        for file, text in typed.items()
        if file.resolve().is_relative_to(root.resolve())
    }
    try:
        source = manuscript.load(path, below)
        return Linted(root, _problems(source), source.files)
    except BookError as error:
        return Linted(root, error.problems, exit_code=error.exit_code)


def _problems(source: Manuscript) -> tuple[Problem, ...]:
    book = dialect.read(source)
    problems = book.problems if errors(book.problems) else (*book.problems, *ambiguities(book, expect(source)))
    order = {each.path: number for number, each in enumerate(source.sources)}
    return tuple(sorted(problems, key=lambda each: (order.get(each.location.path, -1), each.location.line or 0)))


def together(linted: Sequence[Linted]) -> Linted:
    """What is to be said of several manuscripts, as if they were one: paths then go from the current folder."""
    if len(linted) == 1:
        return linted[0]
    problems = [
        replace(problem, location=replace(problem.location, path=os.path.relpath(each.root / problem.location.path)))
        for each in linted
        for problem in each.problems
    ]
    return Linted(Path(), tuple(problems), exit_code=max((each.exit_code for each in linted), default=0))
