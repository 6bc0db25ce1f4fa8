"""A document with its style sheets → what of its words a reader does not see, and what is added to them.

Almost no document has anything that counts, so that first it is asked which rules could hide at all, and whether the
document has elements for them. Only then styles are worked out, for these elements, what is around and what is in them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import cssselect2

from bookbuild.proof.cascade import hiding
from bookbuild.proof.cascade.looks import (
    WORDLESS,
    Cascade,
    Element,
    Holding,
    Looks,
    holding,
    meeting,
    paints_of,
    tag_of,
    variables,
)
from bookbuild.proof.cascade.media import Medium, media_for
from bookbuild.proof.cascade.sheets import Declared, Load, StyleRule, declarations, rules_of
from bookbuild.proof.passages import Alteration, Change, essence

Sight = Mapping[Element, Sequence[Alteration]]
"""What happens to the words that an element holds itself: in its own text, and behind the elements in it."""

_UNSHOWN = frozenset(
    "template noscript datalist iframe object canvas audio video desc metadata noframes noembed option".split()
)
"""Elements whose words browsers do not show."""
_GENERATED = ("before", "after")
_LETTERS = ("first-letter", "first-line")


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """A style sheet, or the part of a document that is one."""

    text: str = field(repr=False)
    name: str
    """As messages have it."""
    media: str = ""
    """For which it is linked."""
    load: Load | None = None
    """Gives those that it imports."""


def sight(root: Element, sheets: Sequence[StyleSheet], name: str, media: Sequence[Medium] = ()) -> Sight:
    """What of a document is altered before a reader sees it: by its style sheets, and by its own markup.

    `media` are those on which it is read; by default all on which its sheets make a difference.
    """
    elements = _Elements(root)
    seeing = _Seeing()
    seeing.read_markup(elements)
    styled = dict(_styled(elements, name))
    for held in _held(tuple(sheets), tuple(media)):
        cascade = Cascade(held, styled)
        seeing.look(cascade, _candidates(cascade, elements))
    return seeing.altered


@lru_cache(maxsize=32)
def _held(sheets: tuple[StyleSheet, ...], media: tuple[Medium, ...]) -> tuple[Holding, ...]:
    """What the rules of some sheets are on each medium; most documents of a book share it."""
    rules = [rule for each in sheets for rule in rules_of(each.text, each.name, each.media, each.load)]
    asked = (query for rule in rules for query in rule.conditions)
    return tuple(holding(rules, medium) for medium in media or media_for(asked))


_TOLD = frozenset({"style", "color", "text", "bgcolor", "hidden", "popover", "aria-hidden", "inert"})
"""Attributes by which an element itself says how it is shown."""


class _Elements:
    """The elements of a document by what selectors and this module ask of them."""

    def __init__(self, root: Element) -> None:
        self._all = list(root.iter("*"))
        tags: dict[str, list[Element]] = {}
        self._marked: dict[str, list[Element]] = {}
        for element in self._all:
            tags.setdefault(str(element.tag), []).append(element)
            for typed in element.keys():  # noqa: SIM118 (elements are no mappings)
                if typed == "class":
                    for each in element.get("class", "").split():
                        self._marked.setdefault(f".{each}", []).append(element)
                elif typed in _TOLD:
                    self._marked.setdefault(f"[{typed}", []).append(element)
        self._named: dict[str, list[Element]] = {}
        for tag, some in tags.items():
            self._named.setdefault(tag.rpartition("}")[2].lower(), []).extend(some)

    def named(self, *names: str) -> Iterator[Element]:
        """Those with any of these names, which are in small letters."""
        return (each for name in names for each in self._named.get(name, ()))

    def told(self, *attributes: str) -> list[Element]:
        """Those with any of these attributes, of `_TOLD`, each once."""
        return list(dict.fromkeys(each for name in attributes for each in self._marked.get(f"[{name}", ())))

    def matching(self, selector: cssselect2.compiler.CompiledSelector) -> Iterable[Element]:
        """Those that a selector could mean, as far as its last part tells."""
        if selector.class_name:
            return self._marked.get(f".{selector.class_name}", ())
        return self.named(selector.lower_local_name) if selector.lower_local_name else self._all


def _styled(elements: _Elements, name: str) -> Iterator[tuple[Element, tuple[Declared, ...]]]:
    """What elements declare themselves, in style attributes and in those that are older than style sheets."""
    for element in elements.told("style", "color", "text", "bgcolor"):
        typed, tag = element.attrib, tag_of(element)
        said = [f"color: {typed['color']}"] if tag == "font" and "color" in typed else []
        said += [f"color: {typed['text']}"] if tag == "body" and "text" in typed else []
        said += [f"background-color: {typed['bgcolor']}"] if "bgcolor" in typed else []
        said += [str(typed["style"])] if "style" in typed else []
        yield element, declarations("; ".join(said), name, element.sourceline or 0)


def _candidates(cascade: Cascade, elements: _Elements) -> dict[Element, set[str]]:
    """The elements for which something is declared that may hide words, with the properties that do."""
    hit: dict[Element, set[str]] = {}
    for names, selector in cascade.held.accused:
        if selector.pseudo_element in _GENERATED and "content" not in names:
            continue
        for element in elements.matching(selector):
            if selector.test(cascade.wrapped(element)):
                hit.setdefault(element, set()).update(names)
    for element, lines in cascade.styled.items():
        if own_names := _own_accused(cascade.held, lines):
            hit.setdefault(element, set()).update(own_names)
    return hit


def _own_accused(held: Holding, lines: Sequence[Declared]) -> set[str]:
    """The properties by which an element may hide words itself."""
    own = variables([StyleRule("", tuple(lines))])
    paints = tuple(paints_of(lines, {**held.defined, **own}))
    meet = meeting((*held.paints, *paints), held.medium) if paints else set()
    return {each.name for each in lines if held.is_suspect(each, own) or (each.name in hiding.COLOURS and meet)}


@dataclass(slots=True)
class _Seeing:
    """What is known of a document so far."""

    altered: dict[Element, list[Alteration]] = field(default_factory=dict)

    def read_markup(self, elements: _Elements) -> None:
        """What HTML itself does not show."""
        telling = elements.told("hidden", "popover", "aria-hidden", "inert")
        for element in dict.fromkeys((*elements.named(*_UNSHOWN, "dialog", "details"), *telling)):
            if reason := _unshown(element):
                for each in element.iter("*"):
                    self._alter(each, Alteration(Change.HIDDEN, "", reason))

    def look(self, cascade: Cascade, candidates: Mapping[Element, set[str]]) -> None:
        """Work out what is hidden and added on one medium."""
        if not candidates:
            return
        names: set[str] = set().union(*candidates.values())
        cascade.ask(names | {"display"} | (hiding.COLOURS if names & hiding.COLOURS else set()))
        hidden: dict[Element, Alteration] = {}
        added: list[tuple[Element, str, Alteration]] = []
        for element in dict.fromkeys(each for top in candidates for each in top.iter("*")):
            looks = cascade.looks(element)
            if alteration := _of_text(element, looks, cascade.held.medium):
                hidden[element] = alteration
            if looks.hidden is None:
                added += _of_pieces(element, cascade)
        labels = _by_table((element, label) for element, label, _ in added)
        told = {table: _are_heads_told(table, words) for table, words in labels.items()}
        heads = {table: {_words(head) for head in table.iter("{*}th")} for table in labels}
        for element, alteration in hidden.items():
            if not _is_in_head(element, told):
                self._alter(element, alteration)
        for element, label, alteration in added:
            if not _is_label_of_head(element, label, heads) and not _numbers_line(element, label):
                self._alter(element, alteration)

    def _alter(self, element: Element, alteration: Alteration) -> None:
        some = self.altered.setdefault(element, [])
        if not any(each.how is alteration.how and each.words == alteration.words for each in some):
            some.append(alteration)


def _unshown(element: Element) -> str:
    """Why browsers do not show an element, whatever style sheets say; empty if they do."""
    tag, typed = tag_of(element), element.attrib
    if tag in _UNSHOWN:
        return f"<{tag}>"
    if tag == "dialog" and "open" not in typed:
        return "<dialog> that is not open"
    if tag == "details" and "open" not in typed and next(element.iterchildren("{*}summary"), None) is None:
        return "<details> without a <summary>"
    if "hidden" in typed or "popover" in typed:
        return f"the attribute {'hidden' if 'hidden' in typed else 'popover'} of <{tag}>"
    if typed.get("aria-hidden") == "true" or "inert" in typed:
        return f"the attribute {'inert' if 'inert' in typed else 'aria-hidden'} of <{tag}>"
    return ""


def _own_text(element: Element) -> str:
    return "".join((element.text or "", *(child.tail or "" for child in element)))


def _of_text(element: Element, looks: Looks, medium: Medium) -> Alteration | None:
    """What happens to the words that an element holds itself."""
    tag = tag_of(element)
    text = _own_text(element)
    if not text.strip() and tag not in WORDLESS:
        return _of_number(element, looks) if tag == "li" else None
    if (by := looks.unread(tag)) is not None:
        return _alteration(
            Change.HIDDEN, "", by, " on dark screens" if medium.dark and by.name in hiding.COLOURS else ""
        )
    if (by := hiding.changes_letters(looks.style, tag, text)) is not None:
        return _alteration(Change.CHANGED, "", by)
    return _of_number(element, looks) if tag == "li" else None


def _of_number(item: Element, looks: Looks) -> Alteration | None:
    """Whether an item of a numbered list loses its number, where that is not shown in its text instead."""
    parent = item.getparent()
    by = looks.style.get("list-style-type")
    if by is None or parent is None or tag_of(parent) != "ol" or not hiding.SUSPECT["list-style-type"](by.value):
        return None
    if item.get("class") == "task-item" or any(
        "label" in span.get("class", "").split() for span in item.iter("{*}span")
    ):
        return None
    return _alteration(Change.UNNUMBERED, "", by)


def _of_pieces(element: Element, cascade: Cascade) -> Iterator[tuple[Element, str, Alteration]]:
    """What is added before, after and at an element; and its first letters, where these alone are hidden."""
    for pseudo, looks in cascade.pieces(element).items():
        if pseudo in _LETTERS and _own_text(element).strip() and (by := looks.unread("")) is not None:
            yield element, "", _alteration(Change.HIDDEN, "", by)
        by = looks.style.get("content")
        if by is None or looks.unread("") is not None:
            continue
        typed = _generated(element, by)
        if pseudo in (*_GENERATED, "marker") and any(letter.isalnum() for letter in typed):
            yield element, typed, _alteration(Change.ADDED, typed, by)


def _generated(element: Element, content: Declared) -> str:
    """The words that `content` shows, without those for people who listen (behind a stroke)."""
    shown: list[str] = []
    for node in content.value:
        if node == "/":
            break
        if node.type == "string":
            shown.append(node.value)
        elif node.type == "function" and node.lower_name == "attr":
            name = next((str(each.value) for each in node.arguments if each.type == "ident"), "")
            shown.append(element.get(name, ""))
    return "".join(shown)


def _alteration(how: Change, typed: str, by: Declared, where_shown: str = "") -> Alteration:
    where = f"{by.sheet}, line {by.line}" if by.line else by.sheet
    return Alteration(how, typed, f"“{by.text}”{where_shown} ({where})", by.sheet, by.line)


def _table_of(element: Element) -> Element | None:
    return next(element.iterancestors("{*}table"), None)


def _by_table(added: Iterable[tuple[Element, str]]) -> dict[Element, set[str]]:
    """What is added to elements of tables, for each of the tables."""
    labels: dict[Element, set[str]] = {}
    for element, label in added:
        if (table := _table_of(element)) is not None:
            labels.setdefault(table, set()).add(_without_colon(label))
    return labels


def _are_heads_told(table: Element, labels: set[str]) -> bool:
    """Whether the cells of a table have the words of its head before them, as on narrow screens.

    The first cell of each row is the head of that row, and needs no words before it.
    """
    return all(
        labels.issuperset(filter(None, [_words(cell) for cell in head.iter("{*}th", "{*}td")][1:]))
        for head in table.iterchildren("{*}thead")
    )


def _is_in_head(element: Element, told: Mapping[Element, bool]) -> bool:
    """Whether an element is in the head of a table whose cells tell its words."""
    head = next(element.iterancestors("{*}thead"), None)
    table = None if head is None else head.getparent()
    return table is not None and told.get(table, False)


def _is_label_of_head(element: Element, label: str, heads: Mapping[Element, set[str]]) -> bool:
    """Whether what is added to a cell are the words of a head of its table."""
    table = _table_of(element)
    return table is not None and tag_of(element) in ("td", "th") and _without_colon(label) in heads[table]


def _words(element: Element) -> str:
    return essence("".join(element.itertext()))


def _without_colon(label: str) -> str:
    return essence(label).removesuffix(":")


def _numbers_line(element: Element, label: str) -> bool:
    """Whether what is added is the number of a line of code."""
    if not re.fullmatch(r"\d+", label) or next(element.iterancestors("{*}pre"), None) is None:
        return False
    before = next(element.itersiblings("{*}*", preceding=True), None)
    previous = "" if before is None else before.get("data-line", "")
    return not previous or not previous.isdecimal() or int(label) == int(previous) + 1
