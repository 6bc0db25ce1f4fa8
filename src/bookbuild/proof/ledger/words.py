"""Phrases of the ledger, as HTML."""

import re
from html import escape

from bookbuild.proof.passages import BREAK_MARK, FORMULA_MARK, NOTE_MARK, Reading

_UNSPEAKABLE = re.compile("[\0-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What a stranger's file may hold and no page may."""


def say(text: str) -> str:
    """Text for HTML, with a word where a note is referred to."""
    safe = escape(_UNSPEAKABLE.sub("\ufffd", text))
    safe = safe.replace(FORMULA_MARK, "$")
    return safe.replace(NOTE_MARK, "<sup>note</sup>").replace(BREAK_MARK, " ⁂ ")


def language(promised: Reading) -> str:
    """The attributes of an element that holds words of the manuscript."""
    return f' lang="{say(promised.facts.language)}" dir="auto"'


def count(number: int, what: str) -> str:
    """So many of something."""
    return f"{number:,} {what if number == 1 else f'{what}s'}"


def mark(right: bool, words: str) -> str:
    """A verdict: by a sign, by words and by colour."""
    name, sign = ("right", "✓") if right else ("wrong", "✗")
    return f'<span class="{name}"><span class="sign">{sign}</span> {words}</span>'
