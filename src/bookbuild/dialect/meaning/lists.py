"""Numbered lists: their own kinds of numbers, and room beside the text for long ones."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement
from lxml.html.builder import E

_LABEL = "label"
_NUMBER = re.compile(r"\s*([-+]?\d{1,9})")
_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_WIDEST = 8
"""As many letters of a number as style sheets have room for."""


def lists(tree: HtmlElement) -> None:
    """Let lists count as typed, each in its kind of numbers, and tell style sheets how long those are.

    Items of the text begin with a span of the class `label` where their number was typed in another kind than `1.`.
    What HTML can count so becomes a list of that type. Others keep their labels, in items of the class `labelled`.
    """
    for numbered in list(tree.iter("ol")):
        for part in _parts(numbered):
            labels = [_label(item) for item in part.iterchildren("li")]
            typed = ["".join(label.itertext()) for label in labels if label is not None]
            if typed:
                _set_kind(part, [label for label in labels if label is not None], typed)
            longest = max((_length(each) for each in _shown(part, typed)), default=0)
            if longest > 1:
                name = f"hang-{min(longest, _WIDEST)}"
                part.set("class", f"{part.get('class', '')} {name}".strip())


def _parts(numbered: HtmlElement) -> list[HtmlElement]:
    """A list, parted where numbers of another kind begin: Markdown makes one list of all that follow each other."""
    parts = [numbered]
    for item in list(numbered.iterchildren("li"))[1:]:
        label, before = _label(item), item.getprevious()
        had_label = before is not None and _label(before) is not None
        if label is not None and ("first" in label.get("class", "").split() or not had_label):
            rest = E.ol("\n")
            rest.extend([item, *item.itersiblings("li")])
            rest.tail, numbered.tail = numbered.tail, "\n"
            numbered.addnext(rest)
            numbered = rest
            parts.append(rest)
    return parts


def _label(item: HtmlElement) -> HtmlElement | None:
    """The span that begins an item with its number, if one does."""
    for holder in (item, *item[:1]):
        if (holder.text or "").strip() or not len(holder):
            return None
        if holder[0].tag == "span" and _LABEL in holder[0].get("class", "").split():
            return holder[0]
    return None


def _set_kind(numbered: HtmlElement, labels: Sequence[HtmlElement], typed: Sequence[str]) -> None:
    """Have a list count in the kind of its labels, if HTML can; else show them."""
    kind, start = _counted(typed) if len(labels) == len(numbered) else ("", 0)
    numbered.attrib.pop("start", None)
    if not kind:
        for label in labels:
            label.set("class", _LABEL)
            next(label.iterancestors("li")).set("class", "labelled")
        return
    for label in labels:
        parent = label.getparent()
        assert parent is not None
        label.tail = (label.tail or "").lstrip()
        label.text = ""
        label.drop_tag()
    if kind != "1":
        numbered.set("type", kind)
    if start != 1:
        numbered.set("start", str(start))


def _counted(typed: Sequence[str]) -> tuple[str, int]:
    """The type of a list that HTML numbers so, and its first number; no type where it has none."""
    for kind in "1aAiI":
        start = next((number for number in range(1, 100) if f"{_in(kind, number)}." == typed[0]), 0)
        if start and all(f"{_in(kind, start + index)}." == each for index, each in enumerate(typed)):
            return kind, start
    return "", 0


def _shown(numbered: HtmlElement, typed: Sequence[str]) -> list[str]:
    """The numbers of a list as far as they take room, without the dot behind them."""
    items = list(numbered.iterchildren("li"))
    if any(item.get("class") == "labelled" for item in items):
        return [each.removesuffix(".") for each in typed]
    backwards = numbered.get("reversed") is not None
    number = _parsed(numbered.get("start")) or (len(items) if backwards else 1)
    shown = []
    for item in items:
        value = _parsed(item.get("value"))
        number = number if value is None else value
        shown.append(_in(numbered.get("type", "1"), number))
        number += -1 if backwards else 1
    return shown


def _length(shown: str) -> int:
    """How many letters wide a number is: brackets are half as wide as these."""
    return len(shown) - (len(shown) - len(shown.strip("()"))) // 2


def _parsed(written: str | None) -> int | None:
    found = _NUMBER.match(written or "")
    return int(found[1]) if found else None


def _in(kind: str, number: int) -> str:
    """A number in letters, Roman numerals or figures."""
    letters = ""
    if kind in ("a", "A") and number > 0:
        while number > 0:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("a") + rest) + letters
    elif kind in ("i", "I") and 0 < number < 90:
        for worth, sign in _ROMAN:
            while number >= worth:
                letters, number = letters + sign, number - worth
    else:
        return str(number)
    return letters.upper() if kind in "AI" else letters
