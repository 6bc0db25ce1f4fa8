"""Where a long text may be cut between its chapters, so that each part says by itself what it says in the whole.

Told from the lines alone, before anything is parsed. Whatever could make a difference stops the knife: a code block, a
`:::` block or a comment that is still open, a note or a link target that another chapter uses, a heading that only a
parser can tell. Then the text is read as a whole, which is slower and never wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SIGN = re.compile(
    r"\n {0,3}(?:(?P<heading>#{1,6})(?:[ \t]|$)|(?P<code>`{3,}|~{3,})(?P<info>.*)|(?P<colons>:{3,})(?P<name>.*)"
    r"|<(?P<html>script|pre|style|textarea|!|\?)|(?P<line>=+|-+)[ \t]*$)",
    re.MULTILINE | re.IGNORECASE,
)
_CODE_IN_ITEM = re.compile(r"^[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+(?:[-+*>\d.)]+[ \t]+)*+(?:```|~~~)", re.MULTILINE)
"""Code that begins on the line of an item's mark: the line that ends it looks like one that begins code."""
_ENDS = {"!": ">", "?": "?>"}
_COMMENT = "<!--"
_DEFINITION = re.compile(r"^[ >\t]*\[(.+?)\]:", re.MULTILINE)
_USE = re.compile(r"\[([^\[\]]+)\]")
_BRACKETS = re.compile(r"[\[\]\\]")
_DEEPEST_BY_ITSELF = 2
"""The level to which a file is cut where no setting says so."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of a text that makes one chapter."""

    start: int
    """Offset of its first letter."""
    end: int
    level: int
    """Of the heading that it begins with; 0 for what stands before the first one."""


def cuts(text: str, split: int | None, *, alone: bool) -> tuple[Cut, ...]:
    """The parts of a text between its headings of level `split` and above; none, if it cannot be cut safely.

    Without `split`, the headings tell: those of level 1, and in a file that is `alone` in its book also those of level
    2, where each of level 1 is followed directly by one of them.
    """
    if split == 0 or (("```" in text or "~~~" in text) and _CODE_IN_ITEM.search(text)):
        return ()
    headings = _headings(text, split or _DEEPEST_BY_ITSELF)
    if not headings or (split is None and sum(level == 1 for _, level in headings) < 2):
        return ()
    if split is None and not (alone and _all_parts(text, headings)):
        headings = [each for each in headings if each[1] == 1]
    parts = [Cut(start, end, level) for (start, level), (end, _) in pairwise([*headings, (len(text), 0)])]
    before = text[: parts[0].start]
    if before.strip():
        parts.insert(0, Cut(0, parts[0].start, 0))
    if _DEFINITION.search(before) or not _independent([text[part.start : part.end] for part in parts]):
        return ()
    return tuple(parts)


def title_levels(headings: Sequence[int], top: int) -> list[int]:
    """The levels of the titles of a file's chapters, told from those of the headings that they begin with (0: none).

    A heading of level 1 that is followed by a deeper one begins a part, whose chapters stand at level 2; everything
    else stands at the level `top`.
    """
    levels: list[int] = []
    within_part = False
    for heading, following in pairwise([*headings, 0]):
        deeper = heading > 1 and within_part
        if not deeper:
            within_part = heading == 1 and following > 1
        levels.append(2 if deeper else top)
    return levels


def _headings(text: str, deepest: int) -> list[tuple[int, int]]:
    """Offset and level of the headings down to some level; none, if a line may be one and it takes a parser to tell."""
    headings: list[tuple[int, int]] = []
    for sign in _signs(f"\n{text}"):  # so that a match begins where its line begins in the text itself
        level = len(sign["heading"] or "")
        if level > deepest:
            continue
        after_empty = _ends_with_empty_line(text, sign.start())
        if level and after_empty and text[sign.start()] == "#":
            headings.append((sign.start(), level))
        elif level or not after_empty:  # indented, below a paragraph, or made by a line of dashes
            return []
    return headings


def _signs(text: str) -> Iterator[re.Match[str]]:
    """The lines that are headings, or underline one, outside code, comments and `:::` blocks."""
    position = depth = 0
    code = ""
    while sign := _SIGN.search(text, position):
        position = max(sign.end(), sign.start() + 1)
        if code:
            mark = sign["code"] or ""
            code = "" if mark.startswith(code) and not sign["info"].strip() else code
        elif sign["code"]:
            code = "" if sign["code"][0] == "`" and "`" in sign["info"] else sign["code"]
        elif depth:
            depth += (1 if sign["name"].strip() else -1) if sign["colons"] else 0
        elif sign["colons"]:
            depth = 1 if sign["name"].strip() else 0
        elif sign["html"]:
            position = _end_of_html(text, sign)
        else:
            yield sign
        if position < 0:
            return


def _end_of_html(text: str, sign: re.Match[str]) -> int:
    """Where a piece of HTML ends that may hold empty lines (CommonMark 0.31, 4.6); -1 if it never does."""
    start = sign.start("html") - 1
    name = sign["html"].lower()
    end = "-->" if text.startswith(_COMMENT, start) else _ENDS.get(name, f"</{name}>")
    closing = text.lower().find(end, start)
    return closing if closing < 0 else text.find("\n", closing)


def _ends_with_empty_line(text: str, end: int) -> bool:
    before = text.rfind("\n", 0, max(end - 1, 0))
    return end == 0 or not text[before + 1 : end].strip()


def _all_parts(text: str, headings: Sequence[tuple[int, int]]) -> bool:
    """Whether each heading of level 1 is followed directly by one of level 2."""
    following = [*headings[1:], (len(text), 0)]
    return all(
        deeper == 2 and not text[text.find("\n", start) : end].strip()
        for (start, level), (end, deeper) in zip(headings, following, strict=True)
        if level == 1
    )


def _independent(parts: Sequence[str]) -> bool:
    """Whether no part uses a note or a link target that another part defines."""
    users: dict[str, set[int]] = {}
    owners: dict[str, set[int]] = {}
    for number, part in enumerate(parts):
        for label in _DEFINITION.findall(part) if "]:" in part else ():
            if _BRACKETS.search(label):
                return False
            owners.setdefault(_alike(label), set()).add(number)
    if owners:
        for number, part in enumerate(parts):
            for label in _USE.findall(part):
                users.setdefault(_alike(label), set()).add(number)
    return all(len(numbers | users.get(label, set())) == 1 for label, numbers in owners.items())


def _alike(label: str) -> str:
    return " ".join(label.casefold().split())
