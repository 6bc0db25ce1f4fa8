"""The letters of lines that WeasyPrint shows well and tells badly: points, joined shapes, two directions.

A PDF says of each glyph which letters it stands for, the same at every place (ISO 32000-1, 9.10.3). WeasyPrint takes
what a glyph stands for where it first meets it, so that of several glyphs that are shaped together one gets all the
letters. Here each gets its own, and where that cannot be, the letters stand beside them (14.9.4). Runs of a line that
goes in both directions are drawn in the order in which they are read, those from right to left marked as such
(14.8.2.3.3): from the glyphs as they lie nobody could tell the one from the other.
"""

import functools
import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pydyf
import weasyprint.draw.text
from weasyprint.matrix import Matrix
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from bookbuild.outputs.pdf.glyphs import meanings

_FIRST_MARK = "\u0300"
_FIRST_OF_PANGO = pango.PANGO_GLYPH_EMPTY
"""Glyphs from here on are Pango's own, such as that for letters without ink."""
_NOTHING = "\u2060"
"""What a glyph stands for whose letters another one has: a PDF has to say something."""
_LEAST_SIZE = 1e-6
"""WeasyPrint draws no letters that are smaller."""
_MIRRORED = str.maketrans("()[]{}<>«»‹›≤≥", ")(][}{><»«›‹≥≤")
"""Letters that are shown as their counterparts from right to left, and not so from left to right."""
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})

_draw_first_line = weasyprint.draw.text.draw_first_line


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Glyphs that are shaped together."""

    item: Any
    """Pango's, of the run that they are in."""
    start: int
    """Where their letters begin in the text, in bytes."""
    letters: str
    indices: tuple[int, ...]
    """Which glyphs of the run they are, from left to right."""
    is_told: bool
    """Whether the font says of them what they stand for."""

    @property
    def is_reversed(self) -> bool:
        """Whether they are read from right to left (an odd level of embedding; Unicode Standard Annex 9)."""
        return bool(self.item.item.analysis.level % 2)

    @property
    def run(self) -> tuple[int, bool]:
        """What neighbours have in common that can be drawn as one."""
        return (self.item.item.offset, self.is_told)


def install() -> None:
    """Have WeasyPrint draw text with all its letters."""
    weasyprint.draw.text.draw_first_line = _drawn


def _drawn(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> Any:
    has_letters = bool(textbox.text.strip()) and textbox.style["font_size"] >= _LEAST_SIZE
    is_plain = not has_letters or (textbox.style["direction"] == "ltr" and not _is_complex(textbox.text))
    if is_plain:
        return _draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)  # as WeasyPrint will: a change frees all lines
    line, index = layout.get_first_line()
    clusters = list(_clusters(stream, line, layout.text.encode()))
    places = dict(zip(clusters, itertools.accumulate(map(_width, clusters), initial=0.0), strict=False))
    emojis: list[Any] = []
    left, bottom = matrix.values[4:]
    runs = [list(run) for _, run in itertools.groupby(clusters, key=lambda cluster: cluster.run)]
    try:
        for run in sorted(runs, key=lambda run: min(cluster.start for cluster in run)):
            for part in [run] if run[0].is_told else [[cluster] for cluster in _as_read(run)]:
                layout.get_first_line = functools.partial(_line_of, part, index)
                shift = places[part[0]]
                _mark(stream, part)
                drawn = _draw_first_line(
                    stream, textbox, text_overflow, block_ellipsis, Matrix(d=-1, e=left + shift, f=bottom)
                )
                pydyf.Stream.end_marked_content(stream)
                size = textbox.style["font_size"]
                emojis += [[image, font, a, d, e + shift / size, f] for image, font, a, d, e, f in drawn]
    finally:
        del layout.get_first_line
    return emojis


def _is_complex(text: str) -> bool:
    """Whether a text has letters that are read from right to left, or that stand on others."""
    return max(text) >= _FIRST_MARK and any(
        unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT or unicodedata.category(letter)[0] == "M" for letter in text
    )


