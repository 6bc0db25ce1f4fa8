"""Elements of the HTML → elements of a PDF's structure tree (ISO 32000-1, 14.8.4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bookbuild.i18n.words import Wording
from bookbuild.outputs.pdf.endnotes import NOTE, SECTION
from bookbuild.outputs.pdf.tables.division import SPANNED
from bookbuild.outputs.pdf.tables.turning import PLACE
from bookbuild.outputs.pdf.tags.boxes import Area, Box, MarkedContent, ShownElement

FORMULA_MARK = "\ue002"
"""Begins the alternative text of the picture of a formula."""

_BLOCKS = {
    "section": "Sect",
    "nav": "Sect",
    "div": "Div",
    "figure": "Div",
    "details": "Div",
    "summary": "P",
    "aside": "Div",
    "blockquote": "BlockQuote",
    "p": "P",
    "hr": "P",
    "figcaption": "Caption",
    "caption": "Caption",
    "ul": "L",
    "ol": "L",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "td": "TD",
    "th": "TH",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
"""Tags of blocks. What is not listed here and has no rule of its own hands what it holds to what it stands in."""
GROUPS = frozenset({"Document", "Sect", "Div", "BlockQuote", "Note"})
"""What holds blocks: words that stand loose in it are made a paragraph (a Note may hold either)."""
_INLINE = frozenset({"Span", "Link", "Reference"})
_AMONG_WORDS = frozenset({"Formula", "Figure"})
_NUMBERINGS = {"a": "LowerAlpha", "A": "UpperAlpha", "i": "LowerRoman", "I": "UpperRoman"}
"""What a list counts in, by its type in HTML (14.8.5.5)."""
_CELLS = frozenset({"TD", "TH"})


@dataclass(eq=False, slots=True)
class Element:
    """An element of the structure tree."""

    tag: str
    kids: list["Kid"] = field(default_factory=list)
    language: str = ""
    alternative: str = ""
    tex: str = ""
    box: Box | None = None
    id: str = ""
    title: str = ""
    """What a section is called, where no heading says it."""
    description: str = ""
    """What is said of the annotations of a Link."""
    target: str = ""
    """The id of the note to which a Reference leads."""
    attributes: Mapping[str, str | int] = field(default_factory=dict)
    """Those of its kind: of a list, a table's cell."""


Kid = Element | MarkedContent | Area


def shape(root: ShownElement, words: Wording) -> tuple[Element, tuple[Element, ...]]:
    """The structure tree of what was laid out, and the notes, which have no place in it yet."""
    shaper = _Shaper(words)
    document = Element("Document", _paragraphs(shaper.inside(root)))
    return document, tuple(shaper.notes)


def hush(element: Element, language: str) -> None:
    """Say the language only where it changes."""
    if element.language == language:
        element.language = ""
    language = element.language or language
    for kid in element.kids:
        if isinstance(kid, Element):
            hush(kid, language)


