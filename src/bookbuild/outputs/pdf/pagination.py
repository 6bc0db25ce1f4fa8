"""From the chapters as laid out to the sequence of pages: sides, blank pages, numbers. Arithmetic only."""

from collections.abc import Iterator, Sequence

from bookbuild.outputs.pdf.model import HALF_TITLE, BookPage, Part

_OTHER = {"left": "right", "right": "left"}


def plan(
    parts: Sequence[Part], fronts: Sequence[bool], *, right_to_left: bool, half_title: bool = False
) -> tuple[BookPage, ...]:
    """Put the pages of all parts into sequence, with blank pages where a part has to begin on a certain side.

    `fronts` tells which parts are front matter, whose pages are numbered from 1; with the text, numbers begin anew. The
    first page is a recto: a right-hand page, or a left-hand one where books are read from right to left. A half title
    is such a page too, with a blank one behind it.
    """
    return tuple(_pages(parts, fronts, right_to_left=right_to_left, half_title=half_title))


def _pages(
    parts: Sequence[Part], fronts: Sequence[bool], *, right_to_left: bool, half_title: bool
) -> Iterator[BookPage]:
    recto, verso = ("left", "right") if right_to_left else ("right", "left")
    sides = {"recto": recto, "verso": verso, "left": "left", "right": "right"}
    side, number, front, then = recto, 1, bool(fronts) and fronts[0], ""
    if half_title:
        yield BookPage(HALF_TITLE, recto, 1, front, None, 0, ())
        yield BookPage(HALF_TITLE, verso, 2, front, None, 0, (), is_blank=True)
        number = 3
    for index, part in enumerate(parts):
        wanted = sides.get(part.begins or then, side)
        if index and wanted != side:
            yield BookPage(part.leaves[0].name, side, number, front, None, 0, (), is_blank=True)
            side, number = wanted, number + 1
        if front and not fronts[index]:
            front, number = False, 1
        for place, leaf in enumerate(part.leaves):
            yield BookPage(leaf.name, side, number, front, index, place, leaf.strings)
            side, number = _OTHER[side], number + 1
        then = part.then


def labels(pages: Sequence[BookPage], parts: Sequence[Part]) -> dict[str, str]:
    """For the id of each place the number of its page; the first of several places with one id counts."""
    labels_of_places: dict[str, str] = {}
    for page in pages:
        if page.part is not None:
            for name, _, _ in parts[page.part].leaves[page.leaf].anchors:
                labels_of_places.setdefault(name, page.label)
    return labels_of_places
