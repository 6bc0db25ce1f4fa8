"""Raw HTML that begins where none was meant, or never ends."""

import re
from collections.abc import Iterator

from bookbuild.linter.rules import rule
from bookbuild.linter.text import Finding, MaskedText
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


@rule("BB331", "<", hides_rest=True)
def open_comment(masked: MaskedText) -> Iterator[Finding]:
    """Nothing of what follows would be seen."""
    if masked.open_comment is not None:
        yield masked.on_line(
            masked.line_of(masked.open_comment),
            "the comment that begins here is never closed, so the rest of the text may be hidden",
            "Put --> after its last word.",
            Severity.ERROR,
        )


@rule("BB363", "<", explains=("BB307",))
def sentences_as_tags(masked: MaskedText) -> Iterator[Finding]:
    """`if a <b then c>`: between angle brackets words become the attributes of a tag."""
    for match in _BARE_WORDS.finditer(masked.prose):
        words = {word.strip(",.;!?").casefold() for word in match["words"].split()}
        if not words <= _SWITCHES and not _DEFINITION.match(masked.lines[masked.line_of(match.start())]):
            yield Finding(
                *match.span(),
                "these words stand between angle brackets, so they are read as an HTML tag and vanish",
                "Put a backslash before the <.",
                Severity.ERROR,
            )


@rule("BB353", "<")
def open_blocks(masked: MaskedText) -> Iterator[Finding]:
    """A tag such as `<div>` at the beginning of a line, whose end is missing."""
    waiting: list[re.Match[str]] = []
    for match in _BLOCK_TAG.finditer(masked.prose):
        tag = (match["tag"] or match["ended"]).casefold()
        if match["tag"] and not match["close"]:
            waiting.append(match)
        elif waiting and any(mark["tag"].casefold() == tag for mark in waiting):
            while waiting.pop()["tag"].casefold() != tag:
                pass
    for match in waiting[:1]:
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        yield Finding(
            start,
            match.end(),
            f"the <{match['tag']}> that begins here is never closed, so Markdown in the rest of the text may not "
            "be read",
            f"Put </{match['tag']}> on a line of its own after its last line.",
            Severity.ERROR,
        )
