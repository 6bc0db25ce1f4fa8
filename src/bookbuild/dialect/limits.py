"""Refuses what would keep the parser busy for minutes: a few kilobytes of marks that nobody writes."""

import re
from collections.abc import Iterator, Sequence

from bookbuild.model import Source
from bookbuild.problems import LimitError, Problem

MAX_BRACKETS = 2_500
"""Opening brackets in one paragraph, or so many that the squares of their numbers come to the same in a file: each
unclosed one is followed to the end of its paragraph."""
MAX_DECLARATIONS = 200
"""Unclosed `<!` in a file: each is followed to the end of the file."""
MAX_OPEN_FENCES = 1_000
"""Fences of code in a file that no later line closes: each is followed to the end of the file."""

_FENCE = re.compile(r"^[ >]*(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
_BRACKET = re.compile(r"\[(?!\^[^\[\]\s]+\]|[^\[\]\n]+\]:)")
"""Not that of a note or a definition: those are found at once."""
_FEW = 50
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_DECLARATION = re.compile(r"<!(?!--|DOCTYPE\b)", re.IGNORECASE)


def refuse_slow(sources: Sequence[Source]) -> None:
    """Raises LimitError, naming the file and where in it the marks begin."""
    for source in sources:
        for offset, what in _slow(source.text):
            where = source.location(source.text.count("\n", 0, offset))
            message = f"from here on the text has so many {what} that reading it would take minutes"
            hint = "Put code between lines of ```; if this is no code, it came into the text by mistake: delete it."
            raise LimitError([Problem("BB701", where, message, hint)])


def _slow(text: str) -> Iterator[tuple[int, str]]:
    if text.count("[") > MAX_BRACKETS:
        cost = start = 0
        for paragraph in [*_PARAGRAPH.finditer(text), None]:
            end = len(text) if paragraph is None else paragraph.start()
            if text.count("[", start, end) > _FEW:
                cost += len(_BRACKET.findall(text, start, end)) ** 2
            if cost > MAX_BRACKETS**2:
                yield text.index("[", start), "opening brackets"
                return
            start = end
    if text.count("<!") > MAX_DECLARATIONS:
        found = list(_DECLARATION.finditer(text))
        if len(found) > MAX_DECLARATIONS:
            yield found[0].start(), "unclosed HTML declarations, <!"
    if text.count("```") + text.count("~~~") > MAX_OPEN_FENCES:
        closing = {"`": 0, "~": 0}
        still_open = []
        for fence in reversed(list(_FENCE.finditer(text))):
            mark, length = fence[1][0], len(fence[1])
            if closing[mark] < length:
                still_open.append(fence.start())
            if not fence[2].strip():
                closing[mark] = max(closing[mark], length)
        if len(still_open) > MAX_OPEN_FENCES:
            yield still_open[-1], "fences of code that are never closed"
