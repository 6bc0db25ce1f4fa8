"""A second reading of a PDF, by another engine and from the pages alone: what an eye would see, tags or no tags.

It knows no order beyond that of the pages and cannot tell a quotation from a running head. So it is asked one thing
only: whether the words of each passage stand there. That holds for PDFs of any origin.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence

import pikepdf
import pypdfium2

from bookbuild.problems import Problem, Severity
from bookbuild.proof.comparison import punctuation
from bookbuild.proof.passages import FORMULA, NOTE_MARK, Passage, PassageKind, Reading, essence, readable, respelled
from bookbuild.proof.readback.pdf_text import Fonts, marked

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


def read_content(data: bytes) -> str:
    """The same by what each page's own instructions say: where pdfium guesses, this one may know better."""
    fonts: Fonts = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return "".join(_plain("".join(marked(page, fonts).texts.values())) for page in pdf.pages)


def testify(promised: Reading, data: bytes, output: str) -> Iterator[Problem]:
    """A problem for each passage whose words neither reading finds on the pages of a PDF, in the order of the text."""
    spell = punctuation.fold if promised.smart_punctuation else str
    promised = respelled(promised, spell)
    doubtful = list(_unseen(promised, _ANY_HYPHEN.sub("", spell(read_pages(data)))))
    if doubtful:
        unseen = list(_unseen(promised, _ANY_HYPHEN.sub("", spell(read_content(data)))))
        yield from (_missing(passage, output) for passage in doubtful if passage in unseen)


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
    """Not scene breaks, which have no words, nor right-to-left lines, which each engine turns back in its own way."""
    return passage.kind is not PassageKind.BREAK and not any(
        unicodedata.bidirectional(letter) in ("R", "AL") for letter in passage.text
    )


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
    words = readable(passage.words)
    shown = words if len(words) <= 60 else f"{words[:60].rstrip()} …"
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
