"""Patterned papers, as bookbinders use them: small shapes that repeat.

A pattern is drawn once, on a tile four times too large, and the tile is then repeated.
"""

import math
from collections.abc import Callable, Iterator

from PIL import Image, ImageDraw

SIZE = 160
"""Of a tile, in pixels."""
_OVER = 4

Point = tuple[float, float]
Shape = tuple[list[Point], bool]
"""The corners of a shape in parts of a tile, and whether it is figure or ground."""


def fill(canvas: Image.Image, number: int, times: int = 1) -> None:
    """Fill a picture of one channel with a pattern, 0 where there is ground and 255 where there is figure.

    Its shapes are so many times larger than usual.
    """
    size = SIZE * times
    tile = _tile(PATTERNS[number % len(PATTERNS)], size)
    for top in range(0, canvas.height, size):
        for left in range(0, canvas.width, size):
            canvas.paste(tile, (left, top))


def _tile(pattern: Callable[[], Iterator[Shape]], size: int) -> Image.Image:
    whole = size * _OVER
    tile = Image.new("L", (whole, whole), 0)
    pen = ImageDraw.Draw(tile)
    for corners, is_figure in pattern():
        for dx, dy in ((dx, dy) for dy in (-1, 0, 1) for dx in (-1, 0, 1)):
            pen.polygon([(round((x + dx) * whole), round((y + dy) * whole)) for x, y in corners], fill=255 * is_figure)
    return tile.reduce(_OVER)


def _circle(x: float, y: float, radius: float) -> list[Point]:
    return [
        (x + radius * math.cos(angle * math.tau / 96), y + radius * math.sin(angle * math.tau / 96))
        for angle in range(96)
    ]


def _leaf(x: float, y: float, length: float, width: float, degrees: float) -> list[Point]:
    """A leaf whose stalk is at a point and which points the way of an angle, counted from the right downwards."""
    way = math.radians(degrees)
    outline = [(step / 24, math.sin(math.pi * (step / 24) ** 0.8)) for step in range(25)]
    sides = [(along, side * width / 2) for along, side in outline]
    sides += [(along, -side * width / 2) for along, side in reversed(outline)]
    return [
        (
            x + along * length * math.cos(way) - side * math.sin(way),
            y + along * length * math.sin(way) + side * math.cos(way),
        )
        for along, side in sides
    ]


def _star(x: float, y: float, outer: float, inner: float, points: int) -> list[Point]:
    return [
        (
            x + (inner if corner % 2 else outer) * math.sin(corner * math.pi / points),
            y - (inner if corner % 2 else outer) * math.cos(corner * math.pi / points),
        )
        for corner in range(points * 2)
    ]


def _scales() -> Iterator[Shape]:
    """Scales: rows of arches, each row over the one above it."""
    for row in range(-2, 6):
        y = row * 0.25
        for x in (0.0, 0.5) if row % 2 else (0.25, 0.75):
            for ring, radius in enumerate((0.25, 0.225, 0.165, 0.14, 0.08)):
                yield _circle(x, y + 0.25, radius), ring % 2 == 0
            yield _circle(x, y + 0.25, 0.05), False


def _petals() -> Iterator[Shape]:
    """Four petals about each crossing of a net."""
    for x, y in ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)):
        for quarter in range(4):
            yield _leaf(x, y, 0.235, 0.1, 90 * quarter + 45), True
        yield _circle(x + 0.25, y, 0.028), True


def _sprigs() -> Iterator[Shape]:
    """Sprigs in rows, every other row moved by half."""
    for x, y in ((0.25, 0.46), (0.75, 0.96)):
        yield [(x - 0.009, y), (x + 0.009, y), (x + 0.006, y - 0.34), (x - 0.006, y - 0.34)], True
        yield _leaf(x, y - 0.3, 0.15, 0.075, -90), True
        for height, length in ((0.24, 0.15), (0.14, 0.17), (0.04, 0.14)):
            yield _leaf(x, y - height, length, 0.07, -45), True
            yield _leaf(x, y - height, length, 0.07, -135), True
        yield _circle(x, y + 0.27, 0.022), True
        yield _circle(x, y + 0.2, 0.014), True


def _lozenges() -> Iterator[Shape]:
    """A net of lozenges with a star in every other one."""
    for x, y in ((0.0, 0.0), (0.5, 0.5)):
        yield [(x, y - 0.47), (x + 0.47, y), (x, y + 0.47), (x - 0.47, y)], True
        yield [(x, y - 0.43), (x + 0.43, y), (x, y + 0.43), (x - 0.43, y)], False
        yield _star(x, y, 0.2, 0.055, 4), True
        for dx, dy in ((0.0, 0.3), (0.3, 0.0), (0.0, -0.3), (-0.3, 0.0)):
            yield _circle(x + dx, y + dy, 0.02), True


def _stars() -> Iterator[Shape]:
    """Stars and dots, as on a night sky in an old print."""
    for x, y in ((0.25, 0.25), (0.75, 0.75)):
        yield _star(x, y, 0.17, 0.068, 8), True
        yield _circle(x, y, 0.045), False
    for x, y in ((0.75, 0.25), (0.25, 0.75)):
        yield _circle(x, y, 0.035), True
        for dx, dy in ((0.09, 0.0), (-0.09, 0.0), (0.0, 0.09), (0.0, -0.09)):
            yield _circle(x + dx, y + dy, 0.014), True


def _waves() -> Iterator[Shape]:
    """Waves, thick and thin."""
    for row in range(4):
        for shift, thickness in ((0.0, 0.05), (0.09, 0.016)):
            middle = row * 0.25 + shift + 0.06
            crest = [
                (
                    step / 32 - 0.002 + 0.004 * (step == 32),
                    middle + 0.055 * math.sin(step * math.tau / 32 + math.pi * row),
                )
                for step in range(33)
            ]
            yield [*crest, *((x, y + thickness) for x, y in reversed(crest))], True


PATTERNS = (_scales, _petals, _sprigs, _lozenges, _stars, _waves)
"""All patterns there are."""
