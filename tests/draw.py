"""Draw the pictures of the books of all kinds: flat scenes in eight colours, a few kilobytes each.

    .venv/bin/python tests/draw.py

writes them into tests/books; they are kept there, so that the books can be built as they are.
"""

import io
import math
from pathlib import Path

from PIL import Image, ImageDraw

BOOKS = Path(__file__).parent / "books"
PALETTE = ("#f3ead7", "#e2b65c", "#c4643c", "#7f3b2e", "#8fae8b", "#3f6f6a", "#22404f", "#151d26")
_SKY, _SUN, _NEAR, _FAR = 0, 1, 5, 4

PICTURES = {
    "cookbook/images/table.png": (1600, 700, "bowls"),
    "cookbook/images/soup.png": (1200, 900, "bowls"),
    "cookbook/images/tray.png": (1000, 1000, "bowls"),
    "cookbook/images/loaf.png": (800, 1100, "hills"),
    "cookbook/images/pears.png": (1200, 800, "bowls"),
    "textbook/images/pendulum.png": (900, 700, "arcs"),
    "textbook/images/waves.png": (1400, 500, "waves"),
    "textbook/images/left.png": (700, 700, "arcs"),
    "textbook/images/right.png": (700, 700, "waves"),
    "manual/images/front.png": (1300, 700, "panel"),
    "manual/images/mount.png": (600, 900, "panel"),
    "picture-book/images/pier.png": (1200, 1500, "waves"),
    "picture-book/images/boat.png": (1500, 1000, "waves"),
    "picture-book/images/moon.png": (1200, 1200, "hills"),
    "picture-book/images/window.png": (1200, 1500, "hills"),
    "picture-book/images/morning.png": (1500, 1000, "hills"),
    "interview/images/portrait.png": (800, 1000, "arcs"),
    "interview/images/workshop.png": (1500, 900, "panel"),
    "report/images/harbour.png": (1500, 800, "waves"),
}
"""Width, height and what there is to see, by the path below tests/books."""


def picture(width: int, height: int, scene: str = "hills") -> bytes:
    """A PNG."""
    image = Image.new("P", (width, height), _SKY)
    image.putpalette([int(colour[at : at + 2], 16) for colour in PALETTE for at in (1, 3, 5)])
    draw = ImageDraw.Draw(image)
    SCENES[scene](draw, width, height)
    data = io.BytesIO()
    image.save(data, "PNG", optimize=True)
    return data.getvalue()


def _disc(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: int) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _hills(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    _disc(draw, width * 0.7, height * 0.25, min(width, height) * 0.13, _SUN)
    for base, colour, turns in ((0.55, _FAR, 1.3), (0.7, _NEAR, 0.9), (0.84, 6, 1.7)):
        crest = [
            (x, height * (base - 0.07 * math.sin(turns * math.tau * x / width + turns)))
            for x in range(0, width + 40, 40)
        ]
        draw.polygon([*crest, (width, height), (0, height)], fill=colour)


def _waves(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    _disc(draw, width * 0.3, height * 0.3, min(width, height) * 0.12, _SUN)
    for row, colour in enumerate((4, 5, 6, 7)):
        top = height * (0.5 + 0.13 * row)
        crest = [(x, top - height * 0.025 * math.sin(x / 60 + row)) for x in range(0, width + 10, 10)]
        draw.polygon([*crest, (width, height), (0, height)], fill=colour)


def _bowls(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    draw.rectangle((0, 0, width, height), fill=6)
    across = max(1, round(width / height * 1.5))
    radius = min(width / across, height) * 0.4
    for number in range(across):
        x = width * (number + 0.5) / across
        for share, colour in ((1, 0), (0.82, 3 - number % 2), (0.3, 1 if number % 3 else 4)):
            _disc(draw, x, height / 2, radius * share, colour)


def _arcs(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    for number in range(7, 0, -1):
        _disc(draw, width / 2, height, min(width, height) * 0.13 * number, number)
    draw.line((width / 2, height * 0.05, width * 0.7, height * 0.75), fill=7, width=8)
    _disc(draw, width * 0.7, height * 0.75, min(width, height) * 0.06, 2)


def _panel(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    draw.rectangle((width * 0.06, height * 0.06, width * 0.94, height * 0.94), fill=6, outline=7, width=10)
    for row in range(4):
        for column in range(6):
            x, y = width * (0.18 + 0.13 * column), height * (0.22 + 0.19 * row)
            _disc(draw, x, y, min(width, height) * 0.045, (row + column) % 4 + 1)


SCENES = {"hills": _hills, "waves": _waves, "bowls": _bowls, "arcs": _arcs, "panel": _panel}

if __name__ == "__main__":
    for name, (width, height, scene) in PICTURES.items():
        path = BOOKS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(width, height, scene))
