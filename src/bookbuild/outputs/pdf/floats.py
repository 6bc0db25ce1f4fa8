"""Figures that do not fit where they were typed → the top of the next page, while the text fills this one.

WeasyPrint knows no floats of pages (CSS Page Floats). A figure that is put off leaves an empty box in its place, which
says where it is read; the next page begins with the figure itself, and its text below. Figures keep their order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from weasyprint.formatting_structure.boxes import LineBox
from weasyprint.layout import block, page
from weasyprint.layout.float import float_layout

from bookbuild.outputs.frame import HEADINGS
from bookbuild.outputs.pdf.model import FLOATING

_GAP = 0.25
"""Of the height of the text: as much may stay empty, so that a figure stays with its heading, and in its section."""
_GAP_BELOW_HEADING = 0.16
"""The same below a heading, which would leave its own room too."""
_BEGINNINGS = HEADINGS | {"section"}
_EDGES = tuple(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("top", "bottom"))
_BORDERS = ("border_top_width", "border_bottom_width")
_Layout = Callable[..., tuple[Any, ...]]
_lay_out: _Layout = block.block_level_layout
_lay_out_of_flow: _Layout = block._out_of_flow_layout


@dataclass(eq=False, slots=True)
class _Figure:
    """A figure on its way to a page."""

    box: Any
    parent: Any
    """What it was typed in, as wide as it was laid out."""
    offset: float
    """From where the text begins on each line."""


@dataclass(slots=True)
class _Rest:
    """How the text goes on after pages that only take figures."""

    resume_at: Any
    next_page: dict[str, Any]


@dataclass(slots=True)
class _State:
    """The figures of a document that is being laid out."""

    coming: dict[int, tuple[_Figure, ...]] = field(default_factory=dict)
    """By the number of the page that begins with them."""
    rests: dict[int, _Rest] = field(default_factory=dict)
    put_off: list[tuple[Any, Any]] = field(default_factory=list)
    """This page's own figures that have to wait for the next one, each after what it was typed in."""
    late: bool = False
    """Whether some of those that were to come first still wait."""
    placing: bool = False
    starts: dict[Any, float] = field(default_factory=dict)
    """Where lines began on the page of each figure beside the text that stands on the next one, by its element."""

    def waits(self) -> bool:
        """Whether what comes next is typed after a figure that is still to come."""
        return self.late or bool(self.put_off)

    def begin(self, number: int) -> None:
        """Begin a page, perhaps once more: what was said of those after it no longer holds."""
        self.put_off = []
        for pages in (self.coming, self.rests):
            for later in [each for each in pages if each > number]:
                del pages[later]


def install() -> None:
    """Have WeasyPrint ask here for the layout of a page's text."""
    page.block_level_layout = _page
    block._out_of_flow_layout = _out_of_flow


def may_wait(context: Any, box: Any) -> bool:
    """Whether a figure that does not fit may stand on the next page."""
    return FLOATING in box.element.get("class", "").split() and not _state(context).placing


def nothing_fits(box: Any) -> tuple[Any, ...]:
    """What WeasyPrint is told where a box has to begin the next page."""
    return None, None, {"break": "any", "page": box.page_values()[0]}, [], False, None


def ends_here(context: Any) -> bool:
    """Whether a figure begins the next page with all that follows: one before it is to stand there beside text."""
    return bool(context.broken_out_of_flow) and not _state(context).placing


def has_to_wait(context: Any, box: Any) -> bool:
    """Whether a figure must not stand here, although it may fit: figures before it wait."""
    state = _state(context)
    boxes = [each for _, each in state.put_off]
    if box in boxes:
        del state.put_off[boxes.index(box) :]  # this part of the page is laid out once more
    return state.waits()


def ends_page(context: Any, box: Any, bottom_space: float) -> bool:
    """Whether a heading waits for the next page, so that the figures of the section before it do not come after it.

    What is told of the author at the end of a chapter always waits.
    """
    if box.element_tag not in _BEGINNINGS or not (state := _state(context)).waits() or state.placing:
        return False
    if box.element_tag == "section":
        return True
    if gap(context, box, bottom_space) > _GAP:
        return False
    return not state.put_off or bool(box.element_tag <= _section(*state.put_off[0]))


def _section(parent: Any, box: Any) -> str:
    """The tag of the heading of the section that a figure stands in; before the first one, any heading ends it."""
    before = parent.children[: parent.children.index(box)]
    return next((each.element_tag for each in reversed(before) if each.element_tag in HEADINGS), "h9")