def _as_read(run: Sequence[_Cluster]) -> list[_Cluster]:
    return sorted(run, key=lambda cluster: cluster.start)


def _mark(stream: Any, part: Sequence[_Cluster]) -> None:
    if not part[0].is_told:
        letters = pydyf.Dictionary({"ActualText": pydyf.String(part[0].letters)})
        pydyf.Stream.begin_marked_content(stream, "Span", letters)
    else:
        pydyf.Stream.begin_marked_content(stream, "ReversedChars" if part[0].is_reversed else "Span")


def _line_of(part: Sequence[_Cluster], index: Any) -> tuple[Any, Any]:
    """Some clusters of one run as a line by itself, such as Pango gives."""
    item, indices = part[0].item, [index for cluster in part for index in cluster.indices]
    glyphs = SimpleNamespace(
        glyphs=[item.glyphs.glyphs[each] for each in indices],
        num_glyphs=len(indices),
        log_clusters=[item.glyphs.log_clusters[each] for each in indices],
    )
    run = SimpleNamespace(data=SimpleNamespace(item=item.item, glyphs=glyphs), next=ffi.NULL)
    return SimpleNamespace(runs=[run]), index


def _width(cluster: _Cluster) -> float:
    return float(sum(cluster.item.glyphs.glyphs[index].geometry.width for index in cluster.indices) * FROM_UNITS)


def _clusters(stream: Any, line: Any, typed: bytes) -> Iterator[_Cluster]:
    """The clusters of a line as they lie on it, from left to right."""
    entry = line.runs[0]
    while entry != ffi.NULL:
        run, item, shaped = entry.data, entry.data.item, entry.data.glyphs
        entry = entry.next
        font, _ = stream.add_font(item.analysis.font)
        letters_of_run = typed[item.offset : item.offset + item.length]
        bases = _bases(letters_of_run, sorted(set(shaped.log_clusters[0 : shaped.num_glyphs])))
        starts = [bases[shaped.log_clusters[index]] for index in range(shaped.num_glyphs)]
        ends = dict(itertools.pairwise(sorted({*starts, item.length})))
        for start, group in itertools.groupby(range(shaped.num_glyphs), key=starts.__getitem__):
            indices = tuple(group)
            letters = letters_of_run[start : ends[start]].decode()
            glyphs = [shaped.glyphs[index].glyph for index in indices]
            is_shown = all(glyph < _FIRST_OF_PANGO for glyph in glyphs)
            is_reversed = bool(item.analysis.level % 2)
            is_told = not is_shown or _tell(font, glyphs, letters, is_reversed=is_reversed)
            yield _Cluster(run, item.offset + start, letters, indices, is_told)


def _bases(letters: bytes, starts: Sequence[int]) -> dict[int, int]:
    """Where the letter begins on which the letters of a cluster stand, for all places where clusters begin.

    Marks of one letter change places, and Pango then takes each for the other.
    """
    bases: dict[int, int] = {}
    base = 0
    for start, end in itertools.pairwise([*starts, len(letters)]):
        if unicodedata.category(letters[start:end].decode()[0])[0] != "M":
            base = start
        bases[start] = base
    return bases


def _tell(font: Any, glyphs: Sequence[int], letters: str, *, is_reversed: bool) -> bool:
    """Say what the glyphs of a cluster stand for. Whether that is so wherever they stand."""
    shown = letters
    if is_reversed:
        glyphs, shown = glyphs[::-1], letters.translate(_MIRRORED)
    for glyph, meaning in zip(glyphs, meanings(font.file_content, font.index, glyphs, shown), strict=True):
        font.to_unicode.setdefault(glyph, meaning or _NOTHING)
    told = [font.to_unicode[glyph] for glyph in glyphs]
    return _NOTHING not in told and unicodedata.normalize("NFC", "".join(told)) == unicodedata.normalize("NFC", letters)
