"""Lines of type for pictures: shaped and drawn by HarfBuzz, so that they look the same on every machine.

Only fonts that come with bookbuild are used. A line in which a letter is found in none of them cannot be set.
"""

import functools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import TypeVar

import uharfbuzz
from PIL import Image

from bookbuild.typography import faces
from bookbuild.typography.themes import Lettering

_Any = TypeVar("_Any")
_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl", "EN": "ltr", "AN": "ltr"}
"""The classes of letters that have a direction of their own (Unicode Standard Annex 9)."""
_OPTICAL_SIZE = 60
"""In points: letters of covers are large."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A shape and where it stands."""

    font: uharfbuzz.Font
    number: int
    x: float
    """In pixels from the start of the line."""
    y: float
    """In pixels above the base line."""
    scale: float
    """Pixels for a unit of the font."""


@dataclass(frozen=True, slots=True)
class ShapedLine:
    """A line ready to be drawn."""

    glyphs: tuple[Glyph, ...]
    width: float
    """In pixels."""


def can_set(text: str, style: Lettering) -> bool:
    """Whether there is a font for every letter."""
    return all(
        _font_for(letter, style) is not None for letter in unicodedata.normalize("NFC", text) if _has_ink(letter)
    )


def set_line(text: str, style: Lettering, direction: str, language: str) -> ShapedLine:
    """Shape a line of text that reads in a direction, `ltr` or `rtl`. Letters without a font are left out."""
    runs = list(_runs(unicodedata.normalize("NFC", text), style, direction))
    glyphs: list[Glyph] = []
    pen = 0.0
    for text_of_run, way, font in reversed(runs) if direction == "rtl" else runs:
        shaped, pen = _shape(text_of_run, way, font, style, language, pen)
        glyphs += shaped
    return ShapedLine(tuple(glyphs), max(pen - style.tracking * style.size, 0.0))


def draw(line: ShapedLine, canvas: Image.Image, left: float, baseline: float, ink: int) -> None:
    """Draw a line into a picture of one channel, where each pixel moves towards `ink` as far as it is covered.

    Coverage is rounded to sixteenths, which hides how machines differ in the last bits of a number.
    """
    raster = uharfbuzz.RasterDraw()
    for glyph in line.glyphs:
        raster.transform = (glyph.scale, 0, 0, glyph.scale, left + glyph.x, glyph.y)
        raster.draw_glyph(glyph.font, glyph.number)
    if (drawn := raster.render()) is None or not drawn.extents.width:
        return
    box = drawn.extents
    mask = Image.frombytes("L", (box.width, box.height), drawn.buffer, "raw", "L", box.stride, -1)
    mask = mask.point([min(round(value / 17), 15) * 17 for value in range(256)])
    canvas.paste(ink, (box.x_origin, round(baseline) - box.y_origin - box.height), mask)


def _shape(
    text: str, way: str, font: uharfbuzz.Font, style: Lettering, language: str, pen: float
) -> tuple[list[Glyph], float]:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = way
    buffer.language = language
    uharfbuzz.shape(font, buffer, {"smcp": style.small_capitals, "lnum": True, "kern": True})
    scale = style.size / font.face.upem
    joined = way == "rtl"
    glyphs = []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append(Glyph(font, info.codepoint, pen + place.x_offset * scale, place.y_offset * scale, scale))
        pen += place.x_advance * scale
        if place.x_advance and not joined:
            pen += style.tracking * style.size
    return glyphs, pen


def _runs(text: str, style: Lettering, direction: str) -> Iterator[tuple[str, str, uharfbuzz.Font]]:
    """The text in pieces of one direction and one font, as they follow each other in it."""
    first = _font(style.family, style.italic, style.weight)
    fonts = _carried([_font_for(letter, style) for letter in text], first)
    marked = zip(text, _directions(text, direction), fonts, strict=True)
    for (way, font), letters in groupby(marked, key=lambda each: (each[1], each[2])):
        yield "".join(letter for letter, _, _ in letters), way, font


def _directions(text: str, direction: str) -> Sequence[str]:
    """The direction of each letter; what has none of its own takes that of its neighbours if they agree."""
    own = [_STRONG.get(unicodedata.bidirectional(letter)) for letter in text]
    before = _carried(own, direction)
    after = _carried(own[::-1], direction)[::-1]
    return [mine or (one if one == other else direction) for mine, one, other in zip(own, before, after, strict=True)]


def _carried(each: Sequence[_Any | None], first: _Any) -> list[_Any]:
    """Where there is nothing, what there was last."""
    return list(accumulate(each, lambda last, this: last if this is None else this, initial=first))[1:]


def _has_ink(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Zs", "Cf", "Cc", "Mn")


def _font_for(letter: str, style: Lettering) -> uharfbuzz.Font | None:
    for family in (style.family, *faces.SUBSTITUTES) if _has_ink(letter) else ():
        font = _font(family, style.italic, style.weight)
        if font.get_nominal_glyph(ord(letter)):
            return font
    return None


@functools.cache
def _font(family: str, italic: bool, weight: int) -> uharfbuzz.Font:
    path = faces.source(family, "italic" if italic else "normal", weight)
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
    if font.face.axis_infos:
        font.set_variations({"wght": weight, "opsz": _OPTICAL_SIZE})
    return font
