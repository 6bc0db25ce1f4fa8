"""Code blocks as mdBook writes them: words after the language, hidden lines, and the plug-in mdbook-admonish."""

import re
from collections.abc import Mapping, Sequence

from bookbuild.manuscript.blocks import CALLOUTS, IMPORTED
from bookbuild.manuscript.importers.common.callouts import opening
from bookbuild.manuscript.importers.fences import TypedFence, opening_fence
from bookbuild.manuscript.importers.lines import Changed, Line, in_code

_HIDDEN_RUST = re.compile(r"(?P<indent>[ >\t]*)#(?P<next>.?)(?P<rest>.*)$")
_HIDELINES = re.compile(r"hidelines=([^\s,]+)")
_TITLE = re.compile(r"title=(?:\"((?:\\.|[^\"\\])*)\"|'([^']*)')|\"((?:\\.|[^\"\\])*)\"\s*$")


def plain_code(lines: Sequence[Line], hide: Mapping[str, str]) -> Changed:
    """Code blocks with a language alone after the fence, without the lines that mdBook hides.

    In Rust these begin with `# `; `hide` gives the mark of other languages.
    """
    return in_code(lines, lambda block: (_block(block, hide), []))


def _block(block: Sequence[Line], hide: Mapping[str, str]) -> list[Line]:
    fence = opening_fence(block[0])
    if fence is None:
        return list(block)
    if fence.language == "admonish":
        return _admonition(block, fence)
    first = block[0]._replace(text=fence.line(fence.language))
    inner = list(block[1:-1])
    mark = _HIDELINES.search(fence.rest)
    prefix = mark[1] if mark else hide.get(fence.language, "")
    if fence.language == "rust" and not mark:
        inner = [shown for line in inner for shown in _shown_rust(line)]
    elif prefix:
        inner = [line for line in inner if not line.text.lstrip(" >\t").startswith(prefix)]
    return [first, *inner, block[-1]]


def _shown_rust(line: Line) -> list[Line]:
    """A line of Rust: none when it begins with `# ` or is `#` alone; `##` stands for `#`."""
    hidden = _HIDDEN_RUST.match(line.text)
    if hidden is None:
        return [line]
    if hidden["next"] == "#":
        return [line._replace(text=f"{hidden['indent']}#{hidden['rest']}")]
    return [] if hidden["next"] in ("", " ") else [line]


def _admonition(block: Sequence[Line], fence: TypedFence) -> list[Line]:
    """A block of mdbook-admonish as a callout: its content is Markdown."""
    word = re.match(r"\s*([a-z]+)\b(?!=)", fence.rest)
    kind = word[1] if word else "note"
    title = _TITLE.search(fence.rest)
    given = next((text for text in title.groups() if text is not None), None) if title else None
    if given is None and kind not in CALLOUTS:
        given = kind.capitalize()
    name = IMPORTED.get(kind, "note")
    return [
        block[0]._replace(text=fence.indent + opening(name, (given or "").replace('\\"', '"'))),
        *block[1:-1],
        block[-1]._replace(text=f"{fence.indent}:::"),
    ]
