"""The areas of a PDF that can be clicked (ISO 32000-1, 12.5.6.5): each must lie on the words of its link, and lead
where the others of that link do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pikepdf import Dictionary, Name, Object, Pdf

from bookbuild.proof.readback.pdf_lines import Place
from bookbuild.proof.readback.pdf_objects import Box
from bookbuild.proof.readback.pdf_structure import kids

_HIDDEN = 2 | 32
"""Flags of annotations that nobody sees (12.5.3)."""
_HEIGHT, _SLACK, _AROUND = 0.4, 0.3, 1.5
"""In sizes of letters: how high letters are at least, how far they may stand out of an area, and it out of them."""
_IN_LINE = ("/Span", "/Formula")
"""What a link in a line holds beside words."""
_MOST = 5


@dataclass(frozen=True, slots=True)
class _Area:
    """A rectangle to be clicked."""

    page: int
    """Counted from 1."""
    box: Box
    leads: str


class Areas:
    """Those of a file."""

    def __init__(self, pdf: Pdf) -> None:
        self._pages: dict[tuple[int, int], int] = {}
        """The numbers of the pages that show the annotations."""
        self._strays: list[int] = []
        """Pages with areas that no element of the structure tree could refer to."""
        self._known: set[tuple[int, int]] = set()
        for number, page in enumerate(pdf.pages, start=1):
            for each in page.obj.get("/Annots", ()):
                if each.get("/Subtype") != Name.Link and not {"/A", "/AA"} & set(each.keys()):
                    continue
                if each.objgen == (0, 0) or each.objgen in self._pages:
                    self._strays.append(number)
                self._pages[each.objgen] = number

    def fault(self, link: Object, pieces: Sequence[tuple[int, Place]]) -> str:
        """What is wrong with those of a Link element whose words stand in some places; goes on after “it”."""
        some = list(self._of(link))
        if not some:
            return "cannot be clicked"
        if len({area.leads for area in some}) > 1:
            return "leads to several places"
        boxes = [(page, _box(place), place[3]) for page, place in pieces]
        for page, box, size in boxes:
            if not any(area.page == page and _within(box, area.box, _SLACK * size) for area in some):
                return "cannot be clicked at its words"
        if boxes and _is_in_line(link) and any(_is_astray(area, boxes) for area in some):
            return "can be clicked where its words are not"
        return ""

    def _of(self, link: Object) -> Iterator[_Area]:
        """The areas of a link that can be clicked."""
        for kid in kids(link):
            if isinstance(kid, Dictionary) and isinstance(annotation := kid.get("/Obj"), Dictionary):
                self._known.add(annotation.objgen)
                page = self._pages.get(annotation.objgen, 0)
                if page and not int(annotation.get("/F", 0)) & _HIDDEN:
                    x, y, other_x, other_y = (float(side) for side in annotation.Rect)
                    box = min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)
                    yield _Area(page, box, repr(annotation.get("/Dest", annotation.get("/A"))))

    def strays(self) -> Iterator[str]:
        """Those that belong to no link whose fault was asked."""
        more = [page for place, page in self._pages.items() if place not in self._known and place != (0, 0)]
        for page in sorted({*self._strays, *more})[:_MOST]:
            yield f"page {page} can be clicked where it has no link"


def _is_in_line(link: Object) -> bool:
    return all(not isinstance(kid, Dictionary) or str(kid.get("/S", "/Span")) in _IN_LINE for kid in kids(link))


def _is_astray(area: _Area, boxes: Sequence[tuple[int, Box, float]]) -> bool:
    """Whether an area lies on no words, or reaches far beyond those on which it lies."""
    on = [(box, size) for page, box, size in boxes if page == area.page and _within(box, area.box, _SLACK * size)]
    return not on or not _within(area.box, _around([box for box, _ in on]), _AROUND * on[0][1])


def _box(place: Place) -> Box:
    """The room of the small letters of a piece, on a page that is not turned."""
    left, right, baseline, size, _, turned = place
    if not turned:
        return left, baseline, right, baseline + _HEIGHT * size
    low, high = sorted((left * turned, right * turned))
    foot, head = sorted((-baseline * turned, (-baseline - _HEIGHT * size) * turned))
    return foot, low, head, high


def _within(one: Box, other: Box, slack: float) -> bool:
    return (
        one[0] >= other[0] - slack
        and one[1] >= other[1] - slack
        and one[2] <= other[2] + slack
        and one[3] <= other[3] + slack
    )


def _around(boxes: Sequence[Box]) -> Box:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
