"""Tokens of markdown-it → passages."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from bookbuild.manuscript.attributes import ATTRIBUTES
from bookbuild.manuscript.blocks import BLOCKS
from bookbuild.manuscript.tags import as_text
from bookbuild.model import Source
from bookbuild.problems import Location
from bookbuild.proof.forms import NAMED, OPEN, plain
from bookbuild.proof.formulas import formula
from bookbuild.proof.passages import BREAK_MARK, BREAK_ORNAMENTS, NOTE_MARK, UNKNOWN, Passage, PassageKind, passage
from bookbuild.proof.promise import math_rules, paragraphs, raw_html
from bookbuild.proof.promise.lists import Lists, label
from bookbuild.proof.promise.marked_words import in_wide_lines
from bookbuild.proof.promise.parser import BLOCK_CLOSE, BLOCK_OPEN, CAPTION_OPEN
from bookbuild.proof.promise.standing import Standing
from bookbuild.proof.promise.verse import Verses

_DASH = re.compile(rf"\s*(?P<marks>(?:{OPEN}[^{NAMED}]*{NAMED})*)(?:—|---?)\s(?=\S)")
_LANGUAGE = re.compile(r"""(?:(?P<line>\n)|[ ])\{(?=[^{}\n]*+\}[ ]*$)[^{}\n]*(?<![\w-])lang=["']?(?P<name>[\w-]++)""")
"""At the end of a paragraph, on a line of its own, or of a heading or a cell: what says its language."""
_ON_SAME_LINE = frozenset({"heading_open", "th_open", "td_open", "dt_open"})
_HEADING_ATTRIBUTES = re.compile(rf"(?<! )[ ]+{ATTRIBUTES}\s*$")
_RULE = re.compile(r"([*_-])(?:[ \t]*\1){2,}")
_CLOSING = re.compile(r"\s*</blockquote\s*>", re.IGNORECASE)
_OPENING = re.compile(r"\s*<blockquote\b[^<>]*>\s*$", re.IGNORECASE)
_QUOTATION = "blockquote"
_PAGE_BREAK = "page-break"


@dataclass(slots=True)
class Blocks:
    """What a run of tokens holds."""

    passages: list[Passage] = field(default_factory=list)
    lists: Lists = field(default_factory=Lists)
    quotations: int = 0
    """How many there are, those inside others not counted."""
    references: list[str] = field(default_factory=list)
    pictures: list[tuple[str, str, Location]] = field(default_factory=list)
    """Path as typed, words, and place of each picture that is not an ornament."""
    links: list[tuple[str, str, Location]] = field(default_factory=list)
    """Target as typed, words, and place of each link."""
    places: dict[str, str] = field(default_factory=dict)
    """The essence of each heading, by the id that the writer gave it and by the one made of its words."""


def read_blocks(tokens: Sequence[Token], source: Source, numbers: dict[int, str]) -> Blocks:
    """Read the blocks of a chapter or a note; `numbers` gains the number of each note that they refer to."""
    reader = _TokenReader(tokens, source, numbers)
    for index, token in enumerate(tokens):
        if token.map:
            reader.where = source.location(token.map[0])
        reader.standing.meet(token)
        if read := _RULES.get(token.type):
            read(reader, index, token)
    return reader.blocks


