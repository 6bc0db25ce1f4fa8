"""What the lines of a Markdown text are by CommonMark: which are code or a comment, and what the others begin.

One walk over the lines, which knows what is open: quotations, items, notes and definitions, and in the innermost of
them a paragraph, a table, code or HTML. Few lines of prose can change any of this: the walk passes over the others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from bookbuild.manuscript import tags
from bookbuild.manuscript.scan import signs
from bookbuild.manuscript.scan.containers import DEEPEST, Container, begun_by, kept_on
from bookbuild.manuscript.scan.signs import TAB

_SIGN = r"[ \t#>*+\-=_0-9`~:\[<|]"
"""What the mark of a line may begin with."""
_MAY_BE_VERBATIM = ("```", "~~~", " " * 4, "\t", "<!--")
_MAY_BE_HTML = re.compile(r"\n[ >\t]*+(?:(?:[-+*:]|\d{1,9}[.)]|\[\^[^\]]+\]:)[ \t]+|>[ \t]*)*+<[A-Za-z/?!]")
_UNDERLINES = ("=", "-")


class Form(Enum):
    """What keeps lines from being read as Markdown."""

    FENCED = "fenced"
    INDENTED = "indented"
    COMMENT = "comment"
    HTML = "html"
    """Any other HTML that is a block."""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A block of code, of HTML, or a comment."""

    form: Form
    start: int
    """Index of its first line; of code between fences, that of the opening fence."""
    end: int
    """Index of the line after it."""
    prefix: str
    """What holds it, as typed on its first line: marks and indents, with spaces in place of tabs."""
    fence: str
    """The opening fence and what follows it; empty for what has none."""
    code: tuple[str, ...]
    """The lines between the fences, or that are indented, or of HTML, without what holds them."""
    closed: bool
    """Whether a line ends it; otherwise it goes on to the end of what holds it."""


class MarkedLine(NamedTuple):
    """A line that is neither code nor HTML and may begin something."""

    line: int
    words: str
    """Without the marks of what holds it."""
    is_top: bool
    """Whether nothing holds it: no quotation, item, note or definition."""
    is_indented: bool
    """Whether the words are indented so far that they can only go on with a paragraph."""


class Structure(NamedTuple):
    """What a text consists of."""

    verbatim: tuple[Verbatim, ...]
    marks: tuple[MarkedLine, ...]


class _Leaf(Enum):
    """What is open in the innermost container."""

    NOTHING = 0
    PARAGRAPH = 1
    TABLE = 2
    FENCED = 3
    INDENTED = 4
    HTML = 5


_VERBATIM = frozenset({_Leaf.FENCED, _Leaf.INDENTED, _Leaf.HTML})


@dataclass(slots=True)
class _OpenVerbatim:
    """A block of code or HTML that is open."""

    start: int
    prefix: str = ""
    fence: str = ""
    marks: str = ""
    """Those of the opening fence."""
    indent: int = 0
    """Of the opening fence."""
    html: signs.Html | None = None
    code: list[str] = field(default_factory=list)


def structure(text: str, item: re.Pattern[str] | None = None) -> Structure:
    """Walk over a text.

    `item` is for a text that was written for pandoc or the like: how items begin that CommonMark does not know, at the
    start of a paragraph. There, code that is indented needs an empty line before it: tables are drawn without one.
    """
    walk = _Scanner(text, item)
    for index in _marked(text, item):
        walk.pass_to(index)
        walk.read(index)
    return walk.ended()


def verbatim(text: str, item: re.Pattern[str] | None = None, *, html: bool = False) -> tuple[Verbatim, ...]:
    """The blocks of code and comments of a text, as `structure` finds them; soon told where there can be none.

    With `html`, those of other HTML too.
    """
    if not any(sign in text for sign in _MAY_BE_VERBATIM) and not (html and _MAY_BE_HTML.search(f"\n{text}")):
        return ()
    return tuple(block for block in structure(text, item).verbatim if html or block.form is not Form.HTML)


def _marked(text: str, item: re.Pattern[str] | None) -> Iterator[int]:
    """The indexes of the lines that begin with what may be a mark, or are underlined."""
    index = position = 0
    before = -1
    at_signs = re.compile(rf"\n(?={_SIGN}|{item.pattern})" if item else rf"\n(?={_SIGN})")
    for sign in at_signs.finditer(f"\n{text}"):
        index += text.count("\n", position, sign.start())
        position = sign.start()
        if text.startswith(_UNDERLINES, position) and before < index - 1:
            yield index - 1
        yield index
        before = index


