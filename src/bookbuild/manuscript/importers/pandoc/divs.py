"""The `:::` blocks of pandoc and Quarto, with their attributes, as those of bookbuild."""

import re
from collections.abc import Sequence

from bookbuild.manuscript.blocks import CALLOUTS
from bookbuild.manuscript.importers.common.callouts import opening
from bookbuild.manuscript.importers.lines import Changed, Line, prose_flags, warning
from bookbuild.manuscript.importers.pandoc.attributes import Attributes, parse, written
from bookbuild.problems import Problem

_FENCE = re.compile(r"(?P<indent>[ >]*)(?P<colons>:{3,})[ \t]*(?P<name>.*?)[ \t]*:*[ \t]*$")
_HEADING = re.compile(r"#{1,6}[ \t]++(?P<title>.+?)(?<![ \t])(?!(?<=\S#)#)[ \t]*+#*+(?:[ \t]*+\{[^{}]*\})?[ \t]*+$")
_SHOWN = frozenset({"html", "html4", "html5", "epub", "epub2", "epub3", "markdown"})
"""The formats whose blocks are shown: the readers of an e-book are given what those of a page would be."""


def divs(lines: Sequence[Line]) -> Changed:
    """Blocks with the attributes that bookbuild knows; callouts by their names; content of other formats left out."""
    flags = prose_flags(lines)
    changed: list[Line] = []
    problems: list[Problem] = []
    titled = -1
    index = 0
    while index < len(lines):
        line = lines[index]
        fence = _FENCE.match(line.text) if flags[index] else None
        if index == titled:
            changed.append(line._replace(text=""))
        elif fence is None:
            changed.append(line)
        elif not fence["name"]:
            changed.append(line._replace(text=f"{fence['indent']}:::"))
        else:
            attributes = _attributes(fence["name"])
            if _is_hidden(attributes):
                end = _end(lines, flags, index)
                message = "this block is only for other formats than an e-book, so it was left out"
                hint = "Take the condition out, if readers should see it."
                problems.append(warning("BB380", line.place, message, hint))
                changed += [each._replace(text="") for each in lines[index:end]]
                index = end
                continue
            titled = _title(lines, index) if _callout(attributes) and "title" not in attributes.values else titled
            heading = _HEADING.match(lines[titled].text) if titled > index else None
            text = _opening(attributes, heading["title"] if heading else "")
            changed.append(line._replace(text=f"{fence['indent']}{text}"))
        index += 1
    return changed, problems


def _attributes(name: str) -> Attributes:
    if name.startswith("{"):
        return parse(name.strip("{}"))
    bare, _, rest = name.partition("{")
    more = parse(rest.rstrip("}"))
    return Attributes(more.id, (bare.strip(), *more.classes), more.values)


def _opening(attributes: Attributes, heading: str) -> str:
    callout = _callout(attributes)
    if callout:
        return opening(callout, attributes.values.get("title", heading), attributes.id)
    named = attributes if attributes.classes else Attributes(attributes.id, ("block",), attributes.values)
    return f"::: {written(named)}"


def _callout(attributes: Attributes) -> str:
    """The name of the callout that a block is; empty if it is none."""
    names = [name.removeprefix("callout-") for name in attributes.classes if name.startswith("callout-")]
    return next((name for name in names if name in CALLOUTS), "")


def _title(lines: Sequence[Line], start: int) -> int:
    """The index of the heading that a callout begins with, which is its title; -1 if there is none."""
    first = next((index for index in range(start + 1, len(lines)) if lines[index].text.strip()), -1)
    return first if first > 0 and _HEADING.match(lines[first].text) else -1


def _is_hidden(attributes: Attributes) -> bool:
    when, unless = attributes.values.get("when-format"), attributes.values.get("unless-format")
    if "content-visible" in attributes.classes:
        return (when is not None and when not in _SHOWN) or (unless is not None and unless in _SHOWN)
    if "content-hidden" in attributes.classes:
        return (when is not None and when in _SHOWN) or (unless is not None and unless not in _SHOWN)
    return False


def _end(lines: Sequence[Line], flags: Sequence[bool], start: int) -> int:
    """The index after the fence that closes a block."""
    depth = 0
    for index in range(start, len(lines)):
        fence = _FENCE.match(lines[index].text) if flags[index] else None
        if fence:
            depth += 1 if fence["name"] else -1
            if depth == 0:
                return index + 1
    return len(lines)
