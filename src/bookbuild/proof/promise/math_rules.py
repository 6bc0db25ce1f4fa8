"""Formulas between dollar signs, as markdown-it is to find them."""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

BLOCK = "formula_block"
INLINE = "formula_inline"


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
