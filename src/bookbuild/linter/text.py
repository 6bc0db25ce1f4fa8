"""A text as the rules see it: with the parts that are code or comments blanked, letter for letter."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bookbuild.manuscript.scan import prose as prose_lines
from bookbuild.problems import Severity

_MAY_HIDE = ("`", "~", "<", "\n    ", "\n\t")
_OPEN_FENCE = re.compile(r"[ >]*(?:`{3,}[^`]*|~{3,}.*)$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CONFLICT = re.compile(r"^<{7} .*?(?:^>{7} .*?$|\Z)", re.MULTILINE | re.DOTALL)
_TICKS = re.compile(r"(?<!\\)`+|\n[ >\t]*\n")
_CONTAINER = re.compile(r" {0,3}(?:[-+*]|\d{1,9}[.)]|\[\^[^\]]+\]:|:[ \t])")
_VERSE = re.compile(r"[ >]*:{3,}[ \t]*\{?[^\n]*\bverse\b")
_CLOSING = re.compile(r"[ >]*:{3,}[ \t]*$")
_INDENTED = re.compile(r" {4}|\t")
_PARAGRAPH = re.compile(r"^.*\S.*$(?:\n.*\S.*$)*", re.MULTILINE)
_NO_WORDS = re.compile(
    r"<[a-zA-Z/!][^<>]*>|\]\([^)\n]*\)|\]\[[^\]\n]*\]|\{[^{}\n]*\}|^ {0,3}\*?\[[^\]\n^]+\]:[^\n]*|https?://\S+",
    re.MULTILINE,
)
"""Tags, addresses, labels and attributes."""
_LETTER = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the letters meant, by their offsets in the text, and what is said of them."""

    start: int
    end: int
    message: str
    hint: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True)
class MaskedText:
    """The text of one file."""

    text: str
    """As typed."""
    prose: str
    """The same, with blanks in place of code, comments and what is not to be looked at; all offsets agree."""
    code: tuple[tuple[int, int], ...] = ()
    """Begin and end of each block that is code because it is indented."""
    open_fence: int | None = None
    """Where a fenced code block begins that is never closed; all after it is blank."""
    open_comment: int | None = None
    """Where a comment begins that is never closed; all after it is blank."""
    conflicts: tuple[int, ...] = ()
    """Where the two versions of an unfinished merge begin; both are blank."""

    @cached_property
    def starts(self) -> Sequence[int]:
        """The offset at which each line begins."""
        return _starts(self.text)

    def line_of(self, offset: int) -> int:
        """The index of the line that holds an offset, counted from 0."""
        return bisect_right(self.starts, offset) - 1

    @cached_property
    def lines(self) -> Sequence[str]:
        """The lines of the prose."""
        return self.prose.split("\n")

    @cached_property
    def words(self) -> str:
        """The prose with dots in place of tags, addresses, labels and attributes as well."""
        if not any(mark in self.prose for mark in ("<", "](", "][", "{", "]:", "://")):
            return self.prose
        return _blank(self.prose, [found.span() for found in _NO_WORDS.finditer(self.prose)], "·")

    def paragraphs(self) -> Iterator[re.Match[str]]:
        """Each run of lines of the prose without an empty line."""
        return _PARAGRAPH.finditer(self.prose)

    def line(self, index: int) -> str:
        """A line of the prose; empty before the first and after the last."""
        return self.lines[index] if 0 <= index < len(self.lines) else ""

    def on_line(self, index: int, message: str, hint: str, severity: Severity = Severity.WARNING) -> Finding:
        """A finding that means all words of a line."""
        line = self.text[self.starts[index] :].partition("\n")[0]
        start = self.starts[index] + len(line) - len(line.lstrip())
        return Finding(start, self.starts[index] + len(line.rstrip()), message, hint, severity)


def mask(text: str) -> MaskedText:
    """Look at a text once, to tell what of it is prose."""
    if not any(mark in text for mark in _MAY_HIDE):
        return MaskedText(text, text)
    conflicts = [found.span() for found in _CONFLICT.finditer(text)]
    prose = _blank(text, conflicts)
    open_comment = _open_comment(prose)
    prose = _blank_from(prose, open_comment)
    lines = prose.split("\n")
    starts = _starts(text)
    shown = set(prose_lines(list(lines)))
    prose = _blank(prose, [(starts[i], starts[i] + len(line)) for i, line in enumerate(lines) if i not in shown])
    open_fence = next((starts[i] for i in sorted(shown) if _OPEN_FENCE.match(lines[i])), None)
    prose = _blank_from(prose, open_fence)
    prose = _blank(prose, [found.span() for found in _COMMENT.finditer(prose)])
    code = tuple(_indented_code(prose, starts))
    prose = _blank(prose, code)
    prose = _blank(prose, list(_inline_code(prose)))
    return MaskedText(text, prose, code, open_fence, open_comment, tuple(start for start, _ in conflicts))


def _starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _open_comment(text: str) -> int | None:
    """Where a comment begins that is never closed, if that is not in code."""
    start = text.find("<!--", text.rfind("-->") + 1)
    if start < 0:
        return None
    line = text.count("\n", 0, start)
    without = text[:start].replace("<!--", "    ") + " " * 4 + text[start + 4 :]
    is_code = line not in set(prose_lines(without.split("\n"))) or text[:start].rpartition("\n")[2].count("`") % 2
    return None if is_code else start


def _blank_from(text: str, start: int | None) -> str:
    return text if start is None else _blank(text, [(start, len(text))])


def _blank(text: str, spans: Sequence[tuple[int, int]], blank: str = " ") -> str:
    parts = []
    position = 0
    for start, end in spans:
        parts += [text[position:start], _LETTER.sub(blank, text[start:end])]
        position = end
    return "".join([*parts, text[position:]]) if parts else text


def _indented_code(prose: str, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Blocks that stand four spaces in after an empty line, and belong to no list, no note and no verse."""
    if not ("\n    " in prose or "\n\t" in prose):
        return
    lines = prose.split("\n")
    inside = after_blank = verse = False
    begin: int | None = None
    end = 0
    for index, line in enumerate(lines):
        if not line.strip():
            after_blank = True
            continue
        verse = not _CLOSING.match(line) if verse else bool(_VERSE.match(line))
        indented = bool(_INDENTED.match(line)) and not verse
        if begin is not None and not indented:
            yield begin, end
            begin = None
        if indented and after_blank and not inside and begin is None:
            begin = starts[index]
        if begin is not None:
            end = starts[index] + len(line)
        elif _CONTAINER.match(line):
            inside = True
        elif after_blank and not indented and not line.startswith(" "):
            inside = False
        after_blank = False
    if begin is not None:
        yield begin, end


def _inline_code(prose: str) -> Iterator[tuple[int, int]]:
    """Runs of backticks with a run of the same length after them, in one paragraph."""
    if "`" not in prose:
        return
    waiting: dict[int, list[tuple[int, int]]] = {}
    runs: list[tuple[int, int]] = []
    for found in [*_TICKS.finditer(prose), None]:
        if found is not None and found[0][0] == "`":
            runs.append(found.span())
            continue
        for start, end in runs:
            waiting.setdefault(end - start, []).append((start, end))
        position = 0
        for start, end in runs:
            same = waiting[end - start]
            while same and same[0][0] <= start:
                same.pop(0)
            if start >= position and same:
                position = same[0][1]
                yield end, same[0][0]
        runs, waiting = [], {}
