"""What a manuscript promises against what an output holds: each difference, with its place in both."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, islice

from bookbuild.problems import Location, Problem, beginning
from bookbuild.proof.comparison.differences import Difference
from bookbuild.proof.comparison.forms import Latitude
from bookbuild.proof.passages import (
    FORMULA,
    NOTE_MARK,
    UNKNOWN,
    NotePassages,
    Passage,
    PassageKind,
    Reading,
    essence,
    readable,
)

FormDifferences = Callable[[Passage, Passage, int, str, Latitude], Iterator[Difference]]
"""How the form of a passage differs from that of the passage of an output that holds it (`forms`)."""
Same = Callable[[PassageKind, PassageKind], bool]
"""Whether a passage promised as the first kind may stand in an output as the second."""

_Places = tuple[dict[int, Passage], int]
"""Where passages were found, and the index of the first of those being compared."""

MAX_PROBLEMS = 100
"""After so many an output is simply another text."""

_CONTEXT = 30
_AHEAD = 40
"""How many passages ahead to look for a place where output and manuscript agree again."""
_NEAR = 20_000
"""How many characters ahead to look for it."""
_ENOUGH = 12
"""A shorter passage may stand in many places, and does not tell where one is."""


@dataclass(frozen=True, slots=True)
class _Stream:
    """The passages of an output as one run of characters."""

    text: str
    ends: tuple[int, ...]
    """For each passage the index of the character after it."""
    passages: tuple[Passage, ...]

    def holding(self, start: int, end: int) -> Sequence[Passage]:
        """The passages that hold the characters from start to end."""
        first = bisect_right(self.ends, start)
        return self.passages[first : max(bisect_right(self.ends, end - 1), first) + 1]


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is asked of passages beside their words."""

    same: Same
    forms: FormDifferences | None
    """What tells the differences of their forms; None where these do not count."""
    allowed: Latitude


@dataclass(frozen=True, slots=True)
class Comparison:
    """An output held against a manuscript."""

    output: str
    """Its file name."""
    problems: tuple[Problem, ...]
    """Every difference, in order, with its place in the manuscript."""
    places: Mapping[int, Passage]
    """Where each passage of the manuscript that stands whole in the output begins, by index in `Reading.everything`."""
    characters: int
    """How many characters were compared."""
    differences: tuple[Difference, ...] = ()
    """Those of the problems that came of comparing words, with the words."""


def compare(
    promised: Reading, read_back: Reading, same: Same, output: str, *, forms: FormDifferences | None = None
) -> Comparison:
    """Hold an output against a manuscript; `output` is its file name. `forms` says what counts beside the words."""
    places: dict[int, Passage] = {}
    languages = (promised.facts.language.lower(), read_back.facts.language.lower())
    rules = _Rules(same, forms, Latitude(promised.smart_punctuation, languages))
    differences = chain(
        _compare_text(promised.passages, read_back.passages, rules, output, (places, 0)),
        _compare_notes(promised.notes, read_back.notes, rules, output, (places, len(promised.passages))),
        _compare_references(promised, read_back, output),
    )
    first_differences = tuple(islice(differences, MAX_PROBLEMS))
    problems = tuple(difference.problem for difference in first_differences)
    characters = sum(len(passage.text) for passage in promised.everything)
    return Comparison(output, problems, places, characters, first_differences)


def _compare_text(
    promised: Sequence[Passage], read_back: Sequence[Passage], rules: _Rules, output: str, places: _Places
) -> Iterator[Difference]:
    ends = tuple(accumulate(len(passage.text) for passage in read_back))
    stream = _Stream("".join(passage.text for passage in read_back), ends, tuple(read_back))
    boundaries = frozenset(ends)
    position = index = 0
    while index < len(promised):
        passage = promised[index]
        before = position
        position = _after_ornament(passage, stream.text, position)
        end = position + len(passage.text)
        if passage.kind is PassageKind.BREAK:
            end = position + _length_of_break(passage, stream.text, position)
        if stream.text.startswith(passage.text, position) or (passage.kind is PassageKind.BREAK and end > position):
            holders = stream.holding(position, end) if passage.text else ()
            if holders and passage.kind is not PassageKind.BREAK:
                is_apart = before == 0 or before in boundaries or _may_be_joined(promised, index)
                yield from _compare_kinds(passage, holders, rules.same, output)
                yield from _compare_forms(passage, holders, position - before, rules, output, is_apart=is_apart)
            if holders:
                places[0][places[1] + index] = holders[0]
            index, position = index + 1, end
            continue
        resumed, start = _resume(promised, index, stream.text, position)
        held = "".join(p.text for p in promised[index:resumed])
        if stream.text[position:start].endswith(held):
            resumed, start = index, start - len(held)
        if resumed == index:
            near = promised[index - 1] if index and position not in boundaries else passage
            yield _surplus(near.location, stream, position, start, output)
        else:
            between = "".join(p.text for p in promised[index + 1 : resumed])
            if stream.text[position:start].endswith(between):
                resumed, start = index + 1, start - len(between)
            yield _change(passage, stream, position, start, output)
        index, position = resumed, start
    if position < len(stream.text):
        last = promised[-1] if promised else stream.passages[0]
        yield _surplus(last.location, stream, position, len(stream.text), output)


