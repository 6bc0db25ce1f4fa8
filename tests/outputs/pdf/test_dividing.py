"""What is kept whole is divided rather than leave a page a third empty, but never by a single line."""

import pytest
from conftest import Built, MakeManuscript
from draw import picture
from geometry import lines

from bookbuild.pipeline.build import build

pytestmark = pytest.mark.slow

_BOOK = "---\ntitle: Lines\nlanguage: en\nkind: book\n---\n\n# Lines\n\n"


def _pages(make: MakeManuscript, text: str) -> list[tuple[int, str]]:
    folder = make({"book.md": _BOOK + text})
    return list(lines(Built(folder, build(folder, folder / "build", ["pdf"])).artifact(".pdf").data))


def _places(pages: list[tuple[int, str]], start: str) -> list[int]:
    """The pages of the lines that begin so."""
    return [page for page, line in pages if line.casefold().startswith(start)]


def _verse(count: int) -> str:
    return "::: verse\n" + "\n".join(f"verse {number} of the song" for number in range(count)) + "\n:::\n"


@pytest.mark.parametrize("before", [2, 8, 14])
def test_a_long_stanza_begins_below_its_title(make_manuscript: MakeManuscript, before: int) -> None:
    pages = _pages(make_manuscript, "Words.\n\n" * before + f"## Song\n\n{_verse(34)}")
    places = _places(pages, "verse")
    assert _places(pages, "song")[-1] == places[0]  # the first is in the contents
    assert len(set(places)) == 2


def test_a_stanza_that_leaves_little_goes_over_whole(make_manuscript: MakeManuscript) -> None:
    pages = _pages(make_manuscript, "Words.\n\n" * 19 + _verse(6))
    assert len(set(_places(pages, "verse"))) == 1
    assert set(_places(pages, "verse")).isdisjoint(_places(pages, "words."))


@pytest.mark.parametrize("count", range(31, 36))
def test_no_line_of_a_stanza_is_alone(make_manuscript: MakeManuscript, count: int) -> None:
    places = _places(_pages(make_manuscript, f"Words.\n\n{_verse(count)}"), "verse")
    assert min(places.count(page) for page in places) > 1


def test_code_begins_below_the_words_that_announce_it(make_manuscript: MakeManuscript) -> None:
    code = "\n".join(f"call({number})" for number in range(11))
    pages = _pages(make_manuscript, "Words.\n\n" * 12 + f"This is it:\n\n```\n{code}\n```\n")
    assert _places(pages, "thisisit") == _places(pages, "call")[:1]
    assert len(set(_places(pages, "call"))) == 2


@pytest.mark.parametrize("rows", [3, 5])
@pytest.mark.parametrize("before", [1, 5])
def test_a_caption_stays_with_a_table_that_no_page_holds(
    make_manuscript: MakeManuscript, before: int, rows: int
) -> None:
    cell = "so many words that they take up some lines of a narrow column "
    table = "| Name | Meaning |\n| --- | --- |\n" + f"| row | {cell * (6 if rows == 3 else 2)}|\n" * rows
    settings = 'title = "Lines"\nlanguage = "en"\nkind = "book"\n[style]\ntheme = "large-print"\n'
    text = "# Lines\n\n" + "Words.\n\n" * before + f"{table}\n: All the names\n"
    folder = make_manuscript({"book.toml": f'{settings}[pdf]\npage-size = "4x5in"\n', "01.md": text})
    pages = list(lines(Built(folder, build(folder, folder / "build", ["pdf"])).artifact(".pdf").data))
    (caption,), named = _places(pages, "allthenames"), _places(pages, "row")
    assert caption == named[0]
    assert len(named) == rows
    assert len(set(named)) > 1
    heads = set(_places(pages, "name"))
    assert set(named) <= heads


def test_a_long_line_of_code_is_divided_rather_than_leave_a_page_half_empty(make_manuscript: MakeManuscript) -> None:
    code = "first\nsecond\n" + "call(argument) " * 60 + "\n" + "last\n" * 9
    pages = _pages(make_manuscript, "Words.\n\n" * 12 + f"```\n{code}```\n")
    called = [page for page, line in pages if "call(argument)" in line]
    assert called[0] == _places(pages, "second")[0]
    assert len(set(called)) == 2


def test_a_list_below_a_picture_does_not_take_it_to_the_next_page(make_manuscript: MakeManuscript) -> None:
    text = "Words.\n\n" * 11 + "## Pears\n\n![A](a.png){width=50%}\n\n" + "- pear\n" * 9
    folder = make_manuscript({"book.md": _BOOK + text, "a.png": picture(300, 200)})
    report = build(folder, folder / "build", ["pdf"], proof=False)
    pages = list(lines(Built(folder, report).artifact(".pdf").data))
    assert _places(pages, "pears")[-1] == _places(pages, "words.")[-1]
    assert set(_places(pages, "•pear")) == {_places(pages, "pears")[-1] + 1}
