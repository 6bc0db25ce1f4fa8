"""Running heads that are longer than their line: they end with an ellipsis, at a word if possible."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bookbuild.outputs.title_lines import may_end

_ROUNDING = 0.5
"""In CSS pixels."""
_LEAST = 0.6
"""A head that would lose more of what fits is cut within its last word."""
_GAP = 12.0
"""Between two margin boxes, in CSS pixels."""
_LEAST_SHARE = 0.3
"""How much of the width of the page the longest head keeps at least."""
_ALMOST = 0.95
"""The part that is left of a head that has two lines although it is not longer than its box."""
_HYPHEN = "\u2010"


def shortened(pages: Sequence[Any], heads: Mapping[str, str]) -> dict[str, str]:
    """What heads have to become that are too long for their margin boxes on these pages (of WeasyPrint).

    `heads` are named strings with what is shown of them; of those that fit nothing is said. Where a box has several,
    such as the title of the notes and that of their chapter, the longest gives way.
    """
    found: dict[str, str] = {}
    for page in pages:
        for box, part in _too_long(page._page_box):
            said = _essence("".join(text.text for text in _texts(box)))
            there = [head for head, shown in heads.items() if _essence(shown) and _essence(shown) in said]
            length = max((len(_essence(heads[head])) for head in there), default=0)
            for head in there:
                if len(_essence(heads[head])) == length:
                    shorter = _cut(heads[head], 1 - (1 - part) * len(said) / length, box.style["lang"] or "")
                    found[head] = min(found.get(head, shorter), shorter, key=len)
    return found


def _too_long(page: Any) -> Iterator[tuple[Any, float]]:
    """The margin boxes whose words do not fit into one line, with the part of them that does.

    Boxes at the head or at the foot of a page share its width; the one with the most words gives way.
    """
    boxes = [box for box in page.children if type(box).__name__ == "MarginBox" and any(_texts(box))]
    for edge in ("@top-", "@bottom-"):
        row = [(box, sum(text.width for text in _texts(box))) for box in boxes if box.at_keyword.startswith(edge)]
        if not row:
            continue
        widest, wide = max(row, key=lambda each: each[1])
        room = page.width - sum(width for box, width in row if box is not widest) - _GAP * (len(row) - 1)
        if wide > room + _ROUNDING:
            yield widest, max(room, page.width * _LEAST_SHARE) / wide
        yield from ((box, _ALMOST) for box, width in row if _lines(box) > 1 and (box is not widest or wide <= room))


def _lines(box: Any) -> int:
    return len({round(text.position_y) for text in _texts(box)})


def _texts(box: Any) -> Iterator[Any]:
    return (text for text in box.descendants() if hasattr(text, "text"))


def _cut(head: str, part: float, language: str) -> str:
    """A head of which about so great a part is left, with the space that it begins with."""
    bare = head.strip("… ")
    space = head[: len(head) - len(head.lstrip())]
    room = max(1, int(len(bare) * part) - 1)
    words = bare[:room].split()[:-1]
    while words and not may_end((*words, "…"), language)[len(words) - 1]:
        words.pop()
    at_word = " ".join(words)
    cut = at_word if len(at_word) >= _LEAST * room else bare[:room]
    return f"{space}{cut.rstrip(' ,;:.–—-')}…"


def _essence(text: str) -> str:
    return "".join(text.replace(_HYPHEN, "").split()).casefold()
