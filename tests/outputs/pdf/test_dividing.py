"""What is kept whole is divided rather than leave a page a third empty, but never by a single line."""

import pytest
from conftest import Built, MakeManuscript
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
