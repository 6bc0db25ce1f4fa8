"""What readers see of the words that an output holds: what style sheets and markup hide, add, or show otherwise."""

import re
from collections.abc import Iterator, Mapping

from bookbuild.problems import Problem, beginning
from bookbuild.proof.passages import FORMULA_MARK, NOTE_MARK, Alteration, Change, Passage, Reading, essence, readable

_CODES = {Change.HIDDEN: "BB813", Change.ADDED: "BB802", Change.CHANGED: "BB801", Change.UNNUMBERED: "BB812"}
_CONTEXT = 60


def unseen(promised: Reading, read_back: Reading, places: Mapping[int, Passage], output: str) -> Iterator[Problem]:
    """Every passage and picture that readers of an output do not see as it is promised, at its place in the manuscript.

    `places` says where each passage of the manuscript begins in the output, by its index in `Reading.everything`.
    """
    everything = promised.everything
    starts: dict[int, int] = {}
    for index, passage in places.items():
        starts.setdefault(id(passage), index)
    last = 0
    for passage in read_back.everything:
        last = starts.get(id(passage), last)
        if passage.altered and everything:
            wanted = _promised(passage, everything, starts.get(id(passage)), last)
            yield from _of_passage(wanted, passage, output)
    for picture, shown in zip(promised.pictures, read_back.pictures, strict=False):
        for each in shown.altered:
            message = f"the picture “{picture.words}” is in {output}, but readers do not see it: {each.cause} hides it"
            yield Problem("BB813", picture.location, message)


def _promised(shown: Passage, everything: tuple[Passage, ...], index: int | None, last: int) -> Passage:
    """The passage of the manuscript that an altered one of an output is, or holds."""
    if index is not None:
        return everything[index]
    beyond = range(last, min(last + _CONTEXT, len(everything)))
    return next((everything[i] for i in beyond if everything[i].text in shown.text), everything[last])


def _of_passage(wanted: Passage, shown: Passage, output: str) -> Iterator[Problem]:
    for each in shown.altered:
        if each.how is Change.ADDED and essence(each.words) in wanted.ornaments:
            continue
        yield Problem(_CODES[each.how], wanted.location, _message(each, wanted, output))
        return


def _message(each: Alteration, wanted: Passage, output: str) -> str:
    words = beginning(readable(wanted.words), _CONTEXT)
    what = f"the {wanted.kind.value} “{words}”" if wanted.text[:1] and words.strip() else f"the {wanted.kind.value}"
    match each.how:
        case Change.ADDED:
            return f"{output} shows words at {what} that the manuscript does not have: “{each.words}”, by {each.cause}"
        case Change.CHANGED:
            return f"{what} is in {output}, but readers see other letters: {each.cause} changes them"
        case Change.UNNUMBERED:
            return f"the number of {what} is not shown in {output}: {each.cause} hides it"
    return f"{what} is in {output}, but readers do not see all of it: {each.cause} hides it"


class Places:
    """Where words of a manuscript stand, for those who have seen them elsewhere."""

    def __init__(self, promised: Reading) -> None:
        self._everything = promised.everything
        self._whole = {passage.text: passage for passage in reversed(promised.everything)}

    def of(self, words: str, around: str) -> Passage | None:
        """The passage that some words are of, by all that stands `around` them; None if the manuscript has no such."""
        letters = essence(words)
        if (whole := self._whole.get(essence(around))) is not None:
            return whole
        return next((each for each in self._everything if letters in each.text and self._is_near(each, around)), None)

    def _is_near(self, passage: Passage, around: str) -> bool:
        """Whether a passage may be what stands there, notes and formulas aside."""
        runs = re.split(f"[{NOTE_MARK}{FORMULA_MARK}]", passage.text)
        return not around or max(runs, key=len) in essence(around)
