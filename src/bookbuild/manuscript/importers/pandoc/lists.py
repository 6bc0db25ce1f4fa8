"""pandoc's lists: examples numbered through the text, and `#.`."""

import re
from collections.abc import Sequence

from bookbuild.manuscript.importers.lines import Changed, Line, in_prose, prose_flags, replaced

_EXAMPLE = re.compile(r"(?P<indent> {0,3})\(@(?P<label>[\w-]*)\)(?P<gap>[ \t]+)")
_HASH = re.compile(r"(?P<indent> {0,3})#[.)](?P<gap>[ \t]+)(?=\S)")


def example_lists(lines: Sequence[Line]) -> Changed:
    """`(@)` and `(@good)` become numbers that go on through the whole text; `@good` elsewhere becomes its number."""
    numbers: dict[str, int] = {}
    count = 0
    changed: list[Line] = []
    for line, is_prose in zip(lines, prose_flags(lines), strict=True):
        item = _EXAMPLE.match(line.text) if is_prose else None
        if item:
            count += 1
            numbers.setdefault(item["label"] or f" {count}", count)
            line = line._replace(text=f"{item['indent']}{count}.{item['gap']}{line.text[item.end() :]}")
        changed.append(line)
    labels = [label for label in numbers if not label.startswith(" ")]
    if labels:
        reference = re.compile(
            rf"(?<![\w@\\])@({'|'.join(sorted(map(re.escape, labels), key=len, reverse=True))})(?![\w-])"
        )
        changed = replaced(changed, reference, lambda item: str(numbers[item[1]]))
    return changed, []


def hash_lists(lines: Sequence[Line]) -> Changed:
    """`#.` becomes the number that it stands for."""
    return in_prose(lines, lambda prose: (_hash_lists(prose), []))


def _hash_lists(lines: Sequence[Line]) -> list[Line]:
    changed: list[Line] = []
    count = 0
    for line in lines:
        item = _HASH.match(line.text)
        if item:
            count += 1
            line = line._replace(text=f"{item['indent']}{count}.{item['gap']}{line.text[item.end() :]}")
        elif line.text.strip() and not line.text.startswith(" ") and changed and not changed[-1].text.strip():
            count = 0
        changed.append(line)
    return changed
