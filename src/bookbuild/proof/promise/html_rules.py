"""Tags as markdown-it is to find them: those of HTML, and not whatever stands between brackets."""

from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from bookbuild.manuscript.tags import TAG, is_tag


def tags_plugin(parser: MarkdownIt) -> None:
    """Leave to the other rules what has the form of a tag and is none."""
    parser.block.ruler.at(
        "html_block",
        _block(rule_of(parser.block.ruler, "html_block").fn),
        {"alt": ["paragraph", "reference", "blockquote"]},
    )
    parser.inline.ruler.at("html_inline", _inline(rule_of(parser.inline.ruler, "html_inline").fn))


def rule_of(ruler: Any, name: str) -> Any:
    """The rule of markdown-it that has a name, with its function (`fn`) and what it ends (`alt`)."""
    return next(rule for rule in ruler.__rules__ if rule.name == name)


def _block(rule: Callable[[StateBlock, int, int, bool], bool]) -> Callable[[StateBlock, int, int, bool], bool]:
    def tags(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        tag = TAG.match(state.src, state.bMarks[start] + state.tShift[start])
        if tag is not None and not is_tag(tag[0], state.src):
            return False
        return rule(state, start, end, silent)

    return tags


def _inline(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def tags(state: StateInline, silent: bool) -> bool:
        tag = TAG.match(state.src, state.pos) if state.src[state.pos] == "<" else None
        if tag is not None and not is_tag(tag[0], state.env["whole"]):
            return False
        return rule(state, silent)

    return tags
