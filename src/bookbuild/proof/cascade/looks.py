"""How the elements of a document are shown on one medium: the cascade, and what is inherited (CSS Cascade 5)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import cssselect2
import lxml.etree
from tinycss2.ast import Node

from bookbuild.proof.cascade import hiding
from bookbuild.proof.cascade.media import Medium
from bookbuild.proof.cascade.sheets import UNLAYERED, Declared, StyleRule, compiled
from bookbuild.proof.cascade.values import BLACK, WHITE, Colour, colour, contrast, length, over, plain, words

Element = lxml.etree._Element
Value = tuple[Node, ...]

_TOLD_APART = 1.2
"""Colours with less contrast look the same."""
_FAINT = 0.1
_DARK: Colour = (0.07, 0.07, 0.07, 1.0)
WORDLESS = frozenset({"img", "hr", "svg"})
"""Elements that are seen although they hold no words."""
_LINK: Colour = (0.0, 0.0, 0.93, 1.0)
_UNSET = frozenset({"unset", "revert", "revert-layer", "initial"})
_KEYWORDS = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0}
_ROOTS = frozenset({"html", "body", ":root", "*"})
_MOST_VARIANTS = 30
_DEEPEST = 5
_OF_ELEMENTS = (1_000,)
"""Comes after the specificity of every selector."""
_Line = tuple[tuple[bool, int, tuple[int, ...], int, int], Declared]
"""A declaration, with what tells whether it wins over others."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How an element is shown."""

    style: Mapping[str, Declared]
    custom: Mapping[str, Value]
    em: float
    """The size of its letters in CSS pixels."""
    ink: Colour
    ground: Colour | None
    """What lies behind it; None for a picture."""
    painted: Declared | None
    """The last declaration that gave it ink or ground."""
    hidden: Declared | None
    """What hides all that is in it."""

    def unread(self, tag: str) -> Declared | None:
        """The declaration by which its own words cannot be read, if there is one."""
        if self.hidden is not None:
            return self.hidden
        inherited = {name: each for name, each in self.style.items() if name in hiding.INHERITED}
        if (by := hiding.culprit(inherited, tag)) is not None or tag in WORDLESS:
            return by
        if not hiding.is_legible(self.em):
            return self.style.get("font-size")
        return self.painted if self._vanishes() else None

    def _vanishes(self) -> bool:
        """Whether its words have the colour of what lies behind them."""
        clipped = "background-clip" in self.style and "text" in words(self.style["background-clip"].value)
        if self.ground is None or clipped:
            return self.ink[3] < _FAINT and not clipped
        return _is_lost(self.ink, self.ground)


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour, and the declaration that gives it."""

    colour: Colour
    by: Declared
    is_root: bool
    """Whether all of a document has it, but for what has its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Holding:
    """The rules that hold on a medium, and what of them may hide words whatever document they meet."""

    medium: Medium
    rules: tuple[StyleRule, ...]
    defined: Mapping[str, Sequence[Value]]
    """Every value that a custom property is given."""
    accused: tuple[tuple[frozenset[str], cssselect2.compiler.CompiledSelector], ...]
    """Selectors, with the properties by which their rules may hide words."""
    paints: tuple[Paint, ...]

    def is_suspect(self, declared: Declared, own: Mapping[str, Sequence[Value]] = MappingProxyType({})) -> bool:
        """Whether a declaration may hide words by its own value; `own` are variables of its element."""
        test = hiding.SUSPECT.get(declared.name)
        return test is not None and any(
            map(test, _variants(declared.value, {**self.defined, **own} if own else self.defined))
        )


def holding(rules: Sequence[StyleRule], medium: Medium) -> Holding:
    """What of some rules holds on a medium."""
    held = tuple(rule for rule in rules if all(each.hold(medium) for each in rule.conditions))
    defined = variables(held)
    paints = tuple(paint for rule in held for paint in paints_of(rule.declared, defined, rule.selector))
    bare = Holding(medium, held, defined, (), paints)
    meet = meeting(paints, medium)
    accused: list[tuple[frozenset[str], cssselect2.compiler.CompiledSelector]] = []
    for rule in held:
        names = frozenset(each.name for each in rule.declared if each in meet or bare.is_suspect(each))
        accused += [(names, selector) for selector in (compiled(rule.selector) if names else ())]
    return Holding(medium, held, defined, tuple(accused), paints)


def variables(rules: Iterable[StyleRule]) -> dict[str, list[Value]]:
    """Every value that custom properties have; of those for the same elements the last."""
    defined: dict[str, dict[str, Value]] = {}
    for rule in rules:
        for each in rule.declared:
            if each.name.startswith("--"):
                defined.setdefault(each.name, {})[rule.selector] = each.value
    return {name: list(values.values()) for name, values in defined.items()}


