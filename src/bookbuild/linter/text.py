"""A text as the rules see it: with the parts that are code or comments blanked, letter for letter."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from bookbuild.manuscript.scan import Form, Verbatim, verbatim
from bookbuild.manuscript.scan.inline import inline_code
from bookbuild.problems import Severity

_MAY_HIDE = ("`", "~", "<", " " * 4, "\t")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CONFLICT = re.compile(r"^<{7} .*?(?:^>{7} .*?$|\Z)", re.MULTILINE | re.DOTALL)
_PARAGRAPH = re.compile(r"^.*\S.*$(?:\n.*\S.*$)*", re.MULTILINE)
_NO_WORDS = (
    re.compile(r"<[a-zA-Z/!][^<>]*>"),
    re.compile(r"\]\((?:[^()\n]|\([^()\n]*\))*\)"),
    re.compile(r"\]\[[^\]\n]*\]"),
    re.compile(r"\{[^{}\n]*\}"),
    re.compile(r"\n {0,3}\*?\[[^\]\n^]+\]:[^\n]*"),
    re.compile(r"https?://\S+"),
)
"""Tags, addresses, labels and attributes. Each begins with a letter that is quickly found; one pattern for all would
take three times as long in a novel."""
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
    """Begin and end of each block that is code because it is indented, what holds it included."""
    open_fence: int | None = None
    """Where a fenced code block begins that is never closed; it is blank to the end of what holds it."""
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
        words = f"\n{self.prose}"  # so that the first line has its beginning marked too
        for pattern in _NO_WORDS:
            words = _blank(words, [found.span() for found in pattern.finditer(words)], "·")
        return words[1:]

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
    conflicts = [conflict.span() for conflict in _CONFLICT.finditer(text)]
    prose = _blank(text, conflicts)
    starts = _starts(text)
    blocks = verbatim(prose)
    open_comment = _open_comment(prose, blocks, starts)
    open_fence = next((starts[block.start] for block in blocks if _is_open(block, Form.FENCED)), None)
    ends = [start - 1 for start in (*starts[1:], len(text) + 1)]
    spans = [(block.form, (starts[block.start], ends[block.end - 1])) for block in blocks]
    prose = _blank_from(_blank(prose, [span for _, span in spans]), open_comment)
    prose = _blank(prose, [comment.span() for comment in _COMMENT.finditer(prose)])
    prose = _blank(prose, list(inline_code(prose)))
    code = tuple(span for form, span in spans if form is Form.INDENTED)
    return MaskedText(text, prose, code, open_fence, open_comment, tuple(start for start, _ in conflicts))


def _starts(text: str) -> list[int]:
    return list(accumulate((len(line) + 1 for line in text.split("\n")[:-1]), initial=0))


def _is_open(block: Verbatim, form: Form) -> bool:
    """Whether a block is of some form, and no line ends it."""
    return block.form is form and not block.closed


def _open_comment(text: str, blocks: Sequence[Verbatim], starts: Sequence[int]) -> int | None:
    """Where a comment begins that is never closed, if that is not in code."""
    opened = next((starts[block.start] for block in blocks if _is_open(block, Form.COMMENT)), None)
    if opened is not None:
        return text.index("<!--", opened)
    start = text.find("<!--", text.rfind("-->") + 1)
    if start < 0:
        return None
    line = bisect_right(starts, start) - 1
    is_code = any(block.start <= line < block.end for block in blocks if block.form is not Form.COMMENT)
    return None if is_code or text[starts[line] : start].count("`") % 2 else start


def _blank_from(text: str, start: int | None) -> str:
    return text if start is None else _blank(text, [(start, len(text))])


def _blank(text: str, spans: Sequence[tuple[int, int]], blank: str = " ") -> str:
    parts = []
    position = 0
    for start, end in spans:
        parts += [text[position:start], _LETTER.sub(blank, text[start:end])]
        position = end
    return "".join([*parts, text[position:]]) if parts else text
