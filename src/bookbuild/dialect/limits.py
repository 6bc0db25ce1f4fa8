"""Refuses what would keep the parser busy for minutes: a few kilobytes of marks that nobody writes."""

import re
from collections.abc import Iterator, Sequence

from bookbuild.model import Source
from bookbuild.problems import LimitError, Problem

MAX_STEPS = 3_000_000
"""Letters of a file between brackets that open and those that close them, each counted as often as it is enclosed, but
for what prose has: an unclosed bracket is followed to the end of its paragraph, and each opening one once more."""
MAX_DECLARATIONS = 200
"""Unclosed `<!`, or `<!--`, in a file: each is followed to the end of the file."""

_BRACKET = re.compile(r"\]\(|[\[\]()]")
_FEW = 50
_USUAL = 3
"""How many brackets a letter may stand in without being counted: a note in a link in a picture."""
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
    end = text.rfind("-->") + 1
    if text.count("<!--", end) > MAX_DECLARATIONS:
        yield text.index("<!--", end), "unclosed comments, <!--"
    if text.count("<!") > MAX_DECLARATIONS:
        declarations = list(_DECLARATION.finditer(text))
        if len(declarations) > MAX_DECLARATIONS:
            yield declarations[0].start(), "unclosed HTML declarations, <!"


def _brackets(text: str) -> int | None:
    """Where the opening brackets become too many; None if they do not."""
    if text.count("[") <= _FEW:
        return None
    steps = start = 0
    for paragraph in [*_PARAGRAPH.finditer(text), None]:
        end = len(text) if paragraph is None else paragraph.start()
        if text.count("[", start, end) > _FEW:
            steps += max(_steps(text, start, end) - _USUAL * (end - start), 0)
        if steps > MAX_STEPS:
            return text.index("[", start)
        start = end
    return None


def _steps(text: str, start: int, end: int) -> int:
    """How many letters the brackets of a paragraph hold, and those after them that hold addresses."""
    steps = 0
    square: list[int] = []
    round_: list[tuple[int, bool]] = []
    for bracket in _BRACKET.finditer(text, start, end):
        here = bracket.start()
        if bracket[0] == "[":
            square.append(here)
        elif bracket[0][0] == "]":
            steps += here - square.pop() if square else 0
        if bracket[0][-1] == "(":
            round_.append((here, bracket[0][0] == "]"))
        elif bracket[0] == ")" and round_:
            opening, holds_address = round_.pop()
            steps += (here - opening) * holds_address
    addresses = [opening for opening, holds_address in round_ if holds_address]
    return steps + sum(end - opening for opening in [*square, *addresses])
