"""Markdown → tokens, by markdown-it: a parser that shares nothing with the one that renders."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

BLOCK_OPEN = "colon_block_open"
BLOCK_CLOSE = "colon_block_close"


def tokens(text: str) -> Sequence[Token]:
    """Parse a text. Notes come last, each between `footnote_open` and `footnote_close`."""
    parser = MarkdownIt("commonmark", {"maxNesting": 200}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    parser.disable(["footnote_inline"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # words are words, wherever they lead
    parser.block.ruler.before("fence", "colon_block", _colon_block, {"alt": ["paragraph", "reference", "blockquote"]})
    return parser.parse(text)


def _colon_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`::: name` up to the `:::` that closes it; blocks nest."""
    name = _fence(state, start)
    if not name:
        return False
    if silent:
        return True
    depth, close = 1, start
    while depth and close + 1 < end:
        close += 1
        found = _fence(state, close)
        if found is not None:
            depth += 1 if found else -1
    token = state.push(BLOCK_OPEN, "section", 1)
    token.info = name
    token.map = [start, close]
    old_parent, old_max = state.parentType, state.lineMax
    state.parentType = "container"
    state.lineMax = close
    state.md.block.tokenize(state, start + 1, close)
    state.parentType, state.lineMax = old_parent, old_max
    state.push(BLOCK_CLOSE, "section", -1).info = name
    state.line = close + 1
    return True


def _fence(state: StateBlock, line: int) -> str | None:
    """The name on a line of colons, empty on a closing one; None on any other line."""
    if state.is_code_block(line):
        return None
    written = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    name = written.lstrip(":")
    return name.strip() if len(written) - len(name) >= 3 else None
