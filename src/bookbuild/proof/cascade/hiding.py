"""What declarations can do to words: hide them, move them off the page, run them into one another, add to them.

`SUSPECT` says of a single value whether it may; `culprit` says it of all that holds for an element, where several
declarations have to meet: a height of nothing hides only what may not run over.
"""

import math
from collections.abc import Callable, Mapping, Sequence

from tinycss2.ast import Node

from bookbuild.proof.cascade.sheets import Declared
from bookbuild.proof.cascade.values import angle, length, lengths, plain, words

Value = Sequence[Node]
Style = Mapping[str, Declared]
"""What holds for an element, by the names of properties."""

_FAINT = 0.1
"""Of what is less opaque nothing is seen."""
_OFF = -250.0
_FAR = 2000.0
"""What is moved so far, in CSS pixels, leaves every screen: to the left or up, to the right or down."""
_TINY = 2.0
"""Letters of fewer pixels are dots."""
_HUGE = 1000.0
"""Of letters of so many pixels a screen shows a part of one."""
_NOTHING = 1.5
"""A box of fewer pixels shows no word."""
_TIGHT = -0.3
_GLUED = -0.18
"""In em: letters so much nearer lie on each other, words so much nearer are one."""
_FLAT = 0.5
"""Lines that are less high, as part of their letters, lie on each other."""
_BLURRED = 4.0


def _is(*wanted: str) -> Callable[[Value], bool]:
    return lambda value: not words(value).isdisjoint(wanted)


def _is_faint(value: Value) -> bool:
    node = next(iter(plain(value)), None)
    if node is not None and node.type == "percentage":
        return float(node.value) / 100 < _FAINT
    number = length(value)
    return number is not None and number < _FAINT


def _is_far(value: Value) -> bool:
    return any(each < _OFF or each > _FAR for each in lengths(value))


def _is_nothing(value: Value) -> bool:
    extent = length(value)
    return extent is not None and extent <= _NOTHING


def _is_tiny(value: Value) -> bool:
    node = next(iter(plain(value)), None)
    if node is None:
        return False
    if node.type == "percentage":
        return float(node.value) < 100 * _TINY / 16
    size = length(value)
    return size is not None and not is_legible(size)


def is_legible(size: float) -> bool:
    """Whether letters of so many CSS pixels can be read."""
    return _TINY <= size <= _HUGE


def _below(limit: float, most: float = 20.0) -> Callable[[Value], bool]:
    def test(value: Value) -> bool:
        size = length(value)
        return size is not None and (size < limit * 16 or size > most * 16)

    return test


def _is_flat(value: Value) -> bool:
    node = next(iter(plain(value)), None)
    if node is None:
        return False
    if node.type == "percentage":
        return float(node.value) < 100 * _FLAT
    size = length(value)
    return size is not None and size < (_FLAT if node.type == "number" else _FLAT * 16)


def _cuts(value: Value) -> bool:
    """Of `clip-path`: whatever is not an inset of nothing may cut words."""
    shapes = [node for node in plain(value) if node.type in ("function", "url")]
    return any(
        node.type == "url" or node.lower_name != "inset" or any(each > 0.5 for each in lengths(node.arguments))
        for node in shapes
    )


def _clips(value: Value) -> bool:
    """Of `clip`: a rectangle without an area."""
    for node in value:
        if node.type == "function" and node.lower_name == "rect":
            edges = lengths(node.arguments)
            return len(edges) == 4 and (edges[2] - edges[0] <= _NOTHING or edges[1] - edges[3] <= _NOTHING)
    return False


def _filters(value: Value) -> bool:
    for node in value:
        if node.type != "function":
            continue
        if node.lower_name in ("opacity", "contrast", "brightness") and _is_faint(node.arguments):
            return True
        if node.lower_name == "blur" and (length(node.arguments) or 0.0) >= _BLURRED:
            return True
    return False


def _transforms(value: Value) -> bool:
    return any(node.type == "function" and _transform(node.lower_name, node.arguments) for node in value)


def _transform(name: str, arguments: Value) -> bool:
    values = lengths(arguments)
    if name.startswith("scale"):
        return any(_scaled(each) for each in plain(arguments))
    if name.startswith("translate"):
        return any(abs(each) > -_OFF for each in values)
    if name in ("rotatex", "rotatey", "rotate3d", "skew", "skewx", "skewy"):
        return abs(math.cos(math.radians(angle(arguments)))) < _FAINT or (
            name[:6] == "rotate" and math.cos(math.radians(angle(arguments))) < 0
        )
    if name == "matrix" and len(values) == 6:
        a, b, c, d, e, f = values
        return a * d - b * c < _FAINT * _FAINT or abs(e) > -_OFF or abs(f) > -_OFF
    return name == "matrix3d"


def _scaled(node: Node) -> bool:
    """Whether letters are scaled to nothing, or turned over."""
    part = {"number": 1.0, "percentage": 100.0}.get(node.type)
    return part is not None and float(node.value) / part < _FAINT


def _scales(value: Value) -> bool:
    return any(map(_scaled, plain(value)))


def _turns(value: Value) -> bool:
    axis = not words(value).isdisjoint({"x", "y"})
    return axis and math.cos(math.radians(angle(value))) < _FAINT


