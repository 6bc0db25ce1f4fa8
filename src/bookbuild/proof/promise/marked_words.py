"""The words of a paragraph with the marks that its tokens and tags make."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from bookbuild.i18n.wide import joins, may_join
from bookbuild.proof.forms import CLOSE, LINE, NAMED, OPEN, language_mark, names_of, opened, plain
from bookbuild.proof.formulas import formula
from bookbuild.proof.passages import NOTE_MARK
from bookbuild.proof.promise import math_rules
from bookbuild.proof.promise.raw_html import VOID, Tag, leads_somewhere

_NO_LETTERS = f"(?:{OPEN}[^{NAMED}]*{NAMED}|{CLOSE}|{NOTE_MARK})*"
_WIDE_END = re.compile(rf"(\S)({_NO_LETTERS}[ \t]*)\n[ \t]*(?={_NO_LETTERS}([^\s{OPEN}{CLOSE}]))")
_LANGUAGE = re.compile(r"""(?<![\w-])lang=["']?([\w-]+)""")
_SMALL_CAPITALS = re.compile(r"(?<![\w-])\.smallcaps(?![\w-])")


@dataclass(slots=True)
class _Element:
    """An element in a line that has begun."""

    tag: str
    names: Sequence[str]
    at: int
    """Where in the parts its marks stand."""


@dataclass(slots=True)
class WordsWithMarks:
    """Gathers them."""

    parts: list[str] = field(default_factory=list)
    open: list[_Element] = field(default_factory=list)
    last: _Element | None = None
    """The one that ended last."""

    def add(self, words: str) -> None:
        """Words as they are."""
        self.parts.append(words)

    def say(self, token: Token) -> None:
        """The words of a token: a run of text, code, a formula, the end of a line."""
        if token.type == "code_inline":
            self._begin("code", {})
            self.parts.append(token.content)
            self._end("code")
        elif token.type == "hardbreak":
            self.parts.append(f"{LINE}\n")
        elif token.type == "softbreak":
            self.parts.append("\n")
        else:
            self.parts.append(words_of(token))

    def markup(self, token: Token) -> None:
        """What Markdown says of the words that come, or came."""
        if token.nesting > 0:
            self._begin(token.tag, {key: str(value) for key, value in token.attrs.items()})
        else:
            self._end(token.tag)

    def tag(self, tag: Tag, spoken: str) -> None:
        """What a tag says of them, and `spoken`, what it says itself."""
        if tag.closes:
            self.parts.append(spoken)
            self._end(tag.name)
        elif tag.name in VOID:
            self.parts.append(LINE if tag.name == "br" else "")
        else:
            self._begin(tag.name, tag.attributes)
            self.parts.append(spoken)

    def mark_last(self, braces: str) -> None:
        """What the attributes in braces say of the element that ended last."""
        if self.last is None:
            return
        language = _LANGUAGE.search(braces)
        names = [language_mark(language[1])] if language else []
        names += ["smallcaps"] if _SMALL_CAPITALS.search(braces) else []
        self.parts[self.last.at] += opened(names)
        self.parts.append(CLOSE * len(names))

    def finished(self) -> str:
        """All that was gathered."""
        while self.open:
            self._end(self.open[-1].tag)
        return "".join(self.parts)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if not leads_somewhere(attributes.get("href", "")):
            attributes = {key: value for key, value in attributes.items() if key != "href"}
        element = _Element(tag, names_of(tag, attributes.items()), len(self.parts))
        self.open.append(element)
        self.parts.append(opened(element.names))

    def _end(self, tag: str) -> None:
        if all(element.tag != tag for element in self.open):
            return
        while self.open:
            element = self.last = self.open.pop()
            self.parts.append(CLOSE * len(element.names))
            if element.tag == tag:
                return


def in_wide_lines(words: str, language: str) -> str:
    """Words whose lines go on without a space between two letters of Chinese or Japanese."""
    if "\n" not in words or not may_join(plain(words)):
        return words
    return _WIDE_END.sub(lambda end: end[0] if not joins(end[1], end[3], language) else end[1] + end[2], words)


def words_of(token: Token) -> str:
    """The words of a token, those of code and formulas included."""
    if token.type == math_rules.INLINE:
        return formula(token.content)
    return token.content if token.type in ("text", "text_special", "code_inline") else ""
