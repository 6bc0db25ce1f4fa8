"""Lists that count otherwise than from 1 in figures, as WeasyPrint can show them.

It knows nothing of `start`, `type`, `value` and `reversed`, but counters, and marks that are strings.
"""

import re

from lxml.html import HtmlElement

KINDS = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman", "1": "decimal"}
_NUMBER = re.compile(r"\s*([-+]?\d{1,9})")


def count(tree: HtmlElement) -> None:
    """Say by styles how each numbered list of a tree counts, and make marks of labels."""
    for numbered in tree.iter("ol"):
        items = list(numbered.iterchildren("li"))
        step = -1 if numbered.get("reversed") is not None else 1
        start = _parsed(numbered.get("start"))
        number = (len(items) if step < 0 else 1) if start is None else start
        if number != 1 or step < 0:
            _add(numbered, f"counter-reset: list-item {number - step}")
        if kind := KINDS.get(numbered.get("type", "")):
            _add(numbered, f"list-style-type: {kind}")
        before = number - step
        for item in items:
            value = _parsed(item.get("value"))
            value = before + step if value is None else value
            if value - before != 1:
                _add(item, f"counter-increment: list-item {value - before}")
            before = value
            if item.get("class") == "labelled":
                _mark(item)


def _mark(item: HtmlElement) -> None:
    """Make the mark of an item of the label that it begins with."""
    label = next(span for span in item.iter("span") if span.get("class") == "label")
    words = "".join(label.itertext()).replace("\\", "\\\\").replace('"', '\\"')
    _add(item, f'list-style-type: "{words} "')
    label.tail = (label.tail or "").lstrip()
    label[:] = []
    label.text = ""
    label.drop_tag()


def _parsed(written: str | None) -> int | None:
    found = _NUMBER.match(written or "")
    return int(found[1]) if found else None


def _add(element: HtmlElement, style: str) -> None:
    element.set("style", "; ".join(filter(None, (element.get("style"), style))))
