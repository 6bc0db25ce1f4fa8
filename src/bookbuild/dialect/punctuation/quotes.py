"""Straight quotation marks, dashes and dots → those of a language, where `smart-punctuation = true` asks for it.

A mark is read by what stands around it in its paragraph, across emphasis and links and over the ends of lines, and
by what is open. So `'Twas`, `rock 'n' roll`, `5'10"` and `--"x"` come out right, which the smart punctuation of
Markdown parsers (Python-Markdown's smarty, markdown-it's smartquotes) gets wrong: they look at the nearest letters of
one piece of text, and know one language a book. The level is the writer's: `"` gives the outer marks of the language,
`'` the inner ones; only where the inner marks are double ones as well does `"` inside `"` give them.

A figure before a mark makes it a prime: `5'10"`, `a 12" ruler`, but `"in 1990"` where a quotation is open.
"""

import bisect
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bookbuild.dialect.punctuation.text_runs import OPAQUE
from bookbuild.i18n import punctuation as languages
from bookbuild.i18n.punctuation import Marks

Run = tuple[str, str]
"""A piece of text, and the language that it is in."""

_QUOTES = re.compile("[\"']")
_SIGNS = re.compile(r"(?<!-)-{2,3}(?!-)|(?<!\.)\.{3}(?!\.)")
_SIGN = {"--": "–", "---": "—", "...": "…"}
_ADDRESS = re.compile(r"(?:(?<=[a-z+.-])://|www\.|mailto:)\S+", re.IGNORECASE)
_OPENERS = frozenset("([{¡¿-–—/=“‘„‚«‹")
_CLOSERS = frozenset(".,;:!?)]}…")
_DASHES = frozenset("-–—/")
_AND = re.compile(r"'n'(?!\w)", re.IGNORECASE)
_YEAR = re.compile(r"'\d\d(?!\d)")
_FEET = re.compile(r"\d['′]\s?\d{1,2}$")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_WORD = re.compile(r"[^\W\d_]+")
_SPACED = re.compile(r" (?=[;:!?»](?:[\s)\]»”]|$))|(?<=«) ")