def leaves_gap(context: Any, box: Any, bottom_space: float) -> bool:
    """Whether the text has to go on below a figure that does not fit: not if it can take its heading with it."""
    return gap(context, box, bottom_space) > _GAP_BELOW_HEADING or "headed" not in box.element.get("class", "").split()


def gap(context: Any, box: Any, bottom_space: float) -> float:
    """How much of a page is left, of the height of its text."""
    _, height = context.style_for.initial_page_sizes["area"]
    return float((context.page_bottom - bottom_space - box.position_y) / height)


def put_off(context: Any, box: Any, parent: Any, margins: Sequence[float]) -> tuple[Any, ...]:
    """What stands in the place of a figure that waits: nothing, of no height; as WeasyPrint lays out blocks."""
    _state(context).put_off.append((parent, box))
    empty = _nothing(box)
    empty.waits = _Figure(box, parent, box.position_x - _start(context))
    return empty, None, {"break": "any", "page": None}, list(margins), True, None


def _nothing(box: Any) -> Any:
    empty = box.copy_with_children([])
    empty.style = box.style.copy()
    empty.style.update(anchor=None, break_after="avoid", break_before="auto")
    for edge in (*_EDGES, *_BORDERS, "height", "min_height"):
        setattr(empty, edge, 0)
    empty.clearance = None
    empty.stands_for = box
    return empty


def _start(context: Any) -> float:
    """Where lines begin on the page."""
    return float(context.current_footnote_area.page.content_box_x())


def wait(context: Any) -> None:
    """Have the figures with which a page would begin wait for the next one, because notes take it up."""
    state, number = _state(context), context.current_page
    state.begin(number)
    if number in state.coming:
        state.coming[number + 1] = state.coming.pop(number)
    if number in state.rests:
        state.rests[number + 1] = state.rests.pop(number)


def as_typed(box: Any) -> Iterator[Any]:
    """What a box holds, with figures in the places where they were typed."""
    for child in getattr(box, "children", ()):
        if figure := getattr(child, "stands_for", None):
            yield figure
        elif not getattr(child, "has_waited", False):
            yield child


def _out_of_flow(
    context: Any, parent: Any, index: int, box: Any, siblings: list[Any], page_is_empty: bool, *rest: Any
) -> tuple[Any, ...]:
    """WeasyPrint's `_out_of_flow_layout`; a figure beside the text that does not fit waits for the next page.

    WeasyPrint itself continues there what is longer than a page.
    """
    absolute, fixed, margins, bottom_space = rest
    if not box.is_floated() or box.element_tag != "figure" or (page_is_empty and not siblings):
        return _lay_out_of_flow(context, parent, index, box, siblings, page_is_empty, *rest)
    top = box.position_y
    box.position_y += block.collapse_margin(margins)
    shown, _ = float_layout(context, box, parent, absolute, fixed, -inf, None)
    overflows = context.overflows_page(bottom_space, shown.position_y + shown.margin_height())
    block.remove_placeholders(context, [shown], absolute, fixed)
    box.position_y = top
    if not overflows:
        return _lay_out_of_flow(context, parent, index, box, siblings, page_is_empty, *rest)
    if _state(context).waits() or context.broken_out_of_flow:
        return True, {index: None}, None, None
    empty = _nothing(shown)
    empty.index = index
    siblings.append(empty)
    context.add_broken_out_of_flow(empty, box, parent, None)
    _state(context).starts[box.element] = _start(context)
    return False, None, empty, None


def _state(context: Any) -> _State:
    state = context.__dict__.setdefault("figures", _State())
    assert isinstance(state, _State)
    return state


