"""How WeasyPrint will measure and divide a text, known from a paragraph that it has laid out."""

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyphen
import uharfbuzz
from weasyprint.text.fonts import font_features
from weasyprint.text.line_break import get_log_attrs, get_next_word_boundaries

from bookbuild.outputs.pdf.line_breaking import Type
from bookbuild.typography.faces import FAMILIES, Face, faces

PROBE = "Typography,"
"""A paragraph to be laid out, shorter than any line."""
_TOLERANCE = 0.05
"""In CSS pixels: HarfBuzz and Pango round differently."""


class _Patterns(pyphen.Pyphen):
    """Hyphenation patterns without the places at which a word would be spelt in another way.

    Those for German would have `Schifffahrt` lose a letter.
    """

    def positions(self, word: str) -> list[Any]:
        """The places in a word at which it may be divided as it is."""
        return [place for place in super().positions(word) if not getattr(place, "data", None)]


pyphen.Pyphen = _Patterns  # WeasyPrint makes its own


def divisions(word: str, language: str) -> list[int] | None:
    """The places at which the patterns of a language divide a word of letters; None if it has no patterns."""
    name = pyphen.language_fallback(language) if language else None
    return None if name is None else [int(place) for place in pyphen.Pyphen(lang=name, left=3, right=3).positions(word)]


def type_of(paragraphs: Sequence[Any]) -> Type | None:
    """How paragraphs are set, of which WeasyPrint laid out two that are `PROBE`, without and with an indent.

    None where lines cannot be foretold: they are ranged on one side, run from right to left, are spaced out, are set in
    a family that does not come with bookbuild, or hold more than the words, or not even these.
    """
    try:
        (before,), (word,) = (line.children for paragraph in paragraphs for line in paragraph.children)
    except ValueError:
        return None
    indented = paragraphs[-1]
    style = indented.style
    face = _face(style)
    plain = style["letter_spacing"] == "normal" and not style["word_spacing"] and style["white_space"] == "normal"
    if face is None or not plain or style["text_align_all"] != "justify" or style["direction"] != "ltr":
        return None
    language = style["lang"] or ""
    advances = _advances(face, style, language)
    probe, space, hyphen = (sum(advances(text) or ()) for text in (PROBE, " ", style["hyphenate_character"]))
    if not hyphen or abs(probe - word.width) > _TOLERANCE:
        return None
    return Type(
        measure=indented.width,
        indent=word.position_x - before.position_x,
        size=style["font_size"],
        space=space,
        hyphen=hyphen,
        positions=_positions(advances),
        stops=functools.partial(_stops, language),
        parts=_parts(style, language),
        least=style["hyphenate_limit_chars"][1],
    )


def _face(style: Mapping[str, Any]) -> Face | None:
    family = style["font_family"][0]
    if family not in FAMILIES:
        return None
    wanted = (style["font_style"], style["font_weight"])
    return next((face for face in faces(family) if (face.style, face.weight) == wanted), None)


def _features(style: Mapping[str, Any]) -> dict[str, int]:
    named = (
        *("kerning", "variant_ligatures", "variant_position", "variant_caps", "variant_numeric"),
        *("variant_alternates", "variant_east_asian", "feature_settings"),
    )
    return dict(font_features(**{f"font_{name}": style[f"font_{name}"] for name in named}))


def _advances(face: Face, style: Mapping[str, Any], language: str) -> Callable[[str], Sequence[float] | None]:
    """What tells by how much each letter of a text moves the next, in CSS pixels; None if the font lacks one.

    The letters of a ligature share its width.
    """
    font = uharfbuzz.Font(uharfbuzz.Face(face.data))
    scale = style["font_size"] / font.face.upem
    features = _features(style)

    def advances(text: str) -> Sequence[float] | None:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        if language:
            buffer.language = language
        uharfbuzz.shape(font, buffer, features)
        widths: dict[int, float] = {}
        for glyph, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if not glyph.codepoint:
                return None
            widths[glyph.cluster] = widths.get(glyph.cluster, 0.0) + position.x_advance * scale
        shares: list[float] = []
        for first, after in itertools.pairwise((*sorted(widths), len(text))):
            shares += [widths[first] / (after - first)] * (after - first)
        return tuple(shares)

    return advances


def _positions(advances: Callable[[str], Sequence[float] | None]) -> Callable[[str], Sequence[float] | None]:
    """What tells where each letter of a text begins, and its end.

    Each word is measured once, between the two spaces with which a font may kern it.
    """

    @functools.lru_cache(maxsize=10_000)
    def between_spaces(word: str) -> Sequence[float] | None:
        found = advances(f" {word} ")
        return None if found is None else found[:-1]

    def positions(text: str) -> Sequence[float] | None:
        words = [between_spaces(word) for word in text.split(" ")]
        if None in words:
            return None
        every = itertools.chain.from_iterable(word for word in words if word)
        next(every)  # no space precedes the first word
        return [*itertools.accumulate(every, initial=0.0)]

    return positions


def _stops(language: str, text: str) -> Sequence[int]:
    """Before which letters a line may end, by Pango's reading of the rules (Unicode Standard Annex 14)."""
    attributes = get_log_attrs(text, language)
    return [place for place in range(1, len(text)) if attributes[place].is_line_break]


def _parts(style: Mapping[str, Any], language: str) -> Callable[[str], Sequence[int]]:
    """What tells where words may be divided: the first of them that is long enough, as WeasyPrint does it."""
    patterns = pyphen.language_fallback(language) if language else None
    if style["hyphens"] != "auto" or not patterns:
        return lambda words: ()
    least, left, right = style["hyphenate_limit_chars"]
    dictionary = pyphen.Pyphen(lang=patterns, left=left, right=right)

    @functools.lru_cache(maxsize=10_000)
    def parts(words: str) -> Sequence[int]:
        passed = 0
        while len(words) - passed >= least and (found := get_next_word_boundaries(words[passed:], patterns)):
            start, stop = found
            if stop - start >= least:
                word = words[passed + start : passed + stop]
                return [passed + start + len(part) for part, _ in dictionary.iterate(word)]
            passed += stop
        return ()

    return parts