def _may_be_joined(promised: Sequence[Passage], index: int) -> bool:
    """Whether a passage may stand in one block with those beside it."""
    return any(map(_is_torn, promised[max(index - 1, 0) : index + 2]))


def _is_torn(passage: Passage) -> bool:
    """Whether a passage is a formula in its own lines, or a part of a paragraph with tags of blocks in it."""
    return passage.stands == UNKNOWN or bool(FORMULA.fullmatch(passage.text))


def _compare_forms(
    passage: Passage, holders: Sequence[Passage], ornament: int, rules: _Rules, output: str, *, is_apart: bool
) -> Iterator[Difference]:
    """What differs in the form of a passage; one that is joined with another, or in parts, has no form of its own.

    A formula in lines of its own parts what stands before it and after it.
    """
    if rules.forms is None:
        return
    is_whole = len(holders) == 1 or _is_torn(passage) or any(FORMULA.fullmatch(holder.text) for holder in holders)
    if is_whole and is_apart:
        yield from rules.forms(passage, holders[0], ornament, output, rules.allowed)
        return
    shown = f"{passage.kind.value} “{_beginning(passage)}”"
    there = f"in {len(holders)} parts" if not is_whole else "joined with what comes before it"
    message = f"the {shown} stands in {output} ({holders[0].location}) {there}"
    yield Difference(Problem("BB815", passage.location, message), shown, f"“{_beginning(holders[0])}” …")


def _length_of_break(passage: Passage, text: str, position: int) -> int:
    """A scene break is an element of its own in one output, and some ornament in another."""
    return next((len(sign) for sign in (passage.text, *passage.ornaments) if text.startswith(sign, position)), 0)


def _after_ornament(passage: Passage, text: str, position: int) -> int:
    """Step over what a style prints before a passage, unless the passage itself begins so."""
    if passage.kind is PassageKind.BREAK or text.startswith(passage.text, position):
        return position
    for ornament in passage.ornaments:
        if text.startswith(ornament + passage.text, position):
            return position + len(ornament)
    return position


def _resume(promised: Sequence[Passage], index: int, text: str, position: int) -> tuple[int, int]:
    """Index and position of the passage that is the first to stand as promised again; the ends of both if none does."""
    nearest = (len(text), len(promised))
    for ahead in range(index, min(index + _AHEAD, len(promised))):
        wanted = promised[ahead].text
        if len(wanted) >= _ENOUGH:
            limit = min(nearest[0], position + _NEAR) + len(wanted)
            start = text.find(wanted, position, limit)
            if start >= 0:
                nearest = min(nearest, (start, ahead))
    return nearest[1], nearest[0]


def _compare_kinds(passage: Passage, holders: Sequence[Passage], same: Same, output: str) -> Iterator[Difference]:
    for holder in holders:
        is_same = same(passage.kind, holder.kind)
        if is_same and not (passage.level and holder.level and passage.level != holder.level):
            continue
        promised = f"{passage.kind.value} “{_beginning(passage)}”"
        if not is_same:
            message = f"the {promised} stands in {output} as {holder.kind.value} ({holder.location})"
            shown = f"{holder.kind.value} “{_beginning(passage)}”"
            yield Difference(Problem("BB803", passage.location, message), promised, shown)
            return
        message = (
            f"the {promised} stands in {output} at level {holder.level} instead of {passage.level} ({holder.location})"
        )
        at = f"level {passage.level}: {promised}", f"level {holder.level}: {promised}"
        yield Difference(Problem("BB803", passage.location, message), *at)
        return


