"""Raw HTML that begins where none was meant, or never ends."""

import re
from collections.abc import Iterator

from bookbuild.linter.rules import rule
from bookbuild.linter.text import Finding, MaskedText
from bookbuild.manuscript.tags import not_tags
from bookbuild.problems import Severity

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


@rule("BB363", "<")
def text_in_brackets(masked: MaskedText) -> Iterator[Finding]:
    """`<System>`, `List<String>`, `if a <b then c>`: most programs would show nothing of it."""
    brackets = list(not_tags(masked.prose, masked.prose))
    if brackets:
        start, end = brackets[0].span()
        end = max(end, masked.prose.find(">", start) + 1)
        more = f" (so are {len(brackets) - 1} more)" if len(brackets) > 1 else ""
        yield Finding(
            start,
            end,
            f"“{masked.prose[start:end]}” is no HTML tag, so it is printed as typed{more}",
            "Put a backslash before the < if that is meant, so that other programs show it too.",
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
