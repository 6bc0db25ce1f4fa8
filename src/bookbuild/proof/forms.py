"""What is said of words by their form: by spaces, by the ends of lines, by emphasis and the like.

The form of a passage is its words with marks between them. A mark opens with a name (`em`, `lang fr`) and closes; the
end of a line that counts is a mark of its own.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

OPEN, NAMED, CLOSE, LINE = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
"""Noncharacters, which no text may have: what begins and ends the name of a mark, what closes one, and a line end."""
WRAP = "\ufdd4"
"""Where a page ends a line, which it may do at white space or elsewhere: both are right."""

_MARK = re.compile(f"({OPEN}[^{NAMED}]*{NAMED}|[{CLOSE}{LINE}{WRAP}])")
_NAMES = {
    **{name: name for name in ("em", "strong", "s", "sub", "sup", "code", "kbd", "samp", "mark", "u", "small")},
    **{"i": "em", "b": "strong", "del": "s", "strike": "s", "ins": "u"},
}
"""The marks that elements make, by their names: those that look the same are one."""
INDENT = "indent"
"""How far the line of a poem is moved in, in ems: a mark around nothing."""


@dataclass(frozen=True, slots=True)
class MarkSpan:
    """A run of letters that is marked."""

    name: str
    start: int
    """Counted in letters of the essence, from 0."""
    end: int


@dataclass(frozen=True, slots=True)
class PassageForm:
    """The form of a passage, told by places in its essence."""

    text: str
    spaces: frozenset[int]
    """The letters before which there is white space."""
    lines: frozenset[int]
    """The letters that begin a line, the first one left out."""
    spans: tuple[MarkSpan, ...]
    wraps: frozenset[int] = frozenset()
    """The letters that begin a line of a page."""


def names_of(element: str, attributes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The marks that an element in a line makes, by its name and attributes as HTML has them."""
    names = [_NAMES[element]] if element in _NAMES else []
    for key, value in attributes:
        if key == "href" and element == "a":
            names.append("a")
        elif key == "lang" and value:
            names.append(language_mark(value))
        elif key == "class" and "smallcaps" in value.split():
            names.append("smallcaps")
    return tuple(names)


def language_mark(language: str) -> str:
    """The mark of words in a language (BCP 47)."""
    return f"lang {language.lower()}"


def opened(names: Sequence[str]) -> str:
    """Where marks open."""
    return "".join(f"{OPEN}{name}{NAMED}" for name in names)


def marked(names: Sequence[str], words: str) -> str:
    """Words in some marks."""
    return f"{opened(names)}{words}{CLOSE * len(names)}" if names else words


def plain(form: str) -> str:
    """The words without marks."""
    if WRAP in form:
        form = form.replace(WRAP, " ")
    return _MARK.sub("", form) if OPEN in form or LINE in form else form


def has_marks(written: str) -> bool:
    """Whether there is any mark in some words."""
    return OPEN in written or LINE in written or WRAP in written


def in_lines(code: str) -> str:
    """Code as it is compared: its lines with their indents, without what nobody sees at their ends."""
    return "\n".join(line.rstrip() for line in code.split("\n")).strip("\n")


def read(form: str, *, skip: int = 0) -> PassageForm:
    """A form by its places; the first letters are left out, so many as `skip` says."""
    letters: list[str] = []
    length = -skip
    spaces: set[int] = set()
    lines: set[int] = set()
    wraps: set[int] = set()
    waiting: list[tuple[str, int]] = []
    spans: list[MarkSpan] = []
    for part in _MARK.split(form):
        if part.startswith(OPEN):
            waiting.append((part[1:-1], length))
        elif part == CLOSE:
            name, start = waiting.pop() if waiting else ("", length)
            spans.append(MarkSpan(name, max(start, 0), max(length, 0)))
        elif part == LINE:
            lines.add(length)
        elif part == WRAP:
            wraps.add(length)
        else:
            run = unicodedata.normalize("NFC", part)
            spaces.update(place + length for place in _spaces(run))
            letters += run.split()
            length += sum(map(len, run.split()))
    inner = frozenset(place for place in spaces if 0 < place < length)
    ends = frozenset(place for place in lines if 0 < place < length)
    return PassageForm("".join(letters)[skip:], inner - ends, ends, tuple(_joined(spans)), frozenset(wraps))


def _spaces(run: str) -> Iterator[int]:
    """The places in the essence of some words before which they have white space; perhaps one after the last letter."""
    place = 0
    for word in re.split(r"(\s+)", run):
        if word.isspace():
            yield place
        place += len("".join(word.split()))


def _joined(spans: Sequence[MarkSpan]) -> Iterator[MarkSpan]:
    """Spans in order, those of one name that touch joined, and those around nothing left out."""
    for name in sorted({span.name for span in spans if span.name}):
        mine = sorted((span.start, span.end) for span in spans if span.name == name)
        if name.startswith(INDENT):
            yield from (MarkSpan(name, start, start) for start, _ in mine)
            continue
        start, end = mine[0]
        for more, last in mine[1:]:
            if more > end:
                yield from (MarkSpan(name, start, end),) if end > start else ()
                start = more
            end = max(end, last)
        if end > start:
            yield MarkSpan(name, start, end)
