"""Chapters as laid out, and the furniture of their pages → one tagged document.

Joins pages, fonts, the structure tree, links between chapters, named destinations, outline and page labels. Sections
are those of ISO 32000-1.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Page, Pdf, String

from bookbuild.outputs.pdf.fonts import Fonts
from bookbuild.outputs.pdf.html import elsewhere
from bookbuild.outputs.pdf.model import FONTS, PICTURES, BookPage, Furniture, Part

_PX_TO_PT = 0.75
_PAINTING = re.compile(rb"(?:^|\s)(?:f\*?|F|[bB]\*?|[sS]|sh|Do|/s\d+ gs)\s", re.MULTILINE)
"""Operators that paint anything but text (8.5.3, 8.7.4.2, 8.8), or set more than an opacity."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A page of a chapter in the book, and how coordinates of its layout become those of the page."""

    page: Object
    height: float
    """Of the page as laid out, in points."""
    dx: float
    dy: float

    def destination(self, x: float, y: float) -> Array:
        """A place on it (12.3.2.2)."""
        left, top = x * _PX_TO_PT + self.dx, self.height + self.dy - y * _PX_TO_PT
        return Array([self.page, Name.XYZ, round(left, 3), round(top, 3), 0])


def assemble(parts: Sequence[Part], pages: Sequence[BookPage], furniture: Iterable[Furniture]) -> Pdf:
    """Join the parts of a book into one document, which has the metadata of the first.

    The furniture is asked for when the parts are joined, and may be painted meanwhile.
    """
    pdf = pikepdf.open(io.BytesIO(parts[0].pdf))
    fonts = Fonts(pdf)
    pictures = _join(pdf, parts, fonts)
    content = iter(list(pdf.pages))
    places: dict[tuple[int, int], _Place] = {}
    for number, (planned, around) in enumerate(zip(pages, _painted(furniture, fonts), strict=True)):
        if planned.part is None:
            pdf.pages.insert(number, _blank(pdf, around))
            continue
        page, leaf = next(content).obj, parts[planned.part].leaves[planned.leaf]
        height = float(page.MediaBox[3])
        dx = (around.box[0] - leaf.box[0]) * _PX_TO_PT
        dy = float(around.page.obj.TrimBox[3]) - height - (around.box[1] - leaf.box[1]) * _PX_TO_PT
        _surround(pdf, page, around, (dx, dy), leaf.bleed)
        places[planned.part, planned.leaf] = _Place(page, height, dx, dy)
    fonts.embed()
    _move_pictures(pictures, places.values())
    _name_places(pdf, parts, places)
    _outline(pdf, parts, places)
    for kept in (FONTS, PICTURES):
        del pdf.Root[kept]
    return pdf


def _join(pdf: Pdf, parts: Sequence[Part], fonts: Fonts) -> list[Object]:
    """Add the pages of all parts but the first, which are there, and hang their tags into one tree (14.7).

    Returns the elements whose attributes hold coordinates.
    """
    tree = pdf.Root.StructTreeRoot
    document = tree.K[0]
    numbers = tree.ParentTree.Nums
    children = list(document.get("/K", ()))
    _give(pdf.pages[0].obj.Resources, "/Font", fonts.join(pdf, parts[0].fonts))
    pictures = list(pdf.Root[PICTURES])
    offset = _end(numbers)
    for part in parts[1:]:
        source = pikepdf.open(io.BytesIO(part.pdf))
        start = len(pdf.pages)
        for page in source.pages:
            pdf.pages.append(page)
        branch = pdf.copy_foreign(source.Root.StructTreeRoot)
        for child in branch.K[0].get("/K", ()):
            child.P = document
            children.append(child)
        pages = pdf.pages[start:]
        _give(pages[0].obj.Resources, "/Font", fonts.join(source, part.fonts))
        if len(source.Root[PICTURES]):
            pictures.extend(pdf.copy_foreign(source.Root[PICTURES]))
        added = branch.ParentTree.Nums
        for index in range(0, len(added), 2):
            numbers.append(int(added[index]) + offset)
            numbers.append(added[index + 1])
        for page in pages:
            page.obj.StructParents = int(page.obj.StructParents) + offset
            for annotation in page.obj.get("/Annots", ()):
                if "/StructParent" in annotation:
                    annotation.StructParent = int(annotation.StructParent) + offset
        offset += _end(added)
    document.K = Array(children)
    return pictures


def _move_pictures(pictures: Sequence[Object], places: Iterable[_Place]) -> None:
    """The boxes of pictures (14.8.5.4.5) move with the text around them."""
    moved = {place.page.objgen: place for place in places}
    for picture in pictures:
        place = moved[picture.Pg.objgen]
        layout = picture.A[0] if isinstance(picture.A, Array) else picture.A
        left, bottom, right, top = map(float, layout.BBox)
        box = (left + place.dx, bottom + place.dy, right + place.dx, top + place.dy)
        layout.BBox = Array([round(edge, 3) for edge in box])


def _end(numbers: Object) -> int:
    """The first key that a number tree of one level does not use."""
    return int(numbers[-2]) + 1 if len(numbers) else 0


def _give(resources: Object, kind: str, named: Mapping[str, Object]) -> None:
    if kind not in resources:
        resources[kind] = Dictionary()
    for name, resource in named.items():
        resources[kind][name] = resource