class _TokenReader:
    """Goes through tokens, and keeps what they say."""

    def __init__(self, tokens: Sequence[Token], source: Source, numbers: dict[int, str]) -> None:
        self.blocks = Blocks()
        self.where = source.location(0)
        self._tokens = tokens
        self._source = source
        self._numbers = numbers
        self._speech = raw_html.Speech(source.settings.language or "")
        self.standing = Standing(source.settings.language or "")
        self._verses = Verses(source)
        self._open: list[str] = []
        """The names of the blocks that are open, and a word for each quotation."""
        self._at_page_break = False
        """Whether what comes next begins a page."""

    def open_quotation(self, index: int, token: Token) -> None:
        self.blocks.quotations += _QUOTATION not in self._open
        self._open.append(_QUOTATION)

    def open_block(self, index: int, token: Token) -> None:
        self._open.append(token.meta["name"])
        self._verses.begin(token)
        kind, level = self._kind(token)
        self._add([passage(kind, _title(token, self._tokens[index + 1], self._source), self.where, level)])

    def close(self, index: int, token: Token) -> None:
        self._at_page_break |= self._open.pop() == _PAGE_BREAK
        if token.type == BLOCK_CLOSE:
            self._verses.end(token)

    def words(self, index: int, token: Token) -> None:
        """The words of a paragraph, a heading, a cell."""
        children = token.children or []
        if self._tokens[index - 2].type == "list_item_open":
            children = children[label(token)[1] :]
        is_torn = False
        for child in children:
            if child.type == "html_inline":
                self.blocks.lists.html(child.content, self.where)
                is_torn = is_torn or raw_html.holds_block(child.content)
        text, captions = paragraphs.read(children, self._numbers, self.blocks.references, self._speech)
        self.blocks.pictures += [(*picture, self.where) for picture in paragraphs.pictures(children)]
        self.blocks.links += [(*link, self.where) for link in paragraphs.links(children)]
        kind, level = self._kind(self._tokens[index - 1])
        if captions:
            self._add(
                [
                    passage(PassageKind.CAPTION, in_wide_lines(caption, self.standing.spoken()), self.where)
                    for caption in captions
                ]
            )
            return
        if self._tokens[index - 2].type == "list_item_open":
            text = paragraphs.as_task(token, text)
        words = _HEADING_ATTRIBUTES.sub("", text) if kind is PassageKind.HEADING else text
        source = _source(words) if _ends_quotation(self._tokens, index) else ""
        if source:
            self._add([passage(PassageKind.ATTRIBUTION, source, self.where, ornaments=("—",))])
            return
        as_passage = passage(
            kind,
            in_wide_lines(self._verses.in_lines(token, self._tokens[index - 1], words), self.standing.spoken()),
            self.where,
            level,
            stands=UNKNOWN if is_torn else "",
            language=(_language(token, self._tokens[index - 1]) or self.standing.spoken()).lower(),
        )
        if kind is PassageKind.HEADING:
            _name_place(plain(text), as_passage.text, self.blocks.places)
        self._add([as_passage])

    def code(self, index: int, token: Token) -> None:
        if token.type == "code_block" and _RULE.fullmatch(token.content.strip()):
            self.scene_break(index, token)  # marks that stand far in
            return
        self._add([passage(PassageKind.CODE, token.content, self.where)])

    def formula(self, index: int, token: Token) -> None:
        kind, level = self._kind(token)
        self._add([passage(kind, formula(token.content), self.where, level)])

    def open_list(self, index: int, token: Token) -> None:
        start = str(token.attrs.get("start", 1))
        self.blocks.lists.begin({"start": start} if token.type == "ordered_list_open" else None)

    def close_list(self, index: int, token: Token) -> None:
        self.blocks.lists.end()

    def item(self, index: int, token: Token) -> None:
        inline = self._tokens[index + 2] if self._tokens[index + 1].type == "paragraph_open" else None
        self.blocks.lists.item(None, label(inline)[0], self.where, is_task=paragraphs.is_task(inline))

    def html(self, index: int, token: Token) -> None:
        self.blocks.lists.html(token.content, self.where)
        kind = self._kind(token)
        self.standing.html(token.content)
        markup = in_wide_lines(token.content, self.standing.spoken())
        markup = as_text(markup, markup, self._source.text)
        read = raw_html.block(markup, *kind, self.where, self._speech)
        self.blocks.pictures += read.pictures
        self.blocks.links += read.links
        self.blocks.quotations += 0 if _QUOTATION in self._open else read.quotations
        self._add(read.passages)

    def scene_break(self, index: int, token: Token) -> None:
        self._add([passage(PassageKind.BREAK, BREAK_MARK, self.where, ornaments=BREAK_ORNAMENTS)])

    def _kind(self, opener: Token) -> tuple[PassageKind, int]:
        """What the words are that follow a token, and their level."""
        if opener.type == "heading_open":
            return PassageKind.HEADING, int(opener.tag[1])
        if opener.type == CAPTION_OPEN:
            return PassageKind.CAPTION, 0
        if depth := self._open.count(_QUOTATION) + self.standing.quotations():
            return PassageKind.QUOTATION, depth
        tells_of_author = any(name in BLOCKS and BLOCKS[name].form == "author-note" for name in self._open)
        return (PassageKind.AUTHOR_NOTE if tells_of_author else PassageKind.TEXT), 0

    def _add(self, passages: Sequence[Passage]) -> None:
        seen = [self._standing(each) for each in passages if each.text]
        if seen and self._at_page_break:
            seen[0] = replace(seen[0], opens_page=True)
            self._at_page_break = False
        self.blocks.passages += seen

    def _standing(self, each: Passage) -> Passage:
        """A passage, with what it stands in."""
        around = self.standing.here()
        if not around and each.language:
            return each
        is_unknown = UNKNOWN in (around, each.stands)
        stands = UNKNOWN if is_unknown else "/".join(filter(None, (around, each.stands)))
        return replace(each, stands=stands, language=(each.language or self.standing.spoken()).lower())


