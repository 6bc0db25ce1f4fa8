"""A second reading of a PDF, by another engine and from the pages alone: what an eye would see, tags or no tags.

It knows no order beyond that of the pages and cannot tell a quotation from a running head. So it is asked one thing
only: whether the words of each passage stand there. That holds for PDFs of any origin.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

import pypdfium2

from bookbuild.problems import Problem, Severity, beginning
from bookbuild.proof.comparison import punctuation
from bookbuild.proof.passages import FORMULA, NOTE_MARK, Passage, PassageKind, Reading, essence, readable, respelled
from bookbuild.proof.readback.bidi import RIGHT_TO_LEFT
from bookbuild.proof.readback.pdf_objects import letters, page_objects

_ANY_HYPHEN = re.compile("[\u2010\u2011\u00ad\ufffe\u0002-]")
_BETWEEN = re.compile(f"{NOTE_MARK}|{FORMULA.pattern}")
_REACH = 3_000
"""How many characters may stand between the parts of a passage: notes, folio and running head of a page end; more where
a long note goes over several pages."""
_PART = 12
"""A part of a passage that is shorter is not looked for alone."""
_MAX_PARTS, _LEAST_PAGE = 6, 300
"""In how many parts a passage may stand, and one part more for so many characters, as small pages hold at least."""


def read_pages(data: bytes) -> str:
    """The text of all pages as pdfium sees it, without hyphens: at the ends of lines nothing tells their meaning."""
    document = pypdfium2.PdfDocument(data)
    try:
        pages = []
        for page in document:
            text_page = page.get_textpage()
            pages.append(_plain(text_page.get_text_bounded()))
            text_page.close()
            page.close()
        return "".join(pages)
    finally:
        document.close()


def read_without_artifacts(data: bytes) -> str:
    """The same without what is marked as none of the text, such as running heads and the numbers of lines of code."""
    document = pypdfium2.PdfDocument(data)
    try:
        pages = []
        for page in document:
            others = {text.address for text in page_objects(page).texts if text.is_artifact}
            text_page = page.get_textpage()
            pages.append(_plain("".join(each.text for each in letters(text_page) if each.address not in others)))
            text_page.close()
            page.close()
        return "".join(pages)
    finally:
        document.close()


def testify(promised: Reading, data: bytes, output: str) -> Iterator[Problem]:
    """A problem for each passage whose words pdfium does not find on the pages of a PDF, in the order of the text.

    It is overruled where it takes for words of a line what stands beside it, or turns lines of two directions in its
    own way.
    """
    spell = punctuation.fold if promised.smart_punctuation else str
    promised = respelled(promised, spell)
    text = _ANY_HYPHEN.sub("", spell(read_pages(data)))
    doubtful = list(_unseen(promised, text))
    if doubtful:
        bare = _ANY_HYPHEN.sub("", spell(read_without_artifacts(data)))
        unseen = list(_unseen(promised, bare))
        yield from (
            _missing(passage, output)
            for passage in doubtful
            if passage in unseen and not _stands_in_runs(passage.words, text)
        )


def _stands_in_runs(words: str, text: str) -> bool:
    """Whether each run of letters or figures of a passage from right to left stands on the pages.

    In which order such runs follow one another, and which way brackets face, pdfium tells in its own way. Letters with
    points are compared without them, and in pieces: pdfium takes raised points for the ends of words and of lines.
    """
    kinds = {unicodedata.bidirectional(letter) for letter in words}
    if not kinds & RIGHT_TO_LEFT:
        return False
    there = "".join(letter for letter in text if unicodedata.category(letter)[0] in "LN")
    has_points = any(unicodedata.category(letter) == "Mn" for letter in words)
    stands = _stands_in_pieces if has_points else str.__contains__
    return all(stands(there, run) for run in _runs(_ANY_HYPHEN.sub("", _BETWEEN.sub(" ", words))))


def _stands_in_pieces(text: str, run: str) -> bool:
    while run:
        length = next((length for length in range(len(run), 0, -1) if run[:length] in text), 0)
        if not length:
            return False
        run = run[length:]
    return True


def _runs(words: str) -> Iterator[str]:
    """Runs of letters or figures of one direction, without points and marks."""
    kept = ((unicodedata.bidirectional(letter), letter) for letter in words if unicodedata.category(letter) != "Mn")
    for is_run, run in groupby(kept, key=lambda each: "R" if each[0] in RIGHT_TO_LEFT else each[0]):
        if is_run in ("R", "L", "EN", "AN"):
            yield "".join(letter for _, letter in run)


def _unseen(promised: Reading, text: str) -> Iterator[Passage]:
    position = 0
    reach = _REACH + 2 * max(
        (sum(len(passage.text) for passage in note.passages) for note in promised.notes), default=0
    )
    for passage in filter(_can_be_seen, promised.passages):
        end = _find(_parts(passage), text, position, reach)
        if end is not None:
            position = end
        elif _find(_parts(passage), text, 0, reach) is None:
            yield passage
    for note in promised.notes:
        for passage in filter(_can_be_seen, note.passages):
            if _find(_parts(passage), text, 0, reach) is None:
                yield passage


def _can_be_seen(passage: Passage) -> bool:
    """Not scene breaks, which have no words."""
    return passage.kind is not PassageKind.BREAK


def untagged(promised: Reading, output: str) -> Problem:
    """Said of a PDF whose words alone could be compared."""
    return Problem(
        "BB810",
        promised.passages[0].location,
        f"{output} is not tagged: its words were looked for on the pages, but what they are could not be told",
        "Screen readers cannot read it well either; build it with bookbuild.",
        Severity.WARNING,
    )


def _missing(passage: Passage, output: str) -> Problem:
    shown = beginning(readable(passage.words))
    return Problem(
        "BB801", passage.location, f"the {passage.kind.value} “{shown}” cannot be seen on the pages of {output}"
    )


def _parts(passage: Passage) -> Sequence[str]:
    """The words of a passage between its formulas, which are drawn, and its references to notes, which are numbers."""
    return [part for part in (_ANY_HYPHEN.sub("", piece) for piece in _BETWEEN.split(passage.text)) if part]


def _find(parts: Sequence[str], text: str, position: int, reach: int) -> int | None:
    """Where a passage ends that begins at a position or after it; None where it does not stand."""
    for index, part in enumerate(parts):
        limit = len(text) if index == 0 else position + reach + len(part)
        end = _find_part(part, text, position, limit, _MAX_PARTS + len(part) // _LEAST_PAGE, reach)
        if end is None:
            return None
        position = end
    return position


def _find_part(part: str, text: str, position: int, limit: int, pieces: int, reach: int) -> int | None:
    """Where a part ends. A paragraph that goes over the end of a page has head, folio or notes in its midst."""
    whole = text.find(part, position, limit)
    if whole >= 0:
        return whole + len(part)
    if len(part) < _PART or pieces == 1:
        return None
    start = text.find(part[:_PART], position, limit)
    while start >= 0:
        same = _common_length(part, text, start)
        for length in range(same, max(same - 3, _PART - 1), -1):
            end = start + length
            rest = _find_part(part[length:], text, end, end + reach + len(part), pieces - 1, reach)
            if rest is not None:
                return rest
        start = text.find(part[:_PART], start + 1, limit)
    return None


def _common_length(part: str, text: str, start: int) -> int:
    low, high = 0, min(len(part), len(text) - start)
    while low < high:
        middle = (low + high + 1) // 2
        if text.startswith(part[:middle], start):
            low = middle
        else:
            high = middle - 1
    return low


def _plain(text: str) -> str:
    return _ANY_HYPHEN.sub("", essence(text))
