"""Whether the pages of a PDF are those that its tags speak of, once and in order, and whether ways lead to them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pikepdf import Dictionary, NumberTree, Pdf

from bookbuild.proof.passages import Passage, PassageKind, as_title, essence
from bookbuild.proof.readback.pdf_text import Marked

_ROMAN = re.compile(r"(?=.)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_ROMAN_FIGURES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_OF_ALL = re.compile(r"(?<=\d) / \d+$")
"""How many pages there are, behind the number of one."""
_OFTEN = 2
"""What stands on so many pages is not their number."""
_SHOWN = 40
_MOST = 5
"""How many faults of a kind are told."""


@dataclass(frozen=True, slots=True)
class PrintedEntry:
    """An entry of the printed contents."""

    place: str
    """To which it leads, in the words of the file."""
    title: str
    page: int
    """To which it leads, from 1; 0 for none."""
    number: str = field(default="")
    """Of the page, as printed."""
    astray: str = field(default="")
    """What is wrong with where it can be clicked; goes on after “it”."""


def pages_faults(pdf: Pdf, contents: Mapping[int, Marked], told: set[tuple[int, int]]) -> Iterator[str]:
    """Pages that are missing, emptied, doubled or foreign, by their tags and by the numbers printed on them."""
    if any(number == 0 for number, _ in told):
        yield "it lacks a page that its tags speak of"
    emptied = sorted({number for number, mcid in told if number and mcid not in contents[number].texts})
    yield from (f"page {number} does not show what its tags speak of" for number in emptied[:_MOST])
    strays = 0
    for number, content in contents.items():
        words = "".join(
            text for mcid, text in content.texts.items() if (number, mcid) not in told and essence(text)
        ).strip()
        if words and strays < _MOST:
            strays += 1
            shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]} …"
            yield f"page {number} shows words that none of its tags has: “{shown}”"
    yield from _folio_faults(pdf, contents)


def _folio_faults(pdf: Pdf, contents: Mapping[int, Marked]) -> Iterator[str]:
    """The numbers printed on pages must go on as those do by which the file calls its pages."""
    labels = page_labels(pdf)
    if not labels:
        return
    printed = {number: [each.strip() for each in content.artifacts] for number, content in contents.items()}
    often = Counter(each for some in printed.values() for each in set(some))
    known: dict[int, int] = {}
    for number, some in printed.items():
        section, label = labels[number - 1]
        numbers = [each for each in some if value(_OF_ALL.sub("", each))]
        rare = _OFTEN + (len(numbers) == 1)  # one that stands alone on two pages is wrong on one of them
        figures = {value(_OF_ALL.sub("", each)) for each in numbers if often[each] < rare}
        offsets = {figure - label for figure in figures if abs(figure - label) <= len(labels)}
        if len(offsets) == 1:  # a page with several, such as those of the lines of code, does not tell which is its own
            (offset,) = offsets
            if known.setdefault(section, offset) != offset:
                yield f"page {number} does not have the number that comes after that of the page before"
                return


def page_labels(pdf: Pdf) -> list[tuple[int, int]]:
    """For each page the index of the range of page labels that it is in, and its number there (12.4.2)."""
    tree = pdf.Root.get("/PageLabels")
    if tree is None:
        return []
    ranges = sorted((int(start), about) for start, about in NumberTree(tree).items())
    labels = []
    for index in range(len(pdf.pages)):
        before = [number for number, (start, _) in enumerate(ranges) if start <= index]
        if not before:
            return []
        start, about = ranges[before[-1]]
        first = int(about.get("/St", 1)) if isinstance(about, Dictionary) else 1
        labels.append((before[-1], first + index - start))
    return labels


def value(figures: str) -> int:
    """The number that figures stand for, those of any script or Roman ones; 0 for what is no number."""
    if figures.isdecimal():
        return int(figures)
    if not _ROMAN.fullmatch(figures):
        return 0
    parts = [_ROMAN_FIGURES[letter] for letter in figures.lower()]
    return sum(-part if part < after else part for part, after in zip(parts, [*parts[1:], 0], strict=True))


def misled(
    pdf: Pdf, passages: Sequence[Passage], outline: Sequence[tuple[int, str, int]], printed: Sequence[PrintedEntry]
) -> Iterator[tuple[str, str]]:
    """Entries of outline and printed contents that lead elsewhere than to their headings, give wrong numbers, or cannot
    be clicked where they stand: the essence of each, and a sentence about it."""
    headings: dict[str, set[int]] = {}
    for each in passages:
        if each.kind is PassageKind.HEADING:
            headings.setdefault(as_title(each.text), set()).add(each.page)
    for _, title, page in outline:
        if page and page not in headings.get(title, {page}):
            yield title, f"its outline entry “{title}” leads to page {page}, where that heading does not stand"
    labels = page_labels(pdf)
    for entry in printed:
        title, shown, number = essence(entry.title), entry.title.strip(), value(entry.number)
        if entry.page and entry.page not in headings.get(title, {entry.page}):
            yield title, f"its contents lead to page {entry.page} for “{shown}”, where that heading does not stand"
        if number and labels and entry.page and number != (due := labels[entry.page - 1][1]):
            yield title, f"its contents give {entry.number} as the number of the page of “{shown}”, which is {due}"
        if entry.astray:
            yield title, f"the entry “{shown}” of its contents {entry.astray}"
