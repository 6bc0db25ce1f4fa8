"""Raw HTML that begins where none was meant, or never ends."""

import re
from collections.abc import Iterator

from bookbuild.linter.text import Finding, Page
from bookbuild.problems import Severity

_GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*(?=\S))"
_BARE_WORDS = re.compile(rf"(?<!\\)<(?P<tag>[A-Za-z][A-Za-z0-9]*)(?P<words>(?:{_GAP}[A-Za-z][\w'’-]*[,.;!?]?)+)\s*>")
_SWITCHES = frozenset(
    "async autofocus autoplay checked controls default defer disabled hidden inert ismap itemscope loop multiple muted "
    "nomodule novalidate open playsinline readonly required reversed selected".split()
)
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]+\]:")
_BLOCKS = "div|section|article|aside|details|figure|table|blockquote|center|header|footer|main|nav|ul|ol|dl"
_BLOCK_TAG = re.compile(
    rf"^ {{0,3}}<(?P<close>/?)(?P<tag>{_BLOCKS})\b[^<>]*>|</(?P<ended>{_BLOCKS})>", re.MULTILINE | re.IGNORECASE
)


def open_comment(page: Page) -> Iterator[Finding]:
    """Nothing of what follows would be seen."""
    if page.open_comment is not None:
        yield page.on_line(
            "BB331",
            page.line_of(page.open_comment),
            "the comment that begins here is never closed, so that all the rest of the text may be hidden",
            "Put --> after its last word.",
            Severity.ERROR,
        )


def sentences_as_tags(page: Page) -> Iterator[Finding]:
    """`if a <b then c>`: between angle brackets words become the attributes of a tag."""
    for found in _BARE_WORDS.finditer(page.prose):
        words = {word.strip(",.;!?").casefold() for word in found["words"].split()}
        if not words <= _SWITCHES and not _DEFINITION.match(page.lines[page.line_of(found.start())]):
            yield Finding(
                "BB363",
                *found.span(),
                "these words stand between angle brackets, so that they are read as an HTML tag, and vanish",
                "Put a backslash before the <.",
                Severity.ERROR,
            )


def open_blocks(page: Page) -> Iterator[Finding]:
    """A tag such as `<div>` at the beginning of a line, whose end is missing."""
    waiting: list[re.Match[str]] = []
    for found in _BLOCK_TAG.finditer(page.prose):
        tag = (found["tag"] or found["ended"]).casefold()
        if found["tag"] and not found["close"]:
            waiting.append(found)
        elif waiting and any(mark["tag"].casefold() == tag for mark in waiting):
            while waiting.pop()["tag"].casefold() != tag:
                pass
    for found in waiting[:1]:
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        yield Finding(
            "BB353",
            start,
            found.end(),
            f"the <{found['tag']}> that begins here is never closed, so that Markdown in the rest of the text may not "
            "be read",
            f"Put </{found['tag']}> on a line of its own after its last line.",
            Severity.ERROR,
        )