def paints_of(lines: Iterable[Declared], defined: Mapping[str, Sequence[Value]], selector: str = "") -> Iterator[Paint]:
    """The colours that some declarations give to words, and to what lies behind them."""
    for each in lines:
        if each.name in hiding.COLOURS:
            for value in _variants(each.value, defined):
                if (one := colour(value)) is not None:
                    yield Paint(one, each, selector in _ROOTS)


def meeting(paints: Iterable[Paint], medium: Medium) -> set[Declared]:
    """Declarations of colours by which words may have the colour of what lies behind them.

    Of each two that meet it is enough to know the one that holds for fewer elements.
    """
    inks = [paint for paint in paints if paint.by.name != "background-color"]
    grounds = [paint for paint in paints if paint.by.name == "background-color" and paint.colour[3] > 0.5]
    canvas, letters = (_DARK, WHITE) if medium.dark else (WHITE, BLACK)
    met = {paint.by for paint in inks if paint.colour[3] < _FAINT}
    if not any(paint.is_root for paint in grounds):
        met |= {ink.by for ink in inks if _is_lost(ink.colour, canvas)}
    if not any(paint.is_root for paint in inks):
        met |= {ground.by for ground in grounds if _is_lost(letters, ground.colour)}
    pairs = [(ink, ground) for ink in inks for ground in grounds if _is_lost(ink.colour, ground.colour)]
    return met | {ground.by if ink.is_root else ink.by for ink, ground in pairs}


def _is_lost(ink: Colour, ground: Colour) -> bool:
    return ink[3] < _FAINT or contrast(over(ink, ground), ground) < _TOLD_APART


def _variants(value: Value, defined: Mapping[str, Sequence[Value]], depth: int = 0) -> list[Value]:
    """A value with every value that its variables may have."""
    at = next((index for index, node in enumerate(value) if _is_variable(node)), None)
    if at is None or depth > _DEEPEST:
        return [value]
    name, fallback = _variable(value[at])
    stand_ins = [*defined.get(name, ()), *([fallback] if fallback else [])]
    made = (_variants((*value[:at], *each, *value[at + 1 :]), defined, depth + 1) for each in stand_ins)
    return [variant for some in made for variant in some][:_MOST_VARIANTS]


@dataclass(slots=True)
class Cascade:
    """The rules that hold on a medium, asked for the elements of a document."""

    held: Holding
    styled: Mapping[Element, tuple[Declared, ...]]
    """What elements declare themselves."""
    _asked: frozenset[str] = frozenset()
    _matcher: cssselect2.Matcher = field(default_factory=cssselect2.Matcher)
    _wrapped: dict[Element, cssselect2.ElementWrapper] = field(default_factory=dict)
    _looks: dict[Element, Looks] = field(default_factory=dict)

    def ask(self, names: Iterable[str]) -> None:
        """Work out these properties from now on."""
        self._asked = frozenset(names) | hiding.BESIDE | {"font-size"}
        for rule in self.held.rules:
            lines = tuple(each for each in rule.declared if each.name in self._asked or each.name.startswith("--"))
            for selector in compiled(rule.selector) if lines else ():
                self._matcher.add_selector(selector, (rule.layer, lines))

    def wrapped(self, element: Element) -> cssselect2.ElementWrapper:
        """An element as selectors are asked about it."""
        if element not in self._wrapped:
            chain = [element]
            while (parent := chain[-1].getparent()) is not None and parent not in self._wrapped:
                chain.append(parent)
            for each in reversed(chain):
                self._wrap(each)
        return self._wrapped[element]

    def _wrap(self, element: Element) -> None:
        parent = element.getparent()
        if parent is None:
            is_xml = isinstance(element.tag, str) and element.tag.startswith("{")
            wrap = cssselect2.ElementWrapper
            self._wrapped[element] = wrap.from_xml_root(element) if is_xml else wrap.from_html_root(element)
        elif element not in self._wrapped:
            for child in self._wrapped[parent].iter_children():
                self._wrapped[child.etree_element] = child

    def looks(self, element: Element) -> Looks:
        """How an element is shown, as far as was asked."""
        if element not in self._looks:
            chain = [element]
            while (parent := chain[-1].getparent()) is not None and parent not in self._looks:
                chain.append(parent)
            for each in reversed(chain):
                around = each.getparent()
                self._looks[each] = self._worked_out(each, None if around is None else self._looks[around])
        return self._looks[element]

    def pieces(self, element: Element) -> dict[str, Looks]:
        """How what stands before, after and at an element is shown, by the names of these pseudo-elements."""
        matched: dict[str, list[_Line]] = {}
        for specificity, order, pseudo, (layer, lines) in self._matcher.match(self.wrapped(element)):
            if pseudo is not None:
                matched.setdefault(pseudo, []).extend(_ranked(lines, layer, specificity, order))
        around = self.looks(element)
        return {pseudo: self._made(lines, around, "") for pseudo, lines in matched.items()}

    def _worked_out(self, element: Element, around: Looks | None) -> Looks:
        lines: list[_Line] = []
        for specificity, order, pseudo, (layer, declared) in self._matcher.match(self.wrapped(element)):
            if pseudo is None:
                lines += _ranked(declared, layer, specificity, order)
        own = tuple(each for each in self.styled.get(element, ()) if each.name in self._asked or each.name[:2] == "--")
        lines += _ranked(own, UNLAYERED, _OF_ELEMENTS, 0)
        is_link = tag_of(element) == "a" and "href" in element.attrib
        return self._made(lines, around, tag_of(element), ink=_LINK if is_link else None)

    def _made(self, lines: list[_Line], around: Looks | None, tag: str, ink: Colour | None = None) -> Looks:
        won: dict[str, Declared] = {}
        for _, declared in sorted(lines, key=lambda line: line[0]):
            won[declared.name] = declared
        custom = {**(around.custom if around else {}), **{n: d.value for n, d in won.items() if n.startswith("--")}}
        style = {name: each for name, each in (around.style if around else {}).items() if name in hiding.INHERITED}
        own: dict[str, Declared] = {}
        for name, each in won.items():
            value = None if name.startswith("--") else _substituted(each.value, custom)
            if value is None or words(value) == {"inherit"}:
                continue
            if not words(value).isdisjoint(_UNSET):
                style.pop(name, None)
                continue
            own[name] = Declared(name, value, each.important, each.sheet, each.line)
        style |= own
        hides = around.hidden if around else None
        if hides is None:
            hides = hiding.culprit({n: d for n, d in style.items() if n not in hiding.INHERITED}, tag)
        painted = own.get("-webkit-text-fill-color") or own.get("color") or own.get("background-color")
        em = _letter_size(own.get("font-size"), around.em if around else 16.0)
        before = around.ink if around else (WHITE if self.held.medium.dark else BLACK)
        return Looks(
            style,
            custom,
            em,
            _ink(own, before, ink),
            _ground(own, around.ground if around else (_DARK if self.held.medium.dark else WHITE)),
            painted or (around.painted if around else None),
            hides,
        )


