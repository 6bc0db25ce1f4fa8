"""A cover for a book whose author has none: a label on patterned paper, or a band of such paper above the title.

What it looks like follows from the theme of the book and from its identifier alone: the same book has the same cover
on every day and every machine.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bookbuild.model import Metadata
from bookbuild.outputs.cover import patterns
from bookbuild.outputs.cover.lettering import ShapedLine, can_set, draw
from bookbuild.outputs.cover.lines import fitted
from bookbuild.typography.themes import CoverDesign, Lettering, Theme

WIDTH, HEIGHT = 1600, 2560

_PAPER, _INK = 16, 31
"""The places in the palette at which paper and the ink on it stand; below are ground and pattern."""

Colour = tuple[int, int, int]
Left = Callable[[ShapedLine], float]
"""Where a line begins, in pixels from the left."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of a cover."""

    ground: Colour
    figure: Colour
    """Of the pattern."""
    paper: Colour
    ink: Colour
    """Of the letters."""


_SCHEMES = (
    Scheme((31, 58, 82), (94, 126, 150), (246, 240, 226), (24, 40, 56)),
    Scheme((116, 40, 38), (176, 98, 84), (248, 241, 228), (72, 24, 22)),
    Scheme((42, 74, 60), (108, 142, 118), (246, 241, 227), (26, 46, 38)),
    Scheme((206, 172, 104), (150, 110, 48), (250, 245, 234), (74, 52, 22)),
    Scheme((68, 48, 84), (132, 108, 150), (247, 241, 232), (48, 32, 60)),
    Scheme((196, 205, 204), (124, 146, 150), (252, 249, 242), (38, 54, 60)),
    Scheme((40, 92, 98), (112, 160, 160), (247, 242, 230), (22, 52, 56)),
    Scheme((188, 104, 72), (222, 158, 126), (250, 243, 232), (86, 40, 24)),
)


@dataclass(frozen=True, slots=True)
class Words:
    """What a cover says."""

    title: str
    subtitle: str
    author: str
    foot: str
    """The series or the publisher."""
    direction: str
    language: str


def cover(metadata: Metadata, theme: Theme) -> bytes:
    """The cover as a PNG of 1600 × 2560 pixels."""
    seed = hashlib.sha256(metadata.identifier.encode()).digest()
    scheme = _SCHEMES[seed[0] % len(_SCHEMES)]
    canvas = Image.new("L", (WIDTH, HEIGHT), 0)
    words = Words(
        metadata.title,
        metadata.subtitle,
        " · ".join(metadata.byline),
        " ".join(filter(None, (metadata.series, metadata.series_number))) or metadata.publisher,
        metadata.direction,
        metadata.language,
    )
    _LAYOUTS[theme.cover.layout](canvas, seed[1], words, theme.cover)
    return _png(canvas, scheme)


def says_its_title(metadata: Metadata, theme: Theme) -> bool:
    """Whether the fonts that come with bookbuild have all the letters of the title."""
    return can_set(metadata.title, theme.cover.title)


