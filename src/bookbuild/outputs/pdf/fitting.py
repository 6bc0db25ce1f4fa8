"""Pictures → what is left of the page.

WeasyPrint moves a figure that does not fit to the next page, and leaves the rest of this one empty. Here the figure is
laid out once more with smaller pictures, at the moment when it turns out not to fit, if they need not be much smaller.
What is to stay together (`keep`) is treated alike. Books without pictures pay nothing for it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from math import inf
from typing import Any

from weasyprint.css import AnonymousStyle
from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure.boxes import ReplacedBox
from weasyprint.layout import block

_SMALLEST = 0.6
"""A picture keeps so much of its size at least."""
_SMALLEST_AT_HEAD = 0.25
"""The same where a chapter begins with it: a page with nothing but a title is worse than a small picture."""
_GAP = 0.2
"""Of the height of the text: as much may stay empty for the sake of a picture in its full size."""
_HARDLY = 0.85
"""Of its size: a picture that need not be smaller than that always fills its page."""
_SLACK = 0.1
"""In CSS pixels, for what rounding adds."""

_TAGS = frozenset({"figure", "div", "section", "aside"})
_FITTED = frozenset({"image", "figures", "keep"})
_Result = tuple[Any, ...]
_lay_out: Callable[..., _Result] = block.block_box_layout


def install() -> None:
    """Have WeasyPrint ask here for the layout of blocks."""
    block.block_box_layout = _fitted


def _fitted(context: Any, box: Any, bottom_space: float, skip_stack: Any, *rest: Any) -> _Result:
    """What WeasyPrint's `block_box_layout` returns, where pictures may have become smaller to fit the page."""
    if skip_stack is not None or context.in_column or not _classes(box):
        return _lay_out(context, box, bottom_space, skip_stack, *rest)
    containing_block, page_is_empty, absolute, fixed, margins, *last = rest
    position = box.position_x, box.position_y

    def lay_out(bottom: float = bottom_space, is_empty: bool = page_is_empty) -> _Result:
        box.position_x, box.position_y = position
        return _lay_out(context, box, bottom, None, containing_block, is_empty, absolute, fixed, list(margins), *last)

    def take_back(result: _Result) -> None:
        if result[0] is not None:
            block.remove_placeholders(context, [result[0]], absolute, fixed)

    result = lay_out()
    if _is_whole(result):
        return result
    take_back(result)
    whole = lay_out(-inf, True)
    take_back(whole)
    room = _Room(context, bottom_space, whole[0])
    heights = room.fitted(_smallest(box, page_is_empty))
    if heights:
        with _limited(box, heights):
            result = lay_out()
        if _is_whole(result):
            return result
        take_back(result)
    if "keep" in _classes(box) and room.is_longer_than_a_page():
        with _styled(box, break_inside="auto"):
            return lay_out()
    return lay_out()


class _Room:
    """What is left of a page, and a box that is longer than that."""

    def __init__(self, context: Any, bottom_space: float, box: Any) -> None:
        top = box.border_box_y()
        bottom = context.page_bottom - bottom_space
        _, self._page = context.style_for.initial_page_sizes["area"]
        self._height = box.border_height()
        self._missing = top + self._height - bottom + _SLACK
        self._gap = (bottom - top) / self._page
        self._pictures = [each for each in box.descendants() if isinstance(each, ReplacedBox)]

    def fitted(self, smallest: float) -> dict[Any, float]:
        """The heights of the pictures with which the box fits, by element; none where these would be too small."""
        total = _covered((each.position_y, each.position_y + each.margin_height()) for each in self._pictures)
        if not total:
            return {}
        scale = 1 - self._missing / total
        if scale < smallest or scale <= 0 or (scale < _HARDLY and self._gap < _GAP):
            return {}
        return {each.element: each.height * scale for each in self._pictures}

    def is_longer_than_a_page(self) -> bool:
        return bool(self._height > self._page)


def _classes(box: Any) -> frozenset[str]:
    """Why a box is to be fitted: the classes that say so of its element; none for most boxes."""
    if box.element_tag not in _TAGS or isinstance(box.style, AnonymousStyle):
        return frozenset()
    return _FITTED.intersection(box.element.get("class", "").split())


def _smallest(box: Any, page_is_empty: bool) -> float:
    """To what share of their size pictures may shrink; what has a page for itself has to fit there."""
    if page_is_empty and "keep" not in _classes(box):
        return 0.0
    return _SMALLEST_AT_HEAD if "opening" in box.element.get("class", "").split() else _SMALLEST


def _is_whole(result: _Result) -> bool:
    box, resume_at, *_ = result
    return box is not None and resume_at is None


def _covered(spans: Iterable[tuple[float, float]]) -> float:
    """How much of a line such parts of it cover together."""
    covered, end = 0.0, -inf
    for start, stop in sorted(spans):
        covered += max(0.0, stop - max(start, end))
        end = max(end, stop)
    return covered


@contextmanager
def _limited(box: Any, heights: Mapping[Any, float]) -> Iterator[None]:
    """Have pictures in a box be no higher than said, by their elements."""
    with ExitStack() as stack:
        for picture in (each for each in box.descendants() if isinstance(each, ReplacedBox)):
            if picture.element in heights:
                stack.enter_context(_styled(picture, max_height=Dimension(heights[picture.element], "px")))
        yield


@contextmanager
def _styled(box: Any, **style: Any) -> Iterator[None]:
    """Change the style of a box for a while: what has been laid out keeps its measures."""
    before = {name: box.style[name] for name in style}
    box.style.update(style)
    try:
        yield
    finally:
        box.style.update(before)
