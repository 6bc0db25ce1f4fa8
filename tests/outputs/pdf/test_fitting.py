"""Pictures become smaller rather than leave a page half empty, and what is to stay together does."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from conftest import MakeManuscript
from PIL import Image

from bookbuild.pipeline.build import build
from bookbuild.results import Report

pytestmark = pytest.mark.slow

_Pages = list[tuple[str, list[tuple[float, float]]]]
_PagesOf = Callable[[str, tuple[int, int]], _Pages]

_SETTINGS = 'title = "Walks"\nkind = "book"\nlanguage = "en"\n[pdf]\nhalf-title = false\n'
_WIDTH = 283.5
"""Of the text of a book, in points."""
_SENTENCE = "The road went over the hill and down to the river, where nobody lived any more. "


def _picture(width: int, height: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(data, "PNG")
    return data.getvalue()


def _lines(count: int) -> str:
    """A list of so many lines."""
    return "\n".join(f"- line {number}" for number in range(count))


def _pages(report: Report) -> _Pages:
    """The words of each page, and widths and heights of its pictures in points."""
    artifact = report.artifacts[0]
    with pypdfium2.PdfDocument(artifact.data) as document:
        return [(page.get_textpage().get_text_bounded(), list(_sizes(page))) for page in document]


def _sizes(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float]]:
    page_width, page_height = page.get_size()
    for image in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = image.get_bounds()
        assert 0 <= left < right <= page_width
        assert 0 <= bottom < top <= page_height
        yield right - left, top - bottom


@pytest.fixture
def pages_of(make_manuscript: MakeManuscript, tmp_path: Path) -> _PagesOf:
    """Build a chapter with a picture of some size, and read its pages."""

    def pages(text: str, size: tuple[int, int]) -> _Pages:
        files: dict[str, str | bytes] = {"book.toml": _SETTINGS, "01.md": f"# Walks\n\n{text}\n"}
        report = build(make_manuscript({**files, "images/a.png": _picture(*size)}), tmp_path / "out", ["pdf"])
        assert not [problem for problem in report.problems if problem.severity.value == "error"]
        return _pages(report)

    return pages


def _with(pages: _Pages, words: str) -> int:
    return next(number for number, (text, _) in enumerate(pages) if words in text)


def test_a_picture_shrinks_to_what_is_left(pages_of: _PagesOf) -> None:
    pages = pages_of(f'{_lines(4)}\n\nBefore.\n\n![A](images/a.png "Below")\n\n{_SENTENCE * 9}', (1200, 1000))
    page = _with(pages, "Before.")
    ((width, height),) = pages[page][1]
    assert 0.6 * _WIDTH <= width < _WIDTH - 5
    assert height == pytest.approx(width * 1000 / 1200, rel=0.01)
    assert "Below" in pages[page][0]


def test_a_picture_that_would_be_too_small_keeps_its_size(pages_of: _PagesOf) -> None:
    pages = pages_of(f'{_lines(16)}\n\nBefore.\n\n![A](images/a.png "Below")\n\nAfter.', (1200, 1000))
    page = _with(pages, "Below")
    assert page == _with(pages, "Before.") + 1
    ((width, _),) = pages[page][1]
    assert width == pytest.approx(_WIDTH, abs=1)


def test_a_chapter_opens_with_its_picture(pages_of: _PagesOf) -> None:
    pages = pages_of('![A](images/a.png "Below")\n\nAfter.', (1200, 1600))
    page = _with(pages, "Below")
    assert "WALKS" in pages[page][0].upper()
    assert len(pages[page][1]) == 1


def test_a_heading_and_its_line_stay_with_their_picture(pages_of: _PagesOf) -> None:
    text = f'{_lines(16)}\n\n## Soup\n\n*Serves 4*\n\n![A](images/a.png "Below")'
    pages = pages_of(text, (1200, 1000))
    assert _with(pages, "Serves 4") == _with(pages, "Below")


@pytest.mark.parametrize("size", [(200, 1600), (1600, 200)])
def test_very_long_and_very_wide_pictures_stay_on_the_page(pages_of: _PagesOf, size: tuple[int, int]) -> None:
    pages = pages_of(f'{_SENTENCE * 30}\n\n![A](images/a.png "Below")\n\n{_SENTENCE * 9}', size)
    ((width, height),) = pages[_with(pages, "Below")][1]
    assert width / height == pytest.approx(size[0] / size[1], rel=0.02)


@pytest.mark.parametrize("opening", ["::: {.recipe keep}", "::: {.recipe .keep}"])
def test_what_is_kept_stays_on_one_page(pages_of: _PagesOf, opening: str) -> None:
    inside = f'## Soup\n\nFirst.\n\n![A](images/a.png "Below")\n\n{_lines(8)}\n\nLast.'
    pages = pages_of(f"{_lines(9)}\n\n{opening}\n{inside}\n:::", (1200, 700))
    assert _with(pages, "First.") == _with(pages, "Last.")


def test_what_is_longer_than_a_page_is_not_kept(pages_of: _PagesOf) -> None:
    pages = pages_of(f"{_lines(4)}\n\nBefore.\n\n::: {{.keep}}\nFirst.\n\n{_SENTENCE * 80}\n\nLast.\n:::", (9, 9))
    assert _with(pages, "Before.") == _with(pages, "First.")
