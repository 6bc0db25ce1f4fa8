"""mdBook's directives: `{{#include file:2:10}}` and its kin, put in place before anything else is read."""

import posixpath
import re
from collections.abc import Sequence

from bookbuild.manuscript.files import Folder
from bookbuild.manuscript.importers.common.includes import Gathering
from bookbuild.manuscript.importers.lines import Changed, Line, mentions, together
from bookbuild.problems import Location, Problem

_DIRECTIVE = re.compile(
    r"\\(?P<escaped>\{\{#.*?\}\})"
    r"|\{\{\s*#(?P<name>include|rustdoc_include|playground|playpen|title)\s+(?P<rest>[^}]+)\}\}"
)
_UNKNOWN = re.compile(r"(?<!\\)\{\{\s*#(\w+)[^}]*\}\}")
_ANCHOR = re.compile(r"ANCHOR:\s*([\w-]+)")
_ANCHOR_END = re.compile(r"ANCHOR_END:\s*([\w-]+)")


def with_includes(folder: Folder, lines: Sequence[Line], path: str) -> Changed:
    """The lines of a chapter with all that they include. Raises LimitError where that is too much."""
    gathering = Gathering(folder, path)
    whole = [each for line in lines for each in _expanded(gathering, line, path, 0)]
    unknown = [
        (directive[0], place) for directive, place in mentions(whole, _UNKNOWN) if not _DIRECTIVE.match(directive[0])
    ]
    escaped = [
        line._replace(text=_DIRECTIVE.sub(lambda directive: directive["escaped"] or directive[0], line.text))
        for line in whole
    ]
    return escaped, gathering.problems + together(
        "BB371", unknown, "the directive {} needs a plug-in of mdBook; it stays in the text as typed", "Write it out."
    )


def _expanded(gathering: Gathering, line: Line, path: str, depth: int) -> list[Line]:
    """A line with every directive in it carried out."""
    if "{{" not in line.text:
        return [line]
    whole: list[Line] = []
    open_text, end = "", 0
    for directive in _DIRECTIVE.finditer(line.text):
        if not directive["name"]:
            continue
        open_text += line.text[end : directive.start()]
        end = directive.end()
        inserted = _result(gathering, directive, path, line.place, depth)
        if len(inserted) > 1:
            whole += [inserted[0]._replace(text=open_text + inserted[0].text), *inserted[1:-1]]
            open_text = ""
        open_text += inserted[-1].text if inserted else ""
    if not end:
        return [line]
    rest = open_text + line.text[end:]
    is_all_inserted = bool(inserted) and rest.strip() == inserted[-1].text.strip()
    return [*whole, Line(rest, inserted[-1].place if is_all_inserted else line.place)]


def _result(gathering: Gathering, directive: re.Match[str], path: str, place: Location, depth: int) -> list[Line]:
    if directive["name"] == "title":
        return []
    target, *rest = directive["rest"].strip().split(maxsplit=1)
    typed, *selection = target.split(":")
    name = posixpath.normpath(posixpath.join(posixpath.dirname(path), typed))
    lines = gathering.read(name, typed, place, depth)
    if lines is None:
        return [Line(directive[0], place)]
    chosen = _selected(lines, selection)
    if chosen is None:
        message = f"the file “{typed}” has no part marked with ANCHOR: {selection[0]}"
        hint = "Correct the name after the colon, or mark the part in the file."
        gathering.problems.append(Problem("BB211", place, message, hint))
        return [Line(directive[0], place)]
    whole = [each for line in chosen for each in _expanded(gathering, line, name, depth + 1)]
    if directive["name"] in ("playground", "playpen"):
        return [Line(",".join(["```rust", *rest]), place), *whole, Line("```", place)]
    return whole


def _selected(lines: list[Line], selection: Sequence[str]) -> list[Line] | None:
    """The lines that `:2`, `:2:10`, `:2:`, `::10` or `:anchor` choose; None for an anchor that is not there."""
    start, end = [*selection, "", ""][:2]
    if not any(selection):
        return lines
    if start and not start.isdecimal():
        return _anchored(lines, start)
    first = int(start) if start else 1
    last = first if len(selection) == 1 else int(end) if end.isdecimal() else len(lines)
    return lines[max(first - 1, 0) : last]


def _anchored(lines: Sequence[Line], name: str) -> list[Line] | None:
    inside: list[Line] = []
    opened = found = False
    for line in lines:
        start, end = _ANCHOR.search(line.text), _ANCHOR_END.search(line.text)
        if opened and end and end[1] == name:
            break
        if opened and not start and not end:
            inside.append(line)
        if start and start[1] == name:
            opened = found = True
    return inside if found else None
