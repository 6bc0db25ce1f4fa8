"""Figures that have a page of their own, or run off the edges of theirs.

`{.full-page}` is as large as the text of a page. `{.bleed}` covers a page to its edges and as far past them as the
printer cuts, if no more than a quarter of it is cut off for that; what is flatter runs off the head and the sides of
its page, above the text; what is taller is shown whole, within the margins. Since it is not known on which side of a
sheet the page will be, a picture goes past both sides by the larger of the margins; `assembly` cuts it at the bleed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure.boxes import ReplacedBox

CLASS = "plate"
"""Of the figures that are laid out here."""
_CUT_OFF = 0.25
"""So much of a picture at most is cut off."""
_PX = 4 / 3
"""Pixels of CSS in a point."""

LayOut = Callable[[], tuple[Any, ...]]


def is_plate(box: Any) -> bool:
    """Whether a box is a figure that is laid out here."""
    return box.element_tag == "figure" and CLASS in box.element.get("class", "").split()


def bleeds(page_box: Any) -> bool:
    """Whether something runs off the edges of a page."""
    return any(getattr(box, "runs_off", False) for box in page_box.descendants())


def lay_out(
    page: Any, box: Any, lay_out_whole: LayOut, take_back: Callable[[tuple[Any, ...]], None]
) -> tuple[Any, ...]:
    """Lay out a figure on a page that has room for all of it; `lay_out_whole` does so with the styles that are set."""
    picture = next(each for each in box.descendants() if isinstance(each, ReplacedBox))
    with _sized(box, picture, 1.0, 1.0):
        bare = lay_out_whole()
    below = bare[0].border_height() - 1
    take_back(bare)
    _, _, ratio = picture.replacement.get_intrinsic_size(picture.style["image_resolution"], picture.style["font_size"])
    ratio = ratio or 1.0
    if "bleed" in box.element.get("class", "").split():
        result = _run_off(page, box, picture, ratio, below, lay_out_whole)
        if result is not None:
            return result
    height = min(page.height - below, page.width / ratio)
    with _sized(box, picture, height * ratio, height):
        result = lay_out_whole()
    shown = result[0]
    free = page.height - shown.border_height()
    for child in shown.children:
        child.translate(dy=free / 2)
    shown.height += free
    return result


def _run_off(
    page: Any, box: Any, picture: Any, ratio: float, below: float, lay_out_whole: LayOut
) -> tuple[Any, ...] | None:
    """The same for a picture that runs off the edges; none if it is too tall for that."""
    bleed = float(box.element.get("data-bleed", "0")) * _PX
    side, above = max(page.margin_left, page.margin_right) + bleed, page.margin_top + bleed
    width = page.width + 2 * side
    full = above + page.height + (page.margin_bottom + bleed if below < 1 else -below)
    natural = width / ratio
    if natural > full / (1 - _CUT_OFF):
        return None
    height = full if natural > full * (1 - _CUT_OFF) else natural
    inside = min(max(height - above, 1.0), page.height - below)
    with _sized(box, picture, page.width, inside):
        result = lay_out_whole()
    shown = next(each for each in result[0].descendants() if isinstance(each, ReplacedBox))
    shown.position_x -= side
    shown.position_y -= above
    shown.margin_left = shown.margin_right = 0
    shown.width, shown.height = width, height
    shown.runs_off = True
    return result


@contextmanager
def _sized(box: Any, picture: Any, width: float, height: float) -> Iterator[None]:
    """Have a picture be as large as said, and its figure without margins."""
    limits = {"max_width": Dimension(inf, "px"), "max_height": Dimension(inf, "px"), "object_fit": "cover"}
    sides = {"width": Dimension(width, "px"), "height": Dimension(height, "px")}
    none = {f"margin_{side}": Dimension(0, "px") for side in ("top", "bottom", "left", "right")}
    with styled(picture, **sides, **limits), styled(box, **none, width="auto", max_width=Dimension(inf, "px")):
        yield


@contextmanager
def styled(box: Any, **style: Any) -> Iterator[None]:
    """Change the style of a box for a while: what has been laid out keeps its measures."""
    before = {name: box.style[name] for name in style}
    box.style.update(style)
    try:
        yield
    finally:
        box.style.update(before)
