"""Blocks as people type them → blocks as Python-Markdown reads them.

CommonMark, and with it every preview that a writer sees, begins a list or a table right after a paragraph, nests by
the width of the marker and knows `1)`. Python-Markdown wants an empty line before each and four spaces for each level,
and would leave the rest in the paragraph, marks and all. The lines are therefore set apart and indented anew before
they are parsed; their words stay as they are.
"""

import re
from collections.abc import Iterator, Sequence

from bookbuild.manuscript.scan import Form, Verbatim, signs, verbatim

_WORTH_A_LOOK = re.compile(
    r"\n[ >]*+(?:(?:[-+*:]|\d{1,9}[.)]|\[\^[^\]]+\]:|:?-+:?[ ]*\||`{3}|~{3})(?: |$|\|)|`{4}|~{4})", re.MULTILINE
)
"""Begins with a line end, which is found ten times as fast as the beginning of a line."""
_RULE = "* * *"
"""A scene break for Python-Markdown, which knows no wider ones, and none that could underline a heading."""
CODE = "\x1a"
"""Stands around the number of a block of code or HTML that was taken out: no text has this letter."""
_CODE = re.compile(rf" *{CODE}\d+{CODE}$")
_ITEM = re.compile(r" {0,3}(?P<mark>[-+*]|\d{1,9}[.)])(?P<gap> +|$)(?P<rest>.*)$")
_NOTE = re.compile(r"(?P<mark> {0,3}\[\^[^\]\s]+\]:)(?P<gap> *)(?P<rest>.*)$")
_MEANING = re.compile(r" {0,3}(?P<mark>:)(?P<gap> {1,3})(?P<rest>\S.*)$")
_QUOTE = re.compile(r" {0,3}> ?")
_CAPTION = re.compile(r" {0,3}:[ \t]+\S")
_STEP = 4


def regular(text: str, *, raw_html: bool = True) -> tuple[str, Sequence[Verbatim]]:
    """The text with its blocks set apart by empty lines, and what stands in lists indented by four spaces a level.

    Blocks of code and of HTML are taken out of it, so that none of their lines is read as anything else, and given
    back: in the place of each stands its number between two `CODE`. Without `raw_html`, comments and tags are words
    like others.
    """
    blocks = verbatim(text, html=raw_html)
    if not blocks and "|" not in text and not _WORTH_A_LOOK.search(f"\n{text}"):
        return text, ()
    typed = text.split("\n")
    lines: list[str] = []
    code: list[Verbatim] = []
    end = 0
    for block in blocks:
        lines += typed[end : block.start]
        end = block.end
        if block.form is Form.INDENTED and len(block.code) == 1 and signs.RULE.match(block.code[0].strip()):
            lines.append(f"{block.prefix}{_RULE}")  # nobody shows a line of stars as code
        elif block.form is not Form.COMMENT:
            lines.append(f"{block.prefix}{CODE}{len(code)}{CODE}")
            code.append(block)
        elif raw_html and block.end - block.start > 1:
            after = typed[block.end - 1].partition("-->")[2] if block.closed else ""
            lines.append(f"{block.prefix}<!-- -->{after}")
        else:
            lines += typed[block.start : end]
    return "\n".join(_blocks([*lines, *typed[end:]])), code


def _blocks(lines: Sequence[str], *, in_item: bool = False) -> Iterator[str]:
    """The lines of a text, an item, a quotation or a note, without what indents them all."""
    index = 0
    before = ""
    has_gaps = False
    while index < len(lines):
        kind = _kind(lines, index, before)
        end = _end(lines, index, kind)
        in_item = in_item and kind != "blank"
        if _is_apart(kind, before, on_first_line=in_item) or (has_gaps and kind == before):
            yield ""
        written = list(_written(kind, lines[index:end]))
        yield from written
        has_gaps = kind in _CONTAINERS and "" in written
        before, index = kind, end


def _written(kind: str, lines: Sequence[str]) -> Iterator[str]:
    """One block, as Python-Markdown wants it."""
    if kind in _CONTAINERS:
        yield from _container(kind, lines)
    elif kind == "quotation":
        inner = _blocks([_QUOTE.sub("", line, count=1) for line in lines])
        yield from (f"> {line}".rstrip() for line in inner)
    elif kind == "code":
        yield lines[0].lstrip(" ")
    elif kind == "rule":
        yield _RULE
    else:
        yield from (line.expandtabs(_STEP) for line in lines)


def _kind(lines: Sequence[str], index: int, before: str) -> str:
    """What begins, or goes on, with a line."""
    line = lines[index].expandtabs(_STEP)
    goes_on = before in ("paragraph", "meaning")
    words = line.lstrip(" ")
    if not line.strip():
        return "blank"
    if _CODE.match(line):
        return "code"
    if line.startswith(" " * _STEP):
        return "paragraph" if goes_on else "indented"
    if kind := next((kind for sign, kind in _KINDS if sign.match(words)), ""):
        return kind
    if goes_on and signs.UNDERLINE.match(words):
        return "underline"
    return _kind_of_container(line, before) or _kind_of_table(lines, index) or "paragraph"


_KINDS = ((signs.COLONS, "colons"), (re.compile(">"), "quotation"), (signs.HEADING, "heading"))


