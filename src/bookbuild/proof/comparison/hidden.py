"""What the pages of an output hold and do not show, each with the place in the manuscript where it was typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from bookbuild.problems import Location, Problem, beginning
from bookbuild.proof.passages import HiddenWords, Passage, Reading, essence

_OFF, _SMALL = "hangs off the page", "is too small to be read"
_HINTS = {
    _OFF: "Let it end a line: by a soft hyphen (&shy;) in a long word, or by fewer columns in a table.",
    _SMALL: "Larger letters for it are set in a style sheet.",
}
_COVERED = "Look in your style sheets for what covers it, cuts it off, or gives it the colour of what lies behind."


def hidden(promised: Reading, read_back: Reading, places: Mapping[int, Passage], output: str) -> Iterator[Problem]:
    """A problem for each passage on a page with something that nobody sees there; `output` is a file name."""
    runs = groupby(read_back.hidden, key=lambda each: (each.page, each.why, each.passage, each.drawing))
    for each in (_joined(list(run)) for _, run in runs):
        shown = each.drawing or f"“{beginning(each.words)}”"
        message = f"{shown} cannot be seen on page {each.page} of {output}: it {each.why}"
        yield Problem("BB813", _place(each, promised, places), message, _HINTS.get(each.why, _COVERED))


def _joined(some: Sequence[HiddenWords]) -> HiddenWords:
    return replace(some[0], words=" ".join(each.words for each in some))


def _place(each: HiddenWords, promised: Reading, places: Mapping[int, Passage]) -> Location:
    """Where the words were typed; where that cannot be told, the beginning of the text."""
    everything = promised.everything
    held = [
        everything[index]
        for index, there in places.items()
        if each.passage and (there.words, there.location) == (each.passage.words, each.passage.location)
    ]
    pictures = [picture.location for picture in promised.pictures if picture.words == each.words]
    if each.passage is None and pictures:
        return pictures[0]
    letters = essence(each.words)
    exact = [passage for passage in held if letters in passage.text]
    likely = exact or held or [passage for passage in everything if letters and letters in passage.text]
    return (likely or everything)[0].location if everything else Location("")
