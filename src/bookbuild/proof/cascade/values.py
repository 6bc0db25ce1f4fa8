"""Lengths and colours of CSS as numbers."""

import math
from collections.abc import Mapping, Sequence

from tinycss2 import color4
from tinycss2.ast import Node

Colour = tuple[float, float, float, float]
"""Red, green, blue and opacity, each from 0 to 1."""

BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
WHITE: Colour = (1.0, 1.0, 1.0, 1.0)

_PIXELS = {
    "px": 1.0,
    "rem": 16.0,
    "rlh": 20.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 9.6 / 2.54,
    "q": 2.4 / 2.54,
}
_OF_LETTERS = {"em": 1.0, "ex": 0.5, "ch": 0.5, "ic": 1.0, "lh": 1.2, "cap": 0.7}
_SCREEN = 10.0
"""Pixels that a hundredth of a screen, or of what is around, is taken to have."""
_DEEPEST = 20
_ANGLES = {"deg": 1.0, "grad": 0.9, "rad": 180 / math.pi, "turn": 360.0}


def plain(nodes: Sequence[Node]) -> list[Node]:
    """Without white space and comments."""
    return [node for node in nodes if node.type not in ("whitespace", "comment")]


def words(nodes: Sequence[Node]) -> frozenset[str]:
    """The words of a value, in small letters."""
    return frozenset(node.lower_value for node in nodes if node.type == "ident")


def length(nodes: Sequence[Node], em: float = 16.0) -> float | None:
    """The first length of a value in CSS pixels, about: a percentage is of 1000 pixels. None if it has none."""
    for node in plain(nodes):
        value = _number(node, em)
        if value is not None:
            return value
    return None


def lengths(nodes: Sequence[Node], em: float = 16.0) -> list[float]:
    """All lengths of a value, as `length` has them."""
    return [value for node in plain(nodes) if (value := _number(node, em)) is not None]


def _number(node: Node, em: float, depth: int = 0) -> float | None:
    if node.type == "number":
        return float(node.value)
    if node.type == "percentage":
        return float(node.value) * _SCREEN
    if node.type == "dimension":
        return _dimension(node, em)
    if node.type == "function" and depth < _DEEPEST:
        return _function(node, em, depth)
    if node.type == "() block" and depth < _DEEPEST:
        return _sum(plain(node.content), em, depth)
    return None


def _dimension(node: Node, em: float) -> float | None:
    unit = node.lower_unit
    if unit in _PIXELS:
        return float(node.value) * _PIXELS[unit]
    if unit in _OF_LETTERS:
        return float(node.value) * _OF_LETTERS[unit] * em
    if unit in _ANGLES:
        return float(node.value) * _ANGLES[unit]
    return float(node.value) * _SCREEN if unit[-1:] in "whibxn" else None


def _function(node: Node, em: float, depth: int) -> float | None:
    if node.lower_name == "calc":
        return _sum(plain(node.arguments), em, depth)
    if node.lower_name not in ("min", "max", "clamp"):
        return None
    parts: list[list[Node]] = [[]]
    for each in plain(node.arguments):
        if each == ",":
            parts.append([])
        else:
            parts[-1].append(each)
    values = [value for part in parts if (value := _sum(part, em, depth)) is not None]
    if len(values) < len(parts):
        return None
    if node.lower_name == "clamp":
        return sorted(values)[1] if len(values) == 3 else None
    return min(values) if node.lower_name == "min" else max(values)


def _sum(nodes: Sequence[Node], em: float, depth: int) -> float | None:
    """Terms of `calc()`, products first."""
    total, term, sign, operator = 0.0, None, 1.0, ""
    for node in nodes:
        if node.type == "literal" and node.value in ("+", "-", "*", "/"):
            if node.value in ("+", "-"):
                total += sign * (term or 0.0)
                term, sign = None, 1.0 if node.value == "+" else -1.0
            operator = node.value
            continue
        value = _number(node, em, depth + 1)
        if value is None:
            return None
        if term is None:
            term = value
        elif operator == "*":
            term *= value
        elif operator == "/" and value:
            term /= value
    return None if term is None else total + sign * term


def angle(nodes: Sequence[Node]) -> float:
    """The first angle of a value in degrees; 0 if it has none."""
    return length([node for node in plain(nodes) if node.type in ("dimension", "function")]) or 0.0


def colour(nodes: Sequence[Node], current: Colour = BLACK) -> Colour | None:
    """The first colour in a value; None if it has none that is known."""
    for node in plain(nodes):
        if node.type == "ident" and node.lower_value == "currentcolor":
            return current
        if node.type == "ident" and node.lower_value in _SYSTEM:
            return _SYSTEM[node.lower_value]
        parsed = color4.parse_color(node) if node.type in ("ident", "hash", "function") else None
        if parsed is not None and not isinstance(parsed, str):
            red, green, blue = (min(max(float(each or 0), 0.0), 1.0) for each in parsed.to("srgb").coordinates)
            return red, green, blue, float(parsed.alpha)
    return None


_SYSTEM: Mapping[str, Colour] = {
    "canvas": WHITE, "canvastext": BLACK, "field": WHITE, "fieldtext": BLACK, "linktext": (0.0, 0.0, 0.93, 1.0)
}  # fmt: skip


def over(above: Colour, below: Colour) -> Colour:
    """A colour on another."""
    alpha = above[3]
    red, green, blue = (a * alpha + b * (1 - alpha) for a, b in zip(above[:3], below[:3], strict=True))
    return red, green, blue, 1.0


def contrast(one: Colour, other: Colour) -> float:
    """How far two colours can be told apart, from 1 to 21 (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
