"""Tables that are none, and rows that are too long."""

import re
from collections.abc import Iterator

from bookbuild.linter.text import Finding, Page
from bookbuild.problems import Severity

_DELIMITERS = re.compile(r"[ >]*(?=.*\|)\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_MARKS = re.compile(r"(?: {0,3}> ?)+|[ \t]*")
_BAR = re.compile(r"(?<!\\)\|")
_NO_PARAGRAPH = re.compile(r"[ \t]*(?:#{1,6} |:::|\||(?:[-*_] *){3,}$|\[\^?[^\]]+\]:|<)")


def tables(page: Page) -> Iterator[Finding]:
    """At most one finding for each table."""
    for index, line in enumerate(page.lines):
        if "|" in line and _DELIMITERS.match(line) and "|" in page.line(index - 1):
            yield from _no_table(page, index) or _long_row(page, index)


def _no_table(page: Page, index: int) -> list[Finding]:
    columns, headed = len(_cells(page.line(index))), len(_cells(page.line(index - 1)))
    if columns != headed:
        message = f"this is not read as a table: its head has {headed} cells, the dashes under it are for {columns}"
        return [page.on_line("BB355", index - 1, message, "Give each cell of the head its dashes: | --- | --- |")]
    above = _MARKS.sub("", page.line(index - 2), count=1)
    if not above.strip() or _NO_PARAGRAPH.match(above):
        return []
    message = "this is not read as a table, because it stands directly under a paragraph"
    return [page.on_line("BB355", index - 1, message, "Leave an empty line before it.", Severity.ERROR)]


def _long_row(page: Page, index: int) -> list[Finding]:
    columns = len(_cells(page.line(index)))
    row = index + 1
    while "|" in page.line(row):
        cells = len(_cells(page.line(row)))
        if cells > columns:
            message = f"this row has {cells} cells, the table {columns} columns: what is too many would be left out"
            hint = "Put a backslash before a | that is no border, or give the table another column."
            return [page.on_line("BB354", row, message, hint, Severity.ERROR)]
        row += 1
    return []


def _cells(line: str) -> list[str]:
    row = _MARKS.sub("", line, count=1).strip().removeprefix("|")
    return _BAR.split(row.removesuffix("|") if not row.endswith("\\|") else row)
