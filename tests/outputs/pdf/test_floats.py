"""Figures that do not fit stand on the next page, and the text fills the one before."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from conftest import MakeManuscript
from PIL import Image

from bookbuild.pipeline.build import build

pytestmark = pytest.mark.slow

_SETTINGS = 'title = "Walks"\nkind = "book"\nlanguage = "en"\n[pdf]\nhalf-title = false\n'
_SENTENCE = "The road went over the hill and down to the river, where nobody lived any more. "
_Page = tuple[str, list[tuple[str, float]]]
"""The words of a page; and its lines and pictures, each with how far above the foot it begins."""
_PagesOf = Callable[..., list[_Page]]


def _text(*words: str) -> str:
    """A paragraph of about ten lines for each word, which ends with it."""
    return "\n\n".join(f"{_SENTENCE * 8}{word}." for word in words)


def _figure(name: str, attributes: str = "") -> str:
    return f'\n\n![{name}](images/a.png "Caption {name}"){attributes}\n\n'


@pytest.fixture
def pages_of(make_manuscript: MakeManuscript, tmp_path: Path) -> _PagesOf:
    """Build a chapter whose pictures are about as high as half a page, prove it, and read its pages."""

    def pages(text: str, settings: str = "", size: tuple[int, int] = (1200, 1300)) -> list[_Page]:
        data = io.BytesIO()
        Image.new("RGB", size, "teal").save(data, "PNG")
        files: dict[str, str | bytes] = {
            "book.toml": _SETTINGS + settings,
            "01.md": f"# Walks\n\n{text}\n",
            "images/a.png": data.getvalue(),
        }
        report = build(make_manuscript(files), tmp_path / "out", ["pdf"])
        assert not [problem for problem in report.problems if problem.severity.value == "error"]
        with pypdfium2.PdfDocument(report.artifacts[0].data) as document:
            return [_page(page) for page in document]

    return pages


def _page(page: pypdfium2.PdfPage) -> _Page:
    shown = page.get_textpage()
    found = [("picture", each.get_bounds()[3]) for each in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])]
    boxes = [shown.get_rect(index) for index in range(shown.count_rects())]
    found += [(shown.get_text_bounded(*box).strip(), box[3]) for box in boxes]
    return shown.get_text_bounded().replace("\r\n", " "), sorted(found, key=lambda each: -each[1])


def _with(pages: list[_Page], words: str) -> int:
    return next(number for number, (text, _) in enumerate(pages) if words in text)


def _order(page: _Page) -> list[str]:
    """What stands on a page from top to foot: pictures, captions and other lines, without running heads."""
    kinds = ("picture" if name == "picture" else name if name.startswith("Caption") else "text" for name, _ in page[1])
    order = [kind for number, kind in enumerate(kinds) if number]
    return [kind for number, kind in enumerate(order) if not number or kind != order[number - 1]]


def test_the_text_fills_the_page_and_the_figure_tops_the_next_one(pages_of: _PagesOf) -> None:
    pages = pages_of(f"{_text('before')}{_figure('A')}{_text('first', 'second', 'third', 'fourth')}")
    assert _with(pages, "Caption A") == _with(pages, "before.") + 1
    assert _with(pages, "first.") == _with(pages, "before.")
    assert _order(pages[_with(pages, "Caption A")])[:3] == ["picture", "Caption A", "text"]
    lines = [top for name, top in pages[_with(pages, "before.")][1] if "road" in name]
    assert min(lines) < 0.2 * 612


@pytest.mark.parametrize(("settings", "attributes"), [('placement = "here"\n', ""), ("", "{placement=here}")])
def test_a_figure_stays_in_its_place_where_that_is_asked_for(
    pages_of: _PagesOf, settings: str, attributes: str
) -> None:
    text = f"{_text('before')}{_figure('A', attributes)}{_text('first', 'second', 'third', 'fourth')}"
    pages = pages_of(text, settings)
    assert _with(pages, "first.") > _with(pages, "before.")


def test_one_figure_may_leave_its_place_where_the_others_stay(pages_of: _PagesOf) -> None:
    text = f"{_text('before')}{_figure('A', '{placement=float}')}{_text('first', 'second', 'third')}"
    pages = pages_of(text, 'placement = "here"\n')
    assert _with(pages, "first.") == _with(pages, "before.")


def test_figures_keep_their_order(pages_of: _PagesOf) -> None:
    figures = f"{_figure('A')}{_figure('B')}{_text('first')}{_figure('C')}"
    pages = pages_of(f"{_text('before')}{figures}{_text(*'defghijk')}")
    places = [_with(pages, f"Caption {name}") for name in "ABC"]
    assert places == sorted(places)
    assert places[0] == _with(pages, "before.") + 1
    assert all(_order(page)[0] == "picture" for page in (pages[place] for place in places))


def test_small_figures_that_wait_stand_below_each_other(pages_of: _PagesOf) -> None:
    figures = "".join(_figure(name, "{width=50%}") for name in "AB")
    pages = pages_of(f"{_text('before')}\n\n{_SENTENCE * 4}{figures}{_text(*'defgh')}")
    page = pages[_with(pages, "Caption A")]
    assert _order(page)[:5] == ["picture", "Caption A", "picture", "Caption B", "text"]


def test_a_figure_at_the_end_has_the_last_page(pages_of: _PagesOf) -> None:
    pages = pages_of(f"{_text('before')}{_figure('A')}Last words.")
    assert _with(pages, "Last words.") == _with(pages, "before.")
    assert "road" not in pages[_with(pages, "Caption A")][0]


@pytest.mark.parametrize("mark", ["::: page-break\n:::", "# Next"])
def test_a_figure_comes_before_the_page_that_is_begun_after_it(pages_of: _PagesOf, mark: str) -> None:
    pages = pages_of(f"{_text('before')}{_figure('A')}{_figure('B')}After.\n\n{mark}\n\nNext words.")
    places = [_with(pages, words) for words in ("before.", "After.", "Caption A", "Caption B", "Next words.")]
    assert places == [places[0], places[0], places[0] + 1, places[0] + 2, places[0] + 3]


def test_a_figure_stays_in_its_section_where_little_is_left_of_the_page(pages_of: _PagesOf) -> None:
    inside = f"### Here\n\n{_text('before')}{_figure('A')}{_SENTENCE * 2}\n\n#### Below"
    pages = pages_of(f"{inside}\n\n{_SENTENCE}\n\n### There\n\n{_text('after')}")[4:]
    assert _with(pages, "Caption A") == _with(pages, "There")
    assert _with(pages, "Below") < _with(pages, "There")


def test_a_figure_whose_notes_go_with_it(pages_of: _PagesOf) -> None:
    caption = "![A](images/a.png)\n: Caption A[^1]\n\n"
    pages = pages_of(f"{_text('before')}\n\n{caption}{_text('first', 'second', 'third')}\n\n[^1]: The note.")
    assert _with(pages, "The note.") == _with(pages, "Caption A")


def test_what_is_longer_than_what_a_figure_leaves_goes_on_after_it(pages_of: _PagesOf) -> None:
    lines = "\n".join(f"    line {number}" for number in range(9))
    pages = pages_of(f"{_text('before', 'more')}{_figure('A')}{_SENTENCE * 12}\n\n{lines}\n\nAfter.", size=(900, 1500))
    assert _with(pages, "line 0") == _with(pages, "line 8")
    assert _with(pages, "line 0") >= _with(pages, "Caption A")


def test_figures_come_before_what_is_told_of_the_author(pages_of: _PagesOf) -> None:
    pages = pages_of(f"{_text('before')}{_figure('A')}After.\n\n::: author-note\nShe walks.\n:::")
    assert _with(pages, "She walks.") >= _with(pages, "Caption A") > _with(pages, "After.")


def test_an_ornament_stays_where_it_is(pages_of: _PagesOf) -> None:
    ornament = "\n\n![](images/a.png){.decorative}\n\n"
    pages = pages_of(f"{_text('before')}{ornament}{_text('first')}", 'placement = "float"\n')
    assert _with(pages, "first.") > _with(pages, "before.")


def test_a_line_below_a_heading_stays_with_the_table_after_it(pages_of: _PagesOf) -> None:
    rows = "\n".join(f"| plant {number} | {number} |" for number in range(7))
    table = f"| Plant | Sum |\n| --- | --- |\n{rows}"
    for lines in range(6, 12):
        pages = pages_of(f"{_SENTENCE * lines}\n\n## Loaf\n\n*Makes one loaf*\n\n{table}")
        assert _with(pages, "Makes one loaf") == _with(pages, "plant 0")


@pytest.mark.parametrize("sentences", [3, 4])
def test_a_figure_that_waits_when_the_text_ends_stands_below_it_rather_than_alone(
    pages_of: _PagesOf, sentences: int
) -> None:
    pages = pages_of(f"{_SENTENCE * sentences}before.{_figure('A')}The end of the road.")
    last = pages[_with(pages, "end of the road")]
    assert last is pages[-1]
    assert _order(last)[:3] == ["text", "picture", "Caption A"]
    place = next(top for name, top in last[1] if name.startswith("Caption"))
    assert next(top for name, top in last[1] if "end of the road" in name) > place > 0.9 * 72


def test_it_has_a_page_of_its_own_where_it_would_be_too_small(pages_of: _PagesOf) -> None:
    pages = pages_of(f"{_SENTENCE * 8}before.{_figure('A')}The end of the road.")
    assert _with(pages, "Caption A") == _with(pages, "end of the road") + 1