def _moves(value: Value) -> bool:
    return any(abs(each) > -_OFF for each in lengths(value))


def _has_letters(value: Value) -> bool:
    return any(node.type == "string" and any(letter.isalnum() for letter in node.value) for node in value)


def _adds(value: Value) -> bool:
    """Of `content`: words beside those of an element, or a picture instead of them."""
    return _has_letters(value) or any(
        node.type == "url" or (node.type == "function" and node.lower_name in ("attr", "var", "url")) for node in value
    )


def _is_off_or_worded(value: Value) -> bool:
    return "none" in words(value) or _has_letters(value)


def _something(value: Value) -> bool:
    return any(node.type in ("function", "url") for node in value)


def _counts_lines(value: Value) -> bool:
    return any(node.type == "number" for node in value)


def _displaced(value: Value) -> bool:
    number = length(value)
    return number is not None and number != 0


def _reversed(value: Value) -> bool:
    return any("reverse" in word for word in words(value))


_SIDES = ("left", "right", "top", "bottom")
_MARGINS = tuple(f"margin-{side}" for side in _SIDES)
_EXTENTS = ("height", "max-height", "width", "max-width")

SUSPECT: Mapping[str, Callable[[Value], bool]] = {
    "display": _is("none"),
    "visibility": _is("hidden", "collapse"),
    "content-visibility": _is("hidden"),
    "opacity": _is_faint,
    "font-size": _is_tiny,
    "zoom": _is_faint,
    **dict.fromkeys((*_SIDES, *_MARGINS), _is_far),
    "text-indent": _is_far,
    "letter-spacing": _below(_TIGHT),
    "word-spacing": _below(_GLUED),
    "line-height": _is_flat,
    "clip": _clips,
    "clip-path": _cuts,
    "mask-image": _something,
    "filter": _filters,
    "transform": _transforms,
    "scale": _scales,
    "rotate": _turns,
    "translate": _moves,
    **dict.fromkeys(_EXTENTS, _is_nothing),
    "white-space": _is("nowrap"),
    "-webkit-line-clamp": _counts_lines,
    "text-transform": _is("uppercase", "lowercase", "capitalize", "full-width", "full-size-kana"),
    "-webkit-text-security": _is("disc", "circle", "square"),
    "unicode-bidi": _is("bidi-override", "isolate-override"),
    "order": _displaced,
    "flex-direction": _reversed,
    "list-style-type": _is_off_or_worded,
    "content": _adds,
}
"""For each property that can hide words whether a value of it may; colours are asked about by themselves."""

COLOURS = frozenset({"color", "background-color", "-webkit-text-fill-color"})
BESIDE = frozenset({"overflow", "overflow-x", "overflow-y", "position", "background-clip"})
"""Those that are asked for only beside others."""
INHERITED = frozenset(
    {
        "visibility", "font-size", "text-indent", "letter-spacing", "word-spacing", "line-height", "color",
        "-webkit-text-fill-color", "text-transform", "-webkit-text-security", "list-style-type",
    }
)  # fmt: skip
_MOVED = frozenset({"absolute", "fixed", "relative", "sticky"})
_BLOCKS = frozenset("p li dd dt td th h1 h2 h3 h4 h5 h6 pre blockquote div section figcaption body html".split())
_HEADS = frozenset("h1 h2 h3 h4 h5 h6 header th caption figcaption dt".split())
ELSEWHERE = frozenset({"list-style-type", "text-transform", "font-size"})
"""What is judged with the text at hand, or with the letters around."""


def culprit(style: Style, tag: str) -> Declared | None:
    """The declaration that keeps the words of an element from being read, if any does."""
    for name, declared in style.items():
        test = SUSPECT.get(name)
        if test is None or name in ELSEWHERE or not test(declared.value):
            continue
        if _takes_effect(name, style, tag):
            return declared
    return None


def _takes_effect(name: str, style: Style, tag: str) -> bool:
    if name in _SIDES:
        return "position" in style and not words(style["position"].value).isdisjoint(_MOVED)
    if name == "clip":
        return "position" in style and not words(style["position"].value).isdisjoint({"absolute", "fixed"})
    if name in _EXTENTS and tag == "img":
        return True
    if name in _EXTENTS or name == "white-space":
        cutting = {"hidden", "clip"} if name == "white-space" else {"hidden", "clip", "scroll", "auto"}
        return any(
            each in style and not words(style[each].value).isdisjoint(cutting)
            for each in ("overflow", "overflow-x", "overflow-y")
        )
    if name == "content":  # of an element; for what stands before and after it, which has no name, it is not hiding
        return bool(tag) and not _has_letters(style[name].value)
    return name != "line-height" or tag in _BLOCKS


def changes_letters(style: Style, tag: str, text: str) -> Declared | None:
    """The declaration that shows a text in other letters; capitals are right for heads."""
    declared = style.get("text-transform")
    if declared is None:
        return None
    said = words(declared.value)
    if "uppercase" in said:
        return declared if tag not in _HEADS and text.upper() != text else None
    if "lowercase" in said:
        return declared if text.lower() != text else None
    if "capitalize" in said:
        return declared if text.title() != text and tag not in _HEADS else None
    return declared if said & {"full-width", "full-size-kana"} and text.strip() else None
