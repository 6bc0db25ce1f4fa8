"""Emphasis beside Chinese and Japanese words, which have no spaces between them.

CommonMark wants a space or a mark before `**“` and after `”**`; between wide letters there is none, and what everyone
means by `他说**“你好”**了` is plain (the amendment of markdown-cjk-friendly).
"""

import unicodedata

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline.state_inline import Delimiter, StateInline


def wide_emphasis_plugin(parser: MarkdownIt) -> None:
    """Have stars open and close emphasis beside wide letters too."""
    parser.inline.ruler.before("emphasis", "wide_emphasis", _wide_emphasis)


def _wide_emphasis(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if silent or state.src[start] != "*":
        return False
    end = start
    while end < state.posMax and state.src[end] == "*":
        end += 1
    before = state.src[start - 1] if start > 0 else " "
    after = state.src[end] if end < state.posMax else " "
    opens = _is_mark(after) and _is_wide(before)
    closes = _is_mark(before) and _is_wide(after)
    if not opens and not closes:
        return False
    for _ in range(end - start):
        state.push("text", "", 0).content = "*"
        may = {"open": opens or not _is_space(after), "close": closes or not _is_space(before)}
        state.delimiters.append(
            Delimiter(marker=ord("*"), length=end - start, token=len(state.tokens) - 1, end=-1, **may)
        )
    state.pos = end
    return True


def _is_wide(letter: str) -> bool:
    """Whether a letter or a mark is Chinese or Japanese (Unicode, East Asian Width)."""
    return unicodedata.east_asian_width(letter) in ("W", "F")


def _is_mark(letter: str) -> bool:
    return isMdAsciiPunct(ord(letter)) or isPunctChar(letter)


def _is_space(letter: str) -> bool:
    return isWhiteSpace(ord(letter))
