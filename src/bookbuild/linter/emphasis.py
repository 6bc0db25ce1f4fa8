"""Quotation marks, emphasis, and attributes in braces."""

import re
from collections.abc import Iterator

from bookbuild.linter.text import Finding, Page

_MARK_OR_GAP = re.compile(r"[“”]|\n[ >\t]*\n")
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
_NO_END = "marks that end it are missing in this paragraph"
_BEFORE_WORDS = "\"“‘'([<¿¡—–&`«‹…·*_$€£"
_SPACED_BOLD = re.compile(r"(?<![\S])(?:\*\*|__)[ \t]+[^\s*_|][^*_|\n]*?[ \t]+(?:\*\*|__)(?![^\s.,;:!?])")
_ATTRIBUTES = re.compile(r"(?<!\{)\{:?[ \t]*[.#][A-Za-z][\w-]*(?:[ \t]+[^{}\n]*)?\}")
_HEADING_OR_BLOCK = re.compile(r"[ >]*(?:#{1,6}[ \t]|:::|`{3}|~{3}|\|)")


def unclosed_quotes(page: Page) -> Iterator[Finding]:
    """A “ without its ”. A speech of several paragraphs opens each of them and closes only the last."""
    if "„" in page.prose:
        return  # there “ closes
    paragraphs: list[list[re.Match[str]]] = [[]]
    for found in _MARK_OR_GAP.finditer(page.prose):
        if found[0] in "“”":
            paragraphs[-1].append(found)
        else:
            paragraphs.append([])
    for number, marks in enumerate(paragraphs):
        waiting: list[re.Match[str]] = []
        for mark in marks:
            if mark[0] == "“":
                waiting.append(mark)
            elif waiting:
                waiting.pop()
        if not waiting or _goes_on(page, paragraphs[number + 1 : number + 1 + _REACH]):
            continue
        yield Finding(
            "BB356",
            *waiting[0].span(),
            "this quotation mark is never closed, so that it cannot be told where the words of the speaker end",
            "Put a ” after the last word that was said.",
        )


def _goes_on(page: Page, later: list[list[re.Match[str]]]) -> bool:
    """Whether the next paragraph opens the speech anew, or one of the next ones closes it."""
    first = later[0] if later else []
    if first and first[0][0] == "“":
        before = page.prose[page.starts[page.line_of(first[0].start())] : first[0].start()]
        if not before.strip(" >*_\t"):
            return True
    return any(sum(1 if mark[0] == "“" else -1 for mark in marks) < 0 for marks in later)


def mixed_quotes(page: Page) -> Iterator[Finding]:
    """Straight and curly marks beside each other: one finding, at the first of the rarer kind."""
    straight, curly = list(_STRAIGHT.finditer(page.words)), list(_CURLY.finditer(page.words))
    if not straight or not curly:
        return
    rare, other = (straight, "curly") if len(straight) <= len(curly) else (curly, "straight")
    kind = "straight" if rare is straight else "curly"
    yield Finding(
        "BB357",
        *rare[0].span(),
        f"this quotation mark is {kind}, while most in this file are {other} ({len(rare)} to "
        f"{max(len(straight), len(curly))})",
        "Choose one kind: marks are printed as you type them.",
    )


def unclosed_emphasis(page: Page) -> Iterator[Finding]:
    """`**bold` without its end, in one paragraph; and `** bold **`, where the spaces spoil it."""
    runs = list(_runs(page.words))
    spaced = 0
    for run in runs:
        if run.start() >= spaced and (found := _SPACED_BOLD.match(page.words, run.start())):
            yield _unended(found.span(), "spaces stand inside its marks")
            spaced = found.end()
    waiting: list[re.Match[str]] = []
    position = 0
    for run in runs:
        if waiting and _PARAGRAPH_END.search(page.words, position, run.start()):
            yield _unended(waiting[0].span(), _NO_END)
            waiting = []
        position = run.end()
        mark, count = run[0][0], len(run[0])
        opens, closes = _flanks(page.words, run)
        if closes and any(each[0][0] == mark for each in waiting):
            while waiting and count > 0:
                last = waiting.pop()
                count -= len(last[0]) if last[0][0] == mark else 0
        elif opens:
            waiting.append(run)
    if waiting:
        yield _unended(waiting[0].span(), _NO_END)


def _runs(text: str) -> Iterator[re.Match[str]]:
    """Each run of one and the same mark of emphasis, those behind a backslash left out."""
    runs = sorted([*_STARS.finditer(text), *_LOW_LINES.finditer(text)], key=re.Match.start)
    return (run for run in runs if text[run.start() - 1 : run.start()] != "\\")


def _unended(span: tuple[int, int], why: str) -> Finding:
    return Finding(
        "BB342",
        *span,
        f"the bold or italic text that begins here would be printed with its marks, because {why}",
        "Put the same marks directly after its last word, in each paragraph anew; or a backslash before marks that are "
        "meant as such.",
    )


def _flanks(text: str, found: re.Match[str]) -> tuple[bool, bool]:
    """Whether a run of stars or underscores can begin emphasis, and whether it can end it."""
    run, start, end = found[0], found.start(), found.end()
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    if len(run) > 3:
        return False, False
    if before.isalnum() and after.isalnum():
        return False, run[0] == "*"
    opens = not before.isalnum() and (after.isalnum() or after in _BEFORE_WORDS)
    return opens and not _is_asterisk(text, found), not before.isspace()


def _is_asterisk(text: str, found: re.Match[str]) -> bool:
    """Whether a single star begins a paragraph and has no other in it: the sign of a remark below a table, say."""
    if found[0] != "*" or not _PARAGRAPH_START.search(text[max(found.start() - _NEAR, 0) : found.start()]):
        return False
    return text.find("*", found.end(), text.find("\n\n", found.end())) < 0


def loose_attributes(page: Page) -> Iterator[Finding]:
    """`{.class}` after plain words, or alone under an empty line."""
    for found in _ATTRIBUTES.finditer(page.prose):
        index = page.line_of(found.start())
        line = page.line(index)
        before = page.prose[found.start() - 1 : found.start()]
        alone = line.strip() == found[0]
        attached = (before and before in ")]`*_}") or _HEADING_OR_BLOCK.match(line)
        if attached or (alone and page.line(index - 1).strip()):
            continue
        if re.match(r"[=-]+ *$", page.line(index + 1)) and line.rstrip().endswith(found[0]):
            continue
        yield Finding(
            "BB361",
            *found.span(),
            "these attributes belong to nothing here, so that they would be printed",
            "They go directly after a heading, an image, a link or other marked words, or on a line of their own "
            "directly under a paragraph. A backslash before { prints them.",
        )
