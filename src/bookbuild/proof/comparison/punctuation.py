"""Marks that an output may write otherwise than they were typed, where `smart-punctuation` asks for it.

The proof knows no language and does not decide which mark is right. It compares texts in which all marks of a kind are
one (`fold`), so that none may be lost and no letter changed, and then asks of each quotation mark whether what was
typed may have become what is there (`misplaced`): a straight one may have got a form, any other is left alone.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from bookbuild.problems import Problem
from bookbuild.proof.passages import Passage, Reading, respelled

_DOUBLE = "“”„‟«»「」『』″"
_SINGLE = "‘’‚‛‹›′"
_MAY_BE = {'"': f'"{_DOUBLE}', "'": f"'{_SINGLE}{_DOUBLE}"}
"""What a straight mark may become. A single one may become double: in French and Russian the inner marks are such."""
_APOSTROPHE = "'’′"
_INSIDE_WORD = re.compile(r"(?<=\w)'(?=\w)")
_QUOTES = re.compile(f"[\"'{_DOUBLE}{_SINGLE}]")
_SEQUENCES = {"--": "–", "---": "—", "...": "…"}
_SEQUENCE = re.compile(r"(?<!-)-{2,3}(?!-)|(?<!\.)\.{3}(?!\.)")
_LONG = str.maketrans({"–": "--", "—": "---", "…": "..."})
_ONE_QUOTE = str.maketrans(dict.fromkeys(_DOUBLE + _SINGLE + '"', "'"))


def fold(text: str) -> str:
    """A text in which quotation marks, apostrophes and primes are one, and dashes and dots as one types them."""
    return fold_quotes(text).translate(_LONG)


def fold_quotes(text: str) -> str:
    """A text in which quotation marks, apostrophes and primes are one; as long as before."""
    return text.translate(_ONE_QUOTE)


def with_signs(text: str) -> str:
    """A text with dashes and dots as they are printed."""
    return _SEQUENCE.sub(lambda found: _SEQUENCES[found[0]], text)


def alike(promised: Reading, read_back: Reading) -> tuple[Reading, Reading]:
    """A manuscript and an output in which marks do not differ by their forms, if the manuscript asks for forms."""
    if not promised.smart_punctuation:
        return promised, read_back
    return respelled(promised, fold), respelled(read_back, fold)


def misplaced(promised: Reading, read_back: Reading, output: str) -> Iterator[Problem]:
    """The first mark of the text, and of the notes, that is in an output what it cannot be there."""
    if not promised.smart_punctuation:
        return
    streams = (
        (promised.passages, read_back.passages),
        ([p for note in promised.notes for p in note.passages], [p for note in read_back.notes for p in note.passages]),
    )
    for ours, theirs in streams:
        there = list(chain.from_iterable(_QUOTES.findall(passage.text) for passage in theirs))
        yield from _misplaced(ours, there, output)


def _misplaced(promised: Sequence[Passage], there: Sequence[str], output: str) -> Iterator[Problem]:
    wanted = [(quote, passage) for passage in promised for quote in _QUOTES.finditer(passage.words)]
    if len(wanted) != len(there):
        return  # the comparison of the texts tells where one is missing
    for (quote, passage), shown in zip(wanted, there, strict=True):
        mark = quote[0]
        inside_word = mark == "'" and _INSIDE_WORD.match(passage.words, quote.start())
        if shown not in (_APOSTROPHE if inside_word else _MAY_BE.get(mark, mark)):
            message = f"the {passage.kind.value} “{passage.words[:60]}” has the mark {shown} in {output} for {mark}"
            yield Problem("BB801", passage.location, message)
            return