_RULES: Mapping[str, Callable[[_TokenReader, int, Token], None]] = {
    "blockquote_open": _TokenReader.open_quotation,
    BLOCK_OPEN: _TokenReader.open_block,
    "blockquote_close": _TokenReader.close,
    BLOCK_CLOSE: _TokenReader.close,
    "ordered_list_open": _TokenReader.open_list,
    "bullet_list_open": _TokenReader.open_list,
    "ordered_list_close": _TokenReader.close_list,
    "bullet_list_close": _TokenReader.close_list,
    "list_item_open": _TokenReader.item,
    "inline": _TokenReader.words,
    "fence": _TokenReader.code,
    "code_block": _TokenReader.code,
    math_rules.BLOCK: _TokenReader.formula,
    "html_block": _TokenReader.html,
    "hr": _TokenReader.scene_break,
}
"""What is done with each token, by its type; what is not listed says nothing by itself."""


def _title(opener: Token, following: Token, source: Source) -> str:
    """The title of a block: the one that it is given, or what a callout is called in the language of the text."""
    given, block = opener.meta["title"], BLOCKS.get(opener.meta["name"])
    if given or block is None or block.form != "callout" or following.type in ("heading_open", BLOCK_CLOSE):
        return str(given)
    return block.label_in(opener.meta["language"] or source.settings.language or "")


def _ends_quotation(tokens: Sequence[Token], index: int) -> bool:
    """Whether a paragraph is the last, and not the only one, of its quotation."""
    closer = tokens[index + 2] if index + 2 < len(tokens) else None
    opener = tokens[index - 2] if index >= 2 else None
    if closer is None or opener is None or tokens[index - 1].type != "paragraph_open":
        return False
    if closer.type == "html_block":
        return bool(_CLOSING.match(closer.content)) and not _OPENING.match(opener.content)
    return closer.type == "blockquote_close" and opener.type != "blockquote_open"


def _source(words: str) -> str:
    """The source of a quotation, if its last paragraph is one: it begins with a dash."""
    dash = _DASH.match(words)
    return dash["marks"] + words[dash.end() :] if dash else ""


def _name_place(written: str, text: str, places: dict[str, str]) -> None:
    """A link may name a heading by its id, or by its words in small letters with hyphens between."""
    attributes = _HEADING_ATTRIBUTES.search(written)
    if attributes and (typed := re.search(r"#([^\s}]+)", attributes[0])):
        places[typed[1]] = text
    plain = re.sub(r"[^\w\s-]", "", _HEADING_ATTRIBUTES.sub("", written).replace(NOTE_MARK, "")).strip().lower()
    places.setdefault(re.sub(r"[\s-]+", "-", plain), text)


def _language(inline: Token, opener: Token) -> str:
    """What attributes say of the language of a paragraph, a heading or a cell; empty if nothing."""
    attributes = _LANGUAGE.search(inline.content) if "lang=" in inline.content else None
    if attributes is None or not (attributes["line"] or opener.type in _ON_SAME_LINE):
        return ""
    return attributes["name"]
