"""On which screens, and on paper, the rules of a style sheet hold (Media Queries 4)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import tinycss2
from tinycss2.ast import Node

from bookbuild.proof.cascade.values import length

PHONE, DESK = 390.0, 1280.0
"""Widths of screens in CSS pixels."""
_REM = 16.0


@dataclass(frozen=True, slots=True)
class Medium:
    """A kind of screen, or paper."""

    width: float
    """In CSS pixels."""
    dark: bool = False
    paper: bool = False


PAPER = Medium(700.0, paper=True)


@dataclass(frozen=True, slots=True)
class Queries:
    """What `@media` asks: any of its queries may hold."""

    text: str
    nodes: tuple[tuple[Node, ...], ...]

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Queries) and self.text == other.text

    def hold(self, medium: Medium) -> bool:
        """Whether they hold there. What cannot be told is taken to hold, since it may hide words."""
        return not self.nodes or any(_holds(query, medium) is not False for query in self.nodes)


def queries(nodes: Sequence[Node]) -> Queries:
    """What stands behind `@media`."""
    parts: list[list[Node]] = [[]]
    for node in nodes:
        if node == ",":
            parts.append([])
        elif node.type not in ("whitespace", "comment"):
            parts[-1].append(node)
    return Queries(tinycss2.serialize(nodes), tuple(tuple(part) for part in parts if part))


def media_for(asked: Iterable[Queries]) -> tuple[Medium, ...]:
    """Every medium on which some queries are answered otherwise than on the others; a phone and a desk first."""
    some = list(dict.fromkeys(asked))
    widths = {PHONE, DESK, *(width + step for each in some for width in _widths(each) for step in (-1.0, 1.0))}
    screens = [
        Medium(width, dark) for width in (DESK, PHONE, *sorted(widths - {PHONE, DESK})) for dark in (False, True)
    ]
    answered: dict[tuple[bool, ...], Medium] = {}
    for medium in (*screens, PAPER):
        answered.setdefault(tuple(each.hold(medium) for each in some), medium)
    return tuple(answered.values())


def _widths(asked: Queries) -> Iterator[float]:
    for query in asked.nodes:
        for node in query:
            for each in getattr(node, "content", None) or ():
                if each.type == "dimension" and (width := length([each], _REM)) is not None:
                    yield width


def _holds(query: Sequence[Node], medium: Medium) -> bool | None:
    """Whether one query holds; None if that cannot be told."""
    nodes = list(query)
    inverted = bool(nodes) and nodes[0] == "not"
    verdict: bool | None = True
    alternatives = any(node == "or" for node in nodes)
    answers = [_answer(node, medium) for node in nodes if node.type != "ident" or node.lower_value not in _JOINING]
    if alternatives:
        verdict = True if True in answers else None if None in answers else False
    elif False in answers:
        verdict = False
    elif None in answers:
        verdict = None
    return verdict if verdict is None or not inverted else not verdict


_JOINING = frozenset({"not", "only", "and", "or"})


def _answer(node: Node, medium: Medium) -> bool | None:
    if node.type == "ident":
        types = {"all": True, "screen": not medium.paper, "print": medium.paper}
        return None if node.lower_value.startswith("amzn") else types.get(node.lower_value, False)  # e-readers' own
    if node.type != "() block":
        return None
    inner = [each for each in node.content if each.type not in ("whitespace", "comment")]
    if any(each.type == "() block" for each in inner):
        return _holds(inner, medium)
    return _feature(inner, medium)


def _feature(inner: Sequence[Node], medium: Medium) -> bool | None:
    if not inner or inner[0].type != "ident":
        return _range(inner, medium)
    name, value = inner[0].lower_value, inner[2:]
    if name == "prefers-color-scheme":
        wanted = next((node.lower_value for node in value if node.type == "ident"), "")
        return wanted == ("dark" if medium.dark and not medium.paper else "light")
    if name.endswith("width") and len(inner) > 1 and inner[1] == ":":
        limit = length(value, _REM)
        if limit is None:
            return None
        if name.startswith("min-"):
            return medium.width >= limit
        return medium.width <= limit if name.startswith("max-") else medium.width == limit
    return _range(inner, medium)


def _range(inner: Sequence[Node], medium: Medium) -> bool | None:
    """A range of widths: `width >= 40em`, `20em < width <= 40em`."""
    if not any(node == "width" for node in inner):
        return None
    parts: list[str | float] = []
    for node in inner:
        if node.type == "literal":
            sign = parts.pop() if parts and isinstance(parts[-1], str) else ""
            parts.append(f"{sign}{node.value}")
        elif (value := medium.width if node == "width" else length([node], _REM)) is not None:
            parts.append(value)
    for before, sign, after in zip(parts, parts[1:], parts[2:], strict=False):
        if isinstance(sign, str) and isinstance(before, float) and isinstance(after, float):
            if sign not in _SIGNS:
                return None
            if not _SIGNS[sign](before, after):
                return False
    return True


_SIGNS = {"<": float.__lt__, ">": float.__gt__, "=": float.__eq__, "<=": float.__le__, ">=": float.__ge__}
