"""Callouts: `> [!NOTE]` of GitHub and Obsidian as `::: note` blocks."""

import re
from collections.abc import Sequence

from bookbuild.manuscript.blocks import CALLOUTS, IMPORTED
from bookbuild.manuscript.importers.lines import Changed, Line, prose_flags

_CALLOUT = re.compile(r"(?P<indent>[ >]*?)> ?\[!(?P<name>[A-Za-z-]+)\][+-]?[ \t]*(?P<title>.*?)[ \t]*$")


def opening(name: str, title: str, identifier: str = "") -> str:
    """The line that opens a callout, with a title of its own if there is one."""
    if not title and not identifier:
        return f"::: {name}"
    if '"' in title and "'" in title:
        title = title.replace('"', "”")
    mark = "'" if '"' in title else '"'
    words = [f".{name}", f"#{identifier}" if identifier else "", f"title={mark}{title}{mark}" if title else ""]
    return f"::: {{{' '.join(word for word in words if word)}}}"


def callouts(lines: Sequence[Line]) -> Changed:
    """Every quotation that begins with `[!NOTE]` becomes a block; the marks `>` before its lines go."""
    return _callouts(lines), []


def _callouts(lines: Sequence[Line]) -> list[Line]:
    changed: list[Line] = []
    index = 0
    in_prose = prose_flags(lines)
    while index < len(lines):
        head = _CALLOUT.match(lines[index].text) if in_prose[index] else None
        name = head["name"].lower() if head else ""
        if head is None or name not in IMPORTED:
            changed.append(lines[index])
            index += 1
            continue
        quote = re.compile(re.escape(head["indent"]) + r"> ?")
        end = next((i for i in range(index + 1, len(lines)) if not quote.match(lines[i].text)), len(lines))
        title = head["title"] or ("" if name in CALLOUTS else name.capitalize())
        inner = [
            line._replace(text=head["indent"] + quote.sub("", line.text, count=1)) for line in lines[index + 1 : end]
        ]
        changed.append(lines[index]._replace(text=head["indent"] + opening(IMPORTED[name], title)))
        changed += _callouts(inner)
        changed.append(Line(f"{head['indent']}:::", lines[end - 1].place))
        index = end
    return changed