def mark(runs: Sequence[Run], goes_on_with: str = "") -> list[str]:
    """The runs of a paragraph with the marks of their languages; `goes_on_with` is how the next paragraph begins."""
    paragraph = _Paragraph("".join(text for text, _ in runs), goes_on_with)
    ends = list(itertools.accumulate(len(text) for text, _ in runs))

    def language_at(index: int) -> str:
        return runs[bisect.bisect_right(ends, index)][1]

    for signs in _SIGNS.finditer(paragraph.text):
        paragraph.write(signs.start(), _SIGN[signs[0]])
        for rest in range(signs.start() + 1, signs.end()):
            paragraph.write(rest, "")
    for quote in _QUOTES.finditer(paragraph.text):
        if quote.start() not in paragraph.settled:
            _settle(paragraph, quote.start(), language_at(quote.start()))
    for spaced in _SPACED.finditer(paragraph.text):
        if languages.is_french(language_at(spaced.start())):
            paragraph.write(spaced.start(), languages.french_space(paragraph.text[spaced.end() : spaced.end() + 1]))
    return [paragraph.between(start, end) for start, end in itertools.pairwise([0, *ends])]


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while its marks are set."""

    text: str
    goes_on_with: str
    written: dict[int, str] = field(default_factory=dict)
    """What characters become, by their places."""
    settled: dict[int, str] = field(default_factory=dict)
    """What each quotation mark that is settled turned out to be: open, close, apostrophe, prime or as typed."""
    open: list[tuple[str, str]] = field(default_factory=list)
    """The mark that opened each quotation that is still open, and the one that will close it."""

    def __post_init__(self) -> None:
        if "://" in self.text or "www." in self.text or "mailto:" in self.text:
            self.settled = {i: "typed" for found in _ADDRESS.finditer(self.text) for i in range(*found.span())}

    def between(self, start: int, end: int) -> str:
        """A part of the paragraph as it is written now."""
        parts: list[str] = []
        for index in sorted(self.written):
            if start <= index < end:
                parts += [self.text[start:index], self.written[index]]
                start = index + 1
        return "".join([*parts, self.text[start:end]])

    def write(self, index: int, mark: str) -> None:
        """Set a mark, except in an address of the web."""
        if self.settled.get(index) != "typed":
            self.written[index] = mark

    def at(self, index: int) -> str:
        return self.text[index] if 0 <= index < len(self.text) else ""

    def is_open(self, typed: str) -> bool:
        return any(opened == typed for opened, _ in self.open)

    def next_word(self, index: int) -> str:
        """The character after a mark and other marks right behind it; empty at the end."""
        while self.at(index) in ('"', "'"):
            index += 1
        return self.at(index)

    def may_open(self, index: int) -> bool:
        """Whether what stands before a mark lets it open something."""
        before = self.at(index - 1)
        role = self.settled.get(index - 1) if before in ('"', "'") else None
        elided = role == "apostrophe" and _is_word(self.next_word(index))
        return not before or before.isspace() or before in _OPENERS or role == "open" or elided


def _settle(paragraph: _Paragraph, index: int, language: str) -> None:
    """Decide what a typed mark is, and write it."""
    typed = paragraph.text[index]
    marks = languages.marks(language)
    role = _role_of_single(paragraph, index, language) if typed == "'" else _role_of_double(paragraph, index)
    paragraph.settled[index] = role
    if role == "open":
        _open(paragraph, index, typed, marks)
    elif role == "close":
        _close(paragraph, index, typed, marks)
    elif role != "typed":
        paragraph.write(index, "’" if role == "apostrophe" else "′" if typed == "'" else "″")


def _open(paragraph: _Paragraph, index: int, typed: str, marks: Marks) -> None:
    nested = typed == '"' and marks.inner_is_double and (typed, marks.outer[1]) in paragraph.open
    opening, closing = marks.outer if typed == '"' and not nested else marks.inner
    paragraph.open.append((typed, closing))
    paragraph.write(index, opening)
    if opening[-1].isspace() and paragraph.at(index + 1) == " ":
        paragraph.write(index + 1, "")


def _close(paragraph: _Paragraph, index: int, typed: str, marks: Marks) -> None:
    closing = (marks.outer if typed == '"' else marks.inner)[1]
    if paragraph.is_open(typed):
        while paragraph.open[-1][0] != typed:
            paragraph.open.pop()
        closing = paragraph.open.pop()[1]
    paragraph.write(index, closing)
    if closing[0].isspace() and paragraph.at(index - 1) == " ":
        paragraph.write(index - 1, "")


def _role_of_double(paragraph: _Paragraph, index: int) -> str:
    before, after = paragraph.at(index - 1), paragraph.at(index + 1)
    if before.isdigit() and (not paragraph.is_open('"') or _FEET.search(paragraph.text[max(index - 5, 0) : index])):
        return "prime"
    if before.isalnum() and after.isalnum():
        return "typed"
    return _side(paragraph, index, '"')


def _role_of_single(paragraph: _Paragraph, index: int, language: str) -> str:
    before, after = paragraph.at(index - 1), paragraph.at(index + 1)
    if _is_word(before) and _is_word(paragraph.next_word(index + 1)):
        return "prime" if before.isdigit() and after.isdigit() else "apostrophe"
    if before.isdigit() and not paragraph.is_open("'"):
        return "prime"
    if _AND.match(paragraph.text, index) and _is_word(paragraph.at(index - 2)):
        paragraph.settled[index + 2] = "apostrophe"
        paragraph.write(index + 2, "’")
        return "apostrophe"
    if paragraph.may_open(index) and _is_elided(paragraph.text, index, language):
        return "apostrophe"
    side = _side(paragraph, index, "'")
    if side == "open" and not _is_closed_later(paragraph, index):
        return "apostrophe"
    if side == "close" and (not paragraph.is_open("'") or _is_possessive(paragraph, index)):
        return "apostrophe"
    return side


def _side(paragraph: _Paragraph, index: int, typed: str) -> str:
    """Whether a quotation mark opens or closes, by what stands on both sides of it and by what is open."""
    before, after = paragraph.at(index - 1), paragraph.next_word(index + 1)
    is_open = paragraph.is_open(typed)
    ends = not after or after.isspace()
    stops = ends or after in _CLOSERS
    if not paragraph.may_open(index):
        return "close" if stops or is_open or not _is_word(after) else "open"
    is_dashed = before in _DASHES
    if not stops:
        return "close" if is_dashed and is_open and not _is_word(after) else "open"
    if ends and (is_dashed or (before and not after)):
        return "close"
    if not ends and not before.isspace():
        return "open"
    return "close" if is_open else "open"


def _is_elided(text: str, index: int, language: str) -> bool:
    """Whether letters or figures are left out before a word: `'Twas`, `'90s`, `'s avonds`."""
    word = _WORD.match(text, index + 1)
    return bool(_YEAR.match(text, index)) or (word is not None and languages.is_elision(word[0], language))


def _is_closed_later(paragraph: _Paragraph, index: int) -> bool:
    """Whether a single mark has a partner, so that it is no apostrophe: here, or in paragraphs that go on with it."""
    first = not paragraph.text[:index].strip(" \n\"'")
    return _next_single(paragraph, index) is not None or (first and paragraph.goes_on_with in ('"', "'"))


def _is_possessive(paragraph: _Paragraph, index: int) -> bool:
    """Whether `the dogs' bowls` stands inside single marks: another one closes them, with none opened before it."""
    goes_on = paragraph.at(index - 1).isalpha() and paragraph.at(index + 1) == " " and paragraph.at(index + 2).isalpha()
    later = _next_single(paragraph, index) if goes_on else None
    return later is not None and "'" not in _APOSTROPHE.sub("", paragraph.text[index + 1 : later])


def _next_single(paragraph: _Paragraph, index: int) -> int | None:
    """The next single mark that can close: something stands before it, and no word after it."""
    for found in re.finditer("'", paragraph.text[index + 1 :]):
        place = index + 1 + found.start()
        before, after = paragraph.at(place - 1), paragraph.next_word(place + 1)
        if before and not before.isspace() and not _is_word(after) and paragraph.settled.get(place) is None:
            return place
    return None


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == OPAQUE
