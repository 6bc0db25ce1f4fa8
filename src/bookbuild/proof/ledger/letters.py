"""Where passages stand among the letters of the pages of a PDF, as pdfium reads them, tags or no tags."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from bookbuild.proof.comparison.punctuation import fold_quotes
from bookbuild.proof.passages import NOTE_MARK

_HYPHENS = frozenset("-\u00ad\u2010\u2011\u0002\ufffe")
"""Left out on both sides: where a line ends, pdfium may give any of these, whatever is printed."""
_PROBES = (16, 8, 4, 2)
"""So many first letters are looked for, and fewer where a page ends after a few."""
_MAX_PAGES = 20
"""Over how many pages a passage may go."""
_MAX_MARK = 4
"""How many characters the number of a note may have."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A passage to be found on the pages."""

    page: int
    """On which it begins, counted from 1; 0 if it stands on none."""
    text: str
    """Its essence, with `NOTE_MARK` where the number of a note is printed."""
    before: tuple[str, ...] = ()
    """What may be printed before it and belongs to the picture: a dash, a number."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of a page's letters, by their numbers in pdfium, the last included."""

    page: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Letters:
    """What can be read on a page, without white space and hyphens, and with one quotation mark for all."""

    text: str
    numbers: tuple[int, ...]
    """For each letter its number in pdfium."""


def locate(
    document: pypdfium2.PdfDocument, sought: Sequence[Sought], pages: set[int]
) -> Mapping[int, tuple[Span, ...]]:
    """Where each passage that begins on one of the pages stands, by its index."""
    letters: dict[int, _Letters] = {}
    after: dict[int, int] = {}
    spans: dict[int, tuple[Span, ...]] = {}
    for index, passage in enumerate(sought):
        if passage.page not in pages:
            continue
        text = "".join(letter for letter in passage.text if letter not in _HYPHENS).strip(NOTE_MARK)
        text = fold_quotes(text)
        places = _follow(document, letters, text, passage.page, after.get(passage.page, 0))
        if not places:
            continue
        page, start, _ = places[0]
        before = letters[page].text[:start]
        start -= max((len(each) for each in passage.before if before.endswith(each)), default=0)
        places[0] = (page, start, places[0][2])
        after.update((page, end) for page, _, end in places)
        if passage.text.endswith(NOTE_MARK):
            page, start, end = places[-1]
            places[-1] = (page, start, _after_mark(letters[page], end))
        numbers = {page: letters[page].numbers for page, _, _ in places}
        spans[index] = tuple(Span(page, numbers[page][start], numbers[page][end - 1]) for page, start, end in places)
    return spans


def _after_mark(letters: _Letters, end: int) -> int:
    """Where the number of a note ends that follows a letter at once, without a space or a new line."""
    while (
        end < len(letters.text) and letters.text[end].isdigit() and letters.numbers[end] == letters.numbers[end - 1] + 1
    ):
        end += 1
    return end


def _follow(
    document: pypdfium2.PdfDocument, letters: dict[int, _Letters], text: str, first: int, after: int
) -> list[tuple[int, int, int]]:
    """Page, start and end of each part of a text, from page to page; nothing if any of it is not there."""
    parts: list[tuple[int, int, int]] = []
    for page in range(first, min(first + _MAX_PAGES, len(document) + 1)):
        if page not in letters:
            letters[page] = _read(document, page)
        start, end, matched = _longest(text, letters[page].text, after) or (0, 0, 0)
        if not matched:
            return []
        parts.append((page, start, end))
        if matched == len(text):
            return parts
        text, after = text[matched:].lstrip(NOTE_MARK), 0
    return []


def _longest(text: str, page: str, after: int) -> tuple[int, int, int] | None:
    """Start and end of the longest beginning of a text that stands on a page, and how much of the text that is.

    What stands whole after a place is taken first, then what stands whole before it.
    """
    best: tuple[int, int, int] | None = None
    head = text.partition(NOTE_MARK)[0]
    for length in sorted({min(probe, len(head)) for probe in _PROBES}, reverse=True):
        for start in (*_all(head[:length], page, after, len(page)), *_all(head[:length], page, 0, after)):
            end, matched = _match(text, page, start)
            if best is None or matched > best[2]:
                best = start, end, matched
            if matched == len(text):
                return best
        if best is not None:
            return best
    return best


def _all(head: str, page: str, start: int, limit: int) -> Iterator[int]:
    at = page.find(head, start)
    while 0 <= at < limit:
        yield at
        at = page.find(head, at + 1)


def _match(text: str, page: str, at: int) -> tuple[int, int]:
    """Where the longest beginning of a text ends that stands at a place of a page, and how much of the text it is."""
    matched = 0
    for number, part in enumerate(text.split(NOTE_MARK)):
        if number:
            beginnings = (at + length for length in range(1, _MAX_MARK + 1))
            following = next((place for place in beginnings if page.startswith(part[:_MAX_MARK], place)), None)
            if following is None:
                return at, matched
            at, matched = following, matched + 1
        if not page.startswith(part, at):
            same = next((i for i, (a, b) in enumerate(zip(part, page[at:], strict=False)) if a != b), len(page) - at)
            return at + same, matched + same
        at, matched = at + len(part), matched + len(part)
    return at, matched


def _read(document: pypdfium2.PdfDocument, page: int) -> _Letters:
    opened = document[page - 1]
    text_page = opened.get_textpage()
    letters: list[str] = []
    numbers: list[int] = []
    for number in range(text_page.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text_page, number))
        if letter.isspace() or letter in _HYPHENS or letter == "\0":
            continue
        if letters and unicodedata.combining(letter):
            letter = unicodedata.normalize("NFC", letters.pop() + letter)
            letters += letter
            numbers += [numbers[-1]] * (len(letter) - 1)
        else:
            composed = unicodedata.normalize("NFC", letter)
            letters += composed
            numbers += [number] * len(composed)
    text_page.close()
    opened.close()
    return _Letters(fold_quotes("".join(letters)), tuple(numbers))
