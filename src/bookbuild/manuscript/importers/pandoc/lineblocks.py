"""Line blocks, in which every line begins with a bar, as verse."""

import re
from collections.abc import Sequence

from bookbuild.manuscript.importers.lines import Changed, Line, in_prose

BAR = re.compile(r"\|(?: |$)")
_DELIMITER = re.compile(r"(?=[ :|]*+-)[ :|-]++\s*+$")
_BLOCK_MARK = re.compile(r"(?P<digits>\d{1,9})(?=[.)])|(?=[-+*>#:=~`])")


def line_blocks(lines: Sequence[Line]) -> Changed:
    """Each line block becomes a `::: verse` block; a bar alone parts two stanzas."""
    return in_prose(lines, lambda prose: (_line_blocks(prose), []))


def _line_blocks(lines: Sequence[Line]) -> list[Line]:
    changed: list[Line] = []
    index = 0
    while index < len(lines):
        end = _end(lines, index)
        if end is None:
            changed.append(lines[index])
            index += 1
            continue
        changed.append(Line("::: verse", lines[index].place))
        for line in lines[index:end]:
            if BAR.match(line.text):
                changed.append(line._replace(text=_verse(line.text[2:])))
            else:
                changed[-1] = changed[-1]._replace(text=f"{changed[-1].text} {line.text.strip()}")
        changed.append(Line(":::", lines[end - 1].place))
        index = end
    return changed


def _end(lines: Sequence[Line], start: int) -> int | None:
    """The index after a line block that begins on a line; None where none begins, as where a table does."""
    if not BAR.match(lines[start].text) or (start and lines[start - 1].text.strip(" :")):
        return None
    end = start
    while end < len(lines) and (BAR.match(lines[end].text) or (end > start and lines[end].text.startswith(" "))):
        end += 1
    inside = [line.text.rstrip() for line in lines[start:end]]
    looks_like_a_table = any(text.endswith("|") and text != "|" for text in inside) or any(
        _DELIMITER.match(text) for text in [*inside, lines[end].text if end < len(lines) else ""] if "-" in text
    )
    return None if looks_like_a_table or not any(text.strip("| ") for text in inside) else end


def _verse(text: str) -> str:
    """A line of a poem: its indent, and nothing in it that would open a list or a quotation."""
    words = text.lstrip(" ")
    plain = _BLOCK_MARK.sub(_escaped, words, count=1) if _BLOCK_MARK.match(words) else words
    return text[: len(text) - len(words)] + plain


def _escaped(found: re.Match[str]) -> str:
    return f"{found['digits']}\\" if found["digits"] else "\\"
