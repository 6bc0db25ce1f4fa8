"""Pictures → what is left of the page.

WeasyPrint moves a figure that does not fit to the next page, and leaves the rest of this one empty. Here the figure is
laid out once more with smaller pictures, at the moment when it turns out not to fit, if they need not be much smaller;
if they do, it may wait for the next page (`floats`).
What is to stay together (`keep`) is treated alike. Books without pictures pay nothing for it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from math import inf
from typing import Any

from weasyprint.css import AnonymousStyle
from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure.boxes import ReplacedBox
from weasyprint.layout import block

from bookbuild.outputs.pdf import floats, plates
from bookbuild.outputs.pdf.plates import styled

_SMALLEST = 0.6
"""A picture keeps so much of its size at least."""
_SMALLEST_BEFORE_WAITING = 0.75
"""The same if it may stand on the next page instead, while the text fills this one."""
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
    floats.install()


def _fitted(context: Any, box: Any, bottom_space: float, skip_stack: Any, *rest: Any, **named: Any) -> _Result:
    """What WeasyPrint's `block_box_layout` returns, where pictures may have become smaller to fit the page."""
    if skip_stack is None and floats.ends_page(context, box, bottom_space):
        return floats.nothing_fits(box)
    if skip_stack is not None or context.in_column or not _classes(box):
        return _lay_out(context, box, bottom_space, skip_stack, *rest, **named)
    attempt = _Attempt(context, box, bottom_space, *rest)
    if not attempt.page_is_empty and floats.may_wait(context, box):
        return _floated(attempt)
    if plates.is_plate(box):
        return attempt.plate()
    result = attempt.lay_out()
    if _is_whole(result):
        return result
    attempt.take_back(result)
    room = attempt.room()
    smaller = attempt.smaller(room, _smallest(box, attempt.page_is_empty))
    if smaller is None and "keep" in _classes(box) and room.is_longer_than_a_page():
        with styled(box, break_inside="auto"):
            return attempt.lay_out()
    return smaller or attempt.lay_out()


def _floated(attempt: "_Attempt") -> _Result:
    """The same for a figure that may stand on the next page."""
    context, box = attempt.context, attempt.box
    if floats.ends_here(context):
        return floats.nothing_fits(box)
    if floats.has_to_wait(context, box) or plates.is_plate(box):
        return attempt.put_off()
    result = attempt.lay_out()
    if _is_whole(result):
        return result
    attempt.take_back(result)
    is_opening = "opening" in box.element.get("class", "").split()
    if smaller := attempt.smaller(attempt.room(), _SMALLEST_AT_HEAD if is_opening else _SMALLEST_BEFORE_WAITING):
        return smaller
    return attempt.put_off() if floats.leaves_gap(context, box, attempt.bottom_space) else attempt.lay_out()


class _Attempt:
    """The layout of one box, which may be made several times."""

    def __init__(
        self,
        context: Any,
        box: Any,
        bottom_space: float,
        containing_block: Any,
        page_is_empty: bool,
        absolute: list[Any],
        fixed: list[Any],
        margins: list[float],
        *last: Any,
    ) -> None:
        self.context, self.box, self.bottom_space, self.page_is_empty = context, box, bottom_space, page_is_empty
        self._parent, self._lists, self._margins, self._last = containing_block, (absolute, fixed), margins, last
        self._position = box.position_x, box.position_y

    def lay_out(self, bottom: float | None = None, *, is_empty: bool | None = None) -> _Result:
        """Lay it out, above another bottom or as if it were the first on its page if that is asked for."""
        box, margins = self._back(), list(self._margins)
        bottom = self.bottom_space if bottom is None else bottom
        is_empty = self.page_is_empty if is_empty is None else is_empty
        return _lay_out(self.context, box, bottom, None, self._parent, is_empty, *self._lists, margins, *self._last)

    def take_back(self, result: _Result) -> None:
        """Forget the notes and the like that WeasyPrint has found in what is laid out once more."""
        if result[0] is not None:
            block.remove_placeholders(self.context, [result[0]], *self._lists)

    def room(self) -> "_Room":
        """What is left of the page for it."""
        whole = self.lay_out(-inf, is_empty=True)
        self.take_back(whole)
        return _Room(self.context, self.bottom_space, whole[0])

    def smaller(self, room: "_Room", smallest: float) -> _Result | None:
        """The result with smaller pictures; none if they would be too small."""
        heights = room.fitted(smallest)
        if not heights:
            return None
        with _limited(self.box, heights):
            result = self.lay_out()
        if _is_whole(result):
            return result
        self.take_back(result)
        return None

    def plate(self) -> _Result:
        """The result for a figure with a page of its own: nothing where something else stands on the page."""
        if not self.page_is_empty:
            return floats.nothing_fits(self.box)
        whole = partial(self.lay_out, -inf, is_empty=True)
        return plates.lay_out(self.context.current_footnote_area.page, self.box, whole, self.take_back)

    def put_off(self) -> _Result:
        """What stands here if it is to stand on the next page."""
        return floats.put_off(self.context, self._back(), self._parent, self._margins)

    def _back(self) -> Any:
        self.box.position_x, self.box.position_y = self._position
        return self.box


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
                stack.enter_context(styled(picture, max_height=Dimension(heights[picture.element], "px")))
        yield
