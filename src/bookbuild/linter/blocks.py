"""Blocks that begin where none was meant, end too late, or do not begin where one was meant."""

import re
from collections.abc import Iterator

from bookbuild.linter.text import Finding, Page
from bookbuild.manuscript.scan import scan
from bookbuild.problems import Severity

_WORDS = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")
_CODE_MARKS = re.compile(r"[{}<>=;|\\$@~^`]|\w\(|\)\.|::|//|--\w|^\s*(?:#|\$ )")
_SENTENCE = re.compile(r"[\"“‘«„—*_(¿¡]*[^\W\d_a-z].*[.!?…:;,—][\"”’»')\]*_]*", re.DOTALL)
_HASH = re.compile(r"##{0,5}(?=[^\W\d_])")
"""Begins with a plain letter, for which the search is fastest."""
_HASHTAG = re.compile(r"\s#\w")
_DASHES = re.compile(r"^-+[ \t]*$", re.MULTILINE)
_ENDS_SENTENCE = re.compile(r"[.!?…][\"”’»')\]*_]*$")
_LONG = 80
"""A heading is seldom longer."""
_STARTS_BLOCK = re.compile(r"[ \t]*(?:[-+*>#|:]|\d+[.)] |$)")
_MAY_BE_ITEM = re.compile(r"\n(?=[-+*\d•‣▪◦])")
_TIGHT_ITEM = re.compile(r"(?:[-+](?=[^\W_])|\*(?=[^\W_])(?!.*\*)|\d{1,2}[.)](?=[^\W\d_])|[•‣▪◦])\s*(?=\S)")
_ITEM = re.compile(r"^(?P<number>\d{1,9})[.)] +\S")
_DEFINITION = re.compile(r"^(?P<term>(?!!\[|[|>])[^\n]*[.!?…][\"”’»)]*)\n(?P<colon>:)[ \t]+\S", re.MULTILINE)


def open_fence(page: Page) -> Iterator[Finding]:
    """Everything after a fence that is never closed is code to one reader and prose to the next."""
    if page.open_fence is not None:
        yield page.on_line(
            "BB330",
            page.line_of(page.open_fence),
            "the code block that begins here is never closed",
            "Put the same line of marks, ``` or ~~~, after the last line of the code.",
            Severity.ERROR,
        )


def unfinished_merge(page: Page) -> Iterator[Finding]:
    """What a program that keeps versions leaves behind where it could not choose."""
    for start in page.conflicts[:1]:
        more = f"; there are {len(page.conflicts)} such places in this file" if len(page.conflicts) > 1 else ""
        yield page.on_line(
            "BB359",
            page.line_of(start),
            f"two versions of the text stand here one after the other{more}",
            "Keep the version you want, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>.",
            Severity.ERROR,
        )


def indented_prose(page: Page) -> Iterator[Finding]:
    """Four spaces make code of a line; writers indent to begin a paragraph."""
    for start, end in page.code:
        text = page.text[start:end]
        words = _WORDS.findall(text)
        letters = sum(map(len, words))
        like_prose = len(words) >= 4 and letters > 0.7 * len("".join(text.split())) and not _CODE_MARKS.search(text)
        if like_prose and _SENTENCE.fullmatch(text.strip()):
            yield page.on_line(
                "BB332",
                page.line_of(start),
                "this paragraph is indented by four spaces, which makes it a block of code",
                "Delete the spaces at the beginnings of its lines. The first lines of paragraphs are indented in print "
                "without them.",
            )


def tight_hash(page: Page) -> Iterator[Finding]:
    """`#Heading`: many programs used to take it, none does now. A line of hashtags is something else."""
    for found in _HASH.finditer(page.prose):
        index = page.line_of(found.start())
        indent = found.start() - page.starts[index]
        if indent > 3 or page.line(index)[:indent].strip() or _HASHTAG.search(page.line(index)):
            continue
        if page.line(index - 1).strip() or page.line(index + 1).strip():
            continue
        yield page.on_line(
            "BB333",
            index,
            "this line would be printed with its #, because a heading needs a space after it",
            "Put a space after the #; or, if it is meant as it is, a backslash before it.",
        )


