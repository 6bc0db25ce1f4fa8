"""Chapters that would be better for a page less: title pages of long titles, contents of which little spills over.

A chapter that is drawn together is laid out with one more style sheet.
"""

from collections.abc import Callable, Sequence
from typing import Any

from bookbuild.model import Chapter, Role

_FROM_THE_TOP = ".title-page.title-page { padding-top: 0; height: 100vh }"
"""For a title page whose words would go on to the next page."""
_CLOSER = (
    "nav.contents.contents h1 { padding-top: 0; margin-bottom: 1.5rem } "
    "nav.contents.contents ol ol { margin-bottom: 0.3rem } nav.contents.contents .to-part { margin-top: 0.3rem }"
)
_TIGHTER = (_CLOSER, f"{_CLOSER} nav.contents.contents ol {{ line-height: 1.28em }}")
_SMALLER = f"{_CLOSER} nav.contents.contents ol {{ font-size: 0.92em; line-height: 1.24em }}"
"""For contents: with less space around them, with lines closer together, in smaller letters."""
_LARGE_PRINT = 20.0
"""In CSS pixels: letters that are as large are not made smaller."""
_FEW = 0.3
"""Of the height of a page: contents that fill less of their last one are drawn together."""


def better_sheet(chapter: Chapter, pages: Sequence[Any], pages_of: Callable[..., Any]) -> str:
    """The style sheet with which a chapter takes fewer pages (of WeasyPrint); empty if it needs none, or none helps.

    `pages_of` lays it out with a `sheet`.
    """
    if len(pages) < 2:
        return ""
    if chapter.role is Role.TITLE_PAGE:
        return _FROM_THE_TOP
    if chapter.role is not Role.CONTENTS or _filled(pages[-1]) > _FEW:
        return ""
    size = max((box.style["font_size"] for box in _entries(pages[-1])), default=_LARGE_PRINT)
    sheets = _TIGHTER if size >= _LARGE_PRINT else (*_TIGHTER, _SMALLER)
    return next((sheet for sheet in sheets if len(pages_of(sheet=sheet).pages) < len(pages)), "")


def _filled(page: Any) -> float:
    """How much of the height of a page its text takes up."""
    box = page._page_box
    lowest = max((text.position_y + text.height for text in _entries(page)), default=0.0)
    return float((lowest - box.content_box_y()) / box.height)


def _entries(page: Any) -> list[Any]:
    return [box for box in page._page_box.children[0].descendants() if hasattr(box, "text")]
