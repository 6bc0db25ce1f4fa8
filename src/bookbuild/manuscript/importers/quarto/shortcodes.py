"""Quarto's shortcodes, `{{< … >}}`: files are included, all else is reported and stays."""

import posixpath
import re
from collections.abc import Sequence

from bookbuild.manuscript.files import Folder
from bookbuild.manuscript.importers.common.includes import Gathering
from bookbuild.manuscript.importers.lines import Changed, Line, mentions, replaced, together

_INCLUDE = re.compile(r"[ \t]*\{\{<\s*include\s+(?P<path>\"[^\"]+\"|\S+)\s*>\}\}[ \t]*$")
_SHORTCODE = re.compile(r"(?<!\{)\{\{<\s*(?!/\*)(?:(?!\{\{<).)*?>\}\}(?!\})")
_ESCAPED = re.compile(r"\{(\{\{<.*?>\}\})\}")


def with_includes(folder: Folder, lines: Sequence[Line], path: str) -> Changed:
    """The lines of a chapter with the files that they include. Raises LimitError where that is too much."""
    gathering = Gathering(folder, path)
    return _expanded(gathering, lines, path, 0), gathering.problems


def _expanded(gathering: Gathering, lines: Sequence[Line], path: str, depth: int) -> list[Line]:
    whole: list[Line] = []
    for line in lines:
        include = _INCLUDE.match(line.text) if "{{<" in line.text else None
        if include is None:
            whole.append(line)
            continue
        typed = include["path"].strip('"')
        joined = typed.lstrip("/") if typed.startswith("/") else posixpath.join(posixpath.dirname(path), typed)
        name = posixpath.normpath(joined)
        included = gathering.read(name, typed, line.place, depth)
        whole += [line] if included is None else _expanded(gathering, included, name, depth + 1)
    return whole


def shortcodes(lines: Sequence[Line]) -> Changed:
    """Say which shortcodes there are: they stay as typed. Those written to be shown lose their outer braces."""
    unknown = [(code[0], place) for code, place in mentions(lines, _SHORTCODE) if not _INCLUDE.match(code[0])]
    message = "the shortcode {} is carried out by Quarto alone; it stays in the text as typed"
    return replaced(lines, _ESCAPED, r"\1"), together("BB371", unknown, message, "Write out what it stands for.")
