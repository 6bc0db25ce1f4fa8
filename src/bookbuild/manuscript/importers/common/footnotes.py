"""Notes typed in the middle of a sentence, `^[…]`, as footnotes."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bookbuild.manuscript.importers.lines import Changed, Line, RunKind, runs
from bookbuild.manuscript.scan.inline import CODE_SPAN

_OPENING = re.compile(r"(?<!\\)\^\[")
_LONGEST = 200
"""A note goes over this many lines at most; a bracket that is not closed by then is no note."""


def inline_notes(lines: Sequence[Line]) -> Changed:
    """Each `^[text]` becomes a reference, its text a definition at the end of the file."""
    typed = "\n".join(line.text for line in lines)
    changed: list[Line] = []
    definitions: list[Line] = []
    for run in runs(lines):
        if run.kind is not RunKind.PROSE:
            changed += run.lines
            continue
        for paragraph in _paragraphs(run.lines):
            new, notes = _paragraph(paragraph, len(definitions), typed)
            changed += new
            definitions += notes
    if not definitions:
        return list(lines), []
    apart = [part for note in definitions for part in (Line("", note.place), note)]
    return [*changed, *apart], []


def _paragraphs(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Lines cut after each empty one."""
    ends = [index + 1 for index, line in enumerate(lines) if not line.text.strip()]
    bounds = [0, *ends, len(lines)]
    return [lines[a:b] for a, b in pairwise(bounds) if a < b]


def _paragraph(lines: Sequence[Line], count: int, typed: str) -> tuple[list[Line], list[Line]]:
    text = "\n".join(line.text for line in lines)
    code = [span.span() for span in CODE_SPAN.finditer(text)]
    notes: list[Line] = []
    pieces: list[Line] = []
    end = 0
    for opening in _OPENING.finditer(text):
        inside = any(a <= opening.start() < b for a, b in code)
        close = None if inside or opening.start() < end else _close(text, opening.end(), code)
        if close is None:
            continue
        place = lines[text.count("\n", 0, opening.start())].place
        name = _name(count + len(notes), typed)
        notes.append(Line(f"[^{name}]: {' '.join(text[opening.end() : close].split())}", place))
        pieces += _lines(text, end, opening.start(), lines)
        pieces.append(Line(f"[^{name}]", place))
        end = close + 1
    if not notes:
        return list(lines), []
    pieces += _lines(text, end, len(text), lines)
    last = [Line("", lines[-1].place)] if text.endswith("\n") else []
    return [*_joined(pieces), *last], notes


def _name(count: int, typed: str) -> str:
    name = f"inline-{count + 1}"
    while f"[^{name}]" in typed:
        name += "-"
    return name


def _close(text: str, start: int, code: Sequence[tuple[int, int]]) -> int | None:
    """The index of the bracket that closes the one before `start`; those in code do not count."""
    depth = 1
    for mark in re.finditer(r"\\.|[\[\]]|\n", text[start:]):
        index = start + mark.start()
        if not any(a <= index < b for a, b in code):
            depth += {"[": 1, "]": -1}.get(mark[0], 0)
        if depth == 0:
            return index
        if mark[0] == "\n" and text.count("\n", start, start + mark.start()) > _LONGEST:
            return None
    return None


def _lines(text: str, start: int, end: int, lines: Sequence[Line]) -> list[Line]:
    """A stretch of a paragraph as the ends, middles and beginnings of its lines; a line feed ends a piece."""
    index = text.count("\n", 0, start)
    return [
        Line(piece, lines[index + offset].place)
        for offset, piece in enumerate(text[start:end].splitlines(keepends=True))
    ]


def _joined(pieces: Sequence[Line]) -> list[Line]:
    """Pieces put together to lines: each ends where a piece ends in a line feed."""
    joined: list[Line] = []
    open_line: Line | None = None
    for piece in pieces:
        text = (open_line.text if open_line else "") + piece.text
        open_line = Line(text, open_line.place if open_line else piece.place)
        if text.endswith("\n"):
            joined.append(open_line._replace(text=text[:-1]))
            open_line = None
    return [*joined, open_line] if open_line else joined
