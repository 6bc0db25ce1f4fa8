"""Tokens of markdown-it → passages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from markdown_it.token import Token

from bookbuild.i18n.words import callout_title
from bookbuild.model import Source
from bookbuild.problems import Location
from bookbuild.proof.formulas import formula
from bookbuild.proof.passages import BREAK_MARK, NOTE_MARK, Kind, Passage, essence, passage
from bookbuild.proof.promise import math_rules
from bookbuild.proof.promise.parser import BLOCK_CLOSE, BLOCK_OPEN, CALLOUTS, CAPTION_OPEN

_DASH = re.compile(r"(?:—|---?) (?=\S)")
_CAPTION = re.compile(r"\s*\n:[ \t]+")
_HEADING_ATTRIBUTES = re.compile(r"[ ]+\{:?[^{}]*\}\s*$")
_INLINE_ATTRIBUTES = re.compile(r"^\{:?[^{}\n]*\}")
_BLOCK_ATTRIBUTES = re.compile(r"\n\{:?[^{}\n]*\}[ ]*$")
_CAN_HAVE_ATTRIBUTES = frozenset(
    {"image", "link_close", "em_close", "strong_close", "s_close", "sub_close", "sup_close", "code_inline"}
)
_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_HIDDEN = re.compile(r"<(script|style)\b[^>]*>", re.IGNORECASE)
"""Raw HTML whose content is not for readers; whatever comes next in it is skipped until another tag, which ends it."""
_HTML_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BREAKS = ("***", "⁂")


@dataclass(slots=True)
class Blocks:
    """What a run of tokens holds."""

    passages: list[Passage] = field(default_factory=list)
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
    found = Blocks()
    open_blocks: list[str] = []
    where = source.location(0)
    for index, token in enumerate(tokens):
        if token.map:
            where = source.location(token.map[0])
        if token.type in ("blockquote_open", BLOCK_OPEN):
            found.quotations += token.type == "blockquote_open" and "blockquote" not in open_blocks
            open_blocks.append("blockquote" if token.type == "blockquote_open" else token.meta["name"])
            _add(found, open_blocks, _title(tokens[index : index + 2], source, where, open_blocks))
        elif token.type in ("blockquote_close", BLOCK_CLOSE):
            open_blocks.pop()
        elif token.type == "inline":
            opener = tokens[index - 1]
            texts = _inline(token.children or [], numbers, found.references)
            _pictures_and_links(token.children or [], where, found)
            kind, level = _kind(opener, open_blocks)
            if tokens[index - 2].type == "list_item_open" and _TASK.match(_first_words(token)):
                texts = (_TASK.sub(lambda mark: "☐ " if mark[1] == " " else "☑ ", texts[0], count=1), texts[1])
            passages = _paragraph(texts, kind, level, where)
            if _ends_quotation(tokens, index):
                passages = _attribution(passages)
            if kind is Kind.HEADING:
                _name_place(texts[0], passages[0].text, found.places)
            _add(found, open_blocks, passages)
        elif token.type in ("fence", "code_block"):
            _add(found, open_blocks, [passage(Kind.CODE, token.content, where)])
        elif token.type == math_rules.BLOCK:
            kind, level = _kind(token, open_blocks)
            _add(found, open_blocks, [passage(kind, formula(token.content), where, level)])
        elif token.type == "html_block":
            _add(found, open_blocks, _html(token.content, *_kind(token, open_blocks), where))
        elif token.type == "hr":
            _add(found, open_blocks, [passage(Kind.BREAK, BREAK_MARK, where, ornaments=_BREAKS)])
    return found


def _title(tokens: Sequence[Token], source: Source, where: Location, open_blocks: Sequence[str]) -> list[Passage]:
    """The title of an aside: the one that it is given, or what callouts are called in the language of the text."""
    token, following = tokens
    title, name = token.meta.get("title", ""), token.meta.get("name", "")
    if not title and name in CALLOUTS and following.type not in ("heading_open", BLOCK_CLOSE):
        title = callout_title(token.meta["language"] or source.settings.language or "", name)
    kind, level = _kind(token, open_blocks)
    return [passage(kind, title, where, level)]


def _first_words(inline: Token) -> str:
    """The text that a paragraph begins with; nothing where code, a link or emphasis does."""
    first = inline.children[0] if inline.children else None
    return f"{first.content}\ue000" if first is not None and first.type == "text" else ""


def _add(found: Blocks, open_blocks: Sequence[str], passages: Sequence[Passage]) -> None:
    in_author_note = "author-note" in open_blocks
    found.passages += [
        replace(each, kind=Kind.AUTHOR_NOTE) if in_author_note and each.kind is Kind.TEXT else each
        for each in passages
        if each.text
    ]


def _kind(opener: Token, open_blocks: Sequence[str]) -> tuple[Kind, int]:
    if opener.type == "heading_open":
        return Kind.HEADING, int(opener.tag[1])
    if opener.type == CAPTION_OPEN:
        return Kind.CAPTION, 0
    depth = open_blocks.count("blockquote")
    return (Kind.QUOTATION if depth else Kind.TEXT), depth


def _paragraph(texts: tuple[str, str | None], kind: Kind, level: int, where: Location) -> list[Passage]:
    text, caption = texts
    if caption is not None:
        return [passage(Kind.CAPTION, caption, where)]
    if kind is Kind.HEADING:
        text = _HEADING_ATTRIBUTES.sub("", text)
    return [passage(kind, text, where, level)]


def _ends_quotation(tokens: Sequence[Token], index: int) -> bool:
    """Whether a paragraph is the last, and not the only one, of its quotation."""
    closer = tokens[index + 2] if index + 2 < len(tokens) else None
    opener = tokens[index - 2] if index >= 2 else None
    if closer is None or opener is None or tokens[index - 1].type != "paragraph_open":
        return False
    return closer.type == "blockquote_close" and opener.type != "blockquote_open"


def _attribution(passages: list[Passage]) -> list[Passage]:
    dash = _DASH.match(passages[0].words)
    if not dash:
        return passages
    source = passages[0].words[dash.end() :]
    return [passage(Kind.ATTRIBUTION, source, passages[0].location, ornaments=("—",))]


def _inline(children: Sequence[Token], numbers: dict[int, str], references: list[str]) -> tuple[str, str | None]:
    """The words of a paragraph; if it is a figure, its caption (perhaps empty) as well."""
    words: list[str] = []
    image = children[0] if children and children[0].type == "image" else None
    before = hidden = ""
    for child in children:
        if child.type == "html_inline":
            hidden = child.content if _HIDDEN.fullmatch(child.content) else ""
        if hidden:
            continue
        if child.type == "text" and before in _CAN_HAVE_ATTRIBUTES:
            words.append(_INLINE_ATTRIBUTES.sub("", child.content))
        elif child.type in ("text", "text_special", "code_inline"):
            words.append(child.content)
        elif child.type == math_rules.INLINE:
            words.append(formula(child.content))
        elif child.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif child.type == "footnote_ref":
            number = numbers.setdefault(int(child.meta["id"]), str(len(numbers) + 1))
            references.append(number)
            words.append(NOTE_MARK)
        before = child.type
    text = _BLOCK_ATTRIBUTES.sub("", "".join(words))
    if image is None:
        return text, None
    mark = _CAPTION.match(text)
    if mark:
        return "", text[mark.end() :]
    return (text, None) if text.strip() else ("", str(image.attrs.get("title", "")))


def _pictures_and_links(children: Sequence[Token], where: Location, found: Blocks) -> None:
    target = ""
    words: list[str] = []
    for index, child in enumerate(children):
        if child.type == "image" and not _is_ornament(children, index):
            found.pictures.append((str(child.attrs.get("src", "")), child.content, where))
        elif child.type == "link_open":
            target, words = str(child.attrs.get("href", "")), []
        elif child.type == "link_close":
            found.links.append((target, essence("".join(words)), where))
        elif child.type in ("text", "text_special", "code_inline"):
            words.append(child.content)
        elif child.type == math_rules.INLINE:
            words.append(formula(child.content))


def _is_ornament(children: Sequence[Token], index: int) -> bool:
    after = children[index + 1].content if index + 1 < len(children) else ""
    attributes = _INLINE_ATTRIBUTES.match(after)
    return not children[index].content.strip() or (attributes is not None and ".decorative" in attributes[0])


def _name_place(written: str, text: str, places: dict[str, str]) -> None:
    """A link may name a heading by its id, or by its words in small letters with hyphens between."""
    attributes = _HEADING_ATTRIBUTES.search(written)
    if attributes and (typed := re.search(r"#([^\s}]+)", attributes[0])):
        places[typed[1]] = text
    plain = re.sub(r"[^\w\s-]", "", _HEADING_ATTRIBUTES.sub("", written).replace(NOTE_MARK, "")).strip().lower()
    places.setdefault(re.sub(r"[\s-]+", "-", plain), text)


class _Html(HTMLParser):
    """The text of a piece of raw HTML by its blocks, without what no reader is given."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[tuple[int, list[str]]] = [(0, [])]
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in ("script", "style")
        if tag in _HTML_HEADINGS:
            self.blocks.append((int(tag[1]), []))

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0
        if tag in _HTML_HEADINGS:
            self.blocks.append((0, []))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.blocks[-1][1].append(data)


def _html(html: str, kind: Kind, level: int, where: Location) -> list[Passage]:
    """The passages of a block of raw HTML."""
    parser = _Html()
    parser.feed(html)
    parser.close()
    return [
        passage(Kind.HEADING, "".join(words), where, rank) if rank else passage(kind, "".join(words), where, level)
        for rank, words in parser.blocks
    ]
