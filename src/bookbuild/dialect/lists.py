"""Lists as people type them → lists as Python-Markdown reads them.

CommonMark, and with it every preview that a writer sees, begins a list right after a paragraph, nests by the width of
the marker and knows `1)`. Python-Markdown wants an empty line before a list and four spaces for each level, and would
leave the rest in the paragraph, marks and all. The lines are therefore rewritten before they are parsed; their words
stay as they are.
"""

import re
from collections.abc import Iterator

_ITEM = re.compile(r"(?P<indent> *)(?P<mark>[-+*]|\d{1,9}[.)])(?P<gap> +|$)(?P<rest>.*)$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_COLONS = re.compile(r" *:{3}")
_FENCE = re.compile(r" *(`{3,}|~{3,})")
_QUOTE = re.compile(r" {0,3}> ?")
_NO_PARAGRAPH = re.compile(r"#{1,6}[ \t]|:::|\||\[\^[^\]]+\]:")
_STEP = 4


def regular_lists(text: str) -> str:
    """The text with its lists set off by empty lines and nested by four spaces."""
    if not re.search(r"^[ >]*(?:[-+*]|\d{1,9}[.)])(?: |$)", text, re.MULTILINE):
        return text
    return "\n".join(_regular(text.split("\n")))


def _regular(lines: list[str]) -> Iterator[str]:
    index = 0
    open_items: list[int] = []
    in_paragraph = after_blank = False
    while index < len(lines):
        line = lines[index].expandtabs(_STEP)
        indent = len(line) - len(line.lstrip(" "))
        if not line.strip():
            yield ""
            in_paragraph, after_blank, index = False, True, index + 1
            continue
        if _QUOTE.match(line) and not open_items:
            end = index
            while end < len(lines) and _QUOTE.match(lines[end]):
                end += 1
            inner = _regular([_QUOTE.sub("", quoted, count=1) for quoted in lines[index:end]])
            yield from (f"> {quoted}".rstrip() if quoted else ">" for quoted in inner)
            in_paragraph, after_blank, index = True, False, end
            continue
        if _COLONS.match(line) and open_items:
            while open_items and indent < open_items[-1]:
                open_items.pop()
            yield ""
            in_paragraph = False
        item = None if _RULE.match(line) else _ITEM.match(line)
        if item and (not in_paragraph or open_items or _may_interrupt(item)):
            while open_items and indent < open_items[-1]:
                open_items.pop()
            if not open_items and indent >= _STEP:
                item = None
        else:
            item = None
        if item:
            if in_paragraph and not open_items and not _is_listed(lines, index):
                yield ""
            yield f"{' ' * _STEP * len(open_items)}{item['mark'].replace(')', '.')} {item['rest']}".rstrip()
            gap = len(item["gap"]) if item["rest"] and len(item["gap"]) <= _STEP else 1
            open_items.append(indent + len(item["mark"]) + gap)
            in_paragraph, after_blank, index = bool(item["rest"]), False, index + 1
            continue
        if after_blank or not in_paragraph:
            while open_items and indent < open_items[-1]:
                open_items.pop()
        end = _fence_end(lines, index)
        if open_items and in_paragraph and _QUOTE.match(line.lstrip(" ")):
            yield ""
        for inside in lines[index:end]:
            yield _shifted(inside.expandtabs(_STEP), open_items) if open_items else inside
        if open_items and end > index + 1:
            yield ""
        in_paragraph = end == index + 1 and not _NO_PARAGRAPH.match(line) and not _RULE.match(line)
        after_blank, index = False, end


def _may_interrupt(item: re.Match[str]) -> bool:
    """Whether an item may follow a paragraph without an empty line: not an empty one, nor a number other than 1."""
    return bool(item["rest"]) and (not item["mark"][0].isdigit() or item["mark"][:-1] == "1")


def _is_listed(lines: list[str], index: int) -> bool:
    """Whether the line before is itself an item at the outermost level."""
    return index > 0 and bool(_ITEM.match(lines[index - 1]))


def _shifted(line: str, open_items: list[int]) -> str:
    """A line of an item, moved to where Python-Markdown looks for it."""
    if not line.strip():
        return ""
    indent = len(line) - len(line.lstrip(" "))
    inner = max(indent - open_items[-1], 0)
    return " " * (_STEP * len(open_items) + inner) + line.lstrip(" ")


def _fence_end(lines: list[str], index: int) -> int:
    """The index after a fenced code block that opens on a line; without one, the index after the line."""
    opening = _FENCE.match(lines[index])
    if opening:
        for end in range(index + 1, len(lines)):
            mark = lines[end].strip()
            if mark.startswith(opening[1]) and not mark.strip(opening[1][0]):
                return end + 1
    return index + 1
