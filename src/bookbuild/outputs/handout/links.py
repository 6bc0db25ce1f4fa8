"""The links of the pages, moved with them: one inside the book leads to the side that carries its page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, Object, Page, Pdf, Rectangle

from bookbuild.assets.active_contents import is_running

_PRINT_FLAG = 4
_LOOK = ("/Border", "/BS", "/C", "/H", "/Contents")
_MAX_STEPS = 20

PageKey = tuple[int, int]
"""What names a page's object in its file."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A page on its side of a sheet."""

    side: Page
    matrix: Matrix
    """From the page's own coordinates, as its links have them, to those of the side."""
    box: Rectangle
    """Of the page, in its own coordinates."""


def rectangle(corners: Object) -> Rectangle:
    """A box of a file, whichever two of its corners are written (7.9.5)."""
    x1, y1, x2, y2 = (float(value) for value in corners)
    return Rectangle(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def named_places(pdf: Pdf) -> dict[str, Object]:
    """The named destinations of a file (ISO 32000-1, 12.3.2.3), of both kinds."""
    targets: dict[str, Object] = {}
    old = pdf.Root.get("/Dests")
    if isinstance(old, Dictionary):
        targets.update((key[1:], value) for key, value in old.items())
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests")
    if isinstance(names, Dictionary):
        targets.update((str(key), value) for key, value in pikepdf.NameTree(names).items())
    return targets


def move(page: Page, placed: Placed, pages: Mapping[PageKey, Placed], named: Mapping[str, Object], out: Pdf) -> None:
    """Put the links of a page onto the side that carries it; what else lies on a page is part of its picture."""
    annotations = page.obj.get("/Annots")
    for annotation in annotations if isinstance(annotations, Array) else ():
        if not isinstance(annotation, Dictionary) or annotation.get("/Subtype") != Name.Link:
            continue
        target = _target(annotation, pages, named)
        if target is None:
            continue
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=_rectangle(placed.matrix.transform(rectangle(annotation.Rect))),
            F=int(annotation.get("/F", 0)) | _PRINT_FLAG,
        )
        link[f"/{target[0]}"] = target[1]
        for key in _LOOK:
            if (value := annotation.get(key)) is not None:
                link[key] = out.copy_foreign(value) if value.is_indirect else _copied(value)
        if isinstance(corners := annotation.get("/QuadPoints"), Array):
            link.QuadPoints = Array(list(_corners(corners, placed.matrix)))
        if "/Annots" not in placed.side.obj:
            placed.side.obj.Annots = Array()
        placed.side.obj.Annots.append(out.make_indirect(link))


def _copied(value: Object) -> Object:
    """A value of its own: one object may belong to one file only."""
    return Object.parse(value.unparse(resolved=True))


def _target(
    annotation: Dictionary, pages: Mapping[PageKey, Placed], named: Mapping[str, Object]
) -> tuple[str, Object] | None:
    """Where a link leads, as key and value of the new one; None for scripts and the like."""
    action = annotation.get("/A")
    destination = annotation.get("/Dest")
    if isinstance(action, Dictionary):
        if action.get("/S") == Name.URI and isinstance(action.get("/URI"), pikepdf.String):
            if is_running(str(action.URI)):
                return None
            return "A", Dictionary(S=Name.URI, URI=pikepdf.String(bytes(action.URI)))
        if action.get("/S") == Name.GoTo:
            destination = action.get("/D")
    explicit = _resolved(destination, named)
    if explicit is None or not isinstance(explicit[0], Dictionary):
        return None
    there = pages.get(explicit[0].objgen)
    return None if there is None else ("Dest", _moved(explicit, there))


def _resolved(destination: Object | None, named: Mapping[str, Object]) -> Array | None:
    for _ in range(_MAX_STEPS):
        if isinstance(destination, Array):
            return destination if len(destination) else None
        if isinstance(destination, Dictionary):
            destination = destination.get("/D")
        elif isinstance(destination, Name):
            destination = named.get(str(destination)[1:])
        elif isinstance(destination, pikepdf.String):
            destination = named.get(str(destination))
        else:
            return None
    return None


def _moved(explicit: Array, there: Placed) -> Array:
    """The same point on the side that carries the page; a whole page becomes its part of that side (12.3.2.2)."""
    kind = str(explicit[1]) if len(explicit) > 1 else "/Fit"
    if kind != "/XYZ":
        return Array([there.side.obj, Name.FitR, *_rectangle(there.matrix.transform(there.box))])
    left, top = (explicit[index] if len(explicit) > index else None for index in (2, 3))
    x, y = there.matrix.transform(
        (float(there.box.llx if left is None else left), float(there.box.ury if top is None else top))
    )
    return Array([there.side.obj, Name.XYZ, round(x, 3), round(y, 3), None])


def _corners(corners: Array, matrix: Matrix) -> Iterator[float]:
    values = [float(value) for value in corners]
    for x, y in zip(values[::2], values[1::2], strict=False):
        yield from (round(value, 3) for value in matrix.transform((x, y)))


def _rectangle(rectangle: Rectangle) -> Array:
    return Array([round(value, 3) for value in (rectangle.llx, rectangle.lly, rectangle.urx, rectangle.ury)])