class _Shaper:
    """Makes elements of parts, and keeps the notes aside."""

    def __init__(self, words: Wording) -> None:
        self.notes: list[Element] = []
        self._words = words
        self._rules: dict[str, Callable[[ShownElement], list[Kid]]] = {
            "img": _picture,
            "a": self._link,
            "li": self._item,
            "dl": self._dictionary,
            "dt": self._label,
            "dd": lambda part: [Element("LBody", self.inside(part))],
            "::marker": self._label,
        }

    def inside(self, part: ShownElement) -> list[Kid]:
        """What a part holds, as elements."""
        kids: list[Kid] = []
        for kid in part.kids:
            if isinstance(kid, ShownElement):
                kids += self._element(kid)
            else:
                kids.append(kid)
        return kids

    def _element(self, part: ShownElement) -> list[Kid]:
        made = self._bare(part)
        language = part.attributes.get("data-language", part.attributes.get("lang", ""))
        if not made or not language or part.name == "html":
            return made
        holder = made[0]
        if len(made) > 1 or not isinstance(holder, Element) or holder.language:
            in_line = _name(part) not in _BLOCKS and all(map(_is_in_line, made))
            holder = Element("Span" if in_line else "Div", made)
        holder.language = language
        return [holder]

    def _bare(self, part: ShownElement) -> list[Kid]:
        name, classes = _name(part), part.classes
        if PLACE in part.attributes:
            return self.inside(part)
        if NOTE in part.attributes:
            return [Element("Note", _labelled(self.inside(part)), id=part.attributes.get("id", ""))]
        if "footnote" in classes:
            kids = self.inside(part)
            self.notes.append(Element("Note", kids, id=part.attributes.get("id", "")))
            return []
        if name == "nav" and "contents" in classes:
            return _contents(part, self.inside(part))
        if rule := self._rules.get(name):
            return rule(part)
        kids = self.inside(part)
        if name == "pre" and kids:
            return [Element("P", [Element("Code", kids)])]
        tag = _BLOCKS.get(name)
        if tag is None or (not kids and tag not in _CELLS):
            return kids
        if tag in GROUPS:
            kids = _paragraphs(kids)
        if tag == "Div" and len(kids) == 1:
            return kids  # a box around one thing groups nothing
        is_named = "author-note" in classes or SECTION in part.attributes
        title = part.attributes.get("aria-label", "") if is_named else ""
        return [Element(tag, kids, title=title, attributes=_attributes(name, part, kids))]

    def _link(self, part: ShownElement) -> list[Kid]:
        """All that a link shows is one Link, whatever lines and pages it goes over."""
        kids = self.inside(part)
        if not any(isinstance(kid, Area) for kid in kids):
            return kids
        target = part.attributes.get("href", "")
        if "number" in part.classes:
            return [Element("Lbl", [Element("Link", kids, description=self._words.back)])]
        if "noteref" in part.classes:
            link = Element("Link", kids, description=f"{self._words.note} {part.words}")
            return [Element("Reference", [link], target=target.removeprefix("#"))]
        pictured = "" if part.words else _pictured(kids)
        return [Element("Link", kids, alternative=pictured, description=_where(part.words or pictured, target))]

    def _label(self, part: ShownElement) -> list[Kid]:
        kids = self.inside(part)
        return [Element("Lbl", kids)] if kids else []

    def _dictionary(self, part: ShownElement) -> list[Kid]:
        """A list of terms with what they mean: several terms may share their meanings (14.8.4.3.3)."""
        items: list[Element] = []
        before = ""
        for kid in self.inside(part):
            tag = kid.tag if isinstance(kid, Element) else ""
            if not items or (tag == "Lbl" and before != "Lbl"):
                items.append(Element("LI"))
            items[-1].kids.append(kid)
            before = tag
        return [Element("L", [*items], attributes={"ListNumbering": "None"})] if items else []

    def _item(self, part: ShownElement) -> list[Kid]:
        """An item holds a label and a body, nothing else (14.8.4.3.3)."""
        kids = self.inside(part)
        labels = [kid for kid in kids if isinstance(kid, Element) and kid.tag == "Lbl"]
        rest = [kid for kid in kids if kid not in labels]
        return [Element("LI", [*labels, Element("LBody", rest)])] if kids else []


def _name(part: ShownElement) -> str:
    """The name of an element; blocks of notes were made spans, and tell it by a class."""
    first = part.classes[0] if part.name == "span" and part.classes else ""
    return first.removeprefix("note-") if first.startswith("note-") else part.name


def is_block(kid: Kid) -> bool:
    return isinstance(kid, Element) and kid.tag not in _INLINE


def _is_in_line(kid: Kid) -> bool:
    """Whether something may stand among the words of a line, as formulas and pictures may."""
    return not is_block(kid) or (isinstance(kid, Element) and kid.tag in _AMONG_WORDS)


