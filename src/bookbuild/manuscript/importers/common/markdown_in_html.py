"""`<div markdown="1">`, by which kramdown, Python-Markdown and pandoc read Markdown between two tags of HTML."""

import re
from collections.abc import Sequence

from bookbuild.manuscript.importers.lines import Changed, Line, prose_flags

_ATTRIBUTE = r"\s+markdown(?:\s*=\s*(?:\"(?:1|block|span)\"|'(?:1|block|span)'|1|block|span))?(?=[\s>])"
_OPEN = re.compile(
    r"(?P<around>[ >]*)<(?P<tag>[a-z][a-z0-9]*)(?P<before>(?:\s[^<>]*?)??)"
    rf"{_ATTRIBUTE}(?P<after>[^<>]*)>(?P<words>.*)$",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<(?P<closes>/?)(?P<tag>[a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)


def markdown_in_html(lines: Sequence[Line]) -> Changed:
    """Set apart by empty lines what stands between such tags, as CommonMark wants it, and leave out the attribute."""
    changed: list[Line] = []
    waiting: list[tuple[str, int]] = []
    for line, is_prose in zip(lines, prose_flags(lines), strict=True):
        if is_prose and (opening := _OPEN.match(line.text)):
            waiting.append((opening["tag"].lower(), 0))
            tag = f"{opening['around']}<{opening['tag']}{opening['before']}{opening['after']}>"
            changed += [line._replace(text=tag), line._replace(text=opening["around"].rstrip())]
            line = line._replace(text=opening["around"] + opening["words"].lstrip())
            if not opening["words"].strip():
                continue
        changed += _closed(line, waiting) if is_prose and waiting else [line]
    return changed, []


def _closed(line: Line, waiting: list[tuple[str, int]]) -> list[Line]:
    """A line, with an empty one before each tag in it that closes the last of those that are `waiting`.

    Each is the name of a tag, and how many others of this name are open within it.
    """
    around = line.text[: len(line.text) - len(line.text.lstrip(" >"))]
    parts: list[Line] = []
    start = 0
    for mark in _TAGS.finditer(line.text):
        name, depth = waiting[-1] if waiting else ("", 0)
        if mark["tag"].lower() != name:
            continue
        if not mark["closes"] or depth:
            waiting[-1] = name, depth + (-1 if mark["closes"] else 1)
            continue
        waiting.pop()
        if before := line.text[start : mark.start()].strip(" >"):
            parts.append(line._replace(text=around + before))
        parts.append(line._replace(text=around.rstrip()))
        start = mark.start()
    rest = line.text[start:]
    return [*parts, line._replace(text=around + rest if start else rest)]
