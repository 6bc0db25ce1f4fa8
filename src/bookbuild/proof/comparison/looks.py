"""The marks of words as pages show them: emphasis by the font, sub and sup by their height, deletion by its line.

A mark is shown where marked words look otherwise than the plain words of their passage. One that most words of a book
do not show is a style sheet's choice.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from bookbuild.problems import Problem
from bookbuild.proof.forms import MarkSpan, PassageForm, read
from bookbuild.proof.passages import Passage, PassageKind, PrintedLook, Reading, readable

_STYLES = re.compile(
    r",|-?(?:Italic|Oblique|(?:Semi|Demi|Extra|Ultra)-?(?:Bold|Light)|Bold|Heavy|Black|Medium|Light|Thin|Regular)(?![a-z])"
)
_SLANTED, _HEAVY = re.compile(r"Italic|Oblique"), re.compile(r"Bold|Heavy|Black")
_SHOWN_AS = {
    **{"em": "emphasis", "strong": "strong emphasis", "s": "a line through it", "u": "a line below it"},
    **{"sub": "a place below the line", "sup": "a place above the line"},
    **{"code": "the font of code", "kbd": "the font of keys", "samp": "the font of output"},
}
_OTHERS = ("small", "smallcaps", "mark")
"""Marks that pages are not asked for."""
_RISE = 0.08
"""In sizes of letters: how far what is above or below the line is at least away from it."""
_OF_ONE_SIZE = 0.05


@dataclass(frozen=True, slots=True)
class _Marked:
    """Words with a mark."""

    passage: Passage
    holder: Passage
    span: MarkSpan
    is_shown: bool


def looks_differ(
    promised: Reading, read_back: Reading, places: Mapping[int, Passage], output: str
) -> Iterator[Problem]:
    """Each mark of words that pages do not show, at its passage."""
    told: dict[str, list[_Marked]] = {}
    for index, passage in enumerate(promised.everything):
        holder = places.get(index)
        if holder is None or not holder.looks or not passage.form or passage.kind is PassageKind.CODE:
            continue
        form = read(passage.form)
        start = holder.text.find(passage.text)
        if start >= 0 and form.text == passage.text and any(span.name in _SHOWN_AS for span in form.spans):
            for span, is_shown in _spans(form, _moved(holder.looks, -start), read_back.faces):
                told.setdefault(span.name, []).append(_Marked(passage, holder, span, is_shown))
    for name, some in told.items():
        lost = [each for each in some if not each.is_shown]
        if len(lost) == 1 or 2 * len(lost) <= len(some):
            for each in lost:
                words = readable(each.passage.text[each.span.start : each.span.end])
                message = f"“{words}” does not have {_SHOWN_AS[name]} in {output} ({each.holder.location})"
                yield Problem("BB816", each.passage.location, message)


def _moved(looks: Sequence[PrintedLook], by: int) -> list[PrintedLook]:
    return [
        PrintedLook(look.start + by, look.end + by, look.face, look.size, look.rise, look.line)
        for look in looks
        if look.end + by > 0
    ]


def _spans(form: PassageForm, looks: Sequence[PrintedLook], faces: Sequence[str]) -> Iterator[tuple[MarkSpan, bool]]:
    """The marks that pages can be asked for, and whether these show each."""
    marked = [span for span in form.spans if span.name in _SHOWN_AS or span.name in _OTHERS]
    for span in marked:
        around = [other for other in marked if other.start <= span.start and span.end <= other.end and other != span]
        beside = [look for look in looks if _is_beside(look, form.text, around, marked)]
        held = [look for look in looks if _has_cased(form.text[max(look.start, span.start) : min(look.end, span.end)])]
        there = [look for look in looks if look.start < span.end and look.end > span.start and look.size]
        if span.name in ("em", "strong", "code", "kbd", "samp"):
            base = max(beside, key=lambda look: look.end - look.start, default=None)
            if base and held and _can_tell(span.name, base.face, faces):
                of_others = {name for look in beside for name in look.face.split()}
                yield span, not any(_is_like(look, base, of_others) for look in held)
        elif span.name in _SHOWN_AS and there:
            yield span, all(_is_placed(span.name, look) for look in there)


def _is_beside(look: PrintedLook, text: str, around: Sequence[MarkSpan], marked: Sequence[MarkSpan]) -> bool:
    """Whether a run has letters with some marks and no others."""
    places = set(range(max(look.start, 0), min(look.end, len(text))))
    for span in marked:
        inside = set(range(span.start, span.end))
        places = places & inside if span in around else places - inside
    return _has_cased("".join(text[place] for place in sorted(places)))


def _has_cased(text: str) -> bool:
    """Whether there are letters of a script that has slanted and heavy ones."""
    return any(letter.lower() != letter.upper() for letter in text)


def _can_tell(mark: str, base: str, faces: Sequence[str]) -> bool:
    """Whether a file has a font in which words of a mark can differ from others of their passage."""
    if mark == "em":
        return not _SLANTED.search(base) and any(_SLANTED.search(face) for face in _family(base, faces))
    if mark == "strong":
        return not _HEAVY.search(base) and any(_HEAVY.search(face) for face in _family(base, faces))
    return any(_STYLES.sub("", face) != _STYLES.sub("", base) for face in faces)


def _family(face: str, faces: Sequence[str]) -> list[str]:
    families = {_STYLES.sub("", name) for name in face.split()}
    return [other for other in faces if _STYLES.sub("", other) in families]


def _is_like(look: PrintedLook, base: PrintedLook, of_others: Set[str]) -> bool:
    is_of_one_size = abs(look.size - base.size) <= _OF_ONE_SIZE * base.size
    return set(look.face.split()) <= of_others and look.line == base.line and is_of_one_size


def _is_placed(mark: str, look: PrintedLook) -> bool:
    if mark in ("sup", "sub"):
        return look.rise is None or (look.rise > _RISE if mark == "sup" else look.rise < -_RISE)
    return look.line is not None and (look.line > 0) == (mark == "s")
