"""How the sheets of a handout look: their size, the places of pages on them, and where each page goes in its place."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pikepdf import Matrix, Rectangle

from bookbuild.outputs.handout import imposition
from bookbuild.settings import paper
from bookbuild.settings.schema import HandoutSettings

_THICKEST = 15
"""Sheets that a stapler and a fold can take; a longer booklet is made of signatures to be sewn."""
_SIGNATURE = 8
"""Sheets of a signature where nothing else is said: 32 pages, as printers have it."""
_ROOM = {"booklet": "0mm", "2-up": "5mm", "4-up": "5mm"}
"""Margin and gutter where nothing is said. Pages bring margins of their own; beside others they need some air."""

Size = tuple[float, float]
"""Width and height in points."""


@dataclass(frozen=True, slots=True)
class HandoutGeometry:
    """The sheets of one handout, all alike."""

    sheets: tuple[imposition.Sheet, ...]
    size: Size
    """Of a sheet as it lies before its reader."""
    columns: int
    rows: int
    folded: bool
    """Whether the sheets are folded and nested: then each page stands at the fold, between its neighbours."""
    margin: float
    """Free space at the edges of a sheet, in points."""
    gutter: float
    """Free space between two pages."""
    creep: float
    """How much nearer to the fold the pages of each further sheet of a signature stand."""
    scale: float
    """Of pages of the prevailing size; larger ones are made smaller."""
    turned: bool
    """Whether the backs stand on their heads, because the paper is turned over about the other axis."""
    marks: frozenset[str]

    def place(self, cell: int, depth: int = 0) -> Rectangle:
        """The room for a page; cells are counted row by row from the top left."""
        width, height = self.size
        row, column = divmod(cell, self.columns)
        room_x = (width - 2 * self.margin - self.gutter * (self.columns - 1)) / self.columns
        room_y = (height - 2 * self.margin - self.gutter * (self.rows - 1)) / self.rows
        inwards = self.creep * depth * (1 if column == 0 else -1)
        left = self.margin + column * (room_x + self.gutter) + inwards
        bottom = height - self.margin - row * (room_y + self.gutter) - room_y
        return Rectangle(left, bottom, left + room_x, bottom + room_y)

    def half(self, cell: int) -> Rectangle:
        """The side of the fold on which a page stands, beyond which nothing of it is printed."""
        width, height = self.size
        return Rectangle(cell * width / 2, 0, (cell + 1) * width / 2, height)

    def matrix(self, box: Rectangle, cell: int, depth: int) -> Matrix:
        """What puts a page with this box into its place: never turned, in proportion, at the fold or in the middle."""
        room = self.place(cell, depth)
        scale = min(self.scale, room.width / box.width, room.height / box.height)
        spare_x, spare_y = room.width - box.width * scale, room.height - box.height * scale
        from_left = (spare_x if cell == 0 else 0.0) if self.folded else spare_x / 2
        return (
            Matrix()
            .translated(room.llx + from_left, room.lly + spare_y / 2)
            .scaled(scale, scale)
            .translated(-box.llx, -box.lly)
        )

    def turn(self, *, back: bool) -> Matrix:
        """What puts a whole side onto its paper."""
        return Matrix(-1, 0, 0, -1, *self.size) if back and self.turned else Matrix()


def design(settings: HandoutSettings, pages: Sequence[Size], language: str, *, right_to_left: bool) -> HandoutGeometry:
    """Design the sheets for pages of these sizes. Raises ValueError where margins leave no room for them."""
    short, long = paper.size(settings.paper or _usual(language, pages))
    prevailing = Counter((round(width), round(height)) for width, height in pages).most_common(1)[0][0]
    room = _ROOM[settings.layout]
    margin, gutter = paper.points(settings.margin or room), paper.points(settings.gutter or room)
    shapes = _shapes(settings.layout, short, long)
    scale, size, (columns, rows) = max(
        (_scale(prevailing, size, cells, margin, gutter), size, cells) for size, cells in shapes
    )
    if scale <= 0:
        raise ValueError("margins and gutter leave no room for the pages")
    folded = settings.layout == "booklet"
    if settings.binding is not None:
        right_to_left = settings.binding == "right"
    if folded:
        sheets = imposition.booklet(
            len(pages), _most(settings, len(pages)), cover=settings.cover, right_to_left=right_to_left
        )
    else:
        sheets = imposition.grid(len(pages), columns, rows, right_to_left=right_to_left)
    return HandoutGeometry(
        sheets=sheets,
        size=size,
        columns=columns,
        rows=rows,
        folded=folded,
        margin=margin,
        gutter=gutter,
        creep=paper.points(settings.creep),
        scale=scale,
        turned=settings.flip is not None and settings.flip != natural_flip(size),
        marks=frozenset(settings.marks),
    )


def natural_flip(size: Size) -> str:
    """The edge of the paper about which a sheet is turned over like a leaf of a book."""
    return "short" if size[0] > size[1] else "long"


def _usual(language: str, pages: Sequence[Size]) -> str:
    """The paper of a language's region; without a region, that of the pages, if they are of American paper."""
    american = {(612, 792), (612, 1008), (792, 612), (1008, 612)}
    if "-" not in language and all((round(width), round(height)) in american for width, height in pages):
        return "letter"
    return paper.usual(language)


def _shapes(layout: str, short: float, long: float) -> list[tuple[Size, tuple[int, int]]]:
    """The ways in which a layout can lie on a sheet; the one with the larger pages is taken."""
    if layout == "booklet":
        return [((long, short), (2, 1))]
    if layout == "2-up":
        return [((long, short), (2, 1)), ((short, long), (1, 2))]
    return [((short, long), (2, 2)), ((long, short), (2, 2))]


def _scale(page: Size, size: Size, cells: tuple[int, int], margin: float, gutter: float) -> float:
    rooms = ((s - 2 * margin - gutter * (n - 1)) / n for s, n in zip(size, cells, strict=True))
    return min(room / side for room, side in zip(rooms, page, strict=True))


def _most(settings: HandoutSettings, pages: int) -> int:
    if settings.signature is not None:
        return settings.signature
    return _THICKEST if pages + (0 if settings.cover else 4) <= 4 * _THICKEST else _SIGNATURE
