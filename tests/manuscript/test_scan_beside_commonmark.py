"""What the scanner takes for code is what CommonMark takes for code: held beside the parser that the proof reads with.

Both read texts that are put together at random, always the same, of what writers nest: quotations, lists, notes, code
of both forms, comments, ::: blocks, verse, and the marks of each shown inside the others.
"""

import random
import re

import pytest

from bookbuild.manuscript.scan import Form, structure
from bookbuild.proof.promise.parser import new_parser, tokens

_WORDS = (
    *(
        "Words.",
        "more words",
        "x = [1]",
        "* * *",
        "---",
        "===",
        "# Heading",
        "##",
        "#none",
        "- ",
        "1.",
        "2) two",
        "1986. year",
    ),
    *("```", "```bash", "````", "~~~", "~~~ {.py}", "``` a`b", "`code` in it", "``", "$$", "$ git init", "$$ x $$"),
    *(
        "<!-- a comment -->",
        "<!-- one",
        "end -->",
        "-->",
        "a <!-- b --> c",
        "<div>",
        "</div>",
        "<sigh>",
        "<pre>",
        "</pre>",
    ),
    *("[c]: https://example.org/", "*[HTML]: words", "| a | b |", "|---|---|"),
    *(
        "***",
        "_ _ _",
        "+",
        "* item",
        "- nested",
        "> ",
        ">",
        "10. ten",
        "\\# no",
        "é accent",
        "“Quoted.”",
        "&amp;",
        "@here",
    ),
)
_HOLDERS = (
    "> ",
    ">",
    "- ",
    "* ",
    "1. ",
    "10) ",
    "  ",
    "   ",
    "    ",
    "     ",
    "\t",
    "  \t",
    " ",
    "-   ",
    "-     ",
    ">\t",
    "-\t",
)


def _line(chance: random.Random) -> str:
    holders = "".join(chance.choice(_HOLDERS) for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 3))))
    return holders + chance.choice(_WORDS)


def _text(chance: random.Random) -> str:
    """Lines, some of which go on under the one before, and empty ones."""
    lines: list[str] = []
    indent = ""
    for _ in range(chance.randrange(1, 12)):
        kind = chance.randrange(8)
        if kind == 0:
            lines.append("")
        elif kind == 1:
            lines += ["", f"[^a]: {chance.choice(_WORDS)}"]
        elif kind < 5:
            lines.append(indent + chance.choice(_WORDS))
        else:
            lines.append(_line(chance))
            indent = chance.choice(("", "", "  ", "    ", "   ", "> ", "      ", "\t"))
    notes = iter(range(len(lines) * 4))
    text = re.sub(r"\[\^a\]:", lambda _: f"[^{next(notes)}]:", "\n".join(lines))
    return "".join([*(f"[^{number}]" for number in range(next(notes))), "\n\n", text])  # notes without a mark get lost


_FORMS = {"fence": "fenced", "code_block": "indented", "html_block": "html"}
Block = tuple[str, int, list[list[str]]]
"""The form of a block of code, the line that it begins on, and the words of its lines."""


def _words(lines: str) -> list[list[str]]:
    return [line.split() for line in lines.rstrip().split("\n")]


def scanned(text: str) -> list[Block]:
    """The blocks of code and HTML that the scanner finds."""
    return [
        (block.form.value, block.start, _words("\n".join(block.code)))
        for block in structure(text).verbatim
        if block.form is not Form.COMMENT
    ]


def parsed(text: str) -> list[Block]:
    """The same of the proof's parser."""
    blocks: list[Block] = []
    for token in tokens(text, new_parser()):
        is_comment = token.type == "html_block" and token.content.lstrip().startswith("<!--")
        if token.type in _FORMS and token.map and not is_comment:
            blocks.append((_FORMS[token.type], token.map[0], _words(token.content)))
    return sorted(blocks, key=lambda each: each[1])


@pytest.mark.parametrize("seed", range(11, 51))
def test_scanner_and_commonmark_find_the_same_code(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        text = _text(chance)
        assert scanned(text) == parsed(text), text