def _change(passage: Passage, stream: _Stream, start: int, end: int, output: str) -> Difference:
    """A passage that stands in the output otherwise than promised, or not at all."""
    there = stream.text[start:end]
    kind = passage.kind.value
    if not there:
        message = f"the {kind} “{_beginning(passage)}” is missing from {output}"
        return Difference(Problem("BB801", passage.location, message), f"“{_beginning(passage)}”", "")
    at = next((i for i, (a, b) in enumerate(zip(passage.text, there, strict=False)) if a != b), len(passage.text))
    at = min(at, len(there))
    holders = stream.holding(start + at, start + at + 1)
    where = f" ({holders[0].location})" if holders else ""
    promised, shown = f"“{_around(passage, at)}”", f"“{_around_shown(stream, start + at)}”"
    message = f"the {kind} is changed in {output}{where}: the manuscript has {promised}, the output {shown}"
    return Difference(Problem("BB801", passage.location, message), promised, shown)


def _surplus(near: Location, stream: _Stream, start: int, end: int, output: str) -> Difference:
    """Words that the output has before, or after the last of, what is promised next."""
    where = stream.holding(start, start + 1)[0].location
    words = stream.text[start : min(end, start + 2 * _CONTEXT)] + (" …" if end - start > 2 * _CONTEXT else "")
    message = f"{output} ({where}) holds words that the manuscript does not have here: “{readable(words)}”"
    return Difference(Problem("BB802", near, message), "", f"“{readable(words)}”")


def _compare_notes(
    promised: Sequence[NotePassages], read_back: Sequence[NotePassages], rules: _Rules, output: str, places: _Places
) -> Iterator[Difference]:
    known, first = places
    for index, note in enumerate(promised):
        if not note.passages:
            continue
        where = note.passages[0].location
        shown = f"note {note.number}, “{_beginning(note.passages[0])}”"
        if index >= len(read_back):
            yield Difference(Problem("BB804", where, f"{shown}, is missing from {output}"), shown, "")
            continue
        there = read_back[index]
        if note.number != there.number:
            message = f"{shown}, has the number {there.number} in {output}"
            yield Difference(Problem("BB804", where, message), shown, f"note {there.number}")
        if note.under and there.under and note.under != there.under:
            message = f"{shown}, stands in {output} below the title “{there.under}”, not below “{note.under}”"
            yield Difference(Problem("BB804", where, message), f"“{note.under}”", f"“{there.under}”")
        any_kind = replace(rules, same=lambda promised, read_back: True)
        yield from _compare_text(note.passages, there.passages, any_kind, output, (known, first))
        first += len(note.passages)
    for note in read_back[len(promised) :]:
        for passage in note.passages[:1]:
            shown = f"{note.number}, “{_beginning(passage)}”"
            message = f"{output} has a note that the manuscript does not have: {shown}"
            yield Difference(Problem("BB804", passage.location, message), "", f"note {shown}")


def _compare_references(promised: Reading, read_back: Reading, output: str) -> Iterator[Difference]:
    """Marks in the text are compared with the text; here it is the number that each shows."""
    marked = [p for p in promised.passages for _ in range(p.text.count(NOTE_MARK))]
    for passage, wanted, shown in zip(marked, promised.references, read_back.references, strict=False):
        if wanted != shown:
            message = f"“{_beginning(passage)}” refers to note {wanted}, but in {output} to note {shown}"
            yield Difference(Problem("BB804", passage.location, message), f"note {wanted}", f"note {shown}")
            return


def _beginning(passage: Passage) -> str:
    words = "* * *" if passage.kind is PassageKind.BREAK else readable(passage.words)
    return beginning(words, 2 * _CONTEXT)


def _around(passage: Passage, at: int) -> str:
    """The words around a character of a passage, with their spaces."""
    words = passage.words
    place = len(words)
    seen = 0
    for index, letter in enumerate(words):
        if seen >= at and essence(letter):
            place = index
            break
        seen += len(essence(letter))
    begin, end = max(place - _CONTEXT, 0), place + _CONTEXT
    return readable(f"{'… ' if begin else ''}{words[begin:end]}{' …' if end < len(words) else ''}")


def _around_shown(stream: _Stream, at: int) -> str:
    holders = stream.holding(at, at + 1)
    if not holders:
        return ""
    number = next(index for index, passage in enumerate(stream.passages) if passage is holders[0])
    return _around(holders[0], at - (stream.ends[number - 1] if number else 0))
