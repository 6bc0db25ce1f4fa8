"""Lists with numbers of their own kind: `a.`, `iv.`, `(1)`, `B)`.

Markdown counts with figures alone. An item becomes one of a numbered list that begins with what was typed, as a span of
the class `label`: `1. [(a)]{.label} words`. Zeros make its number as wide as that, unless
what stands below is indented less: it still belongs to the item.
"""

import re
from collections.abc import Iterator, Sequence

from bookbuild.manuscript.importers.lines import Changed, Line, in_prose

_ITEM = re.compile(
    r"(?P<before>(?:[ ]{0,3}>[ ]?)*+[ ]*+)(?P<label>\((?P<inside>\d{1,3}|[a-z]|[A-Z]|[ivxl]{2,7}|[IVXL]{2,7})\)"
    r"|(?P<plain>[a-z]|[A-Z]|[ivxl]{2,7}|[IVXL]{2,7})(?P<close>[.)]))(?P<gap>[ ]{1,4})(?=\S)"
)
_NUMBERED = re.compile(
    r"(?P<before>(?:[ ]{0,3}>[ ]?)*+[ ]*+)(?P<number>\d{1,9})(?P<close>[.)])[ ]{1,4}(?=\S)"
    r"(?P<label>\[[^\]]+\]\{\.label)?"
)
_OTHER_ITEM = re.compile(r"[ ]*(?:[-+*]|\d{1,9}[.)])[ ]+(?=\S)")
_NOTE = re.compile(r"[ ]{0,3}\[\^[^\]\s]+\]:")
_CODE_INDENT = 4
_ROMAN = (("l", 50), ("xl", 40), ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))


def _in_roman(number: int) -> str:
    letters = ""
    for sign, worth in _ROMAN:
        while number >= worth:
            letters, number = letters + sign, number - worth
    return letters


_NUMBER_OF = {_in_roman(number): number for number in range(1, 90)}


def own_numbers(lines: Sequence[Line]) -> Changed:
    """Make items of numbered lists of what follows its own numbers, two at least, with none left out."""
    return in_prose(lines, lambda prose: (_apart(_numbered(prose)), []))


def _numbered(lines: Sequence[Line]) -> list[Line]:
    changed = list(lines)
    texts = [line.text for line in lines]
    candidates = [index for index, text in enumerate(texts) if _ITEM.match(text)]
    holders = _holders(texts) if any(texts[index].startswith(" ") for index in candidates) else None
    done: set[int] = set()
    for index in candidates:
        if index in done or not _may_begin(texts, index, holders[index] if holders else ""):
            continue
        items = _items(texts, index)
        done.update(item for item, _ in items)
        for item, number in items if len(items) > 1 else ():
            match = _ITEM.match(texts[item])
            assert match
            classes = ".label .first" if item == index else ".label"
            figures = min(len(match["label"]), _room(texts, item) - len(match["gap"])) - 1
            typed = f"{number:0{figures}d}.{match['gap']}[{match['label']}]{{{classes}}} "
            changed[item] = changed[item]._replace(text=f"{match['before']}{typed}{texts[item][match.end() :]}")
    return changed


def _room(texts: Sequence[str], index: int) -> int:
    """How far what belongs to an item is indented, where something follows it that is."""
    indent = _indent(texts[index])
    following = next((texts[later] for later in range(index + 1, len(texts)) if texts[later].strip()), "")
    return _indent(following) - indent if _indent(following) > indent else 99


