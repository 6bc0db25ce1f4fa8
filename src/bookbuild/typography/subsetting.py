"""Fonts cut down to what a publication needs of them, by HarfBuzz's subsetter, for all outputs.

A font for print keeps its numbers of glyphs, so that pages laid out apart can share it. A font for screens keeps what
its letters need of each other: ligatures, joined forms, marks, kerning. The same font with the same letters gives the
same bytes on every machine.
"""

import functools
import hashlib
import io
import json
from collections.abc import Collection, Iterable
from pathlib import Path

import uharfbuzz

from bookbuild.jobs.cache import Cache, key
from bookbuild.typography.faces import Axes

FEATURES = (
    *("calt", "ccmp", "clig", "curs", "fina", "init", "isol", "kern", "liga", "lnum", "locl", "mark", "medi", "mkmk"),
    *("onum", "pnum", "rclt", "rlig", "rvrn", "tnum"),
)
"""What texts and our style sheets ask of fonts on screens. Each feature keeps the glyphs that it may put in."""
SMALL_CAPITALS = "smcp"
"""Asked for only where a text has small capitals: it is a second alphabet."""

_HYPHEN, _BREAK = 0x2D, 0x2010
_LAYOUT_TABLES = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "JSTF", "STAT")


@functools.cache
def letters(path: Path) -> frozenset[int]:
    """The code points of the characters that a font has."""
    return frozenset(_opened(path).unicodes)


def pinned(path: Path, axes: Axes) -> bytes:
    """A whole font at one place of its axes (OpenType, “Font variations overview”).

    Axes that are not named stand at their defaults.
    """
    face = _opened(path)
    if not face.axis_infos:
        return _with_two_hyphens(path.read_bytes())
    wanted = uharfbuzz.SubsetInput()
    wanted.keep_everything()
    wanted.pin_all_axes_to_default(face)
    _pin(wanted, face, axes)
    return _with_two_hyphens(bytes(uharfbuzz.subset(face, wanted).blob.data))


def _with_two_hyphens(data: bytes) -> bytes:
    """A font in which U+2010, which stands where words are divided, has a glyph of its own.

    Who reads pages back tells it by that from the hyphens that a writer typed; and a font that lacks it would have it
    taken from another.
    """
    font = uharfbuzz.Font(uharfbuzz.Face(data))
    typed = font.get_nominal_glyph(_HYPHEN)
    if not typed or font.get_nominal_glyph(_BREAK) not in (None, 0, typed):
        return data
    from fontTools.ttLib import TTFont  # takes its time to load

    changed, opened = io.BytesIO(), TTFont(io.BytesIO(data), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
    name, added = opened.getBestCmap()[_HYPHEN], "hyphen.break"
    opened["glyf"][added] = opened["glyf"][name]
    opened.setGlyphOrder(opened["glyf"].glyphOrder)
    opened["hmtx"][added] = opened["hmtx"][name]
    opened["maxp"].numGlyphs += 1
    for table in opened["cmap"].tables:
        if table.isUnicode():
            table.cmap[_BREAK] = added
    for by_glyph in ("hdmx", "LTSH"):
        if by_glyph in opened:
            del opened[by_glyph]
    opened.save(changed)
    return changed.getvalue()


def with_glyphs(data: bytes, glyphs: set[int]) -> bytes:
    """A font without the shapes of all glyphs but some, which keep their numbers, and without tables for layout."""
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update({0, *glyphs})
    wanted.drop_table_tag_set.update(map(_tag, _LAYOUT_TABLES))
    flags = uharfbuzz.SubsetFlags
    wanted.flags = flags.RETAIN_GIDS | flags.NO_HINTING | flags.NO_LAYOUT_CLOSURE
    return bytes(uharfbuzz.subset(uharfbuzz.Face(data), wanted).blob.data)


def web_font(path: Path, axes: Axes, wanted: Collection[int], features: Iterable[str], cache: Cache) -> bytes:
    """A font with nothing but some code points, as far as it has them, and what they need of each other, as WOFF2."""
    code_points, tags = sorted(letters(path).intersection(wanted)), sorted(features)
    name = key("web font", _digest(path), json.dumps([sorted(axes), code_points, tags]))
    kept = cache.get(name)
    if kept is None:
        kept = _woff2(with_letters(path, axes, code_points, tags))
        cache.put(name, kept)
    return kept


def with_letters(path: Path, axes: Axes, code_points: Iterable[int], features: Iterable[str]) -> bytes:
    """A font with nothing but some code points and what they need of each other; axes that are not named stay."""
    face = _opened(path)
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(code_points)
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(map(_tag, features))
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    _pin(wanted, face, axes)
    return bytes(uharfbuzz.subset(face, wanted).blob.data)


def within_limits(path: Path, axes: Axes) -> Axes:
    """Of some axes those that a font has, each within its limits."""
    known = {axis.tag: axis for axis in _opened(path).axis_infos}
    return tuple(
        (tag, min(max(place, known[tag].min_value), known[tag].max_value)) for tag, place in axes if tag in known
    )


def _pin(wanted: uharfbuzz.SubsetInput, face: uharfbuzz.Face, axes: Axes) -> None:
    for tag, place in axes:
        wanted.pin_axis_location(face, tag, place)


def _woff2(font: bytes) -> bytes:
    """A font packed for screens (WOFF File Format 2.0).

    fontTools rewrites the outlines for that, which takes a few milliseconds and saves a tenth of the size.
    """
    from fontTools.ttLib import TTFont  # takes its time to load, and is not needed where the cache has the font

    packed, whole = io.BytesIO(), TTFont(io.BytesIO(font), recalcTimestamp=False)
    whole.flavor = "woff2"
    whole.save(packed)
    return packed.getvalue()


def _tag(name: str) -> int:
    return int.from_bytes(name.encode(), "big")


@functools.cache
def _opened(path: Path) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))


@functools.cache
def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()
