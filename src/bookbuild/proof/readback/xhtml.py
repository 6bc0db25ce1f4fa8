"""A document of HTML or XHTML → its passages, notes, pictures and links, as a stranger reads them.

What an EPUB is made of and what a single HTML file is: `read_epub` and `read_html` say only where to find things.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType

import lxml.etree

from bookbuild.manuscript.blocks import BLOCKS
from bookbuild.problems import Location
from bookbuild.proof.forms import CLOSE, INDENT, LINE, marked, names_of, opened, plain
from bookbuild.proof.formulas import differs, formula
from bookbuild.proof.item_numbers import CountedList
from bookbuild.proof.mathml import is_misread
from bookbuild.proof.passages import (
    BREAK_MARK,
    NOTE_MARK,
    Alteration,
    ItemNumber,
    Link,
    NotePassages,
    Passage,
    PassageKind,
    Picture,
    essence,
    passage,
)
from bookbuild.proof.pixels import UNSEEN, digest
from bookbuild.proof.readback.errors import Unreadable

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCK_TAGS = frozenset(
    "p pre figcaption li dt dd td th caption hr blockquote div section aside figure table ul ol dl header thead tbody "
    "tr h1 h2 h3 h4 h5 h6 main article nav address details summary footer center".split()
)
_LINES = {
    "subtitle": PassageKind.SUBTITLE,
    "byline": PassageKind.BYLINE,
    "credit": PassageKind.CREDIT,
    "contributor": PassageKind.CREDIT,
}
_BEGINNING = frozenset({"li", "dd"})
"""What a reader is shown the beginning of, by a mark or an indent."""
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_MAX_DEPTH = 200

Sight = Mapping[lxml.etree._Element, Sequence[Alteration]]
"""What happens to the words that elements hold themselves, before a reader sees them."""
_ALL_SEEN: Sight = MappingProxyType({})


def is_outside(address: str) -> bool:
    """Whether an address names its scheme or its host, and so leads out of a book."""
    return ":" in address.split("#")[0] or address.startswith("//")


def references(root: lxml.etree._Element) -> Iterator[str]:
    """The numbers by which the text refers to notes, in order."""
    return ("".join(mark.itertext()).strip() for mark in root.iter("{*}a") if _is_note_reference(mark))


def item_numbers(name: str, root: lxml.etree._Element) -> Iterator[ItemNumber]:
    """The numbers that the items of lists show, in the order of the items."""
    numbers = {
        item: number
        for each in root.iter("{*}ol")
        for item, number in zip(each.iterchildren("{*}li"), _counted(name, each), strict=True)
    }
    return (numbers[item] for item in root.iter("{*}li") if item in numbers and not _is_bare(item))


def _counted(name: str, counted: lxml.etree._Element) -> Iterator[ItemNumber]:
    items = [
        (item.get("value"), essence("".join(label.itertext())) if (label := _label(item)) is not None else "", item)
        for item in counted.iterchildren("{*}li")
    ]
    attributes = {str(key): str(value) for key, value in counted.attrib.items()}
    places = [(value, label, Location(name, item.sourceline)) for value, label, item in items]
    return CountedList(attributes, places).numbers()


def _is_bare(item: lxml.etree._Element) -> bool:
    """Whether an item is a task, which shows a box in its text instead of a number."""
    return item.get("class") == "task-item"


def _label(item: lxml.etree._Element) -> lxml.etree._Element | None:
    """The label that an item shows in its text instead of a number."""
    if item.get("class") != "labelled":
        return None
    return next((span for span in item.iter("{*}span") if span.get("class") == "label"), None)


def _is_label(element: lxml.etree._Element) -> bool:
    if _tag(element) != "span" or element.get("class") != "label":
        return False
    item = next(element.iterancestors("{*}li"), None)
    return item is not None and _label(item) is element


def links(root: lxml.etree._Element) -> Iterator[tuple[str, str]]:
    """Essence and address of each link of the text; those between a note and its reference belong to the notes."""
    for link in root.iter("{*}a"):
        address = link.get("href")
        if address is None or _is_note_reference(link) or link.get("role") == "doc-backlink":
            continue
        yield essence(plain(_words(link))), address


def resolved(words: str, address: str, find: Callable[[str], str]) -> Link:
    """A link; `find` gives the essence of the place to which an address inside the book leads."""
    return Link(words, address if is_outside(address) else find(address))


def essence_of(place: lxml.etree._Element) -> str:
    """The words by which a reader knows a place: the heading that it is or begins with, else all its words."""
    heading = next((element for element in place.iter() if _tag(element) in _HEADINGS), place)
    return essence(plain(_words(heading)))


def pictures(name: str, root: lxml.etree._Element, sight: Sight = _ALL_SEEN) -> Iterator[Picture]:
    """The pictures that have words, each with its address for its pixels."""
    for image in root.iter("{*}img"):
        if image.get("alt", "").strip():
            place = Location(name, image.sourceline)
            yield Picture(image.get("alt", ""), image.get("src", ""), place, tuple(sight.get(image, ())))


def ornaments(root: lxml.etree._Element) -> Iterator[str]:
    """The addresses of the pictures that have no words."""
    for image in root.iter("{*}img"):
        if not image.get("alt", "").strip():
            yield image.get("src", "")


def seen(picture: Picture, load: Callable[[str], bytes], tell: Callable[[bytes], str] = digest) -> Picture:
    """A picture with a digest of what it shows, as `tell` makes it; `load` gives the bytes at its address."""
    return replace(picture, pixels=tell(load(picture.pixels)) or UNSEEN)


def misread_formulas(root: lxml.etree._Element) -> Iterator[str]:
    """The TeX of each formula whose MathML shows another one."""
    for math in root.iter("{*}math"):
        tex = math.get("alttext", "")
        if differs(tex, "".join(math.itertext())) or is_misread(tex, math):
            yield tex


@dataclass(frozen=True, slots=True)
class _Around:
    """What a block stands in."""

    stands: str = ""
    """As in `Passage`."""
    language: str = ""

    def inside(self, element: lxml.etree._Element, tag: str) -> "_Around":
        """What stands in an element of this stands in."""
        step = _step(element, tag)
        language = element.get("lang") or element.get(_XML_LANGUAGE)
        if not step and not language:
            return self
        stands = f"{self.stands}/{step}" if self.stands and step else self.stands or step
        return _Around(stands, language.lower() if language else self.language)


class DocumentReader:
    """Reads one document, of whose words not all may be seen."""

    def __init__(self, name: str, sight: Sight = _ALL_SEEN) -> None:
        self.name = name
        self.notes: list[NotePassages] = []
        self._sight = sight
        self._pending: list[Alteration] = []
        """Of elements around the next passage."""

    def read(self, body: lxml.etree._Element) -> list[Passage]:
        languages = (above.get("lang") or above.get(_XML_LANGUAGE) for above in body.iterancestors())
        language = next((language for language in languages if language), "")
        return list(self._blocks(body, _Around(language=language.lower())))

    def _altered(self, read: Passage, element: lxml.etree._Element) -> Passage:
        """A passage of an element with what happens to its words, and to what stands before it."""
        if not self._sight:
            return read
        waiting, reached = [element], [*self._pending]
        self._pending = []
        while waiting:
            each = waiting.pop()
            if _tag(each) != "img":  # pictures tell that themselves
                reached += self._sight.get(each, ())
            waiting += [child for child in reversed(each) if _tag(child) not in BLOCK_TAGS and not _is_label(child)]
        return replace(read, altered=tuple(dict.fromkeys(reached))) if reached else read

    def _blocks(self, element: lxml.etree._Element, around: _Around, depth: int = 0) -> Iterator[Passage]:
        if depth > _MAX_DEPTH:
            raise Unreadable(f"“{self.name}” is nested more than {_MAX_DEPTH} deep")
        if _is_note(element):
            self._note(element, around)
            return
        tag = _tag(element)
        if tag == "hr":
            yield self._altered(
                passage(PassageKind.BREAK, BREAK_MARK, Location(self.name, element.sourceline)), element
            )
            return
        inside = around.inside(element, tag)
        passages = self._within(element, inside, depth)
        if tag not in _BEGINNING:
            yield from passages
            return
        for first in islice(passages, 1):
            yield replace(first, stands=_begun(first.stands, around.stands))
        yield from passages

    def _within(self, element: lxml.etree._Element, inside: _Around, depth: int) -> Iterator[Passage]:
        """What an element holds: a passage, or blocks, perhaps with loose words between them."""
        if not any(_tag(child) in BLOCK_TAGS for child in element):
            yield from self._passage(element, _text(element), inside)
            return
        self._pending += self._sight.get(element, ())
        loose = element.text or ""
        for child in element:
            if _tag(child) in BLOCK_TAGS:
                yield from self._passage(element, loose, inside)
                yield from self._blocks(child, inside, depth + 1)
                loose = child.tail or ""
            else:
                loose += _words(child) + (child.tail or "")
        yield from self._passage(element, loose, inside)

    def _passage(self, element: lxml.etree._Element, words: str, around: _Around) -> Iterator[Passage]:
        """Words that stand in an element, if there are any."""
        if not words or words.isspace():
            return
        kind = _kind(element)
        level = int(_tag(element)[1]) if kind is PassageKind.HEADING else 0
        if kind is PassageKind.QUOTATION:
            level = sum(1 for around in (element, *element.iterancestors()) if _tag(around) == "blockquote")
        where = Location(self.name, element.sourceline)
        read = passage(kind, words, where, level, stands=around.stands, language=around.language)
        if read.text:
            yield self._altered(read, element)

    def _note(self, element: lxml.etree._Element, around: _Around) -> None:
        """A note is read apart: its number, its words, without the way back."""
        for link in [link for link in element.iter("{*}a") if link.get("role") == "doc-backlink"]:
            link.text = ""
        number = ""
        passages = []
        around = replace(around, stands="")
        for child in element:
            if child.get("class") == "note-number":
                number = "".join(child.itertext()).strip().rstrip(".")
                self._pending += [each for part in child.iter("*") for each in self._sight.get(part, ())]
            else:
                passages += list(self._blocks(child, around))
        self.notes.append(NotePassages(number, tuple(passages)))


def _step(element: lxml.etree._Element, tag: str) -> str:
    """What a block adds to what stands in it."""
    if tag == "li":
        above = element.getparent()
        return _tag(above) if above is not None else ""
    if tag in ("td", "th"):
        column = 1 + sum(1 for _ in element.itersiblings(preceding=True))
        return f"{tag}{column}{_alignment(element)}"
    if tag in ("dt", "dd"):
        return tag
    if tag in ("div", "aside", "section") and (role := element.get("role")):
        names = element.get("class", "").split()
        of_role = (name for name in names if name in BLOCKS and BLOCKS[name].role == role)
        return next((name for name in of_role if tag != "section" or BLOCKS[name].element == tag), "")
    return ""


def _alignment(cell: lxml.etree._Element) -> str:
    """How the words of a cell are said to stand: ` right`."""
    names = cell.get("class", "").split()
    return next((f" {name.removeprefix('align-')}" for name in names if name.startswith("align-")), "")


def _begun(stands: str, before: str) -> str:
    """Where the first passage of an item stands: the step after those `before` has an asterisk."""
    steps = stands.split("/")
    here = before.count("/") + 1 if before else 0
    if here < len(steps):
        steps[here] += "*"
    return "/".join(steps)


def _text(element: lxml.etree._Element) -> str:
    """The words of a block, which makes no marks itself."""
    if _tag(element) == "pre":
        return plain(_inner(element))
    return _words(element, is_block=True)


def _words(element: lxml.etree._Element, *, is_block: bool = False) -> str:
    """The text of an element with its marks, and one where a note is referred to."""
    if _is_note_reference(element):
        return NOTE_MARK
    tag = _tag(element)
    if tag == "math":
        return formula(element.get("alttext", ""))
    if not tag:
        return ""
    if tag == "br":
        return LINE
    if tag == "span" and _is_label(element):
        return ""
    words = _inner(element)
    if is_block or words == NOTE_MARK:
        return words
    if tag == "span" and element.get("class") == "line":
        return f"{_indent(words)}{words}"
    attributes = element.attrib
    return marked(names_of(tag, attributes.items()), words) if tag != "span" or attributes else words


def _indent(line: str) -> str:
    """The mark for the spaces, each an em wide, before the words of a line of verse."""
    ems = len(line) - len(line.lstrip("\u2003"))
    return f"{opened([f'{INDENT} {ems}'])}{CLOSE}" if ems else ""


def _inner(element: lxml.etree._Element) -> str:
    return (element.text or "") + "".join(_words(child) + (child.tail or "") for child in element)


def _is_note_reference(element: lxml.etree._Element) -> bool:
    return element.get(EPUB_TYPE) == "noteref" or element.get("role") == "doc-noteref"


def _tag(element: lxml.etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_note(element: lxml.etree._Element) -> bool:
    return element.get(EPUB_TYPE) == "footnote" or element.get("role") == "doc-footnote"


def _kind(element: lxml.etree._Element) -> PassageKind:
    """What an element is, by its own name and by what it stands in."""
    tag = _tag(element)
    if tag in _HEADINGS:
        return PassageKind.HEADING
    if tag == "pre":
        return PassageKind.CODE
    if (line := _LINES.get(element.get("class", ""))) and any(map(_has_head_lines, element.iterancestors())):
        return line
    if tag == "caption":
        return PassageKind.CAPTION
    if tag == "figcaption":
        is_source = any(_tag(near) == "blockquote" for near in element.itersiblings(preceding=True))
        return PassageKind.ATTRIBUTION if is_source else PassageKind.CAPTION
    if tag == "blockquote" or next(element.iterancestors("{*}blockquote"), None) is not None:
        return PassageKind.QUOTATION
    if any(map(_is_author_note, element.iterancestors("{*}section"))):
        return PassageKind.AUTHOR_NOTE
    return PassageKind.TEXT


def _is_author_note(section: lxml.etree._Element) -> bool:
    """Whether a section has the label of an author note, or is what a page about the author has instead.

    A class alone could be a writer's own; labels and roles never are.
    """
    if "author-note" not in section.get("class", "").split():
        return False
    page = section.getparent()
    return "aria-label" in section.attrib or (page is not None and page.get("role") == "doc-afterword")


def _has_head_lines(around: lxml.etree._Element) -> bool:
    """Whether an element holds what heads a chapter or a book; elsewhere a class of that name is a writer's own."""
    return not {"chapter-header", "title-page", "copyright-page"}.isdisjoint(around.get("class", "").split())
