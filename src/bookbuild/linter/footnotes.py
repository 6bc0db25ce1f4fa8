"""Notes of several paragraphs."""

import re
from collections.abc import Iterator

from bookbuild.linter.rules import rule
from bookbuild.linter.text import Finding, MaskedText

_NOTE = re.compile(r" {0,3}\[\^(?P<name>[^\]\s]+)\]:")
_LAST_NOTE = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:[^\n]*(?:\n(?! {0,3}\[\^)[^\n]*)*\Z", re.MULTILINE)
_NO_PROSE = re.compile(r" {0,3}(?:#{1,6} |[-+*] |>|:::|`{3}|~{3}|\||<|!\[|(?:[-*_] *){3,}$)")


@rule("BB358", "\n[^")
def fallen_out(masked: MaskedText) -> Iterator[Finding]:
    """A paragraph between two notes, to which it was meant to belong.

    Where notes stand under the paragraphs that refer to them, the next note is referred to in between; not here.
    """
    blocks = list(masked.paragraphs())
    for number, block in enumerate(blocks[1:], start=1):
        before = blocks[number - 1]
        if _NOTE.match(block[0]) or not _LAST_NOTE.search(before[0]):
            continue
        slightly = bool(re.match(r" {1,3}\S", block[0])) and not _NO_PROSE.match(block[0])
        if not (slightly or _between_notes(masked, blocks, number)):
            continue
        yield masked.on_line(
            masked.line_of(block.start()),
            "this paragraph stands after a note and may belong to it, but is read as part of the text",
            "Begin each of its lines with four spaces; or, if it is text, put the notes after it.",
        )


def _between_notes(masked: MaskedText, blocks: list[re.Match[str]], number: int) -> bool:
    block = blocks[number]
    following = blocks[number + 1] if number + 1 < len(blocks) else None
    note = _NOTE.match(following[0]) if following else None
    if note is None or block[0].startswith((" ", "\t")) or _NO_PROSE.match(block[0]) or "[^" in block[0]:
        return False
    return f"[^{note['name']}]" in masked.prose[: block.start()]
