"""Marks for those who fold, staple and trim: thin lines, as content of a side."""

from collections.abc import Iterator

from pikepdf import Rectangle

from bookbuild.outputs.handout.geometry import HandoutGeometry
from bookbuild.settings.paper import POINTS

_MM = POINTS["mm"]
_TICK = 5 * _MM
"""Length of a line that says where to fold or to cut."""
_AWAY, _CROP = 1.5 * _MM, 3.5 * _MM
"""How far from the corner of a page its crop marks begin, and their length: together the usual gutter."""
_STAPLE = 12 * _MM
"""Width of a common staple."""
_PEN = "q 0 G 0.35 w"
_DASHED = "[3 2] 0 d"

_Line = tuple[float, float, float, float]


def drawn(design: HandoutGeometry, boxes: list[Rectangle], *, outside: bool) -> bytes:
    """The marks of a side with pages in these boxes; `outside` if it is the outer side of a folded signature."""
    lines: list[str] = []
    if "fold" in design.marks:
        lines += [_PEN, _DASHED, *map(_stroke, _fold(design)), "Q"]
    if "staple" in design.marks and outside:
        lines += [_PEN, *map(_stroke, _staples(design)), "Q"]
    if "crop" in design.marks and boxes:
        pages = [_spread(design, boxes)] if design.folded else boxes
        lines += [_PEN, *(_stroke(line) for page in pages for line in _crop(page, pages)), "Q"]
    return "\n".join(lines).encode()


def _fold(design: HandoutGeometry) -> Iterator[_Line]:
    """At the edges of the sheet only, where a page has its margins."""
    width, height = design.size
    for column in range(1, design.columns):
        x = width * column / design.columns
        yield x, height, x, height - _TICK
        yield x, 0, x, _TICK
    for row in range(1, design.rows):
        y = height * row / design.rows
        yield 0, y, _TICK, y
        yield width, y, width - _TICK, y


def _staples(design: HandoutGeometry) -> Iterator[_Line]:
    """Two staples in the fold, a quarter of its length from its ends."""
    width, height = design.size
    for middle in (height / 4, height * 3 / 4):
        yield width / 2, middle - _STAPLE / 2, width / 2, middle + _STAPLE / 2
        for end in (middle - _STAPLE / 2, middle + _STAPLE / 2):
            yield width / 2 - _MM, end, width / 2 + _MM, end


def _spread(design: HandoutGeometry, boxes: list[Rectangle]) -> Rectangle:
    """What remains of a folded sheet once it is trimmed: as much on one side of the fold as on the other."""
    middle = design.size[0] / 2
    reach = max(max(middle - box.llx, box.urx - middle) for box in boxes)
    return Rectangle(middle - reach, min(b.lly for b in boxes), middle + reach, max(b.ury for b in boxes))


def _crop(page: Rectangle, pages: list[Rectangle]) -> Iterator[_Line]:
    """Two lines at each corner, where they do not run into another page."""
    for x, outwards in ((page.llx, -1), (page.urx, 1)):
        for y, upwards in ((page.lly, -1), (page.ury, 1)):
            for dx, dy in ((outwards, 0), (0, upwards)):
                end = x + dx * (_AWAY + _CROP), y + dy * (_AWAY + _CROP)
                if not any(_holds(other, *end) for other in pages):
                    yield x + dx * _AWAY, y + dy * _AWAY, *end


def _holds(page: Rectangle, x: float, y: float) -> bool:
    near = 0.01
    return page.llx + near < x < page.urx - near and page.lly - near < y < page.ury + near


def _stroke(line: _Line) -> str:
    x1, y1, x2, y2 = (f"{value:.3f}" for value in line)
    return f"{x1} {y1} m {x2} {y2} l S"
