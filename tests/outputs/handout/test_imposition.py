"""The order of pages, read off folded paper."""

from collections.abc import Iterator

import pytest

from bookbuild.outputs.handout.imposition import Sheet, booklet, grid, signatures

Leaf = tuple[int | None, int | None]
"""What stands on the front and on the back of half a sheet, once it is folded."""


def fold(sheet: Sheet, right_to_left: bool) -> tuple[Leaf, Leaf]:
    """Fold a sheet so that its front is outside, and give the leaf in front and the leaf behind.

    Turned over like a leaf of a book, a sheet has behind its right half what is left on its other side.
    """
    (front_left, front_right), (back_left, back_right) = sheet.front, sheet.back
    right_half, left_half = (front_right, back_left), (front_left, back_right)
    return (left_half, right_half[::-1]) if right_to_left else (right_half, left_half[::-1])


def read(sheets: tuple[Sheet, ...], right_to_left: bool) -> Iterator[int | None]:
    """Stack the sheets as they come out of the printer, fold each, nest them by depth, and turn the leaves."""
    stack = list(sheets)
    while stack:
        signature = [stack.pop(0)]
        while stack and stack[0].depth > 0:
            signature.append(stack.pop(0))
        assert [sheet.depth for sheet in signature] == list(range(len(signature)))
        leaves: list[Leaf] = []
        for sheet in reversed(signature):  # the innermost first; each further sheet is laid around
            first, second = fold(sheet, right_to_left)
            leaves = [first, *leaves, second]
        for leaf in leaves:
            yield from leaf


@pytest.mark.parametrize("right_to_left", [False, True], ids=["ltr", "rtl"])
@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 8, 15, 50])
def test_the_leaves_of_a_folded_booklet_read_one_two_three(most: int, right_to_left: bool) -> None:
    for pages in range(1, 201):
        leaves = list(read(booklet(pages, most, right_to_left=right_to_left), right_to_left))
        assert leaves[:pages] == list(range(pages)), f"{pages} pages"
        assert leaves[pages:] == [None] * (-pages % 4), f"{pages} pages"


@pytest.mark.parametrize("right_to_left", [False, True], ids=["ltr", "rtl"])
@pytest.mark.parametrize("most", [1, 3, 8, 50])
def test_without_a_cover_the_outer_leaves_are_empty(most: int, right_to_left: bool) -> None:
    for pages in range(1, 201):
        leaves = list(read(booklet(pages, most, cover=False, right_to_left=right_to_left), right_to_left))
        assert leaves[:2] == leaves[-2:] == [None, None]
        assert leaves[2 : 2 + pages] == list(range(pages))
        assert set(leaves[2 + pages :]) == {None}
        assert len(leaves) == pages + 4 + -pages % 4


def test_the_order_is_the_one_that_printers_know() -> None:
    assert booklet(8, 50) == (Sheet((7, 0), (1, 6), 0), Sheet((5, 2), (3, 4), 1))
    assert booklet(8, 50, right_to_left=True) == (Sheet((0, 7), (6, 1), 0), Sheet((2, 5), (4, 3), 1))
    assert booklet(1, 50) == (Sheet((None, 0), (None, None)),)


@pytest.mark.parametrize("most", range(1, 21))
def test_signatures_are_as_even_as_can_be(most: int) -> None:
    for sheets in range(1, 201):
        sizes = signatures(sheets, most)
        assert sum(sizes) == sheets
        assert len(sizes) == -(-sheets // most)
        assert max(sizes) <= most
        assert max(sizes) - min(sizes) <= 1
        assert list(sizes) == sorted(sizes, reverse=True)


@pytest.mark.parametrize(("columns", "rows"), [(2, 1), (1, 2), (2, 2)])
def test_a_grid_is_read_row_by_row_front_then_back(columns: int, rows: int) -> None:
    for pages in range(1, 201):
        sheets = grid(pages, columns, rows)
        places = [page for sheet in sheets for side in (sheet.front, sheet.back) for page in side]
        assert places[:pages] == list(range(pages))
        assert set(places[pages:]) <= {None}
        assert len(places) < pages + 2 * columns * rows


def test_a_grid_from_right_to_left_turns_its_rows() -> None:
    assert grid(5, 2, 2, right_to_left=True) == (Sheet((1, 0, 3, 2), (None, 4, None, None)),)
