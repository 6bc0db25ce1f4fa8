"""The form of a passage against that of what stands in an output: its white space, its marks, where it stands."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bookbuild.problems import Problem, beginning
from bookbuild.proof.comparison.differences import Difference
from bookbuild.proof.forms import INDENT, MarkSpan, PassageForm, read
from bookbuild.proof.passages import UNKNOWN, Passage, PassageKind, essence, readable

_CONTEXT = 30
_SPACED = frozenset("'\"-–—.…?!:;»«")
"""Marks beside which a language has spaces or not, where marks are set in its way."""
_READ_AS = {
    **{"em": "emphasis", "strong": "strong emphasis", "s": "a line through", "sub": "the place below the line"},
    **{"sup": "the place above the line", "code": "the look of code", "kbd": "the look of a key"},
    **{"samp": "the look of output", "mark": "a highlight", "u": "an underline", "small": "small letters"},
    **{"smallcaps": "small capitals", "a": "a link"},
}
_PARTS = {
    "ul": "an item of a list without numbers",
    "ol": "an item of a numbered list",
    "dt": "a term",
    "dd": "a definition",
}
_LINK = "a"
_TAB = 4
"""How many spaces pages show for a tab."""
_CELL = re.compile(r"(t[dh])(\d+)(?: (\w+))?")


@dataclass(frozen=True, slots=True)
class Latitude:
    """What forms may differ in."""

    loose: bool
    """Whether spaces beside marks are those of a language, and do not count."""
    languages: tuple[str, str]
    """That of the manuscript and that of the output, of which the facts tell."""


def form_differences(
    passage: Passage, holder: Passage, ornament: int, output: str, allowed: Latitude
) -> Iterator[Difference]:
    """How the form of a passage differs from that of the passage of an output that holds it, after an ornament of so
    many letters."""
    if passage.stands != holder.stands:
        yield from _stands(passage, holder, output)
    if passage.language != holder.language and (passage.language, holder.language) != allowed.languages:
        yield from _speaks(passage, holder, output)
    if (passage.form or passage.words) == (holder.form or holder.words) and not ornament:
        return
    if passage.kind is PassageKind.CODE:
        if passage.form != holder.form:
            yield _lines_of_code(passage, holder, output)
        return
    ours, theirs = read(passage.form or passage.words), read(holder.form or holder.words, skip=ornament)
    if ours.text != theirs.text:
        return  # of a passage that an output holds in parts, which is told elsewhere
    yield from _spaces(passage, holder, ours, theirs, output, loose=allowed.loose)
    yield from _marks(passage, holder, ours.spans, theirs.spans, output)


def page_form_differences(
    passage: Passage, holder: Passage, ornament: int, output: str, allowed: Latitude
) -> Iterator[Difference]:
    """How the white space of a passage differs from that of pages, on which lines end at spaces or elsewhere."""
    if passage.kind is PassageKind.CODE:
        yield from _code_on_pages(passage, holder, output)
        return
    if not passage.form and not ornament and passage.words == holder.words:
        return
    ours, theirs = read(passage.form or passage.words), read(holder.form or holder.words, skip=ornament)
    if ours.text == theirs.text:
        yield from _spaces(passage, holder, ours, _as_typed(ours, theirs), output, loose=allowed.loose)


def _code_on_pages(passage: Passage, holder: Passage, output: str) -> Iterator[Difference]:
    """The first line of code that does not stand on pages as it was typed, where these tell."""
    wanted = [line.expandtabs(_TAB).rstrip() for line in passage.form.split("\n") if line.strip()]
    shown = deque(holder.form.split("\n")) if holder.form else None
    moved = None
    for number, line in enumerate(wanted, start=1):
        if not shown:
            return
        there = shown.popleft()
        if moved is None or there.startswith("\f"):
            moved = _indent(line) - _indent(there.lstrip("\f"))
        first = " " * max(_indent(there.lstrip("\f")) + moved, 0) + there.strip()
        parts = [first.rstrip()]
        while shown and essence(line).startswith(essence("".join((*parts, shown[0])))):
            parts.append(shown.popleft().strip())
        if not re.fullmatch(r"\s*".join(map(re.escape, parts)), line):
            at = f"“{' … '.join(parts)}” in {output} ({holder.location})"
            message = f"line {number} of the code is {at}, and “{line}” in the manuscript"
            yield _difference("BB815", passage, message, f"“{line}”", f"“{' … '.join(parts)}”")
            return


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _as_typed(ours: PassageForm, theirs: PassageForm) -> PassageForm:
    """White space of pages, where each end of a line is what was typed there."""
    return replace(
        theirs,
        spaces=(theirs.spaces - ours.lines - theirs.wraps) | (theirs.wraps & ours.spaces),
        lines=theirs.wraps & ours.lines,
    )


def _spaces(
    passage: Passage, holder: Passage, ours: PassageForm, theirs: PassageForm, output: str, *, loose: bool
) -> Iterator[Difference]:
    text = ours.text
    for what, mine, other in (
        ("the end of a line", ours.lines, theirs.lines),
        ("the space", ours.spaces, theirs.spaces),
    ):
        places = sorted(mine ^ other)
        if loose:
            places = [at for at in places if not _SPACED & {text[at - 1], text[at]}]
        if what == "the space":
            places = [at for at in places if at not in ours.lines | theirs.lines]
        if places:
            at = places[0]
            between = (
                f"between “{readable(text[max(at - _CONTEXT, 0) : at])}” and “{readable(text[at : at + _CONTEXT])}”"
            )
            happened = "is missing from" if at in mine else "is too much in"
            message = f"{what} {between} {happened} {output} ({holder.location})"
            yield _difference("BB815", passage, message, f"{what} {between}", "")
            return


def _marks(
    passage: Passage, holder: Passage, ours: Sequence[MarkSpan], theirs: Sequence[MarkSpan], output: str
) -> Iterator[Difference]:
    promised, held = set(ours), set(theirs)
    lost = [span for span in ours if span not in held]
    more = [span for span in theirs if span not in promised]
    if sum(span.name == _LINK for span in lost) != sum(span.name == _LINK for span in more):
        lost, more = ([span for span in some if span.name != _LINK] for some in (lost, more))  # which links tell
    if not lost and not more:
        return
    span = (lost or more)[0]
    words = readable(passage.text[span.start : span.end]) or _beginning(passage)
    happened = "is missing from" if lost else "is too much in"
    message = f"{_named(span.name)} of “{words}” {happened} {output} ({holder.location})"
    yield _difference(
        "BB815" if span.name.startswith(INDENT) else "BB816",
        passage,
        message,
        f"“{words}” with {_named(span.name)}" if lost else f"“{words}” without it",
        f"“{words}” without it" if lost else f"“{words}” with {_named(span.name)}",
    )


def _named(mark: str) -> str:
    name, _, value = mark.partition(" ")
    if name == "lang":
        return f"the language {value}"
    return f"the indent ({value} em)" if name == INDENT else _READ_AS.get(name, name)


def _lines_of_code(passage: Passage, holder: Passage, output: str) -> Difference:
    ours, theirs = passage.form.split("\n"), holder.form.split("\n")
    number = next(
        (n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs))
    )
    wanted, there = (repr(lines[number])[1:-1] if number < len(lines) else "" for lines in (ours, theirs))
    message = (
        f"line {number + 1} of the code is “{there}” in {output} ({holder.location}), and “{wanted}” in the manuscript"
    )
    return _difference("BB815", passage, message, f"“{wanted}”", f"“{there}”")


def _stands(passage: Passage, holder: Passage, output: str) -> Iterator[Difference]:
    if UNKNOWN not in (passage.stands, holder.stands):
        ours, theirs = passage.stands.split("/"), holder.stands.split("/")
        if len(ours) != len(theirs) or not all(map(_is_step, ours, theirs)):
            wanted, there = _standing(ours), _standing(theirs)
            message = f"“{_beginning(passage)}” stands in {output} ({holder.location}) {there} instead of {wanted}"
            yield _difference("BB816", passage, message, f"{wanted}: “{_beginning(passage)}”", f"{there}: the same")


def _speaks(passage: Passage, holder: Passage, output: str) -> Iterator[Difference]:
    if passage.language and holder.language:
        message = (
            f"“{_beginning(passage)}” is said in {output} ({holder.location}) to be in the language {holder.language} "
            f"instead of {passage.language}"
        )
        yield _difference("BB816", passage, message, f"language {passage.language}", f"language {holder.language}")


def _is_step(promised: str, shown: str) -> bool:
    """Whether a step is the promised one; a column whose alignment nobody typed may be one of numbers."""
    return promised == shown or (not promised.endswith((" left", " right", " center")) and f"{promised} right" == shown)


def _standing(steps: Sequence[str]) -> str:
    """Where something stands, for a person."""
    return f"as {' in '.join(map(_step_named, reversed(steps)))}" if any(steps) else "outside lists, tables and boxes"


def _step_named(step: str) -> str:
    if cell := _CELL.fullmatch(step):
        kind = "head cell" if cell[1] == "th" else "cell"
        return f"the {kind} of column {cell[2]}{f' ({cell[3]})' if cell[3] else ''}"
    name = step.rstrip("*")
    known = _PARTS.get(name, f"a box “{name}”")
    return f"the beginning of {known}" if step.endswith("*") else known


def _beginning(passage: Passage) -> str:
    return beginning(readable(passage.words), 2 * _CONTEXT)


def _difference(code: str, passage: Passage, message: str, promised: str, shown: str) -> Difference:
    return Difference(Problem(code, passage.location, message), promised, shown)
