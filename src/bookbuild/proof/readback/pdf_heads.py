"""Running heads of a PDF: those that are nearly a title of the book, and not quite."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

from bookbuild.proof.passages import Facts, Passage, PassageKind
from bookbuild.proof.readback.pdf_text import Marked

_LIKE = 0.8
"""How much of two texts must agree that one is meant by the other, from 0 to 1."""
_LEAST = 4
"""Letters that a head must have to be held against titles."""
_MOST = 5
_MARKS = re.compile(r"[^\w\s]+")


def heads_faults(contents: Mapping[int, Marked], passages: Sequence[Passage], facts: Facts) -> Iterator[str]:
    """Words beside the text of a page that are a title but for some letters; `contents` are by numbers from 1."""
    headings = [each.words for each in passages if each.kind in _TITLES]
    titles = {_plain(words): words for words in (*headings, facts.title, *facts.authors) if _plain(words)}
    known: set[str] = set()
    told = 0
    for number, content in contents.items():
        for shown in content.artifacts:
            head = _plain(shown) if shown not in known else ""
            known.add(shown)
            if sum(map(str.isalpha, head)) < _LEAST or _is_part(head, titles):
                continue
            meant = difflib.get_close_matches(head, titles, 1, _LIKE)
            if meant and not any(head in _plain(each.words) for each in passages) and told < _MOST:
                told += 1
                yield f"page {number} has “{shown.strip()}” beside its text, where a title is “{titles[meant[0]]}”"


_TITLES = (PassageKind.HEADING, PassageKind.SUBTITLE, PassageKind.BYLINE)


def _plain(words: str) -> str:
    """Words as heads and titles are compared: in small letters, without punctuation."""
    return " ".join(_MARKS.sub(" ", words).casefold().split())


def _is_part(head: str, titles: Mapping[str, str]) -> bool:
    """Whether a head is a title, a part of one, or holds one whole, between spaces."""
    return head in titles or any(f" {head} " in f" {title} " or f" {title} " in f" {head} " for title in titles)
