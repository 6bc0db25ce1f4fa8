"""Where passages stand: in which lists, tables and boxes, and in which language, told while tokens go by."""

import re
from dataclasses import dataclass, field

from markdown_it.token import Token

from bookbuild.manuscript.blocks import BLOCKS
from bookbuild.proof.passages import UNKNOWN
from bookbuild.proof.promise.parser import BLOCK_CLOSE, BLOCK_OPEN
from bookbuild.proof.promise.raw_html import VOID, tags

_RAW = frozenset({"ol", "ul", "dl", "table"})
_ALIGNED = re.compile(r"text-align:\s*(left|right|center)")
_LISTS = {"bullet_list_open": "ul", "ordered_list_open": "ol", "dt_open": "dt"}
_ENDS = frozenset({"bullet_list_close", "ordered_list_close", "dt_close", "dd_close", "td_close", "th_close"})


@dataclass(slots=True)
class _Step:
    name: str
    begins: bool = False
    """Whether the next passage is the first of its item."""


@dataclass(slots=True)
class Standing:
    """Follows the tokens of a text."""

    language: str
    _steps: list[_Step] = field(default_factory=list)
    _boxes: list[tuple[bool, str]] = field(default_factory=list)
    """Of each block that is open, whether it is a step, and the language around it."""
    _column: int = 0
    _raw: list[tuple[str, str]] = field(default_factory=list)
    """The elements that are open and were typed as HTML: the name and the language of each."""

    def meet(self, token: Token) -> None:
        """Go past a token."""
        if token.type in _LISTS:
            self._steps.append(_Step(_LISTS[token.type]))
        elif token.type == "list_item_open":
            self._steps[-1].begins = True
        elif token.type == "dd_open":
            self._steps.append(_Step("dd", begins=True))
        elif token.type in ("td_open", "th_open"):
            self._cell(token)
        elif token.type in _ENDS:
            self._steps.pop()
        elif token.type == "tr_open":
            self._column = 0
        elif token.type in (BLOCK_OPEN, BLOCK_CLOSE):
            self._box(token)

    def html(self, markup: str) -> None:
        """Go past tags that were typed."""
        for tag in tags(markup):
            if not tag.closes and tag.name not in VOID:
                self._raw.append((tag.name, tag.attributes.get("lang", "")))
            elif tag.closes and any(name == tag.name for name, _ in self._raw):
                while self._raw.pop()[0] != tag.name:
                    pass  # what was never closed ends with what it stands in

    def here(self) -> str:
        """Where the passage stands that begins now, as in `Passage`."""
        if not self._steps and not self._raw:
            return ""
        steps = "/".join(f"{step.name}*" if step.begins else step.name for step in self._steps)
        for step in self._steps:
            step.begins = False
        return UNKNOWN if any(name in _RAW for name, _ in self._raw) else steps

    def quotations(self) -> int:
        """In how many quotations typed as HTML the next passage stands."""
        return sum(name == "blockquote" for name, _ in self._raw)

    def spoken(self) -> str:
        """The language of the passage that begins now."""
        return next((language for _, language in reversed(self._raw) if language), self.language)

    def _cell(self, token: Token) -> None:
        self._column += 1
        alignment = _ALIGNED.search(str(token.attrs.get("style", "")))
        self._steps.append(_Step(f"{token.tag}{self._column}{f' {alignment[1]}' if alignment else ''}"))

    def _box(self, token: Token) -> None:
        if token.type == BLOCK_CLOSE:
            is_step, self.language = self._boxes.pop()
            if is_step:
                self._steps.pop()
            return
        name = token.meta["name"]
        block = BLOCKS.get(name)
        is_step = block is not None and bool(block.role) and (block.form != "quotation" or block.element == "aside")
        self._boxes.append((is_step, self.language))
        self.language = token.meta["language"] or self.language
        if is_step:
            self._steps.append(_Step(name))