def _paragraphs(kids: Sequence[Kid]) -> list[Kid]:
    """Words that stand loose among blocks are made paragraphs."""
    blocks: list[Kid] = []
    loose: list[Kid] = []
    for kid in (*kids, None):
        if kid is not None and not is_block(kid):
            loose.append(kid)
            continue
        if loose:
            blocks.append(Element("P", loose))
            loose = []
        if kid is not None:
            blocks.append(kid)
    return blocks


def _pictured(kids: Sequence[Kid]) -> str:
    return " ".join(kid.alternative for kid in kids if isinstance(kid, Element))


def _where(words: str, target: str) -> str:
    """What is said of a link: its words, and where those do not tell it, the host to which it leads."""
    words = words.replace("\u00ad", "")
    host = urlsplit(target).hostname or ""
    host = host.removeprefix("www.")
    return words if host in words.lower() else f"{words} ({host})"


def _attributes(name: str, part: ShownElement, kids: Sequence[Kid]) -> dict[str, str | int]:
    if name in ("ul", "ol"):
        labelled = any(isinstance(kid, Element) and kid.kids and _is_label(kid.kids[0]) for kid in kids)
        numbering = _NUMBERINGS.get(part.attributes.get("type", ""), "Decimal") if name == "ol" else "Disc"
        return {"ListNumbering": numbering if labelled else "None"}
    if name not in ("td", "th"):
        return {}
    attributes: dict[str, str | int] = {"Scope": "Row" if part.attributes.get("scope") == "row" else "Column"}
    if name == "td":
        attributes.clear()
    for written, key in (("colspan", "ColSpan"), ("rowspan", "RowSpan")):
        whole = part.attributes.get(SPANNED, "") if written == "colspan" else ""
        if (span := whole or part.attributes.get(written, "")).isdecimal() and span != "1":
            attributes[key] = int(span)
    return attributes


def _labelled(kids: list[Kid]) -> list[Kid]:
    """What a note holds, its number before the paragraph in which it stands (14.8.4.4.1)."""
    first = kids[0] if kids else None
    if isinstance(first, Element) and first.tag == "P" and first.kids and _is_label(first.kids[0]):
        rest = Element("P", first.kids[1:], first.language)
        return [first.kids[0], *([rest] if rest.kids else []), *kids[1:]]
    return kids


def _is_label(kid: Kid) -> bool:
    return isinstance(kid, Element) and kid.tag == "Lbl"


def _picture(part: ShownElement) -> list[Kid]:
    """A picture without words is an ornament; the areas to click on it belong to the link that it stands in."""
    areas: list[Kid] = [kid for kid in part.kids if isinstance(kid, Area)]
    shown = [kid for kid in part.kids if isinstance(kid, MarkedContent)]
    words = part.attributes.get("alt", "")
    if not words:
        for piece in shown:
            piece.artifact = "Layout"
        return areas
    box = next((piece.box for piece in shown), None)
    if words.startswith(FORMULA_MARK):
        _, spoken, tex = words.split(FORMULA_MARK)
        return [*areas, Element("Formula", [*shown], alternative=spoken, tex=tex, box=box)]
    return [*areas, Element("Figure", [*shown], alternative=words, box=box)]


def _contents(part: ShownElement, kids: list[Kid]) -> list[Kid]:
    """The contents are a TOC of TOCIs, each with a reference that holds its link and page number (14.8.4.2)."""

    def entry(kid: Kid) -> Kid:
        if not isinstance(kid, Element):
            return kid
        if kid.tag == "L":
            return Element("TOC", [entry(each) for each in kid.kids])
        if kid.tag != "LI":
            return kid
        inside = [each for body in kid.kids if isinstance(body, Element) and body.tag == "LBody" for each in body.kids]
        title: list[Kid] = [each for each in inside if not is_block(each)]
        below = [entry(each) for each in inside if is_block(each)]
        return Element("TOCI", [Element("Reference", title), *below])

    return [Element("Sect", _paragraphs([entry(kid) for kid in kids]))]
