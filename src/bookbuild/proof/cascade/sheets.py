"""Style sheets → flat rules: what is nested, imported, in layers or in conditions is taken apart (CSS Cascade 5).

Whatever cannot be decided without a browser, such as `@supports`, is taken to hold.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import cssselect2
import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule

from bookbuild.proof.cascade.media import Queries, queries
from bookbuild.proof.cascade.values import plain

Load = Callable[[str], str]
"""Gives the text of the style sheet at an address; an empty one for what there is not."""

_GROUPS = frozenset({"media", "supports", "layer", "container", "scope"})
UNLAYERED = 1_000_000
"""Comes after every layer."""
_OWN_OF_WEBKIT = frozenset({"text-fill-color", "text-security", "line-clamp"})
"""Properties that have no other name."""
_LONGHANDS = {
    "background": "background-color",
    "flex-flow": "flex-direction",
    "list-style": "list-style-type",
    "mask": "mask-image",
    "inset-inline-start": "left",
    "inset-inline-end": "right",
    "margin-inline-start": "margin-left",
    "block-size": "height",
    "inline-size": "width",
    "max-block-size": "max-height",
}
_SIZES = frozenset({"dimension", "percentage", "function"})
_DEEPEST = 20
"""So many sheets or rules may stand inside one another."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration, and where it stands."""

    name: str
    value: tuple[Node, ...] = field(compare=False)
    important: bool
    sheet: str
    line: int

    @property
    def text(self) -> str:
        """As it was typed, on one line."""
        return f"{self.name}: {' '.join(tinycss2.serialize(self.value).split())}"


@dataclass(frozen=True, slots=True)
class StyleRule:
    """Declarations for the elements that a selector matches."""

    selector: str
    declared: tuple[Declared, ...]
    conditions: tuple[Queries, ...] = ()
    layer: int = UNLAYERED


@lru_cache(maxsize=64)
def rules_of(text: str, sheet: str, media: str = "", load: Load | None = None) -> tuple[StyleRule, ...]:
    """The rules of a style sheet, in order; `media` is for which it is linked, `sheet` its name in messages."""
    flattened = _Flattening(load or (lambda address: ""))
    conditions = (queries(tinycss2.parse_component_value_list(media)),) if media.strip() else ()
    return tuple(flattened.sheet(text, sheet, conditions))


@lru_cache(maxsize=4096)
def compiled(selector: str) -> tuple[cssselect2.compiler.CompiledSelector, ...]:
    """A selector that can be asked; one that browsers know and the library does not is taken to match more."""
    tokens = tinycss2.parse_component_value_list(selector, skip_comments=True)
    for attempt in (tokens, _plainer(tokens)):
        try:
            return tuple(cssselect2.compile_selector_list(attempt, {"epub": "http://www.idpf.org/2007/ops"}))
        except (cssselect2.SelectorError, NotImplementedError, SyntaxError, RecursionError):
            continue
    return ()


def declarations(content: str, sheet: str, line: int) -> tuple[Declared, ...]:
    """What a style attribute declares."""
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return tuple(_longhands(parsed, sheet, line))


def _longhands(declared: Sequence[Node], sheet: str, line: int | None = None) -> list[Declared]:
    """What some declarations say, shorthands taken apart where parts of them count."""
    return [
        Declared(name, tuple(value), each.important, sheet, line or each.source_line)
        for each in declared
        if isinstance(each, Declaration)
        for name, value in _parts(each.name if each.name.startswith("--") else each.lower_name, plain(each.value))
    ]


def _parts(name: str, value: Sequence[Node]) -> Iterator[tuple[str, Sequence[Node]]]:
    plain_name = name.removeprefix("-webkit-")
    name = name if plain_name in _OWN_OF_WEBKIT else plain_name
    if name in ("margin", "inset") and value:
        around = [value[min(index, len(value) - 1) if len(value) != 3 or index != 3 else 1] for index in range(4)]
        if len(value) == 2:
            around[2:] = value
        sides = ("top", "right", "bottom", "left")
        yield from (
            (f"margin-{side}" if name == "margin" else side, (each,)) for side, each in zip(sides, around, strict=True)
        )
    elif name == "font" and (sizes := [node for node in value if node.type in _SIZES or _is_zero(node)]):
        yield "font-size", sizes[:1]
    else:
        yield _LONGHANDS.get(name, name), value


def _plainer(tokens: Sequence[Node]) -> list[Node]:
    """A selector without its pseudo-classes and the prefixes of namespaces, so that it matches more than it says."""
    plain: list[Node] = []
    colons = 0
    for node in tokens:
        if node == ":":
            colons += 1
            continue
        if colons == 1 and node.type in ("ident", "function"):
            colons = 0
            if not plain or plain[-1].type == "whitespace" or plain[-1] == ",":
                plain += tinycss2.parse_component_value_list("*")
            continue
        if colons:
            plain += tinycss2.parse_component_value_list(":" * colons)
            colons = 0
        plain.append(node)
    return plain


