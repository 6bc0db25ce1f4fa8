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
    if (start := _brackets(text)) is not None:
        yield start, "opening brackets"
    if text.count("<!") > MAX_DECLARATIONS:
        declarations = list(_DECLARATION.finditer(text))
        if len(declarations) > MAX_DECLARATIONS:
            yield declarations[0].start(), "unclosed HTML declarations, <!"


def _brackets(text: str) -> int | None:
    """Where the opening brackets become too many; None if they do not."""
    if text.count("[") <= MAX_BRACKETS:
        return None
    cost = start = 0
    for paragraph in [*_PARAGRAPH.finditer(text), None]:
        end = len(text) if paragraph is None else paragraph.start()
        if text.count("[", start, end) > _FEW:
            cost += len(_BRACKET.findall(text, start, end)) ** 2
        if cost > MAX_BRACKETS**2:
            return text.index("[", start)
        start = end
    return None