def _pattern(canvas: Image.Image, number: int, box: tuple[int, int, int, int], times: int = 1) -> None:
    area = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    patterns.fill(area, number, times)
    canvas.paste(area.point([round(value / 17) for value in range(256)]), box)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of one style, one below the other."""

    lines: tuple[ShapedLine, ...]
    style: Lettering
    leading: float
    """From base line to base line, in ems."""
    above: float
    """Space before them, in pixels."""

    @property
    def height(self) -> float:
        return self.above + len(self.lines) * self.leading * self.style.size


def _blocks(words: Words, width: int, design: CoverDesign) -> list[_Block]:
    """The words of a cover from top to bottom, as far as there are fonts for them."""
    chosen = (
        (words.author, design.author, 2, 1.4, 0.0),
        (words.title, design.title, 7, 1.12, design.space),
        (words.subtitle, design.subtitle, 6, 1.3, design.space * 0.55),
    )
    ordered = chosen if design.layout == "label" else (*chosen[1:], chosen[0])
    blocks: list[_Block] = []
    for text, style, most, leading, above in ordered:
        if text and can_set(text, style):
            lines, style = fitted(text, style, width, most, words.direction, words.language)
            blocks.append(_Block(lines, style, leading, (above or design.space) if blocks else 0.0))
    return blocks


def _label(canvas: Image.Image, number: int, words: Words, design: CoverDesign) -> None:
    """As bookbinders have it: patterned paper all over, and on it a label with a double frame."""
    _pattern(canvas, number, (0, 0, WIDTH, HEIGHT), design.pattern)
    width, inset = 1120, 92
    blocks = _blocks(words, width - 2 * inset, design)
    foot = _foot(words, width - 2 * inset, design)
    if not blocks:
        return
    text = sum(block.height for block in blocks)
    foot_height = 190 if foot else 60
    height = max(round(text) + 2 * inset + foot_height + 70, 860)
    left = (WIDTH - width) // 2
    top = max(round(HEIGHT * 0.40 - height / 2), 200)
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((left, top, left + width - 1, top + height - 1), fill=_PAPER)
    for margin, line in ((30, 5), (46, 2)):
        pen.rectangle(
            (left + margin, top + margin, left + width - 1 - margin, top + height - 1 - margin),
            outline=_INK,
            width=line,
        )
    start = top + inset + 30 + max((height - 2 * inset - foot_height - 30 - text) / 2, 0)
    _set(canvas, blocks, start, lambda line: (WIDTH - line.width) / 2)
    if foot:
        base = top + height - inset - 22
        middle = WIDTH // 2
        _ornament(pen, middle, base - 108)
        draw(foot, canvas, (WIDTH - foot.width) / 2, base, _INK)


def _band(canvas: Image.Image, number: int, words: Words, design: CoverDesign) -> None:
    """As magazines have it: a band of patterned paper, and below it the words as on the first page of a magazine."""
    band, margin = design.band, 150
    _pattern(canvas, number, (0, 0, WIDTH, band), design.pattern)
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, band, WIDTH, HEIGHT), fill=_PAPER)
    pen.rectangle((0, band, WIDTH, band + 11), fill=_INK)
    blocks = _blocks(words, WIDTH - 2 * margin, design)
    rtl = words.direction == "rtl"

    def left(line: ShapedLine) -> float:
        return WIDTH - margin - line.width if rtl else margin

    _set(canvas, blocks, band + 150, left)
    if foot := _foot(words, WIDTH - 2 * margin, design):
        pen.rectangle((margin, HEIGHT - 258, WIDTH - margin, HEIGHT - 256), fill=_INK)
        draw(foot, canvas, left(foot), HEIGHT - 160, _INK)


_LAYOUTS = {"label": _label, "band": _band}
"""By the names that themes have for them."""


def _set(canvas: Image.Image, blocks: list[_Block], top: float, left: Left) -> None:
    for block in blocks:
        top += block.above
        for line in block.lines:
            draw(line, canvas, left(line), top + 0.82 * block.leading * block.style.size, _INK)
            top += block.leading * block.style.size


def _foot(words: Words, width: int, design: CoverDesign) -> ShapedLine | None:
    if not words.foot or not can_set(words.foot, design.foot):
        return None
    lines, _ = fitted(words.foot, design.foot, width, 1, words.direction, words.language)
    return lines[0]


def _ornament(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """A lozenge between two rules."""
    pen.polygon([(x, y - 13), (x + 13, y), (x, y + 13), (x - 13, y)], fill=_INK)
    for side in (-1, 1):
        pen.line([(x + side * 34, y), (x + side * 150, y)], fill=_INK, width=3)


def _png(canvas: Image.Image, scheme: Scheme) -> bytes:
    ramps = [*_ramp(scheme.ground, scheme.figure), *_ramp(scheme.paper, scheme.ink)]
    picture = canvas.copy()
    picture.putpalette([value for colour in ramps for value in colour])
    data = io.BytesIO()
    picture.save(data, "PNG", bits=8, compress_level=6)
    return data.getvalue()


def _ramp(first: Colour, last: Colour) -> list[Colour]:
    """Sixteen colours from one to another."""
    steps = [step / 15 for step in range(16)]
    red, green, blue = ([round(a + (b - a) * step) for step in steps] for a, b in zip(first, last, strict=True))
    return list(zip(red, green, blue, strict=True))
