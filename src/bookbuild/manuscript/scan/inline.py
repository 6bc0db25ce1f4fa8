"""Code within a line: between runs of backticks of one length."""

import re
from collections.abc import Iterator

CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
"""Code within one line or paragraph."""
_TICKS = re.compile(r"(?<!\\)`+|\n[ >\t]*\n")


def inline_code(text: str) -> Iterator[tuple[int, int]]:
    """Where the code within the paragraphs of a text begins and ends, without its backticks."""
    if "`" not in text:
        return
    waiting: dict[int, list[tuple[int, int]]] = {}
    runs: list[tuple[int, int]] = []
    for ticks in [*_TICKS.finditer(text), None]:
        if ticks is not None and ticks[0][0] == "`":
            runs.append(ticks.span())
            continue
        for start, end in runs:
            waiting.setdefault(end - start, []).append((start, end))
        position = 0
        for start, end in runs:
            same = waiting[end - start]
            while same and same[0][0] <= start:
                same.pop(0)
            if start >= position and same:
                position = same[0][1]
                yield end, same[0][0]
        runs, waiting = [], {}
