"""The lines of verse: where they end, and how far they are moved in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from bookbuild.manuscript.blocks import BLOCKS
from bookbuild.model import Source
from bookbuild.proof.forms import CLOSE, INDENT, LINE, opened

_LINE_END = re.compile(f"{LINE}?\n[ \t]*")


@dataclass(slots=True)
class Verses:
    """Follows the blocks of a text."""

    source: Source
    _open: list[tuple[int, int] | None] = field(default_factory=list)
    """Of each block that is open and is verse, its level and how far its own line is indented."""

    def begin(self, opener: Token) -> None:
        """A block begins."""
        name = opener.meta["name"]
        is_verse = name in BLOCKS and BLOCKS[name].form == "verse"
        self._open.append((opener.level, self._typed(opener).find(":::")) if is_verse else None)

    def end(self, closer: Token) -> None:
        """A block ends."""
        self._open.pop()

    def in_lines(self, inline: Token, opener: Token, words: str) -> str:
        """The words of a paragraph; if it is a stanza, with marks where its lines end and how far they are moved in."""
        verse = self._open[-1] if self._open else None
        if verse is None or opener.type != "paragraph_open" or opener.level != verse[0] + 1:
            return words
        indents = self._indents(inline, verse[1])
        return "".join(_lines(_LINE_END.split(words), indents))

    def _indents(self, inline: Token, base: int) -> Sequence[int]:
        """How many spaces each line of a stanza begins with."""
        first = self._typed(inline)[max(base, 0) :]
        return [_leading(first), *map(_leading, inline.content.expandtabs(4).split("\n")[1:])]

    def _typed(self, token: Token) -> str:
        """The line on which something begins."""
        lines = self.source.text.split("\n")
        number = token.map[0] if token.map else 0
        return lines[number].expandtabs(4) if number < len(lines) else ""


def _leading(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _lines(lines: Sequence[str], indents: Sequence[int]) -> Iterator[str]:
    for number, line in enumerate(lines):
        ems = (indents[number] + 1) // 2 if number < len(indents) else 0
        mark = f"{opened([f'{INDENT} {ems}'])}{CLOSE}" if ems else ""
        yield f"{LINE if number else ''}{mark}{line}"
