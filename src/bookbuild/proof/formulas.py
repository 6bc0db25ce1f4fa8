"""Formulas as words, and whether MathML shows them.

A formula counts as the TeX that was typed, between two `FORMULA_MARK`s: an output that gives it as plain text, or
gives another one, differs.
"""

import re
import unicodedata
from collections import Counter

from bookbuild.proof.passages import FORMULA_MARK

_COMMENT = re.compile(r"(?<!\\)%.*")
_FIGURES_OR_LETTERS = re.compile("[A-Za-z0-9]")
_UNSHOWN = re.compile(
    r"\[[^\]]*\]|\\(?:begin|end)\{[^}]*\}(?:\{[^}]*\})?|\\[a-z]*(?:color|space|rule|genfrac)[a-z]*\*?(?:\{[^}]*\})+"
    r"|(?<![\d.])[\d.]++\s*+(?:pt|em|ex|mu|cm|mm|in)(?![a-z])"
)
"""Parts of TeX whose figures are lengths and the like, which nobody sees."""


def formula(tex: str) -> str:
    """A formula as it stands in the words of a passage."""
    return f"{FORMULA_MARK}{' '.join(_COMMENT.sub('', tex).split())}{FORMULA_MARK}"


def differs(tex: str, symbols: str) -> bool:
    """Whether the symbols of a formula cannot be those of its TeX, as far as letters and figures tell.

    What is shown must be typed, if only in the name of a command such as `\\sin`; and no figure may be lost.
    """
    shown, typed, visible = (
        Counter(_FIGURES_OR_LETTERS.findall(unicodedata.normalize("NFKC", text)))
        for text in (symbols, tex, _UNSHOWN.sub("", tex))
    )
    lost = visible - shown
    return bool(shown - typed) or any(sign.isdigit() for sign in lost)
