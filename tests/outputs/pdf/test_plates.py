"""Pictures that have a page of their own, and pictures that run off the edges of theirs."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from conftest import MakeManuscript
from PIL import Image

from bookbuild.pipeline.build import build

pytestmark = pytest.mark.slow

_SENTENCE = "The road went over the hill and down to the river, where nobody lived any more. "
_TEXT = f"{_SENTENCE * 8}\n\n" * 3
_MM = 72 / 25.4
_PagesOf = Callable[..., list[tuple[str, Image.Image, float]]]


@pytest.fixture
def pages_of(make_manuscript: MakeManuscript, tmp_path: Path) -> _PagesOf:
    """Build and prove a chapter with a black picture: words and looks of each page, and the height of its picture."""

    def pages(
        attributes: str, size: tuple[int, int], settings: str = "", caption: str = "Caption", kind: str = "book"
    ) -> list[tuple[str, Image.Image, float]]:
        data = io.BytesIO()
        Image.new("RGB", size, "black").save(data, "PNG")
        book = f'title = "Walks"\nkind = "{kind}"\nlanguage = "en"\n[pdf]\nhalf-title = false\npage-size = "6x9in"\n'
        text = f'# Walks\n\nBefore. {_TEXT}![A](images/a.png "{caption}"){{{attributes}}}\n\nAfter. {_TEXT}'
        files: dict[str, str | bytes] = {"book.toml": book + settings, "01.md": text, "images/a.png": data.getvalue()}
        report = build(make_manuscript(files), tmp_path / "out", ["pdf"])
        assert not [problem for problem in report.problems if problem.severity.value == "error"]
        with pypdfium2.PdfDocument(report.artifacts[0].data) as document:
            return [_page(page) for page in document]

    return pages


def _page(page: pypdfium2.PdfPage) -> tuple[str, Image.Image, float]:
    images = page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    heights = [top - bottom for _, bottom, _, top in (image.get_bounds() for image in images)]
    return page.get_textpage().get_text_bounded(), page.render(scale=1).to_pil().convert("L"), max(heights, default=0)


def _picture(pages: list[tuple[str, Image.Image, float]]) -> int:
    (number,) = [number for number, (*_, height) in enumerate(pages) if height]
    return number


def _black(page: Image.Image, x: float, y: float) -> bool:
    return bool(page.getpixel((round(x), round(y))) == 0)


@pytest.mark.parametrize("size", [(900, 1200), (900, 2000), (2000, 900)])
def test_a_full_page_has_only_the_picture_and_its_caption(pages_of: _PagesOf, size: tuple[int, int]) -> None:
    pages = pages_of(".full-page", size)
    number = _picture(pages)
    words, page, height = pages[number]
    assert "road" not in words
    assert "Caption" in words
    assert "After" in pages[number - 1][0], "the text goes on to the foot of the page before"
    dark = page.point(lambda level: 255 * (level == 0)).getbbox()
    assert dark is not None
    left, top, right, bottom = dark
    assert 30 < left < right < page.width - 30
    assert 30 < top < bottom < page.height - 30
    assert height == pytest.approx((right - left) * size[1] / size[0], rel=0.03)
    assert right - left > 360 * 0.72 or height > 480


@pytest.mark.parametrize("kind", ["book", "article"])
def test_a_picture_covers_its_page(pages_of: _PagesOf, kind: str) -> None:
    pages = pages_of(".bleed", (1000, 1500), caption="", kind=kind)
    words, page, _ = pages[_picture(pages)]
    assert not words.strip(), "no running head, no folio"
    assert page.getextrema() == (0, 0)


def test_a_picture_goes_past_the_edge_as_far_as_the_bleed(pages_of: _PagesOf) -> None:
    pages = pages_of(".bleed", (1000, 1500), 'bleed = "3mm"\ncrop-marks = true\n', "")
    _, page, _ = pages[_picture(pages)]
    around = 10 * _MM
    assert page.width == pytest.approx(6 * 72 + 2 * around, abs=2)
    for inward, is_black in ((around - 2 * _MM, True), (around - 4 * _MM, False)):
        middle, centre = page.width / 2, page.height / 2
        for x, y in ((inward, centre), (page.width - inward, centre), (middle, inward), (middle, page.height - inward)):
            assert _black(page, x, y) == is_black


def test_a_caption_stands_below_what_runs_off_the_other_edges(pages_of: _PagesOf) -> None:
    pages = pages_of(".bleed", (1000, 1500))
    words, page, _ = pages[_picture(pages)]
    assert words.strip() == "Caption"
    assert _black(page, 1, 1)
    assert _black(page, page.width - 2, page.height * 0.8)
    assert not _black(page, 1, page.height - 20)


def test_a_flat_picture_runs_off_the_head_of_a_page_with_text(pages_of: _PagesOf) -> None:
    pages = pages_of(".bleed", (3000, 1000))
    words, page, _ = pages[_picture(pages)]
    assert "road" in words
    assert _black(page, 1, 1)
    assert _black(page, page.width - 2, page.height * 0.2)
    assert not _black(page, 1, page.height * 0.4)


@pytest.mark.parametrize("size", [(200, 1600), (1600, 200)])
@pytest.mark.parametrize("attributes", [".bleed", ".full-page"])
def test_very_long_and_very_wide_pictures_are_shown_whole(
    pages_of: _PagesOf, size: tuple[int, int], attributes: str
) -> None:
    pages = pages_of(attributes, size)
    _, page, _ = pages[_picture(pages)]
    dark = page.point(lambda level: 255 * (level == 0)).getbbox()
    assert dark is not None
    assert (dark[2] - dark[0]) / (dark[3] - dark[1]) == pytest.approx(size[0] / size[1], rel=0.2)


@pytest.mark.parametrize(("attributes", "settings"), [("placement=here", ""), ("", 'placement = "here"\n')])
def test_a_page_of_its_own_may_stand_where_it_is_typed(pages_of: _PagesOf, attributes: str, settings: str) -> None:
    pages = pages_of(f".full-page {attributes}", (900, 1200), settings)
    number = _picture(pages)
    assert "After" not in pages[number - 1][0]
    assert "After" in pages[number + 1][0]