def tag_of(element: Element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _ranked(lines: Sequence[Declared], layer: int, specificity: tuple[int, ...], order: int) -> list[_Line]:
    """Declarations with what tells which of them wins."""
    return [
        ((each.important, -layer if each.important else layer, specificity, order, index), each)
        for index, each in enumerate(lines)
    ]


def _is_variable(node: Node) -> bool:
    return bool(node.type == "function" and node.lower_name == "var")


def _variable(node: Node) -> tuple[str, Value]:
    """The name of the variable, and what stands in for it."""
    arguments = list(node.arguments)
    comma = next((index for index, each in enumerate(arguments) if each == ","), len(arguments))
    name = next((str(each.value) for each in arguments[:comma] if each.type == "ident"), "")
    return name, tuple(arguments[comma + 1 :])


def _substituted(value: Value, custom: Mapping[str, Value], depth: int = 0) -> Value | None:
    """A value without variables; None where one has no value."""
    made: list[Node] = []
    for node in value:
        if not _is_variable(node):
            made.append(node)
            continue
        name, fallback = _variable(node)
        given = custom.get(name, fallback)
        inner = _substituted(given, custom, depth + 1) if given and depth < _DEEPEST else None
        if inner is None:
            return None
        made += inner
    return tuple(made)


def _letter_size(declared: Declared | None, around: float) -> float:
    if declared is None:
        return around
    node = next(iter(plain(declared.value)), None)
    if node is None:
        return around
    if node.type == "percentage":
        return around * float(node.value) / 100
    if node.type == "ident":
        return _KEYWORDS.get(node.lower_value, around * {"smaller": 0.83, "larger": 1.2}.get(node.lower_value, 1.0))
    size = length(declared.value, around)
    return around if size is None else size


def _ink(own: Mapping[str, Declared], around: Colour, of_link: Colour | None) -> Colour:
    declared = own.get("-webkit-text-fill-color") or own.get("color")
    ink = colour(declared.value, around) if declared is not None else of_link
    return around if ink is None else ink


def _ground(own: Mapping[str, Declared], around: Colour | None) -> Colour | None:
    declared = own.get("background-color")
    if declared is None:
        return around
    if any(
        node.type == "url" or (node.type == "function" and "gradient" in node.lower_name) for node in declared.value
    ):
        return None
    ground = colour(declared.value)
    if ground is None or ground[3] == 0:
        return around
    return over(ground, around or WHITE)
