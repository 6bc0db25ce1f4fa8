"""How the blocks of CommonMark, and those that the dialect adds, begin: patterns for the words of a line.

Each is for a line without its indent, with spaces in place of tabs.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bookbuild.manuscript.blocks import BLOCKS

TAB = 4
"""Columns between the stops of tabs, and how far code is indented."""

FENCE = re.compile(r"(?P<marks>`{3,}(?=[^`]*$)|~{3,}) *(?P<info>.*?) *$")
HEADING = re.compile(r"#{1,6}(?: |$)")
COLONS = re.compile(r"(?P<colons>:{3,}) *+(?P<name>.*)")
_POEMS = "|".join(re.escape(name) for name, block in BLOCKS.items() if block.form == "verse")
VERSE = re.compile(rf"(?:\{{[^\"']*\.)?(?:{_POEMS})(?![\w-])")
"""What follows the colons that open a poem."""
UNDERLINE = re.compile(r"(?:=+|-+) *$")
RULE = re.compile(r"(?:(?:\* *+){3,}|(?:- *+){3,}|(?:_ *+){3,})$")
DELIMITERS = re.compile(r"\|? *:?-+:? *(?:\| *:?-+:? *)*+\|? *$")
"""The second line of a table."""
ITEM = re.compile(r"(?P<mark>[-+*]|(?P<number>\d{1,9})[.)])(?P<gap> +|$)(?P<rest>.*)$")
ABBREVIATION = re.compile(r"\*\[[^\[\]\\]+\] ?: *\S")
TARGET = re.compile(r"\[[^\^\[\]][^\[\]]*\]: *\S+ *(?:(?P<quote>[\"']).*(?P=quote)|\(.*\))? *$")
"""The line that says where links lead."""
NOTE = re.compile(r"\[\^[^\]\s]+\]: *")
MEANING = re.compile(r": {1,3}(?=\S)")
"""The line that explains a term."""


class Html(NamedTuple):
    """A kind of HTML block (CommonMark 0.31, 4.6)."""

    begin: re.Pattern[str]
    end: re.Pattern[str] | None
    """What its last line holds; without one, an empty line ends it."""


COMMENT = Html(re.compile("<!--"), re.compile("-->"))
_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    "track|ul"
)
HTML: Sequence[Html] = (
    COMMENT,
    Html(
        re.compile(r"<(?:script|pre|style|textarea)(?:[\s>]|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    Html(re.compile(r"<\?"), re.compile(r"\?>")),
    Html(re.compile(r"<![A-Za-z]"), re.compile(">")),
    Html(re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    Html(re.compile(rf"</?(?:{_NAMES})(?:\s|/?>|$)", re.IGNORECASE), None),
)
"""HTML that may interrupt a paragraph."""
TAG = Html(
    re.compile(
        r"(?:<[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*\s*/?>"
        r"|</[A-Za-z][A-Za-z0-9-]*\s*>)\s*$"
    ),
    None,
)
"""Any other tag alone on its line, which may not."""


def columns(row: str) -> int:
    """How many columns a line of a table has."""
    return len(re.split(r"(?<!\\)\|", row.strip().strip("|")))
