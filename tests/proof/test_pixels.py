"""What pictures show is told alike however they are packed, and unpacked only once where a cache keeps it."""

import io
from pathlib import Path

import pytest
from conftest import Built
from PIL import Image

from bookbuild import manuscript
from bookbuild.jobs.cache import Cache
from bookbuild.jobs.executor import Inline
from bookbuild.proof import pixels
from bookbuild.proof.tasks import epub_beside, expect_beside


def png(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


def gradient() -> Image.Image:
    return Image.merge("RGB", [Image.linear_gradient("L").rotate(90 * turn) for turn in range(3)])


def test_pictures_of_text_and_edition_are_unpacked_once(
    garden: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, edition, cache = manuscript.load(garden.manuscript), garden.artifact(".epub"), Cache(tmp_path)
    promised, there = expect_beside(book, Inline(), cache)(), epub_beside(edition, Inline(), cache)()
    assert promised.pictures
    assert all(picture.pixels for picture in (*promised.pictures, *there.pictures))
    monkeypatch.setattr(pixels, "of_pixels", None)
    monkeypatch.setattr(pixels, "_of_shapes", None)
    assert expect_beside(book, Inline(), cache)() == promised
    assert epub_beside(edition, Inline(), cache)() == there


def test_what_is_kept_is_that_of_the_same_bytes_at_the_same_size(tmp_path: Path) -> None:
    cache, picture = Cache(tmp_path), png(gradient())
    told = {pixels.digest(picture, cache), pixels.promised(picture, 10, cache)}
    assert len({*told, pixels.digest(png(gradient().rotate(90)), cache)}) == 3
    assert pixels.promised(picture, None, cache) == pixels.digest(picture, cache)


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1"])
def test_a_picture_without_transparency_shows_what_it_would_on_white(mode: str) -> None:
    picture = gradient().convert(mode)
    assert pixels.of_pixels(picture) == pixels.of_pixels(picture.convert("RGBA"))


def test_a_colour_that_is_transparent_is_white() -> None:
    red = Image.new("RGB", (4, 4), "red")
    white = Image.new("RGB", (4, 4), "white")
    assert pixels.digest(png(red, transparency=(255, 0, 0))) == pixels.digest(png(white)) != pixels.digest(png(red))
    few = red.convert("P")
    assert pixels.digest(png(few, transparency=few.getpixel((0, 0)))) == pixels.digest(png(white))


@pytest.mark.parametrize("number", ["NaN", "-inf", "1e400"])
def test_what_nothing_can_draw_by_is_no_part_of_a_drawing(number: str) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="3" {}/></svg>'
    assert pixels.digest(drawing.format(f'x="{number}"').encode()) == pixels.digest(drawing.format("").encode())
    assert pixels.digest(drawing.format('x="7"').encode()) != pixels.digest(drawing.format("").encode())