class _Scanner:
    """A walk over the lines of a text: what is open on the way, and what was found."""

    def __init__(self, text: str, item: re.Pattern[str] | None) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.item = item
        self.next = 0
        self.containers: list[Container] = []
        self.open_blocks: list[tuple[int, bool]] = []
        """For each open ::: block, how many containers hold it, and whether it is verse."""
        self.leaf = _Leaf.NOTHING
        self.block = _OpenVerbatim(0)
        self.verbatim: list[Verbatim] = []
        self.marks: list[MarkedLine] = []

    def pass_to(self, index: int) -> None:
        """Pass over lines that begin with words, or are empty."""
        while self.next < index:
            if not self.containers and self.leaf in (_Leaf.NOTHING, _Leaf.PARAGRAPH):
                self.leaf = _Leaf.PARAGRAPH if self.lines[index - 1] else _Leaf.NOTHING
                self.next = index
            else:
                self.read(self.next)

    def ended(self) -> Structure:
        """What was found, once the last line is read."""
        self.pass_to(len(self.lines))
        if self.leaf in _VERBATIM:
            self._close(len(self.lines))
        return Structure(tuple(self.verbatim), tuple(self.marks))

    def read(self, index: int) -> None:
        """Read a line."""
        self.next = index + 1
        line = self.lines[index]
        line = line.expandtabs(TAB) if "\t" in line else line
        position, kept = kept_on(line, self.containers)
        if self.leaf in _VERBATIM:
            if kept == len(self.containers) and self._goes_on(index, line[position:]):
                return
            self._close(index)
        position, kept, continues = self._opened(index, line, position, kept)
        words = line[position:].lstrip(" ")
        indent = len(line) - position - len(words)
        if not words:
            self._drop(kept)
            self.leaf = _Leaf.NOTHING
        elif indent < TAB:
            self._begin(index, line[:position], words, kept, indent=indent, continues=continues)
        elif not continues or self._interrupts(words, kept):
            self._drop(kept)
            self._begin_indented(index, line, position)
        if line.strip() and self.leaf not in _VERBATIM:  # marks of containers may stand alone
            self.marks.append(MarkedLine(index, words, not self.containers, indent >= TAB))

    def _typed(self, index: int, rest: str) -> str:
        """The rest of a line of code with the tabs that were typed in it."""
        line = self.lines[index]
        if "\t" not in line:
            return rest
        column = len(line.expandtabs(TAB)) - len(rest)
        begins = (place for place in range(len(line) + 1) if len(line[:place].expandtabs(TAB)) == column)
        place = next(begins, None)
        return rest if place is None else line[place:]

    def _goes_on(self, index: int, rest: str) -> bool:
        """Whether a line belongs to the code or the HTML that is open."""
        indent = len(rest) - len(rest.lstrip(" "))
        if self.leaf is _Leaf.FENCED:
            marks = rest.strip(" ")
            if indent < TAB and marks.startswith(self.block.marks) and not marks.strip(marks[0]):
                self._close(index + 1, closed=True)
            else:
                self.block.code.append(self._typed(index, rest[min(indent, self.block.indent) :]))
            return True
        if self.leaf is _Leaf.INDENTED:
            if indent < TAB and indent < len(rest):
                return False
            self.block.code.append(self._typed(index, rest[TAB:]))
            return True
        end = self.block.html.end if self.block.html else None
        if end is None and indent == len(rest):
            return False
        self.block.code.append(self._typed(index, rest))
        if end is not None and end.search(rest):
            self._close(index + 1, closed=True)
        return True

    def _opened(self, index: int, line: str, position: int, kept: int) -> tuple[int, int, bool]:
        """Open the containers that begin on a line.

        Returns where their marks end, how many containers hold what follows, and whether it may go on with a paragraph.
        """
        continues = self.leaf is _Leaf.PARAGRAPH
        while True:
            rest = line[position:].lstrip(" ")
            indent = len(line) - position - len(rest)
            if indent >= TAB or not rest or kept == DEEPEST:
                return position, kept, continues
            interrupts = continues and kept == len(self.containers)
            above = () if self.leaf is _Leaf.TABLE else self.lines[max(index - 3, 0) : index]
            item = None if self.leaf is _Leaf.PARAGRAPH else self.item
            container = begun_by(rest, indent, above, item, interrupts=interrupts, nested=kept > 0)
            if container is None:
                return position, kept, continues
            self._drop(kept)
            self.containers.append(container[0])
            self.leaf, continues, kept = _Leaf.NOTHING, False, kept + 1
            position = min(position + indent + container[1], len(line))

    def _begin(self, index: int, prefix: str, words: str, kept: int, *, indent: int, continues: bool) -> None:
        """What begins with some words, in the containers that were kept or opened, or goes on with a paragraph."""
        is_held = kept == len(self.containers)
        if fence := signs.FENCE.match(words):
            self._drop(kept)
            self.leaf = _Leaf.FENCED
            self.block = _OpenVerbatim(index, prefix, words.rstrip(" "), fence["marks"], indent)
        elif words[0] == "<" and (html := _html(words, self.text, continues=continues)):
            self._drop(kept)
            self.leaf = _Leaf.HTML
            self.block = _OpenVerbatim(index, prefix, html=html, code=[self._typed(index, words)])
            if html.end and html.end.search(words):
                self._close(index + 1, closed=True)
        elif (
            _is_line(words, may_underline=continues and is_held)
            or ((is_held or not continues or self.containers[kept].width) and signs.ABBREVIATION.match(words))
            or (not continues and signs.TARGET.match(words))
        ):
            self._drop(kept)
            self.leaf = _Leaf.NOTHING
            if colons := signs.COLONS.match(words):
                self._turn_block(colons["name"].rstrip(" "))
        elif continues and is_held and self._begins_table(index, words):
            self.leaf = _Leaf.TABLE
        elif not continues and not (self.leaf is _Leaf.TABLE and is_held):
            self._drop(kept)
            self.leaf = _Leaf.PARAGRAPH

    def _interrupts(self, words: str, kept: int) -> bool:
        """Whether words that look like a new block end a paragraph whose container ends before their indented line.

        CommonMark lets them go on with the paragraph. The parser that the proof reads with does not, and what can be
        read in two ways is refused.
        """
        unkept = self.containers[kept:]
        quotations = sum(not container.width for container in unkept)
        if not unkept or (not unkept[0].width and quotations == 1):
            return False
        return (
            words[0] == ">"
            or bool(signs.FENCE.match(words) or signs.NOTE.match(words) or _html(words, self.text, continues=True))
            or (quotations > 1 and bool(signs.ITEM.match(words)))
            or _is_line(words, may_underline=False)
        )

    def _begins_table(self, index: int, words: str) -> bool:
        """Whether words draw the columns of the line before."""
        heads = self.lines[index - 1]
        return "|" in heads and bool(signs.DELIMITERS.match(words)) and signs.columns(heads) == signs.columns(words)

    def _begin_indented(self, index: int, line: str, position: int) -> None:
        """Code that is indented; in verse an indent is just an indent."""
        is_drawn = self.item is not None and bool(self.lines[index - 1].strip()) and index > 0
        if is_drawn or any(is_verse for _, is_verse in self.open_blocks):
            self.leaf = _Leaf.PARAGRAPH
        else:
            self.leaf = _Leaf.INDENTED
            self.block = _OpenVerbatim(index, line[:position], code=[self._typed(index, line[position + TAB :])])

    def _turn_block(self, name: str) -> None:
        """Open the ::: block of a name, or close the last one."""
        if name:
            self.open_blocks.append((len(self.containers), bool(signs.VERSE.match(name))))
        elif self.open_blocks:
            self.open_blocks.pop()

    def _drop(self, kept: int) -> None:
        """Close all but some containers, and the ::: blocks that they hold."""
        del self.containers[kept:]
        while self.open_blocks and self.open_blocks[-1][0] > kept:
            self.open_blocks.pop()

    def _close(self, end: int, *, closed: bool = False) -> None:
        """End the code or the HTML that is open, before a line."""
        block = self.block
        form = _FORMS.get(self.leaf)
        if block.html is signs.COMMENT:
            form = Form.COMMENT
        elif self.leaf is _Leaf.INDENTED:
            while not block.code[-1].strip(" "):
                block.code.pop()
            end = block.start + len(block.code)
        if form:
            code = () if form is Form.COMMENT else tuple(block.code)
            self.verbatim.append(Verbatim(form, block.start, end, block.prefix, block.fence, code, closed))
        self.leaf = _Leaf.NOTHING


_FORMS = {_Leaf.FENCED: Form.FENCED, _Leaf.INDENTED: Form.INDENTED, _Leaf.HTML: Form.HTML}


def _is_line(words: str, *, may_underline: bool) -> bool:
    """Whether words are a block of one line."""
    return bool(
        signs.HEADING.match(words)
        or signs.COLONS.match(words)
        or signs.RULE.match(words)
        or (may_underline and signs.UNDERLINE.match(words))
    )


def _html(words: str, text: str, *, continues: bool) -> signs.Html | None:
    """The kind of HTML block that some words of a text begin, perhaps within a paragraph."""
    tag = tags.TAG.match(words)
    if tag is not None and not tags.is_tag(tag[0], text):
        return None
    found = next((kind for kind in signs.HTML if kind.begin.match(words)), None)
    return found or (signs.TAG if not continues and signs.TAG.begin.match(words) else None)