def _apart(lines: Sequence[Line]) -> list[Line]:
    """Keep the numbers of a list that follows one of another kind: both would become one."""
    items = {index: item for index, line in enumerate(lines) if (item := _NUMBERED.match(line.text))}
    if len({"own" if item["label"] else item["close"] for item in items.values()}) < 2:
        return list(lines)
    changed = list(lines)
    marks: dict[str, str] = {}
    """For each list that could go on, by what stands before its items: how its numbers look."""
    count: dict[str, int] = {}
    for index, line in enumerate(lines):
        if index in items:
            item = items[index]
            before, look = item["before"], item["label"] or item["close"]
            marks = {outer: each for outer, each in marks.items() if len(outer) <= len(before)}
            known = marks.get(before, "")
            if not item["label"] and known and known != item["close"]:
                first = known != f"own {item['close']}"
                count[before] = int(item["number"]) if first else count[before] + 1
                label = f"[{count[before]}{item['close']}]{{.label{' .first' if first else ''}}} "
                text = f"{line.text[: item.end()]}{label}{line.text[item.end() :]}"
                changed[index] = line._replace(text=text)
                look = f"own {item['close']}"
            marks[before] = look if look in ".)" or look.startswith("own") else "other"
        elif marks and line.text.strip() and not lines[index - 1].text.strip():
            marks = {outer: each for outer, each in marks.items() if len(outer) < _indent(line.text)}
    return changed


def _holders(texts: Sequence[str]) -> list[str]:
    """For each line: the nearest one before it that is indented less, or nothing."""
    holders: list[str] = []
    open_lines: list[tuple[int, str]] = []
    """Each indented more than the one before it."""
    for text in texts:
        indent = _indent(text)
        while text.strip() and open_lines and open_lines[-1][0] >= indent:
            open_lines.pop()
        holders.append(open_lines[-1][1] if open_lines else "")
        if text.strip():
            open_lines.append((indent, text))
    return holders


def _may_begin(texts: Sequence[str], index: int, holder: str) -> bool:
    """Whether a list may begin on a line: after an empty one, or as the first thing below an item that holds it."""
    match = _ITEM.match(texts[index])
    assert match
    indent = len(match["before"]) - len(match["before"].rstrip(" ")) if ">" not in match["before"] else 0
    holder = "" if ">" in match["before"] else holder
    item = _ITEM.match(holder) or _OTHER_ITEM.match(holder)
    inside = _CODE_INDENT if _NOTE.match(holder) else item.end() if item else 0
    if indent >= _CODE_INDENT and not (inside and inside - 2 <= indent < inside + _CODE_INDENT):
        return False
    plain = match["plain"] or ""
    if match["close"] == "." and len(plain) == 1 and plain.isupper() and plain not in "AI":
        return False  # the names of C. S. Lewis and D. H. Lawrence begin two paragraphs
    before = texts[index - 1] if index else ""
    return not before.strip(" >") or (item is not None and before is holder)


def _items(texts: Sequence[str], index: int) -> list[tuple[int, int]]:
    """The line and the number of each item of a list, in order."""
    first = _ITEM.match(texts[index])
    assert first
    items: list[tuple[int, int]] = []
    candidates = _values(first)
    kind = ""
    for later, found in _siblings(texts, index, first):
        values = _values(found)
        if not kind and items:
            kind = next((name for name, value in candidates.items() if values.get(name) == value + 1), "")
            items = [(index, candidates[kind])] if kind else items
        if items and (not kind or values.get(kind) != items[-1][1] + 1):
            break
        items.append((later, values[kind] if kind else 0))
    return items


def _siblings(texts: Sequence[str], index: int, first: re.Match[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """The lines of a list that begin like its first: with the same marks around a number, as far in."""
    blank = False
    for later in range(index, len(texts)):
        text = texts[later]
        match = _ITEM.match(text)
        if match and match["before"] == first["before"] and _marks(match) == _marks(first):
            yield later, match
        elif not text.strip(" >"):
            blank = True
            continue
        elif _indent(text) <= len(first["before"]) and (blank or _OTHER_ITEM.match(text)):
            return
        blank = False


def _marks(match: re.Match[str]) -> str:
    return "()" if match["inside"] else match["close"]


def _values(match: re.Match[str]) -> dict[str, int]:
    """What a number may be worth, by its kind."""
    typed = match["inside"] or match["plain"]
    if typed.isdecimal():
        return {"1": int(typed)}
    size = "i" if typed.islower() else "I"
    values = {}
    if (roman := _NUMBER_OF.get(typed.lower())) is not None:
        values[size] = roman
    if len(typed) == 1:
        values[f"letter {size}"] = ord(typed.lower()) - ord("a") + 1
    return values


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
