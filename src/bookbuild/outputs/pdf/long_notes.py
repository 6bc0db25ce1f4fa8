"""Notes that do not fit on what is left of a page → the foot of the next one.

WeasyPrint moves a note with the line that refers to it, whole, and one that is longer than a page begins above it. Here
such a note is parted, as other blocks are at the end of a page: what fits stands on the page of its number, the rest is
first at the foot of the next. All parts are boxes of one element, and so one note in the tags.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from math import inf
from typing import Any

from weasyprint.formatting_structure.boxes import LineBox
from weasyprint.layout import LayoutContext, block
from weasyprint.layout import page as pages
from weasyprint.text.line_break import strut

from bookbuild.outputs.pdf import floats

_GAP = 0.14
"""Of the height of the text: a page does not end so early for the sake of a note that then could stand whole."""
_TEXT = 0.3
"""Of the height of the text: so much stays for the text on a page on which a note goes on."""
_LINES = 2
"""So many lines of a note stay together at a page's end, and of the text after the number of one that goes on."""
_ROW = 8
"""So many lines of a row of a table may stand below the number of a note in it."""
_ALMOST = 1 - 1e-9
"""What rounding leaves of a height."""

_Result = tuple[Any, ...]
_lay_out: Callable[..., _Result]
_lines: Callable[..., Iterator[_Result]] = block.iter_line_boxes
_remake_page: Callable[..., _Result] = pages.remake_page
_make_page: Callable[..., _Result] = pages.make_page
_lay_out_page: Callable[..., _Result]
_lay_out_root: Callable[..., _Result] = block.block_level_layout
_measure: Callable[..., bool] = LayoutContext._update_footnote_area
_place: Callable[..., bool] = LayoutContext.layout_footnote
_take_back: Callable[..., None] = LayoutContext.unlayout_footnote
_put_off: Callable[..., None] = LayoutContext.report_footnote


@dataclass(eq=False, slots=True)
class _Share:
    """What of a note stands on a page."""

    begins: Any = None
    """Where in the note, as WeasyPrint has it; None for its beginning."""
    limit: float = inf
    """How high it may be."""
    height: float = 0
    goes_on: Any = None
    """Where the rest begins; None if there is none."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text."""

    top: float
    height: float
    below: float
    """What has to stay free below it."""
    number: int
    """Which of its paragraph on its page it is."""
    orphans: int
    widows: int
    """So many lines of a paragraph at least stand at the foot and at the head of a page."""
    following: Callable[[int], list[float]]
    """The heights of those that follow in its paragraph, up to some number of them."""

    @property
    def end(self) -> float:
        return self.top + self.height + self.below

    @property
    def tied(self) -> float:
        """The height of those that follow and have to stand on this page too, if this one does."""
        heights = self.following(self.orphans + self.widows)
        for tied in range(max(0, self.orphans - self.number), len(heights)):
            if len(heights) - tied >= self.widows:
                return sum(heights[:tied])
        return sum(heights)


@dataclass(eq=False, slots=True)
class _Page:
    """What is known of a page that is being laid out."""

    root: Any
    """What holds the text."""
    name: str
    waiting: int
    """How many notes come from the page before."""
    has_text: bool
    """Whether some of the page is for the text: none is where notes are late, so that the text waits for them."""
    line: "_Line | None" = None
    """The one that is being set; None before the text begins."""
    carried: Sequence[Any] = ()
    """The notes that come from the page before: the text does not send them on to the next."""
    parted: Any = None
    """The note that goes on on the next page."""
    parted_below: float = -inf
    """Where the line of its number ends."""


def install() -> None:
    """Have WeasyPrint ask here where notes stand."""
    global _lay_out, _lay_out_page
    _lay_out, _lay_out_page = block.block_box_layout, pages.block_level_layout
    block.block_box_layout = _block
    block.iter_line_boxes = _set_lines
    pages.remake_page = _begun
    pages.make_page = _paged
    pages.block_level_layout = _root
    LayoutContext._update_footnote_area = _measured
    LayoutContext.layout_footnote = _placed
    LayoutContext.unlayout_footnote = _taken_back
    LayoutContext.report_footnote = _put_off_whole


def _begun(index: int, context: Any, *rest: Any) -> _Result:
    """WeasyPrint's `remake_page`, which takes a page with nothing but notes, after the text, for a blank one."""
    context.late_notes = []
    if index and context.page_maker[index][0] is None:
        context.late_notes, context.reported_footnotes = context.reported_footnotes, []
    return _remake_page(index, context, *rest)