def dashes_under_text(page: Page) -> Iterator[Finding]:
    """A line of dashes is a scene break only after an empty line; directly under text it makes a heading of it."""
    for found in _DASHES.finditer(page.prose):
        index = page.line_of(found.start()) - 1
        line, above = page.line(index).strip(), page.line(index - 1)
        if _STARTS_BLOCK.match(line):
            continue
        in_paragraph = not _STARTS_BLOCK.match(above)
        if not (in_paragraph or _ENDS_SENTENCE.search(line) or len(line) > _LONG):
            continue
        yield page.on_line(
            "BB334",
            index,
            "this text becomes a heading, because a line of dashes stands directly under it",
            "For a change of scene, leave an empty line between them, or write *** instead of the dashes.",
            Severity.ERROR if in_paragraph else Severity.WARNING,
        )


def tight_items(page: Page) -> Iterator[Finding]:
    """Two lines or more that begin like items, but are none: they would run together into one paragraph."""
    after = 0
    for place in _MAY_BE_ITEM.finditer(f"\n{page.prose}"):
        end = index = page.line_of(place.start())
        if index < after:
            continue
        while _TIGHT_ITEM.match(page.line(end)):
            end += 1
        if end - index >= 2:
            found = _TIGHT_ITEM.match(page.line(index))
            mark = found[0].strip() if found else ""
            fit = mark if mark[0].isdigit() or mark in "-+*" else "-"
            yield page.on_line(
                "BB343",
                index,
                f"these {end - index} lines look like a list, but would run together into one paragraph",
                f"Begin each item with “{fit} ”, the mark and a space.",
            )
        after = end


def numbering(page: Page) -> Iterator[Finding]:
    """Only the first number of a list counts. Where all are typed alike, that is known; else the writer is told."""
    typed: list[int] = []
    told = varied = after_blank = False
    for index, line in enumerate(page.lines):
        if not line.strip():
            after_blank = True
            continue
        found = _ITEM.match(line)
        if found is None:
            if line[0] not in " \t" and (after_blank or line[0] in "#>|-*"):
                typed, told, varied = [], False, False
            after_blank = False
            continue
        after_blank = False
        typed.append(int(found["number"]))
        varied = varied or typed[-1] != typed[0]
        gets = typed[0] + len(typed) - 1
        if not told and typed[-1] != gets and varied:
            told = True
            offset = page.starts[index]
            yield Finding(
                "BB344",
                offset + found.start("number"),
                offset + found.end("number"),
                f"this item is typed with the number {typed[-1]}, but gets {gets}: a list counts on from its first",
                "Correct the numbers; or, for a new list, put a line of text or an empty comment, <!-- -->, "
                "before this item.",
            )


def colon_under_sentence(page: Page) -> Iterator[Finding]:
    """A line that begins with a colon defines the line above it, if that stands alone; a sentence is no term."""
    for found in _DEFINITION.finditer(page.prose):
        index = page.line_of(found.start("colon"))
        if page.line(index - 2).strip():
            continue
        yield page.on_line(
            "BB362",
            index,
            "this line begins with a colon, which makes it a definition of the line above it",
            "Put a backslash before the colon, or leave it out.",
        )


def skipped_levels(page: Page) -> Iterator[Finding]:
    """Outputs have no gaps in their headings, so a level that is skipped is lifted."""
    before = 0
    for heading in scan(page.prose).headings:
        if before and heading.level > before + 1:
            yield page.on_line(
                "BB352",
                heading.line,
                f"this heading has level {heading.level} directly under one of level {before}, and is lifted to "
                f"{before + 1}",
                f"Write it with {'#' * (before + 1)}, or give the text between them a heading.",
            )
        before = heading.level
