"""Stanzas, code, tables and the ends of quotations: kept whole, unless that leaves a good part of a page empty.

WeasyPrint moves what is to be kept whole (`break-inside: avoid`) to the next page, and the heading above it as well. On
small pages or in large letters, that may be a stanza as long as half a page; and what does not fit below its own
heading on a page of its own leaves that heading alone. Such a box is divided after all, where it stands.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from math import inf
from typing import Any

from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure.boxes import TableBox, TableRowBox
from weasyprint.layout import block

from bookbuild.outputs.pdf.plates import styled

_GAP = 0.2
"""Of the height of the text: no more is left empty, not counting the heading that moves along."""
_TAGS = frozenset({"p", "pre", "span"})
"""Lines of code are spans."""
_Result = tuple[Any, ...]


def install() -> None:
    """Have WeasyPrint ask here for the layout of blocks, before whoever it asks now."""
    block.block_box_layout = functools.partial(_divided, block.block_box_layout)


def _divided(
    lay_out: Callable[..., _Result],
    context: Any,
    box: Any,
    bottom_space: float,
    skip_stack: Any,
    *rest: Any,
    **named: Any,
) -> _Result:
    """What WeasyPrint's `block_box_layout` returns, where a box that did not fit whole may have been divided."""
    is_table = box.is_table_wrapper
    is_kept = skip_stack is None and box.element_tag in _TAGS and _is_kept(box)
    if context.in_column or not (is_table or is_kept):
        return lay_out(context, box, bottom_space, skip_stack, *rest, **named)
    position = box.position_x, box.position_y
    containing_block, page_is_empty, absolute, fixed, margins, *last = rest

    def attempt(bottom: float, *, is_empty: bool) -> _Result:
        box.position_x, box.position_y = position
        lists = absolute, fixed, list(margins)
        return lay_out(context, box, bottom, skip_stack, containing_block, is_empty, *lists, *last)

    def take_back(result: _Result) -> None:
        if result[0] is not None:
            block.remove_placeholders(context, [result[0]], absolute, fixed)

    def fits_a_page() -> bool:
        whole = attempt(-inf, is_empty=True)
        take_back(whole)
        return bool(whole[0].margin_height() <= height)

    result = attempt(bottom_space, is_empty=page_is_empty)
    _, height = context.style_for.initial_page_sizes["area"]
    is_near_the_end = skip_stack is None and context.page_bottom - bottom_space - position[1] < _GAP * height
    if is_near_the_end or _is_right(box, result[0]) or (is_table and result[0] is None and fits_a_page()):
        return result
    take_back(result)
    with _divisible(box):
        result = attempt(bottom_space, is_empty=page_is_empty)
    if not is_table or _is_right(box, result[0]):
        return result
    take_back(result)
    with _divisible(box), _divisible_rows(box):
        return attempt(bottom_space, is_empty=page_is_empty)


def _is_right(box: Any, shown: Any) -> bool:
    """Whether some of a box stands on the page: of a table, more than its caption, and the head if it has one.

    WeasyPrint leaves that out where the rows that have to stand below it would not fit.
    """
    if shown is None or not box.is_table_wrapper:
        return shown is not None
    wanted = _is_headed(box.get_wrapped_table())
    return any(isinstance(each, TableBox) and (_is_headed(each) or not wanted) for each in shown.children)


def _is_headed(box: Any) -> bool:
    return bool(box.children) and bool(box.children[0].is_header)


@contextmanager
def _divisible(box: Any) -> Iterator[None]:
    """Have a box be divided, a table between some of its rows; what comes on the next page keeps its style."""
    with ExitStack() as stack:
        for part in (box, *(each for each in box.children if isinstance(each, TableBox))):
            stack.enter_context(styled(part, break_inside="auto"))
        yield


@contextmanager
def _divisible_rows(box: Any) -> Iterator[None]:
    """Have a table be divided between any two rows."""
    with ExitStack() as stack:
        for row in (each for each in box.descendants() if isinstance(each, TableRowBox)):
            stack.enter_context(styled(row, break_before="auto", break_after="auto"))
        yield


def _is_kept(box: Any) -> bool:
    """Whether style sheets have a box kept whole.

    What its own element asks for has graver reasons, such as a note that would be lost.
    """
    return (
        not isinstance(box.style, AnonymousStyle)
        and box.style["break_inside"] == "avoid"
        and "break-inside" not in box.element.get("style", "")
    )
