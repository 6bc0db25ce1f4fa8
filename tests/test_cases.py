"""Each folder of tests/cases is a tiny manuscript beside what the dialect makes of it.

`expected.xhtml` holds the chapters and their notes, `expected.problems` a line for each problem. After a change that
is meant, `BOOKBUILD_WRITE_CASES=1 pytest tests/test_cases.py` writes both anew (and fails, so that nobody takes it for
a test): read the difference before you keep it.
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from conftest import coverless

from bookbuild import manuscript
from bookbuild.dialect import read
from bookbuild.model import Book, Chapter
from bookbuild.outputs import epub, pdf
from bookbuild.outputs.context import Context
from bookbuild.pipeline.check import prove
from bookbuild.problems import BookError, Problem, errors
from bookbuild.results import Artifact

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
MESSAGE_START = 70


def _sound(case: str) -> bool:
    """Whether a case is a manuscript that can be built; a new case is not, until its expectations are written."""
    expected = FOLDER / case / "expected.problems"
    return expected.is_file() and " error " not in expected.read_text(encoding="utf-8")


SOUND_CASES = [case for case in CASES if _sound(case)]


def _read(case: str) -> tuple[Book | None, tuple[Problem, ...]]:
    try:
        book = read(manuscript.load(FOLDER / case))
    except BookError as error:
        return None, error.problems
    return book, book.problems


def _shown_chapter(chapter: Chapter) -> Iterator[str]:
    by = "".join(f" by={name!r}" for name in chapter.byline)
    credit = f" credit={chapter.credit!r}" if chapter.credit else ""
    yield (
        f"<!-- {chapter.role.value} id={chapter.id} level={chapter.level} title={chapter.title!r}{by}{credit}"
        f" lang={chapter.language} dir={chapter.direction} -->"
    )
    yield chapter.body
    for note in chapter.notes:
        yield f"<!-- note {note.number} id={note.id} from {' '.join(note.references)} -->"
        yield note.body


def _shown_book(book: Book) -> Iterator[str]:
    said = book.metadata
    yield (
        f"<!-- {said.kind.value} title={said.title!r} subtitle={said.subtitle!r} byline={list(said.byline)!r}"
        f" credit={said.credit!r} lang={said.language} dir={said.direction} -->"
    )
    for chapter in book.chapters:
        yield from _shown_chapter(chapter)


def _shown(book: Book | None, problems: tuple[Problem, ...]) -> str:
    """The book as text; nothing where a problem stops the build, since no reader will ever see that book."""
    return "" if book is None or errors(problems) else "".join(f"{line}\n" for line in _shown_book(book))


def _listed(problems: tuple[Problem, ...]) -> str:
    return "".join(
        f"{problem.code} {problem.location} {problem.severity.value} {problem.message[:MESSAGE_START].rstrip()}\n"
        for problem in problems
    )


def _epub(case: str) -> Artifact:
    return epub.render(read(manuscript.load(FOLDER / case)), Context(case))


@pytest.mark.parametrize("case", CASES)
def test_case_is_read_as_expected(case: str) -> None:
    book, problems = _read(case)
    found = {"expected.xhtml": _shown(book, problems), "expected.problems": _listed(problems)}
    if os.environ.get("BOOKBUILD_WRITE_CASES"):
        for name, text in found.items():
            (FOLDER / case / name).write_text(text, encoding="utf-8", newline="\n")
        pytest.fail("the expectations were written anew; read them, then run without BOOKBUILD_WRITE_CASES")
    expected = {name: (FOLDER / case / name).read_bytes().decode() for name in found}
    assert found == expected


@pytest.mark.parametrize("case", SOUND_CASES)
def test_case_loses_no_character_in_the_epub(case: str) -> None:
    assert prove(coverless(manuscript.load(FOLDER / case)), [_epub(case)]).problems == ()


REFUSED_WRONGLY = {"formulas": "a link that is nothing but a formula is told as one that cannot be clicked"}
PRINTED = [
    pytest.param(case, marks=pytest.mark.xfail(reason=why, strict=True)) if (why := REFUSED_WRONGLY.get(case)) else case
    for case in SOUND_CASES
]


@pytest.mark.slow
@pytest.mark.parametrize("case", PRINTED)
def test_case_loses_no_character_in_the_pdf(case: str) -> None:
    source = manuscript.load(FOLDER / case)
    artifact = pdf.render(read(source), Context(case))
    if any(problem.code == "BB502" for problem in artifact.problems):
        pytest.skip("no font for every script of this case")
    assert artifact.problems == ()
    assert prove(source, [artifact], witness=True).problems == ()


def test_many_notes_stand_on_the_page_that_refers_to_them() -> None:
    artifact = pdf.render(read(manuscript.load(FOLDER / "footnotes")), Context("notes"))
    with pikepdf.open(io.BytesIO(artifact.data)) as pages:
        assert len(pages.pages) == 1


@pytest.mark.parametrize("case", SOUND_CASES)
def test_case_gives_the_same_bytes_twice(case: str) -> None:
    assert _epub(case).data == _epub(case).data


@pytest.mark.parametrize("case", [case for case in CASES if case not in SOUND_CASES])
def test_case_with_errors_has_a_problem_that_stops_the_build(case: str) -> None:
    assert errors(_read(case)[1])
