"""Tables that are none, and rows that are too long."""

import re
from collections.abc import Iterator

from bookbuild.linter.rules import rule
from bookbuild.linter.text import Finding, MaskedText
from bookbuild.manuscript import tables
from bookbuild.problems import Severity

_DELIMITERS = re.compile(r"[ >]*(?=.*\|)\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_MARKS = re.compile(r"(?: {0,3}> ?)+|[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\|))?")
_BAR = re.compile(r"(?<!\\)\|")
_BRACES = re.compile(r"\{[^{}|]*\}")
_HOW = 'Write {widths="2,5,3"} with a number for each column, {landscape}, {#id} or {.class}; several go into one pair.'
_NO_PARAGRAPH = re.compile(r"[ \t]*(?:#{1,6} |:::|\||(?:[-*_] *){3,}$|\[\^?[^\]]+\]:|<)")


@rule("BB355", "|")
def no_tables(masked: MaskedText) -> Iterator[Finding]:
    """Lines that were meant as a table, but are not read as one."""
    for index in _delimiters(masked):
        if flaw := _flaw(masked, index):
            yield masked.on_line(index - 1, *flaw)


@rule("BB354", "|")
def long_rows(masked: MaskedText) -> Iterator[Finding]:
    """The first row of a table that has more cells than its head."""
    for index in _delimiters(masked):
        if _flaw(masked, index):
            continue
        columns = len(_cells(masked.line(index)))
        row = index + 1
        while "|" in masked.line(row) and len(_cells(masked.line(row))) <= columns:
            row += 1
        if "|" in masked.line(row):
            yield masked.on_line(
                row,
                f"this row has {len(_cells(masked.line(row)))} cells, but the table has {columns} columns: the "
                "surplus would be left out",
                "Put a backslash before a | that does not separate cells, or give the table another column.",
                Severity.ERROR,
            )


@rule("BB366", "{")
def table_marks(masked: MaskedText) -> Iterator[Finding]:
    """What a line in braces says of the table above it, where that cannot be."""
    for index in _delimiters(masked):
        columns = len(_cells(masked.line(index)))
        if _flaw(masked, index):
            continue
        for row in _after(masked, index):
            line = _MARKS.sub("", masked.line(row), count=1)
            said = tables.LINE.match(line) or tables.AT_END.search(line)
            if said is None and _BRACES.fullmatch(line.strip()):
                message = "this line in braces is not understood, and becomes a row of the table above it"
                yield masked.on_line(row, message, _HOW, Severity.WARNING)
            elif said and (widths := tables.marks(said[0]).widths) and not tables.shares(widths, columns):
                yield masked.on_line(row, _wrong_widths(widths, columns), _HOW, Severity.WARNING)


def _after(masked: MaskedText, index: int) -> Iterator[int]:
    """The lines below the head of a table that are no rows with bars, up to its caption, or to the next empty line."""
    row, empty = index + 1, 0
    while row < len(masked.lines) and empty < 2:
        line = _MARKS.sub("", masked.line(row), count=1)
        if not line.strip():
            empty += 1
        elif empty and not line.startswith((": ", "{")):
            return
        elif "|" not in line:
            yield row
        row += 1


def _wrong_widths(widths: tuple[str, ...], columns: int) -> str:
    if len(widths) != columns:
        return f"this gives {len(widths)} widths, but the table above has {columns} columns: they are left out"
    return "widths are numbers above 0, with commas between them: these are left out"


def _delimiters(masked: MaskedText) -> Iterator[int]:
    """The index of each line of dashes with something like the head of a table above it."""
    for index, line in enumerate(masked.lines):
        if "|" in line and _DELIMITERS.match(line) and "|" in masked.line(index - 1):
            yield index


def _flaw(masked: MaskedText, index: int) -> tuple[str, str, Severity] | None:
    """Why a line of dashes makes no table, what helps, and how much it matters; None where it makes one."""
    columns, headed = len(_cells(masked.line(index))), len(_cells(masked.line(index - 1)))
    if columns != headed:
        message = f"this is not read as a table: its head has {headed} cells, but the dashes under it are for {columns}"
        return message, "Give each cell of the head its dashes: | --- | --- |", Severity.WARNING
    above = _MARKS.sub("", masked.line(index - 2), count=1)
    if not above.strip() or _NO_PARAGRAPH.match(above):
        return None
    message = "this is not read as a table, because it stands directly under a paragraph"
    return message, "Leave an empty line before it.", Severity.ERROR


def _cells(line: str) -> list[str]:
    row = _MARKS.sub("", line, count=1).strip().removeprefix("|")
    return _BAR.split(row.removesuffix("|") if not row.endswith("\\|") else row)