def _paged(context: Any, root: Any, page_type: Any, *rest: Any) -> _Result:
    """WeasyPrint's `make_page`: what is left of a note comes first among the notes of the next page."""
    has_text = not (page_type.blank or context.late_notes)
    context.reported_footnotes = context.late_notes or context.reported_footnotes
    context.notes_page = _Page(root, page_type.name, len(context.reported_footnotes), has_text)
    made = _make_page(context, root, page_type, *rest)
    parted = context.notes_page.parted
    if parted is not None:
        remainder = parted.copy()
        remainder.note_part = _Share(begins=parted.note_part.goes_on)
        context.reported_footnotes.insert(0, remainder)
    return made


def _root(context: Any, box: Any, bottom_space: float, skip_stack: Any, *rest: Any, **named: Any) -> _Result:
    """WeasyPrint's `block_level_layout`, as pages call it: a page that is all for notes leaves the text to the next.

    So does one on which a long note goes on once more, if its text refers to other notes: they would come ever later.
    """
    page = context.notes_page
    if box is not page.root:
        return _lay_out_page(context, box, bottom_space, skip_stack, *rest, **named)
    top = box.position_y
    page.carried = tuple(context.current_page_footnotes)
    if page.has_text:
        result = _lay_out_page(context, box, bottom_space, skip_stack, *rest, **named)
        _bring_back(context)
        goes_on = page.parted is not None and page.parted_below == -inf
        if not goes_on or not context.reported_footnotes:
            return result
        _, _, absolute, fixed, *_ = rest
        block.remove_placeholders(context, [result[0]], absolute, fixed)
        page.has_text, page.line = False, None
        _fill(context)
    floats.wait(context)
    box.position_y = top
    empty, _, _, *others = _lay_out_root(context, box.copy_with_children([]), bottom_space, None, *rest)
    return (empty, skip_stack, {"break": "any", "page": page.name}, *others)


def _fill(context: Any) -> None:
    """Give a page to the note that goes on on it."""
    note = context.notes_page.parted
    _forget(context, note)
    context._update_footnote_area()
    _part(context, note, inf)


def _set_lines(context: Any, box: Any, position_y: float, bottom_space: float, *rest: Any) -> Iterator[_Result]:
    """WeasyPrint's `iter_line_boxes`, for `_placed` to know the line in which the number of a note is."""
    lines = _lines(context, box, position_y, bottom_space, *rest)
    ahead: list[_Result] = []

    def following(wanted: int) -> list[float]:
        ahead.extend(islice(lines, max(0, wanted - len(ahead))))
        return [line.height for line, _ in ahead[:wanted]]

    limits, below = (box.style["orphans"], box.style["widows"]), max(bottom_space, 0.0)
    for number in count(1):
        if not following(1):
            break
        line, resume_at = ahead.pop(0)
        context.notes_page.line = _Line(line.position_y, line.height, below, number, *limits, following)
        yield line, resume_at


def _block(context: Any, box: Any, bottom_space: float, skip_stack: Any, *rest: Any, **named: Any) -> _Result:
    """WeasyPrint's `block_box_layout`, where a part of a note ends and begins where it has to."""
    part = getattr(box, "note_part", None)
    if part is None:
        return _lay_out(context, box, bottom_space, skip_stack, *rest, **named)
    if part.limit < inf:
        space = context.page_bottom - box.position_y - part.limit
        notes, context.current_page_footnotes = context.current_page_footnotes, []  # it would move them for a last line
        new_box, part.goes_on, *others = _lay_out(context, box, space, part.begins, *rest)
        context.current_page_footnotes = notes
        if new_box is not None:
            _shorten(new_box)
            part.height = new_box.margin_height()
            return (new_box, None, *others)
    new_box, part.goes_on, *others = _lay_out(context, box, bottom_space, part.begins, *rest)
    part.height = new_box.margin_height()
    return (new_box, None, *others)


def _shorten(box: Any) -> None:
    """Have a box end with its last line: WeasyPrint has what goes on on another page fill the rest of this one."""
    bottoms = [line.position_y + line.height for line in box.descendants() if isinstance(line, LineBox)]
    if bottoms:
        box.height = min(box.height, max(bottoms) - box.content_box_y())


def _measured(context: Any) -> bool:
    """WeasyPrint's `_update_footnote_area`, which sets the lines of all notes anew: those are not meant."""
    line = context.notes_page.line
    _bring_back(context)
    overflows = _measure(context)
    context.notes_page.line = line
    return overflows


