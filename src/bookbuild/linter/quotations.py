"""Quotations: whose words stand in them, and whose name under them."""

import re
from collections.abc import Iterator

from bookbuild.linter.text import Finding, Page
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


def quotations(page: Page) -> Iterator[Finding]:
    """At most one finding for each quotation."""
    index = 0
    while index < len(page.lines):
        if not _QUOTED.match(page.lines[index]):
            index += 1
            continue
        end = index
        while end < len(page.lines) and _QUOTED.match(page.lines[end]):
            end += 1
        quote = [_MARKS.sub("", line).strip() for line in page.lines[index:end]]
        yield from (
            _swallowed(page, quote, end) or _source_inside(page, quote, index) or _source_outside(page, quote, end)
        )
        index = end


def _swallowed(page: Page, quote: list[str], after: int) -> list[Finding]:
    """A line under a quotation, without a mark of its own, belongs to its last paragraph all the same."""
    line = page.line(after).strip()
    last = quote[-1]
    if not line or not last or _OTHER_BLOCK.match(page.line(after)) or _NO_WORDS.match(last):
        return []
    if _is_source(line):
        return [_untied(page, after)]
    if not (_SENTENCE_END.search(last) or _is_source(last)):
        return []  # a sentence that goes on: lines may be broken so
    return [
        page.on_line(
            "BB335",
            after,
            "this line belongs to the quotation above it, as if the same person had said it",
            "Leave an empty line before it; or, if it is quoted too, begin it with > as well.",
            Severity.ERROR,
        )
    ]


def _source_inside(page: Page, quote: list[str], first: int) -> list[Finding]:
    begin = len(quote) - 1
    while begin > 0 and quote[begin - 1]:
        begin -= 1
    last = quote[begin:]
    dashed = [number for number, line in enumerate(last) if _is_source(line)]
    if len(dashed) != 1 or (len(last) > 1 and dashed[0] == 0):
        return []
    number = dashed[0]
    if number < len(last) - 1 or (number == 0 and (begin == 0 or _RIGHT_DASH.match(last[0]))):
        return []
    return [_untied(page, first + begin + number)]


def _untied(page: Page, index: int) -> Finding:
    return page.on_line(
        "BB336",
        index,
        "this looks like the source of the quotation, but is read as a part of what was said",
        "Make it the last paragraph of the quotation: a line with only >, then > — and the name, with a space after "
        "the dash.",
    )


def _source_outside(page: Page, quote: list[str], after: int) -> list[Finding]:
    """A short line with a dash, after a quotation without a source. Dialogue, which has dashes too, goes on."""
    index = after
    while index < len(page.lines) and not page.lines[index].strip():
        index += 1
    line = page.line(index).strip()
    if index == after or page.line(index + 1).strip() or not _is_source(line) or line.startswith("- "):
        return []
    following = next((text for text in page.lines[index + 1 :] if text.strip()), "")
    if _RIGHT_DASH.match(quote[-1]) or _DASH.match(following):
        return []
    return [
        page.on_line(
            "BB337",
            index,
            "this looks like the source of the quotation above it, but stands outside, as a paragraph of its own",
            "Take it in: begin it with >, and put a line with only > before it.",
        )
    ]


def _is_source(line: str) -> bool:
    """Whether a line is a dash and something like a name, not like a sentence."""
    found = _DASH.match(line)
    if found is None or len(line) > _NAME_LENGTH or _SENTENCE_END.search(line):
        return False
    return found["mark"] != "-" or (line[found.end()].isupper() and len(line.split()) <= 8)
