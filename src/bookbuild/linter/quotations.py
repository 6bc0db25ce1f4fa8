"""Quotations: whose words stand in them, and whose name under them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bookbuild.linter.rules import rule
from bookbuild.linter.text import Finding, MaskedText
from bookbuild.problems import Severity

_QUOTED = re.compile(r" {0,3}>")
_MARKS = re.compile(r"(?: {0,3}> ?)+")
_OTHER_BLOCK = re.compile(
    r" {0,3}(?:#{1,6} |[-+*] |\d{1,9}[.)] |:::|`{3}|~{3}|<[a-zA-Z/!]|\||\[\^?[^\]]+\]:|(?:[-*_] *){3,}$)"
)
_NO_WORDS = re.compile(r"#{1,6} |(?:[-*_] *){3,}$|\||`{3}|~{3}|:::|\[!\w+\]")
_DASH = re.compile(r"(?P<mark>—|–|―|‒|−|-{1,3})[ \u00a0]*(?=[^\W_])")
_RIGHT_DASH = re.compile(r"(?:—|---?)[ \u00a0]")
_SENTENCE_END = re.compile(r"[.!?…][\"”’»')\]*_]*(?:\[\^[^\]]+\])*$")
_NAME_LENGTH = 100
"""A source is seldom longer."""


@dataclass(frozen=True, slots=True)
class _Quotation:
    """The lines of a quotation without their marks, by the indexes of the first and of the line after the last."""

    lines: Sequence[str]
    first: int
    after: int


@rule("BB335", ">")
def swallowed_lines(masked: MaskedText) -> Iterator[Finding]:
    """A line under a quotation, without a mark of its own, belongs to its last paragraph all the same."""
    for quotation in _quotations(masked):
        if _swallows(masked, quotation) and not _is_source(masked.line(quotation.after).strip()):
            yield masked.on_line(
                quotation.after,
                "this line belongs to the quotation above it, as if the same person had said it",
                "Leave an empty line before it; or, if it is quoted too, begin it with > as well.",
                Severity.ERROR,
            )


@rule("BB336", ">")
def untied_sources(masked: MaskedText) -> Iterator[Finding]:
    """A source that is quoted with the words, whether or not its line has a mark."""
    for quotation in _quotations(masked):
        if _swallows(masked, quotation):
            index = quotation.after if _is_source(masked.line(quotation.after).strip()) else None
        else:
            index = _source_inside(quotation)
        if index is not None:
            yield masked.on_line(
                index,
                "this looks like the source of the quotation, but is read as part of what was said",
                "Make it the last paragraph of the quotation: a line with only >, then > — and the name, with a space "
                "after the dash.",
            )


@rule("BB337", ">")
def sources_outside(masked: MaskedText) -> Iterator[Finding]:
    """A short line with a dash, after a quotation without a source. Dialogue, which has dashes too, goes on."""
    for quotation in _quotations(masked):
        index = quotation.after
        while index < len(masked.lines) and not masked.lines[index].strip():
            index += 1
        if index == quotation.after or _source_inside(quotation) is not None or not _is_lone_source(masked, index):
            continue
        following = next((text for text in masked.lines[index + 1 :] if text.strip()), "")
        if not (_RIGHT_DASH.match(quotation.lines[-1]) or _DASH.match(following)):
            yield masked.on_line(
                index,
                "this looks like the source of the quotation above, but stands outside it, in a paragraph of its own",
                "Move it into the quotation: begin it with >, and put a line with only > before it.",
            )


def _quotations(masked: MaskedText) -> Iterator[_Quotation]:
    index = 0
    while index < len(masked.lines):
        after = index
        while after < len(masked.lines) and _QUOTED.match(masked.lines[after]):
            after += 1
        if after > index:
            yield _Quotation([_MARKS.sub("", line).strip() for line in masked.lines[index:after]], index, after)
        index = max(after, index + 1)


def _swallows(masked: MaskedText, quotation: _Quotation) -> bool:
    """Whether the line after a quotation is taken for a part of it, and was hardly meant so."""
    line, last = masked.line(quotation.after), quotation.lines[-1]
    if not line.strip() or not last or _OTHER_BLOCK.match(line) or _NO_WORDS.match(last):
        return False
    if _is_source(line.strip()):
        return True
    return bool(_SENTENCE_END.search(last)) or _is_source(last)  # else a sentence goes on: lines may be broken so


def _source_inside(quotation: _Quotation) -> int | None:
    """The index of the line with the source, where that stands in the quotation and is not told from its words."""
    begin = len(quotation.lines) - 1
    while begin > 0 and quotation.lines[begin - 1]:
        begin -= 1
    last = quotation.lines[begin:]
    dashed = [number for number, line in enumerate(last) if _is_source(line)]
    if len(dashed) != 1 or (len(last) > 1 and dashed[0] == 0):
        return None
    number = dashed[0]
    if number < len(last) - 1 or (number == 0 and (begin == 0 or _RIGHT_DASH.match(last[0]))):
        return None
    return quotation.first + begin + number


def _is_lone_source(masked: MaskedText, index: int) -> bool:
    """Whether a line is a paragraph of its own that looks like a source."""
    line = masked.line(index).strip()
    return not masked.line(index + 1).strip() and _is_source(line) and not line.startswith("- ")


def _is_source(line: str) -> bool:
    """Whether a line is a dash and something like a name, not like a sentence."""
    match = _DASH.match(line)
    if match is None or len(line) > _NAME_LENGTH or _SENTENCE_END.search(line):
        return False
    return match["mark"] != "-" or (line[match.end()].isupper() and len(line.split()) <= 8)