def _placed(context: Any, note: Any) -> bool:
    """WeasyPrint's `layout_footnote`: put a note on a page, and say whether it does not fit."""
    page = context.notes_page
    note.note_part = _Share(begins=note.note_part.begins if hasattr(note, "note_part") else None)
    free = context.page_bottom
    overflows = _place(context, note)
    if context.in_column:
        return overflows
    is_late = page.parted is not None
    note.style["footnote_policy"] = "auto" if _cannot_wait(context, note) else "line"
    return is_late or _part(context, note, free) or overflows


def _cannot_wait(context: Any, note: Any) -> bool:
    """Whether the line of a note has to stand on this page even where its note does not.

    Such are lines beside that of a note which goes on on the next page, and those in tables: at the head of a page
    WeasyPrint leaves the head of a table out for the sake of a row whose notes have no room there.
    """
    page, page_box = context.notes_page, context.current_footnote_area.page
    if page.line is None:
        return False
    if _is_in_cell(note):
        is_high = page.line.top < page_box.content_box_y() + page_box.height / 2
        return bool(page.waiting or page.parted is not None or is_high)
    return page.parted is not None and page.line.top < page.parted_below


def _is_in_cell(note: Any) -> bool:
    return "in-cell" in note.element.get("class", "").split()


def _part(context: Any, note: Any, free: float) -> bool:
    """Part a note that was put on a page, if it does not fit, and say whether it still does not."""
    page, part = context.notes_page, note.note_part
    limit = _limit(context, note, free)
    if limit >= inf:
        return False
    if limit > 0:
        part.limit = limit
        context._update_footnote_area()
        if part.goes_on is not None and part.height <= limit:
            page.parted = note
            page.parted_below = page.line.top + page.line.height if page.line else -inf
            return False
        part.limit = inf
        context._update_footnote_area()
    return not _fits(context, page.line)


def _fits(context: Any, line: _Line | None) -> bool:
    """Whether a line of the text stands above the notes."""
    return line is not None and context.page_bottom >= line.end * _ALMOST


def _limit(context: Any, note: Any, free: float) -> float:
    """How high a note may be that was put on a page: infinite if it fits, 0 if it goes to the next page as it is.

    `free` is where the notes before it begin.
    """
    page, page_box, line = context.notes_page, context.current_footnote_area.page, context.notes_page.line
    after = 0.0
    if line is None:
        end = keep = _end_of_text(page, page_box, context.page_bottom)
    elif _is_in_cell(note):
        end, keep = line.end + (_ROW * line.height if _cannot_wait(context, note) else 0), inf
    elif free - line.below - line.top < page_box.height * _GAP:
        end, keep = line.end, inf
    else:
        end = keep = line.end + line.tied
        after = _LINES * line.height if line.following(1) and not line.tied else 0.0
    if context.page_bottom >= end * _ALMOST:
        return inf
    least: float = _LINES * strut(note.style)[0]
    limit: float = note.note_part.height - (keep - context.page_bottom)
    if limit >= least:
        return max(least, limit - after)
    return inf if _fits(context, line) else 0


def _end_of_text(page: _Page, page_box: Any, notes: float) -> float:
    """How far down a page the text goes at least that has notes from the page before, up to where `notes` begin."""
    top: float = page_box.content_box_y()
    share: float = page_box.height * _TEXT
    if page.waiting > 1 and notes < top + share:
        page.has_text = False
    return top + share if page.has_text else top


def _taken_back(context: Any, note: Any) -> None:
    """WeasyPrint's `unlayout_footnote`: the line of a note goes to another page."""
    _forget(context, note)
    _take_back(context, note)


def _put_off_whole(context: Any, note: Any) -> None:
    """WeasyPrint's `report_footnote`: a note goes to the next page, rather than that a paragraph does.

    Those that come from the page before do not: the page has as little room as before, and they are brought back.
    """
    if note in context.notes_page.carried:
        context.current_page_footnotes.remove(note)
        context.reported_footnotes.append(note)
        return
    _forget(context, note)
    _put_off(context, note)


def _bring_back(context: Any) -> None:
    """Have notes that come from the page before stand on this one, although the text would send them on."""
    if missing := [each for each in context.notes_page.carried if each not in context.current_page_footnotes]:
        context.current_page_footnotes[:0] = missing
        context.reported_footnotes = [each for each in context.reported_footnotes if each not in missing]


def _forget(context: Any, note: Any) -> None:
    if context.notes_page.parted is note:
        context.notes_page.parted = None
        note.note_part.limit = inf
