"""Notes typed in the middle of a sentence, `^[…]`, as footnotes."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bookbuild.manuscript.importers.lines import Changed, Line, RunKind, runs
from bookbuild.manuscript.scan.inline import CODE_SPAN

_OPENING = re.compile(r"(?<!\\)\^\[")
_BRACKET_OR_LINE = re.compile(r"\\.|[\[\]\n]")
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
    closings = _closings(text, code) if _OPENING.search(text) else {}
    notes: list[Line] = []
    pieces: list[Line] = []
    end = 0
    for opening in _OPENING.finditer(text):
        close = closings.get(opening.end() - 1) if opening.start() >= end else None
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


def _closings(text: str, code: Sequence[tuple[int, int]]) -> dict[int, int]:
    """For the index of each opening bracket that of the one that closes it, not too far; those in code do not count."""
    closings: dict[int, int] = {}
    waiting: list[tuple[int, int]] = []
    spans = iter([*code, (len(text), len(text))])
    begin, end = next(spans)
    line = 0
    for mark in _BRACKET_OR_LINE.finditer(text):
        while mark.start() >= end:
            begin, end = next(spans)
        line += mark[0] == "\n"
        if mark.start() >= begin:
            continue
        if mark[0] == "[":
            waiting.append((mark.start(), line))
        elif mark[0] == "]" and waiting:
            opening, its_line = waiting.pop()
            if line - its_line <= _LONGEST:
                closings[opening] = mark.start()
    return closings


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