@dataclass(frozen=True, slots=True)
class _Around:
    """The furniture of a page."""

    page: Page
    """Of a document of its own."""
    fonts: Mapping[str, Object]
    """Those of the book, by the names that the page calls them."""
    box: tuple[float, float, float, float]
    """The space for text on it, as in `Leaf`."""


def _painted(furniture: Iterable[Furniture], fonts: Fonts) -> Iterator[_Around]:
    for run in furniture:
        source = pikepdf.open(io.BytesIO(run.pdf))
        joined = fonts.join(source, run.fonts)
        for page, box in zip(source.pages, run.boxes, strict=True):
            yield _Around(page, joined, box)


def _surround(pdf: Pdf, page: Object, around: _Around, shift: tuple[float, float], bleed: float | None = None) -> None:
    """Paint a page's furniture, and its text above it, where it belongs; what goes past the bleed is cut off."""
    dx, dy = shift
    text = b"q 1 0 0 1 %.3f %.3f cm\n%b\nQ\n" % (dx, dy, page.Contents.read_bytes())
    if bleed is not None:
        left, bottom, right, top = map(float, around.page.obj.TrimBox)
        sides = (left - bleed, bottom - bleed, right - left + 2 * bleed, top - bottom + 2 * bleed)
        text = b"q %.3f %.3f %.3f %.3f re W n\n%bQ\n" % (*sides, text)
    before, after = _artifact(pdf, page.Resources, around)
    page.Contents = pdf.make_stream(before + text + after)
    page.update(_boxes(around))
    for annotation in page.get("/Annots", ()):
        left, bottom, right, top = map(float, annotation.Rect)
        annotation.Rect = Array([round(edge, 3) for edge in (left + dx, bottom + dy, right + dx, top + dy)])
        action = annotation.get("/A")
        if action is not None and (target := elsewhere(str(action.get("/URI", "")))):
            del annotation.A
            annotation.Dest = String(target)


def _blank(pdf: Pdf, around: _Around) -> Page:
    """A page without text."""
    resources = Dictionary()
    content = pdf.make_stream(b"".join(_artifact(pdf, resources, around)))
    made = Dictionary({"/Type": Name.Page, "/Contents": content, "/Resources": resources, "/Tabs": Name.S})
    made.update(_boxes(around))
    return Page(pdf.make_indirect(made))


def _boxes(around: _Around) -> dict[str, Array]:
    return {
        box: Array([float(edge) for edge in around.page.obj[box]]) for box in ("/MediaBox", "/BleedBox", "/TrimBox")
    }


def _artifact(pdf: Pdf, resources: Object, around: _Around) -> tuple[bytes, bytes]:
    """The operators that paint the furniture of a page as an artifact (14.8.2.2.2), behind its text or after it.

    As a rule it is text alone, in fonts that are embedded for the whole book: it follows the text of the page, as those
    who copy it expect. Other furniture becomes a form XObject (8.10), whose names are its own.
    """
    own = around.page.obj.Resources
    known = resources.get("/Font", Dictionary())
    painted = around.page.obj.Contents.read_bytes()
    is_text = not _PAINTING.search(painted) and not own.get("/Font", Dictionary()).keys()
    if is_text and all(name not in known or known[name].objgen == font.objgen for name, font in around.fonts.items()):
        _give(resources, "/Font", around.fonts)
        _give(resources, "/ExtGState", dict(_opacities(own.get("/ExtGState", Dictionary()))))
        return b"", b"/Artifact <</Type /Pagination>> BDC q\n%b\nQ EMC\n" % painted
    form = around.page.as_form_xobject()
    form.BBox = around.page.obj.MediaBox
    copied = pdf.copy_foreign(form)
    _give(copied.Resources, "/Font", around.fonts)
    name = f"/furniture-{len(resources.get('/XObject', ()))}"
    _give(resources, "/XObject", {name: copied})
    return f"/Artifact <</Type /Pagination>> BDC q {name} Do Q EMC\n".encode(), b""


def _opacities(states: Object) -> Iterator[tuple[str, Object]]:
    """Copies of graphics states that set an opacity (8.4.5)."""
    for name, state in states.items():
        yield str(name), Dictionary({str(key): float(value) for key, value in state.items()})


def _name_places(pdf: Pdf, parts: Sequence[Part], places: dict[tuple[int, int], _Place]) -> None:
    """Every id is a named destination (12.3.2.3); of several places with one id, the first."""
    named: dict[bytes, Array] = {}
    for (part, leaf), place in places.items():
        for name, x, y in parts[part].leaves[leaf].anchors:
            named.setdefault(bytes(String(name)), place.destination(x, y))
    pairs = [entry for name in sorted(named) for entry in (String(name), named[name])]
    pdf.Root.Names = Dictionary(Dests=pdf.make_indirect(Dictionary(Names=Array(pairs))))


def _outline(pdf: Pdf, parts: Sequence[Part], places: dict[tuple[int, int], _Place]) -> None:
    """Nest the entries of all pages by their levels (12.3.3)."""
    if "/Outlines" in pdf.Root:
        del pdf.Root.Outlines
    open_items: list[tuple[int, list[OutlineItem]]] = []
    with pdf.open_outline() as outline:
        for (part, leaf), place in places.items():
            for level, label, x, y, is_open in parts[part].leaves[leaf].bookmarks:
                item = OutlineItem(label, place.destination(x, y))
                item.is_closed = not is_open
                while open_items and open_items[-1][0] >= level:
                    open_items.pop()
                siblings = open_items[-1][1] if open_items else outline.root
                siblings.append(item)
                open_items.append((level, item.children))