def _page(
    context: Any, box: Any, bottom_space: float, skip_stack: Any, containing_block: Any, *rest: Any, **named: Any
) -> tuple[Any, ...]:
    """WeasyPrint's `block_level_layout`, by which it lays out the text of a page; here figures come first."""
    if box.element_tag != "html" or not rest:
        return _lay_out(context, box, bottom_space, skip_stack, containing_block, *rest, **named)
    page_is_empty, *lists = rest
    state, number, top = _state(context), context.current_page, box.position_y
    state.begin(number)
    placed, late = _placed(context, box, lists)
    _move_beside(context, state, box.position_y - top)
    state.late = bool(late)

    def lay_out(root: Any, place: Any, *, is_empty: bool) -> tuple[Any, ...]:
        return _lay_out(context, root, bottom_space, place, containing_block, is_empty, *lists)

    after = state.rests.get(number)
    result: tuple[Any, ...] = (None,)
    if after is None:
        result = lay_out(box, skip_stack, is_empty=page_is_empty and not placed)
    elif not late:
        result = (None, after.resume_at, after.next_page, [], False, None)
    if result[0] is None:
        more = result[1:] if after and not late else (skip_stack, _follows(containing_block), [], False, None)
        result = (lay_out(_emptied(box, skip_stack), skip_stack, is_empty=True)[0], *more)
    root, resume_at, next_page, *others = result
    waiting = (*late, *(_waiting(root) if state.put_off else ()))
    below: list[Any] = []
    if resume_at is None and waiting and not (after or late or context.broken_out_of_flow):
        below = _below(context, root, waiting, bottom_space, lists)
        waiting = () if below else waiting
    if waiting or context.broken_out_of_flow:
        state.coming[number + 1] = waiting
        if after or resume_at is None or next_page["break"] != "any":
            state.rests[number + 1] = after or _Rest(resume_at, next_page)
            resume_at, next_page = resume_at or skip_stack or {0: None}, _follows(containing_block)
    root.children = [*placed, *root.children, *below]
    return (root, resume_at, next_page, *others)


def _move_beside(context: Any, state: _State, down: float) -> None:
    """Put figures beside the text where lines begin on this page, below those with which it begins."""
    for box in context._excluded_shapes.get(None, ()):
        box.translate(_start(context) - state.starts.get(box.element, _start(context)), down)
        box.has_waited = True


def _follows(page_box: Any) -> dict[str, Any]:
    """What WeasyPrint is told of the next page, where it is to be like this one."""
    return {"break": "any", "page": page_box.page_type.name}


def _placed(context: Any, root: Any, lists: Sequence[Any]) -> tuple[list[Any], tuple[_Figure, ...]]:
    """The figures with which a page begins, above its text; and those that find no room there."""
    state = _state(context)
    waiting = state.coming.get(context.current_page, ())
    placed: list[Any] = []
    state.placing = True
    for figure in waiting:
        below = placed[-1].margin_bottom if placed else inf
        figure.box.position_x = root.position_x + figure.offset
        figure.box.position_y = root.position_y
        box, resume_at, *_ = _lay_out(context, figure.box, 0, None, figure.parent, not placed, *lists[:-1], [])
        if placed and (box is None or resume_at is not None or context.overflows_page(0, _bottom(box))):
            if box is not None:
                block.remove_placeholders(context, [box], *lists[:-1])
            break
        box.translate(dy=-min(below, box.margin_top))
        box.has_waited = True
        placed.append(box)
        root.position_y = _bottom(box) + box.margin_bottom
    state.placing = False
    return placed, waiting[len(placed) :]


def _below(context: Any, root: Any, waiting: Sequence[_Figure], bottom_space: float, lists: Sequence[Any]) -> list[Any]:
    """The figures that wait when the text ends, below its last lines; none if they would be too small there."""
    state = _state(context)
    placed: list[Any] = []
    state.placing = True
    position = root.position_y + root.margin_height()
    for figure in waiting:
        figure.box.position_x, figure.box.position_y = root.position_x + figure.offset, position
        box, resume_at, *_ = _lay_out(context, figure.box, bottom_space, None, figure.parent, False, *lists[:-1], [])
        placed += [box] if box is not None else []
        if box is None or resume_at is not None or context.overflows_page(bottom_space, _bottom(box)):
            block.remove_placeholders(context, placed, *lists[:-1])
            placed = []
            break
        box.has_waited = True
        position = _bottom(box) + box.margin_bottom
    state.placing = False
    return placed


def _bottom(box: Any) -> float:
    return float(box.border_box_y() + box.border_height())


def _emptied(root: Any, place: Any) -> Any:
    """The boxes that are open at a place, with nothing inside: on a page that has only figures."""
    root = box = root.deepcopy()
    while place and len(place) == 1:
        ((index, place),) = place.items()
        if not place or isinstance(box.children[index], LineBox):
            break
        box.children = box.children[: index + 1]
        box = box.children[index]
    box.children = []
    box.force_fragmentation = True
    return root


def _waiting(box: Any) -> Iterator[_Figure]:
    """The figures that had to leave their place on a page, in their order."""
    if figure := getattr(box, "waits", None):
        yield figure
    for child in getattr(box, "children", ()):
        yield from _waiting(child)
