"""Whether the fonts of a PDF show the letters that its text has (ISO 32000-1, 9.7 to 9.10).

What a file says that a glyph means is held against what the embedded font says: its character map, and for a font that
is installed as a package, the names and outlines of the glyphs there.
"""

import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg
from fontTools import agl
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from bookbuild.proof.passages import essence
from bookbuild.proof.readback.pdf_text import fonts_of, unicode_map

_SIZE = 14
"""In points: the optical size that the fonts of a book have, where a font has several."""
_NEAR = 2
"""By how many units of a font an outline may differ, since places of points are rounded."""
_MOST = 3
"""How many letters of a font are named."""

_PRIVATE = "Co"
"""The category of code points that mean nothing by themselves; fonts have further shapes of letters there."""


@dataclass(frozen=True, slots=True)
class _Embedded:
    """A font inside a PDF."""

    name: str
    font: TTFont
    meanings: Mapping[int, str]
    """What the file says that its glyphs mean, by their numbers."""


def glyph_faults(pdf: Pdf, *, outlines: bool) -> Iterator[str]:
    """Letters that a font shows as others; with `outlines`, those too that are drawn as others."""
    for embedded in filter(None, map(_embedded, fonts_of(pdf))):
        wrong = list(_misread(embedded))
        yield from wrong[:_MOST]
        if outlines and not wrong:
            yield from list(_redrawn(embedded))[:_MOST]


def _embedded(font: Object) -> _Embedded | None:
    """A font whose codes are the numbers of glyphs, or become them by a map; None for any other."""
    below, letters = font.get("/DescendantFonts"), font.get("/ToUnicode")
    if not isinstance(below, Array) or len(below) == 0 or not isinstance(letters, Stream):
        return None
    file = below[0].get("/FontDescriptor", Dictionary()).get("/FontFile2")
    if not isinstance(file, Stream) or font.get("/Encoding") != Name("/Identity-H"):
        return None
    meanings = dict(unicode_map(letters.read_bytes()))
    glyphs = below[0].get("/CIDToGIDMap")
    if isinstance(glyphs, Stream):
        table = glyphs.read_bytes()
        meanings = {int.from_bytes(table[2 * code : 2 * code + 2], "big"): text for code, text in meanings.items()}
    try:
        opened = TTFont(io.BytesIO(file.read_bytes()), lazy=True)
        opened.getGlyphOrder()
    except TTLibError:
        return None
    return _Embedded(str(font.get("/BaseFont", ""))[1:], opened, meanings)


def _misread(embedded: _Embedded) -> Iterator[str]:
    """Letters whose glyph is that of another letter by the font's own map, or has no shape."""
    font = embedded.font
    order = font.getGlyphOrder()
    letters = font["cmap"].buildReversed() if "cmap" in font else {}
    shapes = font.get("glyf", {})
    for glyph, text in sorted(embedded.meanings.items()):
        if not essence(text):
            continue
        name = order[glyph] if glyph < len(order) else ""
        shown = {chr(letter) for letter in letters.get(name, ()) if unicodedata.category(chr(letter)) != _PRIVATE}
        if shown and not any(_alike(text, letter) for letter in shown):
            yield f"its font {embedded.name} shows “{min(shown)}” where its text has “{text}”"
        elif name in shapes and shapes[name].numberOfContours == 0 and any(map(_has_shape, text)):
            yield f"its font {embedded.name} has no shape for “{text}”"


def _redrawn(embedded: _Embedded) -> Iterator[str]:
    """Letters that are drawn otherwise than in the font package of the same name, or have the glyph of others there."""
    original = _original(embedded.font)
    if original is None:
        return
    order = original.order
    drawn = embedded.font.getGlyphSet()
    names = embedded.font.getGlyphOrder()
    for glyph, text in sorted(embedded.meanings.items()):
        if not essence(text) or glyph >= len(order) or glyph >= len(names):
            continue
        meant = agl.toUnicode(order[glyph])
        if meant and not _alike(text.casefold(), meant.casefold()):  # a small capital has the name of its small letter
            yield f"its font {embedded.name} shows “{meant}” where its text has “{text}”"
        elif not _same_outline(_outline(drawn, names[glyph]), _outline(original.shapes, order[glyph])):
            yield f"its font {embedded.name} draws “{text}” otherwise than the font of that name"


@dataclass(frozen=True, slots=True)
class _Original:
    """A font of a package, in one weight."""

    order: list[str]
    shapes: Any


def _original(font: TTFont) -> _Original | None:
    """The font of which an embedded one is a part; None where no package has it."""
    names = font.get("name")
    family = (names.getDebugName(16) or names.getDebugName(1) or "") if names is not None else ""
    slug = max(
        (known for known in fontpkg.families() if fontpkg.slugify(family).startswith(known)), key=len, default=""
    )
    if not slug or "OS/2" not in font:
        return None
    weight = int(font["OS/2"].usWeightClass)
    style = "italic" if font["OS/2"].fsSelection & 1 else "normal"
    files = [file for file in fontpkg.family(slug).files if file.style == style]
    fitting = [file for file in files if file.variable or file.weight == weight]
    return _opened(fitting[0].path, weight) if fitting else None


@cache
def _opened(path: Path, weight: int) -> _Original:
    font = TTFont(path, lazy=True)
    axes = font["fvar"].axes if "fvar" in font else ()
    wanted = {"wght": weight, "opsz": _SIZE}
    place = {
        axis.axisTag: max(axis.minValue, min(axis.maxValue, wanted.get(axis.axisTag, axis.defaultValue)))
        for axis in axes
    }
    return _Original(font.getGlyphOrder(), font.getGlyphSet(location=place) if place else font.getGlyphSet())


def _outline(shapes: Any, name: str) -> list[Any]:
    pen = DecomposingRecordingPen(shapes)
    shapes[name].draw(pen)
    return list(pen.value)


def _same_outline(one: list[Any], other: list[Any]) -> bool:
    steps, points = _numbers(one)
    other_steps, other_points = _numbers(other)
    return steps == other_steps and all(abs(a - b) <= _NEAR for a, b in zip(points, other_points, strict=True))


def _numbers(outline: list[Any]) -> tuple[list[tuple[str, int]], list[float]]:
    """The steps of an outline with how many numbers each has, and all of these."""
    steps = [(step, [number for point in points if point for number in point]) for step, points in outline]
    return [(step, len(numbers)) for step, numbers in steps], [number for _, numbers in steps for number in numbers]


def _alike(text: str, shown: str) -> bool:
    """Whether two texts are one letter in other forms: a ligature, or a bracket that is turned round."""
    plain, other = (essence(unicodedata.normalize("NFKC", each)) for each in (text, shown))
    both = len(plain) == len(other) == 1
    return plain == other or (both and unicodedata.mirrored(plain) == unicodedata.mirrored(other) == 1)


def _has_shape(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNPS"
