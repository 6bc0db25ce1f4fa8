"""Which letters a glyph stands for, where several letters are shaped together.

A font says so of plain shapes by its character map, and of others by its substitutions (OpenType, GSUB): a half
consonant of Hindi is put for a consonant and a virama, wherever it stands.
"""

import functools
import io
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import uharfbuzz

_PARTED = {ord("\u0e33"): "\u0e4d\u0e32", ord("\u0eb3"): "\u0ecd\u0eb2"}
"""The vowel AM of Thai and Lao, whose ring stands below marks of its consonant; other letters have parts by Unicode."""
_SINGLE, _LIGATURE, _EXTENSION = 1, 4, 7
"""Kinds of substitutions."""
_DEEPEST = 4
"""How many substitutions may follow one another."""


def meanings(file: bytes, index: int, glyphs: Sequence[int], letters: str) -> list[str]:
    """The letters of each glyph of a cluster, whose font is the given one of a file.

    First come those whose own shape it is, then what the font puts it for, and the others in their order.
    """
    if len(glyphs) == 1:
        return [letters]
    font = _shapes(file, index)
    shapes = set(glyphs)
    left = [part for letter in letters for part in (letter if _nominal(font, letter) in shapes else _parts(letter))]
    each = dict.fromkeys(range(len(glyphs)), "")
    for place, glyph in enumerate(glyphs):
        if own := next((letter for letter in left if _nominal(font, letter) == glyph), ""):
            each[place] = own
            left.remove(own)
    if sum(not meaning for meaning in each.values()) > 1:
        _add_substitutes(_substitutions(file, index), glyphs, each, left)
    open_places = [place for place, meaning in each.items() if not meaning]
    if len(open_places) == len(left):
        each |= dict(zip(open_places, left, strict=True))
    elif left:
        each[open_places[0] if open_places else len(glyphs) - 1] += "".join(left)
    return list(each.values())


def _add_substitutes(known: "_Substitutions", glyphs: Sequence[int], each: dict[int, str], left: list[str]) -> None:
    """Give the glyphs without letters those that the font puts them for, as far as they are left."""
    for place, glyph in enumerate(glyphs):
        if not each[place]:
            each[place] = next((text for text in known.texts(glyph) if Counter(text) <= Counter(left)), "")
            for letter in each[place]:
                left.remove(letter)


def _parts(letter: str) -> str:
    """The letters that shapers draw a letter with whose parts stand on several sides of another."""
    return unicodedata.normalize("NFD", letter.translate(_PARTED))


def _nominal(font: Any, letter: str) -> int | None:
    shape = font.get_nominal_glyph(ord(letter))
    return None if shape is None else int(shape)


@functools.lru_cache(maxsize=8)
def _shapes(data: bytes, index: int) -> Any:
    return uharfbuzz.Font(uharfbuzz.Face(data, index))


@dataclass(frozen=True, slots=True)
class _Substitutions:
    """What the glyphs of a font stand for."""

    letters: Mapping[int, str]
    """By the character map."""
    sources: Mapping[int, Sequence[Sequence[int]]]
    """The glyphs for which the font puts one."""

    def texts(self, glyph: int, depth: int = _DEEPEST) -> Iterator[str]:
        """All that a glyph may stand for."""
        if glyph in self.letters:
            yield self.letters[glyph]
        elif depth:
            for source in self.sources.get(glyph, ()):
                yield from self._joined(source, depth - 1)

    def _joined(self, glyphs: Sequence[int], depth: int) -> Iterator[str]:
        if not glyphs:
            yield ""
            return
        for first in self.texts(glyphs[0], depth):
            for others in self._joined(glyphs[1:], depth):
                yield first + others


@functools.lru_cache(maxsize=8)
def _substitutions(data: bytes, index: int) -> _Substitutions:
    from fontTools.ttLib import TTFont  # takes its time to load

    font = TTFont(io.BytesIO(data), fontNumber=index, lazy=True)
    number = font.getGlyphID
    sources: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for glyph, source in _steps(font):
        sources[number(glyph)].append(tuple(number(each) for each in source))
    letters = {number(name): chr(letter) for letter, name in sorted(font.getBestCmap().items(), reverse=True)}
    return _Substitutions(letters, sources)


def _steps(font: Any) -> Iterator[tuple[str, Sequence[str]]]:
    """Each substitution: the glyph that is put, and those that it is put for."""
    lookups = font["GSUB"].table.LookupList if "GSUB" in font else None
    for lookup in lookups.Lookup if lookups else ():
        for table in lookup.SubTable:
            step = table.ExtSubTable if table.LookupType == _EXTENSION else table
            if step.LookupType == _SINGLE:
                yield from ((put, (source,)) for source, put in step.mapping.items())
            elif step.LookupType == _LIGATURE:
                for first, ligatures in step.ligatures.items():
                    yield from ((each.LigGlyph, (first, *each.Component)) for each in ligatures)
