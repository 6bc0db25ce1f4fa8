"""Quotation marks, emphasis, and attributes in braces."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from bookbuild.linter.rules import rule
from bookbuild.linter.text import Finding, MaskedText
from bookbuild.manuscript import tables

_MARK_OR_GAP = re.compile(r"[“”]|\n[ >\t]*\n")
_OPENED_BY_CLOSING = re.compile(r"(?:^|(?<=[\s(\[]))”(?=\w)[^“”\n]*“(?!\w)", re.MULTILINE)
"""Some languages that are written from right to left have them so."""
_REACH = 3
"""How many paragraphs later a quotation mark may be closed, as in a letter that is quoted whole."""
_STRAIGHT = re.compile(r'(?<![\w=])"(?=\w)|(?<=[^\W\d])"(?!\w)|(?<=[.,!?…])"(?!\w)')
_CURLY = re.compile("[“”„]")
_STARS = re.compile(r"\*\**")
_LOW_LINES = re.compile("__*")
"""Both begin with a plain letter, for which the search is fastest."""
_PARAGRAPH_START = re.compile(r"(?:\A|\n[ >\t]*\n)[ >\t]*\Z")
_NEAR = 9
"""So many letters before a mark are enough to see whether a paragraph begins with it."""
_PARAGRAPH_END = re.compile(r"\n[ >\t]*(?:\n|(?:[-+*]|\d{1,9}[.)])[ \t]|#{1,6} )|\|")
_NO_END = "the marks that end it are missing in this paragraph"
_BEFORE_WORDS = "\"“‘'([<¿¡—–&`«‹…·*_$€£"
_SPACED_BOLD = re.compile(r"(?<![\S])(?:\*\*|__)[ \t]+[^\s*_|][^*_|\n]*?[ \t]+(?:\*\*|__)(?![^\s.,;:!?])")
_ATTRIBUTES = re.compile(r"\{(?<!\{\{):?[ \t]*[.#][A-Za-z][\w-]*(?:[ \t]+[^{}\n]*)?\}")
_HEADING_OR_BLOCK = re.compile(r"[ >]*(?:#{1,6}[ \t]|:::|`{3}|~{3}|\|)")


@rule("BB356", "“")
def unclosed_quotes(masked: MaskedText) -> Iterator[Finding]:
    """A “ without its ”. A speech of several paragraphs opens each of them and closes only the last."""
    if "„" in masked.prose or _OPENED_BY_CLOSING.search(masked.prose):
        return  # there “ closes
    paragraphs: list[list[re.Match[str]]] = [[]]
    for match in _MARK_OR_GAP.finditer(masked.prose):
        if match[0] in "“”":
            paragraphs[-1].append(match)
        else:
            paragraphs.append([])
    for number, marks in enumerate(paragraphs):
        waiting: list[re.Match[str]] = []
        for mark in marks:
            if mark[0] == "“":
                waiting.append(mark)
            elif waiting:
                waiting.pop()
        if not waiting or _goes_on(masked, paragraphs[number + 1 : number + 1 + _REACH]):
            continue
        yield Finding(
            *waiting[0].span(),
            "this quotation mark is never closed, so readers cannot tell where the speaker’s words end",
            "Put a ” after the last word of the speech.",
        )


def _goes_on(masked: MaskedText, later: list[list[re.Match[str]]]) -> bool:
    """Whether the next paragraph opens the speech anew, or one of the next ones closes it."""
    first = later[0] if later else []
    if first and first[0][0] == "“":
        before = masked.prose[masked.starts[masked.line_of(first[0].start())] : first[0].start()]
        if not before.strip(" >*_\t"):
            return True
    return any(sum(1 if mark[0] == "“" else -1 for mark in marks) < 0 for marks in later)


@rule("BB357", "“", "”", "„", with_smart_punctuation=False)
def mixed_quotes(masked: MaskedText) -> Iterator[Finding]:
    """Straight and curly marks beside each other: one finding, at the first of the rarer kind."""
    straight, curly = list(_STRAIGHT.finditer(masked.words)), list(_CURLY.finditer(masked.words))
    if not straight or not curly:
        return
    rare, other = (straight, "curly") if len(straight) <= len(curly) else (curly, "straight")
    kind = "straight" if rare is straight else "curly"
    yield Finding(
        *rare[0].span(),
        f"this quotation mark is {kind}, while most in this file are {other} ({len(rare)} to "
        f"{max(len(straight), len(curly))})",
        "Choose one kind: marks are printed as you type them.",
    )


@rule("BB342", "*", "_")
def unclosed_emphasis(masked: MaskedText) -> Iterator[Finding]:
    """`**bold` without its end, in one paragraph; and `** bold **`, where the spaces spoil it."""
    runs = list(_runs(masked.words))
    spaced = 0
    for run in runs:
        if run.start() >= spaced and (match := _SPACED_BOLD.match(masked.words, run.start())):
            yield _unended(match.span(), "there are spaces inside its marks")
            spaced = match.end()
    waiting: list[re.Match[str]] = []
    awaited: Counter[str] = Counter()
    position = 0
    for run in runs:
        if waiting and _PARAGRAPH_END.search(masked.words, position, run.start()):
            yield _unended(waiting[0].span(), _NO_END)
            waiting, awaited = [], Counter()
        position = run.end()
        mark, count = run[0][0], len(run[0])
        opens, closes = _flanks(masked.words, run)
        if closes and awaited[mark]:
            while waiting and count > 0:
                last = waiting.pop()
                awaited[last[0][0]] -= 1
                count -= len(last[0]) if last[0][0] == mark else 0
        elif opens:
            waiting.append(run)
            awaited[mark] += 1
    if waiting:
        yield _unended(waiting[0].span(), _NO_END)


def _runs(text: str) -> Iterator[re.Match[str]]:
    """Each run of one and the same mark of emphasis, those behind a backslash left out."""
    runs = sorted([*_STARS.finditer(text), *_LOW_LINES.finditer(text)], key=re.Match.start)
    return (run for run in runs if text[run.start() - 1 : run.start()] != "\\")


def _unended(span: tuple[int, int], why: str) -> Finding:
    return Finding(
        *span,
        f"the bold or italic text that begins here would be printed with its marks, because {why}",
        "Put the same marks directly after its last word, in every paragraph; or put a backslash before marks that are "
        "to be printed.",
    )


def _flanks(text: str, match: re.Match[str]) -> tuple[bool, bool]:
    """Whether a run of stars or underscores can begin emphasis, and whether it can end it."""
    run, start, end = match[0], match.start(), match.end()
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    if len(run) > 3:
        return False, False
    if before.isalnum() and after.isalnum():
        return False, run[0] == "*"
    is_wide = unicodedata.east_asian_width(before) in ("W", "F")  # a word of Chinese or Japanese has no space before it
    opens = (is_wide or not before.isalnum()) and (
        after.isalnum() or after in _BEFORE_WORDS or unicodedata.category(after) == "Ps"
    )
    return opens and not _is_asterisk(text, match), not before.isspace()


def _is_asterisk(text: str, match: re.Match[str]) -> bool:
    """Whether a single star begins a paragraph and has no other in it: the sign of a remark below a table, say."""
    if match[0] != "*" or not _PARAGRAPH_START.search(text[max(match.start() - _NEAR, 0) : match.start()]):
        return False
    return text.find("*", match.end(), text.find("\n\n", match.end())) < 0


def _is_of_table(masked: MaskedText, index: int) -> bool:
    """Whether a line, or the end of a caption, says how the table above it is set."""
    line = masked.line(index)
    if line.lstrip(" >").startswith(": "):
        return bool(tables.AT_END.search(line))
    return bool(tables.LINE.match(line.lstrip(" >"))) and "|" in masked.line(index - 2)


@rule("BB361", "{")
def loose_attributes(masked: MaskedText) -> Iterator[Finding]:
    """`{.class}` after plain words, or alone under an empty line."""
    for match in _ATTRIBUTES.finditer(masked.prose):
        index = masked.line_of(match.start())
        line = masked.line(index)
        before = masked.prose[match.start() - 1 : match.start()]
        alone = line.strip() == match[0]
        attached = (before and before in ")]`*_}") or _HEADING_OR_BLOCK.match(line)
        if attached or (alone and masked.line(index - 1).strip()) or _is_of_table(masked, index):
            continue
        if re.match(r"[=-]+ *$", masked.line(index + 1)) and line.rstrip().endswith(match[0]):
            continue
        yield Finding(
            *match.span(),
            "these attributes belong to nothing here, so they would be printed",
            "They go directly after a heading, an image, a link or other marked words, or on a line of their own "
            "directly under a paragraph. A backslash before { prints them.",
        )
