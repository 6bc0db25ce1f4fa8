"""Which files and settings are pages of a book rather than chapters."""

import pytest
from conftest import MakeManuscript

from bookbuild.manuscript import load
from bookbuild.model import Manuscript, Role
from bookbuild.problems import BookError

BOOK = 'title = "T"\n'
CHAPTERS = {"01.md": "# One\n", "02.md": "# Two\n"}


def written(manuscript: Manuscript) -> list[tuple[Role | None, str, str]]:
    return [(page.role, page.path, page.text) for page in manuscript.pages]


def test_files_with_certain_names_are_pages_in_their_order(make_manuscript: MakeManuscript) -> None:
    names = ("colophon.md", "about.md", "dedication.md", "copyright.md", "title-page.md")
    found = load(make_manuscript({"book.toml": BOOK, **CHAPTERS, **{name: f"{name}\n" for name in names}}))
    assert [source.path for source in found.sources] == ["01.md", "02.md"]
    assert written(found) == [
        (Role.TITLE_PAGE, "title-page.md", "title-page.md\n"),
        (Role.COPYRIGHT, "copyright.md", "copyright.md\n"),
        (Role.DEDICATION, "dedication.md", "dedication.md\n"),
        (Role.ABOUT, "about.md", "about.md\n"),
        (Role.COLOPHON, "colophon.md", "colophon.md\n"),
    ]
    assert {name for name, _ in found.inputs} == {"book.toml", *CHAPTERS, *names}


def test_a_page_that_chapters_list_is_a_chapter(make_manuscript: MakeManuscript) -> None:
    settings = BOOK + 'chapters = ["about.md", "01.md"]\n'
    found = load(make_manuscript({"book.toml": settings, **CHAPTERS, "about.md": "A\n", "colophon.md": "C\n"}))
    assert [source.path for source in found.sources] == ["about.md", "01.md"]
    assert written(found) == [(Role.COLOPHON, "colophon.md", "C\n")]


def test_settings_hold_a_page_or_name_its_file(make_manuscript: MakeManuscript) -> None:
    settings = BOOK + 'copyright-page = "imprint.md"\n\ncolophon = "Set by *hand*."\nauthor-note = "parts/me.md"\n'
    found = load(make_manuscript({"book.toml": settings, **CHAPTERS, "imprint.md": "I\n", "parts/me.md": "M\n"}))
    assert [source.path for source in found.sources] == ["01.md", "02.md"]
    assert written(found) == [
        (Role.COPYRIGHT, "imprint.md", "I\n"),
        (Role.ABOUT, "parts/me.md", "M\n"),
        (Role.COLOPHON, "book.toml", "Set by *hand*."),
    ]
    assert found.pages[-1].first_line == 4


@pytest.mark.parametrize("off", ["dedication = false\n", ""])
def test_a_page_can_be_left_out(off: str, make_manuscript: MakeManuscript) -> None:
    page = "For Ann.\n" if off else "---\ndraft: true\n---\nFor Ann.\n"
    assert load(make_manuscript({"book.toml": BOOK + off, **CHAPTERS, "dedication.md": page})).pages == ()


def test_one_file_can_name_pages_beside_it(make_manuscript: MakeManuscript) -> None:
    novel = "---\ntitle: T\ndedication: for-ann.md\ncolophon: The end.\ntitle-page: false\n---\n# One\n"
    folder = make_manuscript({"novel.md": novel, "for-ann.md": "For Ann.\n", "about.md": "Not asked for.\n"})
    found = load(folder / "novel.md")
    assert written(found) == [(Role.DEDICATION, "for-ann.md", "For Ann.\n"), (Role.COLOPHON, "novel.md", "The end.")]
    assert (found.settings.title_page, found.pages[-1].first_line) == (False, 4)


@pytest.mark.parametrize(
    ("setting", "code", "said"),
    [
        ('colophon = "none.md"', "BB106", "there is no such file"),
        ('colophon = "../end.md"', "BB205", "outside the manuscript folder"),
        ('dedication = "To you."', "BB106", "the file dedication.md does too"),
        ('chapters = ["01.md"]\ncolophon = "01.md"', "BB106", "is in the book already"),
    ],
)
def test_pages_that_cannot_be_are_said_with_their_line(
    setting: str, code: str, said: str, make_manuscript: MakeManuscript
) -> None:
    folder = make_manuscript({"book.toml": BOOK + setting, **CHAPTERS, "dedication.md": "D\n", "../end.md": "E\n"})
    with pytest.raises(BookError) as caught:
        load(folder)
    (problem,) = caught.value.problems
    assert (problem.code, str(problem.location)) == (code, f"book.toml:{2 + setting.count(chr(10))}")
    assert said in problem.message


def test_pages_alone_are_no_book(make_manuscript: MakeManuscript) -> None:
    with pytest.raises(BookError) as caught:
        load(make_manuscript({"book.toml": BOOK, "about.md": "A\n"}))
    assert [problem.code for problem in caught.value.problems] == ["BB202"]
