"""Blocks that begin where none was meant, end too late, or do not begin where one was meant."""

import re
from collections.abc import Iterator

from bookbuild.linter.rules import rule
from bookbuild.linter.text import Finding, MaskedText
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
_ITEM = re.compile(r"^(?P<number>\d{1,9})[.)] +(?!\[[^\]]+\]\{\.label)\S")
_CODE_ITEM = re.compile(r"(?P<number>\d{1,9})[.)] +(?:`{3}|~{3})")
_DEFINITION = re.compile(r"^(?P<term>(?!!\[|[|>])[^\n]*[.!?…][\"”’»)]*)\n(?P<colon>:)[ \t]+\S", re.MULTILINE)

_PAGE_BREAK = re.compile(r"(?<!\\)(?:\{pagebreak\}|\\(?:newpage|pagebreak)(?![A-Za-z]))")


@rule("BB330", "`", "~", hides_rest=True)
def open_fence(masked: MaskedText) -> Iterator[Finding]:
    """Everything after a fence that is never closed is code to one reader and prose to the next."""
    if masked.open_fence is not None:
        yield masked.on_line(
            masked.line_of(masked.open_fence),
            "the code block that begins here is never closed",
            "Put the same line of marks, ``` or ~~~, after the last line of the code.",
            Severity.ERROR,
        )


@rule("BB359", "<")
def unfinished_merge(masked: MaskedText) -> Iterator[Finding]:
    """What a program that keeps versions leaves behind where it could not choose."""
    for start in masked.conflicts[:1]:
        more = f"; there are {len(masked.conflicts)} such places in this file" if len(masked.conflicts) > 1 else ""
        yield masked.on_line(
            masked.line_of(start),
            f"two versions of the text stand here one after the other{more}",
            "Keep the version you want, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>.",
            Severity.ERROR,
        )


@rule("BB332", "\n    ", "\n\t")
def indented_prose(masked: MaskedText) -> Iterator[Finding]:
    """Four spaces make code of a line; writers indent to begin a paragraph."""
    for start, end in masked.code:
        text = masked.text[start:end]
        words = _WORDS.findall(text)
        letters = sum(map(len, words))
        like_prose = len(words) >= 4 and letters > 0.7 * len("".join(text.split())) and not _CODE_MARKS.search(text)
        if like_prose and _SENTENCE.fullmatch(text.strip()):
            yield masked.on_line(
                masked.line_of(start),
                "this paragraph is indented by four spaces, which makes it a block of code",
                "Delete the spaces at the beginning of its lines. In print, the first lines of paragraphs are indented "
                "anyway.",
            )


@rule("BB333", "#")
def tight_hash(masked: MaskedText) -> Iterator[Finding]:
    """`#Heading`: many programs used to take it, none does now. A line of hashtags is something else."""
    for match in _HASH.finditer(masked.prose):
        index = masked.line_of(match.start())
        indent = match.start() - masked.starts[index]
        if indent > 3 or masked.line(index)[:indent].strip() or _HASHTAG.search(masked.line(index)):
            continue
        if masked.line(index - 1).strip() or masked.line(index + 1).strip():
            continue
        yield masked.on_line(
            index,
            "this line would be printed with its #, because a heading needs a space after it",
            "Put a space after the #; or, if it is meant as it is, a backslash before it.",
        )


@rule("BB334", "\n-")
def dashes_under_text(masked: MaskedText) -> Iterator[Finding]:
    """A line of dashes is a scene break only after an empty line; directly under text it makes a heading of it."""
    for match in _DASHES.finditer(masked.prose):
        index = masked.line_of(match.start()) - 1
        line, above = masked.line(index).strip(), masked.line(index - 1)
        if _STARTS_BLOCK.match(line):
            continue
        in_paragraph = not _STARTS_BLOCK.match(above)
        if not (in_paragraph or _ENDS_SENTENCE.search(line) or len(line) > _LONG):
            continue
        yield masked.on_line(
            index,
            "this text becomes a heading, because a line of dashes stands directly under it",
            "For a scene break, leave an empty line between them, or write *** instead of the dashes.",
            Severity.ERROR if in_paragraph else Severity.WARNING,
        )


