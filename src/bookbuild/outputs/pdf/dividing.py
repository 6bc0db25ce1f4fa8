"""Stanzas, code and the ends of quotations: kept whole, unless that leaves a good part of a page empty.

WeasyPrint moves what is to be kept whole (`break-inside: avoid`) to the next page, and the heading above it as well. On
small pages or in large letters, that may be a stanza as long as half a page; and what does not fit below its own
heading on a page of its own leaves that heading alone. Such a box is divided after all, where it stands.
"""

import functools
from collections.abc import Callable
from typing import Any

from weasyprint.css import AnonymousStyle
from weasyprint.layout import block

_GAP = 0.2
"""Of the height of the text: no more is left empty, not counting the heading that moves along."""
_TAGS = frozenset({"p", "pre"})
_Result = tuple[Any, ...]


def install() -> None:
    """Have WeasyPrint ask here for the layout of blocks, before whoever it asks now."""
    block.block_box_layout = functools.partial(_divided, block.block_box_layout)


def _divided(
    lay_out: Callable[..., _Result], context: Any, box: Any, bottom_space: float, skip_stack: Any, *rest: Any
) -> _Result:
    """What WeasyPrint's `block_box_layout` returns, where a box that did not fit whole may have been divided."""
    if skip_stack is not None or context.in_column or box.element_tag not in _TAGS or not _is_kept(box):
        return lay_out(context, box, bottom_space, skip_stack, *rest)
    position = box.position_x, box.position_y
    containing_block, page_is_empty, absolute, fixed, margins, *last = rest
    result = lay_out(
        context, box, bottom_space, None, containing_block, page_is_empty, absolute, fixed, list(margins), *last
    )
    _, height = context.style_for.initial_page_sizes["area"]
    if result[0] is not None or context.page_bottom - bottom_space - position[1] < _GAP * height:
        return result
    box.position_x, box.position_y = position
    box.style.update(break_inside="auto")
    try:
        return lay_out(context, box, bottom_space, None, *rest)
    finally:
        box.style.update(break_inside="avoid")


def _is_kept(box: Any) -> bool:
    """Whether style sheets have a box kept whole.

    What its own element asks for has graver reasons, such as a note that would be lost.
    """
    return (
        not isinstance(box.style, AnonymousStyle)
        and box.style["break_inside"] == "avoid"
        and "break-inside" not in box.element.get("style", "")
    )
