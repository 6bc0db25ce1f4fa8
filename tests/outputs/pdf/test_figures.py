"""Figures beside each other, beside the text, and wider than it."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from conftest import MakeManuscript
from PIL import Image

from bookbuild.pipeline.build import build

pytestmark = pytest.mark.slow

_SETTINGS = 'title = "Walks"\nkind = "book"\nlanguage = "en"\n[pdf]\nhalf-title = false\n'
_SENTENCE = "The road went over the hill and down to the river, where nobody lived any more. "
_Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
_Page = tuple[list[_Box], list[tuple[str, _Box]]]
"""The pictures of a page, and its lines of text."""
_PagesOf = Callable[..., list[_Page]]


@pytest.fixture
def pages_of(make_manuscript: MakeManuscript, tmp_path: Path) -> _PagesOf:
    """Build a chapter with pictures of some sizes, prove it, and read those of its pages that have pictures."""

    def pages(text: str, *sizes: tuple[int, int], settings: str = "") -> list[_Page]:
        files: dict[str, str | bytes] = {"book.toml": _SETTINGS + settings, "01.md": f"# Walks\n\n{text}\n"}
        for number, size in enumerate(sizes):
            data = io.BytesIO()
            Image.new("RGB", size, "teal").save(data, "PNG")
            files[f"images/{number}.png"] = data.getvalue()
        report = build(make_manuscript(files), tmp_path / "out", ["pdf"])
        assert not [problem for problem in report.problems if problem.severity.value == "error"]
        with pypdfium2.PdfDocument(report.artifacts[0].data) as document:
            return [(pictures, list(_lines(page))) for page in document if (pictures := list(_pictures(page)))]

    return pages


def _pictures(page: pypdfium2.PdfPage) -> Iterator[_Box]:
    width, height = page.get_size()
    for image in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = image.get_bounds()
        assert 0 <= left < right <= width
        assert 0 <= bottom < top <= height
        yield left, bottom, right, top


def _lines(page: pypdfium2.PdfPage) -> Iterator[tuple[str, _Box]]:
    shown = page.get_textpage()
    for index in range(shown.count_rects()):
        box = shown.get_rect(index)
        yield shown.get_text_bounded(*box), box


def test_figures_in_a_row_are_equally_high_and_fill_the_measure(pages_of: _PagesOf) -> None:
    row = '![A](images/0.png "Caption A") ![B](images/1.png "Caption B")\n![C](images/2.png "Caption C")'
    ((pictures, lines),) = pages_of(f"{_SENTENCE * 4}\n\n{row}", (1200, 800), (800, 1200), (1000, 1000))
    first, second, third = pictures
    assert len({round(top) for *_, top in pictures}) == len({round(bottom) for _, bottom, *_ in pictures}) == 1
    assert first[2] < second[0] < second[2] < third[0]
    text = [box for words, box in lines if "road" in words]
    assert first[0] == pytest.approx(min(box[0] for box in text), abs=2)
    assert third[2] == pytest.approx(max(box[2] for box in text), abs=4)
    captions = {words.strip(): box for words, box in lines if "Caption" in words}
    for name, picture in zip("ABC", pictures, strict=True):
        assert picture[0] <= captions[f"Caption {name}"][0] < picture[2]


def test_a_row_stays_together_and_may_wait(pages_of: _PagesOf) -> None:
    row = '![A](images/0.png "A") ![B](images/1.png "B")'
    text = "\n\n".join([f"{_SENTENCE * 8}"] * 2)
    pages = pages_of(f"{text}\n\n{row}\n\n{_SENTENCE * 30}", (600, 900), (600, 900))
    assert [len(pictures) for pictures, _ in pages] == [2]


def test_small_pictures_in_a_row_keep_their_size(pages_of: _PagesOf) -> None:
    ((pictures, _),) = pages_of("![A](images/0.png) ![B](images/1.png)", (40, 40), (80, 80))
    assert [round(right - left) for left, _, right, _ in pictures] == [30, 30]


@pytest.mark.parametrize("side", ["left", "right"])
def test_text_flows_round_a_figure_beside_it(pages_of: _PagesOf, side: str) -> None:
    figure = f'![A](images/0.png "A"){{.{side}}}'
    ((((left, bottom, right, top),), lines),) = pages_of(f"{_SENTENCE}\n\n{figure}\n\n{_SENTENCE * 12}", (900, 900))
    beside = [box for words, box in lines if box[1] > bottom and box[3] < top and len(words) > 9]
    assert len(beside) > 5
    assert all(box[0] > right if side == "left" else box[2] < left for box in beside)
    assert min(len(words) for words, box in lines if box in beside[:-1]) >= 20


@pytest.mark.parametrize(
    ("attributes", "settings"), [(".left width=70%", ""), (".right width=30em", ""), (".left", 'page-size="3x5in"\n')]
)
def test_no_text_stands_beside_a_figure_where_lines_would_be_too_short(
    pages_of: _PagesOf, attributes: str, settings: str
) -> None:
    figure = f'![A](images/0.png "A"){{{attributes}}}'
    for pictures, lines in pages_of(f"{figure}\n\n{_SENTENCE * 12}", (900, 600), settings=settings):
        for _, bottom, _, top in pictures:
            assert not [words for words, box in lines if bottom < box[1] and box[3] < top]


def test_a_figure_beside_the_text_waits_for_room(pages_of: _PagesOf) -> None:
    figure = '![A](images/0.png "Caption"){.left}'
    text = f"{_SENTENCE * 16}\n\n{figure}\n\n{_SENTENCE * 30}"
    ((((_, _, right, top),), lines),) = pages_of(text, (900, 1500))
    assert top == pytest.approx(max(box[3] for words, box in lines if len(words) > 20), abs=12)
    assert all(box[0] > right for words, box in lines if box[3] > top - 50 and "road" in words)


def test_a_figure_beside_the_last_words_is_not_lost(pages_of: _PagesOf) -> None:
    figure = '![A](images/0.png "Caption"){.left}'
    assert len(pages_of(f"{_SENTENCE * 19}\n\n{figure}\n\nLast words.", (900, 1500))) == 1


@pytest.mark.parametrize("size", ["A4", "Letter", "6x9in", "4.25x6.87in"])
def test_a_wide_figure_reaches_out_of_the_text_and_stays_on_the_page(pages_of: _PagesOf, size: str) -> None:
    text = f'{_SENTENCE * 4}\n\n![A](images/0.png "The caption"){{.wide}}'
    (((picture,), lines),) = pages_of(text, (3000, 900), settings=f'page-size = "{size}"\n')
    text_left = min(box[0] for words, box in lines if "road" in words)
    text_right = max(box[2] for words, box in lines if "road" in words)
    assert picture[0] < text_left - 4
    assert picture[2] > text_right
    assert picture[0] > 24
    caption = next(box for words, box in lines if "caption" in words)
    assert text_left <= caption[0] < caption[2] <= text_right


@pytest.mark.parametrize("size", [(200, 1600), (1600, 200), (300, 6000), (32, 32), (4000, 3000)])
def test_nothing_is_lost_of_pictures_of_any_shape(pages_of: _PagesOf, size: tuple[int, int]) -> None:
    ways = ("", "{.left}", "{.right width=30%}", "{.wide}", "{.full-page}", "{placement=here}")
    figures = [f'![A](images/0.png "Way {number}"){way}' for number, way in enumerate(ways)]
    row = '![A](images/0.png "Row A") ![B](images/1.png "Row B")'
    inside = "In a line ![A](images/0.png) of text.\n\n- ![A](images/0.png)\n\n| a |\n| --- |\n| ![A](images/0.png) |"
    text = f"\n\n{_SENTENCE * 5}\n\n".join([*figures, row, *figures[::-1], inside])
    pages = pages_of(text, size, (900, 600))
    assert sum(len(pictures) for pictures, _ in pages) == 2 * len(ways) + 2 + 3


def test_a_picture_of_one_pixel_need_not_be_seen(pages_of: _PagesOf) -> None:
    ((pictures, _),) = pages_of("Words ![A](images/0.png) of text.\n\n![A](images/0.png)\n\nMore.", (1, 1))
    assert len(pictures) == 2
