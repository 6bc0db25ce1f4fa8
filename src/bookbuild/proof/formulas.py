"""Formulas between dollar signs, as the proof finds them in Markdown and tells whether MathML shows them.

A formula counts as the TeX that was typed, between two `FORMULA_MARK`s: an output that gives it as plain text, or
gives another one, differs.
"""

import re
import unicodedata
from collections import Counter

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from bookbuild.proof.passages import FORMULA_MARK

BLOCK = "formula_block"
INLINE = "formula_inline"

_COMMENT = re.compile(r"(?<!\\)%.*")
_FIGURES_OR_LETTERS = re.compile("[A-Za-z0-9]")
_UNSHOWN = re.compile(
    r"\[[^\]]*\]|\\(?:begin|end)\{[^}]*\}(?:\{[^}]*\})?|\\[a-z]*(?:color|space|rule|genfrac)[a-z]*\*?(?:\{[^}]*\})+"
    r"|[\d.]+\s*(?:pt|em|ex|mu|cm|mm|in)(?![a-z])"
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


def formulas_plugin(parser: MarkdownIt) -> None:
    """Let markdown-it find formulas."""
    parser.block.ruler.before("fence", BLOCK, _block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.inline.ruler.before("escape", INLINE, _inline)


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`$$` at the beginning of a line, up to the `$$` at the end of this or a later line, without an empty one."""
    if state.is_code_block(start):
        return False
    written = ""
    for line in range(start, end):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
        if not text.strip() or (line > start and state.sCount[line] < state.blkIndent):
            return False
        written += text + "\n"
        if not written.startswith("$$"):
            return False
        tex, closing, after = written[2:].partition("$$")
        if closing and (after.strip() or not tex.strip()):
            return False
        if closing:
            if not silent:
                token = state.push(BLOCK, "", 0)
                token.content, token.map = tex, [start, line + 1]
                state.line = line + 1
            return True
    return False


def _inline(state: StateInline, silent: bool) -> bool:
    """`$…$` without space inside its ends and no figure after it, or `$$…$$`."""
    source, start = state.src, state.pos
    if source[start] != "$" or state.pending.endswith("$"):
        return False
    dollars = "$$" if source.startswith("$$", start) else "$"
    end = begin = start + len(dollars)
    while end < state.posMax and not source.startswith(dollars, end):
        end += 2 if source[end] == "\\" else 1
    tex = source[begin:end]
    if end >= state.posMax or not tex.strip():
        return False
    loose = tex != tex.strip() or "`" in tex or source[end + 1 : end + 2].isdigit()
    if dollars == "$" and loose:
        return False
    if not silent:
        state.push(INLINE, "", 0).content = tex
    state.pos = end + len(dollars)
    return True