def _kind_of_container(line: str, before: str) -> str:
    """Which of `_CONTAINERS` begins with a line, or a rule, which looks like an item; empty if none does."""
    goes_on = before in ("paragraph", "meaning")
    if signs.RULE.match(line.lstrip(" ")):
        return "rule"
    if _NOTE.match(line):
        return "note"
    if _MEANING.match(line) and (goes_on or before == "blank"):
        return "meaning"
    if (item := _ITEM.match(line)) and (not goes_on or _may_interrupt(item)):
        return "number" if item["mark"][0].isdigit() else "bullet"
    return ""


def _kind_of_table(lines: Sequence[str], index: int) -> str:
    """`table` for the head of one, below which a line draws as many columns."""
    below = lines[index + 1] if index + 1 < len(lines) else ""
    if "-" not in below or "|" not in lines[index] or below.startswith(" " * _STEP):
        return ""
    is_drawn = signs.DELIMITERS.match(below.strip()) and signs.columns(lines[index]) == signs.columns(below)
    return "table" if is_drawn else ""


_CONTAINERS = {"number": _ITEM, "bullet": _ITEM, "note": _NOTE, "meaning": _MEANING}
"""What holds blocks of its own: the line that opens it. What belongs to it is indented."""

_GOES_ON = frozenset({"paragraph", "number", "bullet", "quotation", "meaning", "note"})
"""What ends in a paragraph, with which a line goes on that is not indented."""

_NEEDS_EMPTY_LINE = frozenset({"table", "code", "quotation", "colons"})


def _is_apart(kind: str, before: str, *, on_first_line: bool) -> bool:
    """Whether Python-Markdown needs an empty line before a block to see that it begins.

    A list needs none that follows the first line of an item, as long as nothing there is set apart.
    """
    if before in ("", "blank") or kind == "blank":
        return False
    if kind in ("number", "bullet"):
        return before != kind and not (on_first_line and before == "paragraph")
    return kind in _NEEDS_EMPTY_LINE or before in ("number", "bullet", "table", "code", "colons")


def _may_interrupt(item: re.Match[str]) -> bool:
    """Whether an item may follow a paragraph without an empty line: not an empty one, nor a number other than 1."""
    return bool(item["rest"]) and (not item["mark"][0].isdigit() or item["mark"][:-1] == "1")


def _end(lines: Sequence[str], index: int, kind: str) -> int:
    """The index after the last line of what begins on a line."""
    if kind in _CONTAINERS:
        return _container_end(lines, index, kind)
    end = index + 1
    if kind == "quotation":
        while end < len(lines) and (_QUOTE.match(lines[end]) or _is_lazy(lines, end)):
            end += 1
    elif kind == "table":
        end += 1
        while end < len(lines) and _kind(lines, end, "row") == "paragraph" and not _CAPTION.match(lines[end]):
            end += 1
        while end < len(lines) and _CAPTION.match(lines[index + 1]) is None and _CAPTION.match(lines[end]):
            end += 1
    return end


def _is_lazy(lines: Sequence[str], index: int) -> bool:
    """Whether a line without `>` goes on with the paragraph of the quoted line before it."""
    quoted = _QUOTE.sub("", lines[index - 1], count=1)
    return _kind([quoted], 0, "") in _GOES_ON and _kind(lines, index, "paragraph") == "paragraph"


def _container_end(lines: Sequence[str], index: int, kind: str) -> int:
    """The index after the last line that belongs to an item, a note or a definition.

    Such lines are indented, or go on with a paragraph of it; empty lines belong to it if something indented follows.
    """
    width = _width(lines[index], kind)
    end = index + 1
    before = "paragraph"
    for here in range(index + 1, len(lines)):
        line = lines[here].expandtabs(_STEP)
        indent = len(line) - len(line.lstrip(" "))
        if not line.strip():
            before = "blank"
            continue
        if indent >= width:
            before = _kind([line[width:], *lines[here + 1 : here + 2]], 0, before)
        elif before not in _GOES_ON or _ITEM.match(line) or _kind(lines, here, "paragraph") != "paragraph":
            break
        end = here + 1
    return end


def _container(kind: str, lines: Sequence[str]) -> Iterator[str]:
    """An item, a note or a definition, with what stands in it indented by four spaces."""
    first = lines[0].expandtabs(_STEP)
    opening = _CONTAINERS[kind].match(first)
    assert opening
    width = _width(first, kind)
    inside = [opening["rest"], *(_dedented(line.expandtabs(_STEP), width) for line in lines[1:])]
    mark = opening["mark"].replace(")", ".") if kind == "number" else opening["mark"]
    head, *rest = _blocks(inside, in_item=kind in ("number", "bullet"))
    yield f"{mark} {head}".rstrip()
    yield from (f"{' ' * _STEP}{line}" if line else "" for line in rest)


def _width(line: str, kind: str) -> int:
    """How far a line must be indented to belong to what this one opens."""
    opening = _CONTAINERS[kind].match(line.expandtabs(_STEP))
    assert opening
    if kind == "note":
        return _STEP
    gap = len(opening["gap"]) if opening["rest"] and len(opening["gap"]) <= _STEP else 1
    return opening.end("mark") + gap if kind != "meaning" else opening.end("mark") + 1


def _dedented(line: str, width: int) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return line[min(indent, width) :]