@dataclass(slots=True)
class _Flattening:
    """One pass over a style sheet and those that it imports."""

    load: Load
    layers: dict[str, int] = field(default_factory=dict)
    frames: dict[str, list[Declared]] = field(default_factory=dict)
    """What the frames of each animation declare."""

    def sheet(self, text: str, name: str, conditions: tuple[Queries, ...], depth: int = 0) -> Iterator[StyleRule]:
        nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        for each in nodes:
            if isinstance(each, AtRule) and each.lower_at_keyword.endswith("keyframes"):
                self._animate(each, name)
        for each in nodes:
            if isinstance(each, AtRule) and each.lower_at_keyword == "import" and depth < _DEEPEST:
                yield from self._imported(each, conditions, depth)
            else:
                yield from self._rule(each, name, "", conditions, UNLAYERED, depth)

    def _imported(self, rule: AtRule, conditions: tuple[Queries, ...], depth: int) -> Iterator[StyleRule]:
        prelude = [node for node in rule.prelude if node.type not in ("whitespace", "comment")]
        if not prelude:
            return
        first, *rest = prelude
        address = _address(first)
        said = [node for node in rest if not (node.type == "function" or node == "layer")]
        held = (*conditions, queries(said)) if said else conditions
        if address and (text := self.load(address)):
            yield from self.sheet(text, address, held, depth + 1)

    def _animate(self, rule: AtRule, name: str) -> None:
        called = tinycss2.serialize(rule.prelude).strip()
        for frame in tinycss2.parse_rule_list(rule.content or (), skip_comments=True, skip_whitespace=True):
            if isinstance(frame, QualifiedRule):
                parsed = tinycss2.parse_blocks_contents(frame.content, skip_comments=True, skip_whitespace=True)
                lines = _longhands(parsed, name)
                self.frames.setdefault(called, []).extend(lines)

    def _rule(
        self, rule: Node, name: str, parent: str, conditions: tuple[Queries, ...], layer: int, depth: int
    ) -> Iterator[StyleRule]:
        if depth > _DEEPEST:
            return
        if isinstance(rule, AtRule) and rule.lower_at_keyword in _GROUPS:
            keyword = rule.lower_at_keyword
            if keyword == "layer":
                called = tinycss2.serialize(rule.prelude).strip() or f"({len(self.layers)})"
                for each in called.split(","):
                    layer = self.layers.setdefault(each.strip(), len(self.layers))
            held = (*conditions, queries(rule.prelude)) if keyword == "media" else conditions
            if rule.content:
                yield from self._contents(rule.content, name, parent, held, layer, depth + 1)
        elif isinstance(rule, QualifiedRule):
            selector = _within(tinycss2.serialize(rule.prelude).strip(), parent)
            yield from self._contents(rule.content, name, selector, conditions, layer, depth + 1)

    def _contents(
        self,
        content: Sequence[Node],
        name: str,
        selector: str,
        conditions: tuple[Queries, ...],
        layer: int,
        depth: int,
    ) -> Iterator[StyleRule]:
        """What stands in braces; inside a rule these are declarations, and rules that continue its selector."""
        read = tinycss2.parse_blocks_contents if selector else tinycss2.parse_rule_list
        parsed = read(content, skip_comments=True, skip_whitespace=True)
        lines = _longhands(parsed, name)
        if lines:
            lines += [each for line in lines for each in self._played(line)]
            yield StyleRule(selector, tuple(lines), conditions, layer)
        for each in parsed:
            yield from self._rule(each, name, selector, conditions, layer, depth)

    def _played(self, line: Declared) -> Iterator[Declared]:
        """What an animation declares besides: all of its frames, since it may stop in any."""
        if self.frames and line.name.removeprefix("-webkit-") in ("animation", "animation-name"):
            for node in line.value:
                if node.type in ("ident", "string"):
                    yield from self.frames.get(node.value, ())


def _is_zero(node: Node) -> bool:
    return bool(node.type == "number" and node.value == 0)


def _within(selector: str, parent: str) -> str:
    """A nested selector as one that stands by itself (CSS Nesting 1)."""
    if not parent:
        return selector
    return selector.replace("&", f":is({parent})") if "&" in selector else f":is({parent}) {selector}"


def _address(node: Node) -> str:
    if node.type in ("url", "string"):
        return str(node.value).strip()
    if node.type == "function" and node.lower_name == "url":
        return next((str(each.value).strip() for each in node.arguments if each.type == "string"), "")
    return ""