@rule("BB365", "{pagebreak}", "\\newpage", "\\pagebreak")
def page_breaks_in_text(masked: MaskedText) -> Iterator[Finding]:
    """A page break that does not stand alone on its line is text like the words beside it."""
    for match in _PAGE_BREAK.finditer(masked.prose):
        if masked.line(masked.line_of(match.start())).strip() == match[0]:
            continue
        yield Finding(
            *match.span(),
            f"this page break would be printed as “{match[0]}”, because it does not stand alone on its line",
            "Give it a line of its own, at the margin; or put a backslash before it, if it is meant as it is.",
        )


@rule("BB343", "\n-", "\n*", "\n+", "\n1", "•", "‣", "▪", "◦")
def tight_items(masked: MaskedText) -> Iterator[Finding]:
    """Two lines or more that begin like items, but are none: they would run together into one paragraph."""
    after = 0
    for place in _MAY_BE_ITEM.finditer(f"\n{masked.prose}"):
        end = index = masked.line_of(place.start())
        if index < after:
            continue
        while _TIGHT_ITEM.match(masked.line(end)):
            end += 1
        if end - index >= 2:
            match = _TIGHT_ITEM.match(masked.line(index))
            mark = match[0].strip() if match else ""
            fit = mark if mark[0].isdigit() or mark in "-+*" else "-"
            yield masked.on_line(
                index,
                f"these {end - index} lines look like a list, but would run together into one paragraph",
                f"Begin each item with “{fit} ”: the mark and a space.",
            )
        after = end


@rule("BB344", "\n1", "\n2")
def numbering(masked: MaskedText) -> Iterator[Finding]:
    """Only the first number of a list counts. Where all are typed alike, that is known; else the writer is told."""
    typed: list[int] = []
    reported = varied = after_blank = False
    for index, line in enumerate(masked.lines):
        match = _ITEM.match(line) if line.strip() else _CODE_ITEM.match(masked.text, masked.starts[index])
        if match is None and not line.strip():
            after_blank = True
            continue
        if match is None:
            if line[0] not in " \t" and (after_blank or line[0] in "#>|-*"):
                typed, reported, varied = [], False, False
            after_blank = False
            continue
        after_blank = False
        typed.append(int(match["number"]))
        varied = varied or typed[-1] != typed[0]
        gets = typed[0] + len(typed) - 1
        if not reported and typed[-1] != gets and varied:
            reported = True
            offset = masked.starts[index]
            yield Finding(
                offset,
                offset + len(match["number"]),
                f"this item is typed with the number {typed[-1]}, but gets {gets}: "
                "a list counts on from its first number",
                "Correct the numbers; or, for a new list, put a line of text or an empty comment, <!-- -->, "
                "before this item.",
            )


@rule("BB362", "\n:")
def colon_under_sentence(masked: MaskedText) -> Iterator[Finding]:
    """A line that begins with a colon defines the line above it, if that stands alone; a sentence is no term."""
    for match in _DEFINITION.finditer(masked.prose):
        index = masked.line_of(match.start("colon"))
        if masked.line(index - 2).strip():
            continue
        yield masked.on_line(
            index,
            "this line begins with a colon, which makes it a definition of the line above it",
            "Put a backslash before the colon, or leave it out.",
        )


@rule("BB352", "\n###")
def skipped_levels(masked: MaskedText) -> Iterator[Finding]:
    """Outputs have no gaps in their headings, so a heading that skips a level is raised."""
    before = 0
    for heading in scan(masked.prose).headings:
        if before and heading.level > before + 1:
            yield masked.on_line(
                heading.line,
                f"this heading has level {heading.level} directly under one of level {before}, and is raised to "
                f"{before + 1}",
                f"Write it with {'#' * (before + 1)}, or give the text between them a heading.",
            )
        before = heading.level
