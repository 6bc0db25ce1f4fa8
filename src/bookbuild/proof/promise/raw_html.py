"""Raw HTML in a manuscript → what a reader is given of it, as of any document of HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser

import lxml.etree
import lxml.html

from bookbuild.i18n.punctuation import marks
from bookbuild.problems import Location
from bookbuild.proof.passages import BREAK_ORNAMENTS, Passage, PassageKind
from bookbuild.proof.readback.xhtml import BLOCK_TAGS, DocumentReader, links, pictures

_SPEAKING = re.compile(r"</?(?:q|ruby|rt|rp)\b[^>]*>", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:—|---?)\s\s*")
"""Before the source of a quotation."""
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_SAFE = ("http", "https", "mailto", "tel")
VOID = frozenset({"br", "wbr", "img", "hr", "col", "area", "input", "source", "track"})
"""Elements that hold nothing, and are never closed."""
_UNREAD = ("script", "style")
"""What no reader is given the words of."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that stands in a paragraph."""

    name: str
    attributes: dict[str, str]
    closes: bool
    line: int = 0
    """How many lines after that on which its markup begins."""


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A block of raw HTML."""

    passages: tuple[Passage, ...]
    pictures: tuple[tuple[str, str, Location], ...]
    """Address as typed, words, and place of each picture that is not an ornament."""
    links: tuple[tuple[str, str, Location], ...]
    """Target as typed, words, and place of each link."""
    quotations: int
    """How many there are, those inside others not counted."""


class Speech:
    """What tags say by themselves: `q` the quotation marks of a language, `rt` the brackets that it lacks."""

    def __init__(self, language: str) -> None:
        self._marks = marks(language)
        self._quoted = 0
        self._has_brackets = False

    def of(self, tag: Tag) -> str:
        """The words of the next tag."""
        if tag.name == "q":
            self._quoted = max(self._quoted - tag.closes, 0)
            pair = self._marks.inner if self._quoted % 2 else self._marks.outer
            self._quoted += not tag.closes
            return pair[tag.closes]
        if tag.name in ("ruby", "rp"):
            self._has_brackets = tag.name == "rp"
        return "()"[tag.closes] if tag.name == "rt" and not self._has_brackets else ""

    def of_all(self, html: str) -> str:
        """HTML with the words of its tags put inside the elements."""
        return _SPEAKING.sub(self._spoken, html)

    def _spoken(self, match: re.Match[str]) -> str:
        words = "".join(self.of(tag) for tag in tags(match[0]))
        return words + match[0] if match[0].startswith("</") else match[0] + words


def block(html: str, kind: PassageKind, level: int, where: Location, speech: Speech) -> RawBlock:
    """Read a block. What is plain text in it is of `kind`; `level` says how many quotations it stands in."""
    tree = lxml.html.fragment_fromstring(speech.of_all(html), create_parent="div")
    lxml.etree.strip_elements(tree, lxml.etree.Comment, *_UNREAD, with_tail=False)
    for quotation in tree.iter("blockquote"):
        _name_source(quotation)
    read = DocumentReader(where.path).read(tree)
    return RawBlock(
        tuple(_within(passage, kind, level, where) for passage in read),
        tuple((each.pixels, each.words, where) for each in pictures(where.path, tree)),
        tuple((address, words, where) for words, address in links(tree) if leads_somewhere(address)),
        sum(next(each.iterancestors("blockquote"), None) is None for each in tree.iter("blockquote")),
    )


def _name_source(quotation: lxml.html.HtmlElement) -> None:
    """The last paragraph of several is the source of a quotation if it begins with a dash."""
    last = quotation[-1] if len(quotation) > 1 else None
    dash = _DASH.match(last.text or "") if last is not None and last.tag == "p" else None
    if last is None or dash is None or not last.text_content()[dash.end() :].strip():
        return
    last.tag, last.tail, last.text = "figcaption", None, (last.text or "")[dash.end() :]
    quotation.addnext(last)


def _within(passage: Passage, kind: PassageKind, level: int, where: Location) -> Passage:
    """A passage of a block as one of the text around it."""
    line = (where.line or 1) + (passage.location.line or 1) - 1
    passage = replace(passage, location=replace(where, line=line))
    if passage.kind is PassageKind.BREAK:
        return replace(passage, ornaments=BREAK_ORNAMENTS)
    if passage.kind is PassageKind.ATTRIBUTION:
        return replace(passage, ornaments=("—",))
    if passage.kind is PassageKind.QUOTATION:
        return replace(passage, level=passage.level + level)
    return replace(passage, kind=kind, level=level) if passage.kind is PassageKind.TEXT else passage


def leads_somewhere(address: str) -> bool:
    """Whether readers are given a link to an address: none that would run a program."""
    scheme = _SCHEME.match(address)
    return scheme is None or scheme[1].lower() in _SAFE


def holds_block(markup: str) -> bool:
    """Whether tags in a line begin or end a block, so that the paragraph around them is torn."""
    return any(tag.name in BLOCK_TAGS for tag in tags(markup))


def tags(markup: str) -> Iterator[Tag]:
    """The tags in the markup of a paragraph."""
    reader = _Tags()
    reader.feed(markup)
    reader.close()
    yield from reader.tags


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(
            Tag(tag, {name: value or "" for name, value in attrs}, closes=False, line=self.getpos()[0] - 1)
        )

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(Tag(tag, {}, closes=True))
