"""Tables drawn with lines and spaces, which bookbuild does not read: they are shown as drawn, and said."""

import re
from collections.abc import Sequence
from itertools import groupby

from bookbuild.manuscript.importers.lines import Changed, Line, in_prose, warning

_GRID = re.compile(r" {0,3}\+(?:[-=:]+\+)+\s*$")
_COLUMNS = re.compile(r" {0,3}-{2,}(?: +-{2,})+ *$")
_CAPTION = re.compile(r"(?:[Tt]able:|:)[ \t]+(?=\S)")
_DELIMITER = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_RULE = re.compile(r" {0,3}-{3,} *$")


def drawn_tables(lines: Sequence[Line]) -> Changed:
    """Grid, simple and multiline tables become code blocks, so that their columns stay in place."""
    return in_prose(lines, _drawn_tables)


def captions(lines: Sequence[Line]) -> Changed:
    """A caption of pandoc, `Table: words` or `: words` above or below a table with bars, becomes `: words` below it."""
    return in_prose(lines, lambda prose: (_captions(prose), []))


def _captions(lines: Sequence[Line]) -> list[Line]:
    paragraphs = [list(group) for _, group in groupby(lines, lambda line: bool(line.text.strip()))]
    for index, paragraph in enumerate(paragraphs):
        caption = _CAPTION.match(paragraph[0].text)
        below = paragraphs[index + 2] if index + 2 < len(paragraphs) else []
        if caption is None or not (_is_table(below) or (index > 1 and _is_table(paragraphs[index - 2]))):
            continue
        paragraph[0] = paragraph[0]._replace(text=f": {paragraph[0].text[caption.end() :]}")
        if not (index > 1 and _is_table(paragraphs[index - 2])):
            paragraphs[index], paragraphs[index + 2] = below, paragraph
    return [line for paragraph in paragraphs for line in paragraph]


def _is_table(paragraph: Sequence[Line]) -> bool:
    return len(paragraph) > 1 and "|" in paragraph[0].text and bool(_DELIMITER.match(paragraph[1].text))


def _drawn_tables(lines: Sequence[Line]) -> Changed:
    changed: list[Line] = []
    problems = []
    index = 0
    while index < len(lines):
        bounds = _grid(lines, index) or _simple(lines, index)
        if bounds is None:
            changed.append(lines[index])
            index += 1
            continue
        message = "tables drawn with lines and spaces are not read; this one is shown as it is drawn"
        hint = "Write it with bars: | a | b |, below it | --- | --- |, then a line like the first for each row."
        problems.append(warning("BB374", lines[index].place, message, hint))
        end = bounds
        changed += [Line("```", lines[index].place), *lines[index:end], Line("```", lines[end - 1].place)]
        index = end
    return changed, problems


def _grid(lines: Sequence[Line], start: int) -> int | None:
    """The index after a grid table that begins on a line."""
    if not _GRID.match(lines[start].text):
        return None
    end = start
    while end < len(lines) and lines[end].text.lstrip().startswith(("+", "|")):
        end += 1
    return end if end > start + 2 else None


def _simple(lines: Sequence[Line], start: int) -> int | None:
    """The index after a simple or multiline table that begins on a line, be it with its head or with a rule."""
    if start and lines[start - 1].text.strip():
        return None
    paragraph = start
    while paragraph < len(lines) and lines[paragraph].text.strip():
        paragraph += 1
    columns = next((i for i in range(start, paragraph) if _COLUMNS.match(lines[i].text)), None)
    if columns is None or columns + 1 >= len(lines) or not lines[columns + 1].text.strip():
        return None
    if not _RULE.match(lines[start].text) or columns == start:
        if columns > start + 1 or (columns == start and not _COLUMNS.match(lines[paragraph - 1].text)):
            return None
        return paragraph
    end = next((i for i in range(columns + 1, len(lines)) if _RULE.match(lines[i].text)), None)
    return end + 1 if end is not None else None
