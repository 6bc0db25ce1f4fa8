"""How much work it is to draw a drawing, told from its elements and from what they refer to.

A few lines can stand for millions of shapes: `<use>` in `<use>`, clips in clips, a marker at each of many points. Not
only the library that sets pages would take hours for them, but also e-readers and browsers.
"""

import re
from collections.abc import Iterator

import lxml.etree

MAX_NODES = 50_000
"""Elements, counted after `<use>` is followed."""
MAX_WORK = 500_000
"""In points of a line, each of which takes WeasyPrint some 80 millionths of a second; with all that is referred to."""

HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_ELEMENT, _LETTER, _POINT = 5, 5, 1
_BYTES_OF_A_POINT = 8
_TEXTS = frozenset({"text", "tspan", "textPath"})
_SHAPES = ("d", "points")
_PAINTED = ("fill", "stroke", "clip-path", "mask", "marker-start", "marker-end")
"""Attributes that refer to what is drawn once for each element that has them."""
_COLOURS = frozenset({"linearGradient", "radialGradient"})
"""What they may refer to that draws nothing itself."""
_MARKED = ("marker", "marker-mid")
"""Those for each point of its line."""
_URL = re.compile(r"url\(\s*[\"']?#([^\"')\s]+)")


def is_too_much(root: lxml.etree._Element) -> bool:
    """Whether a drawing is more than can be drawn in a sensible time; counts no further than that."""
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    nodes = work = 0
    waiting: list[tuple[lxml.etree._Element, int, bool]] = [(root, 1, True)]
    while waiting:
        element, times, is_node = waiting.pop()
        nodes += is_node
        if not isinstance(element.tag, str):
            continue
        name = lxml.etree.QName(element).localname
        work += times * _own(element, name)
        if nodes > MAX_NODES or work > MAX_WORK:
            return True
        waiting += ((child, times, is_node) for child in element)
        if name == "use" and (target := by_id.get(_target(element))) is not None:
            waiting.append((target, times, is_node))
        for identifier, often in _references(element):
            target = by_id.get(identifier)
            if target is not None and lxml.etree.QName(target).localname not in _COLOURS:
                waiting.append((target, times * often, False))
    return False


def _own(element: lxml.etree._Element, name: str) -> int:
    letters = len(element.text or "") + sum(len(child.tail or "") for child in element) if name in _TEXTS else 0
    return _ELEMENT + _LETTER * letters + _POINT * _points(element)


def _points(element: lxml.etree._Element) -> int:
    return sum(len(element.get(shape, "")) // _BYTES_OF_A_POINT for shape in _SHAPES)


def _target(element: lxml.etree._Element) -> str:
    return (next((element.get(key) for key in HREFS if element.get(key)), None) or "")[1:]


def _references(element: lxml.etree._Element) -> Iterator[tuple[str, int]]:
    """The ids to which an element refers by its looks, each with how often what bears it is drawn."""
    looks = {key: element.get(key, "") for key in (*_PAINTED, *_MARKED)}
    for declaration in element.get("style", "").split(";"):
        key, _, value = declaration.partition(":")
        looks[key.strip()] = value
    for key, value in looks.items():
        if match := _URL.search(value):
            yield match[1], _points(element) + 1 if key in _MARKED else 1
