"""What stands beside the words: pictures, links, contents, what an edition says of itself."""

import re
import urllib.parse
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from bookbuild.problems import Location, Problem
from bookbuild.proof.formulas import formula
from bookbuild.proof.item_numbers import may_stand_for
from bookbuild.proof.passages import NOTE_MARK, Link, Passage, PassageKind, Reading, as_title, essence, readable
from bookbuild.proof.pixels import NO_COVER, UNSEEN, alike

_PUNYCODE = re.compile(r"(?<![\w-])xn--([a-z0-9-]+)", re.IGNORECASE)


def agree(promised: Reading, read_back: Reading, places: Mapping[int, Passage], output: str) -> Iterator[Problem]:
    """Every disagreement between a manuscript and an output, named by its file name."""
    where = promised.passages[0].location if promised.passages else Location("")
    yield from (Problem("BB809", where, f"{output}: {fault}") for fault in read_back.faults)
    yield from _misled(promised, read_back, output, where)
    yield from _cover(promised, read_back, output, where)
    yield from _formulas(promised, read_back, output, where)
    yield from _facts(promised, read_back, output, where)
    yield from _contents(promised, [title for _, title in read_back.contents], output, where)
    if read_back.printed_contents:
        yield from _contents(promised, list(read_back.printed_contents), output, where)
    yield from _item_numbers(promised, read_back, output, where)
    yield from _pictures(promised, read_back, output, where)
    yield from _links(promised, read_back, places, output, where)
    yield from _numbers_of_notes(promised, read_back, output)
    yield from _page_breaks(promised, places, output)


def _misled(promised: Reading, read_back: Reading, output: str, where: Location) -> Iterator[Problem]:
    """Entries that lead elsewhere, each at its heading."""
    headings = {as_title(title): place for _, title, place in reversed(promised.headings)}
    for title, fault in read_back.misled:
        yield Problem("BB807", headings.get(title, where), f"{output}: {fault}")


def _cover(promised: Reading, read_back: Reading, output: str, where: Location) -> Iterator[Problem]:
    wanted, there = promised.cover, read_back.cover
    if not there or (not wanted and there not in (UNSEEN, NO_COVER)) or wanted == there:
        return
    if NO_COVER in (wanted, there):
        has = "no cover" if there == NO_COVER else "a cover, and the manuscript wants none"
        yield Problem("BB806", where, f"{output} has {has}")
    elif there == UNSEEN or not alike(wanted, there):
        yield Problem("BB806", where, f"{output} has another picture as its cover, or one that cannot be decoded")


def _formulas(promised: Reading, read_back: Reading, output: str, where: Location) -> Iterator[Problem]:
    """Each formula that is shown otherwise, where it was typed."""
    for tex in read_back.misread_formulas:
        holders = (passage.location for passage in promised.everything if essence(formula(tex)) in passage.text)
        yield Problem("BB809", next(holders, where), f"{output} shows another formula for ${tex}$")


def _page_breaks(promised: Reading, places: Mapping[int, Passage], output: str) -> Iterator[Problem]:
    """Where there are pages, a break that was typed must be one."""
    for index, passage in enumerate(promised.passages):
        if not passage.opens_page or index not in places or index - 1 not in places:
            continue
        if 0 < places[index].page == places[index - 1].page:
            is_break = passage.kind is PassageKind.BREAK
            begins = "the scene break" if is_break else f"“{readable(passage.words)[:60]}”"
            message = f"{output} does not begin a page with {begins}, where the manuscript has a page break"
            yield Problem("BB809", passage.location, message)


def _facts(promised: Reading, read_back: Reading, output: str, where: Location) -> Iterator[Problem]:
    pairs = {
        "title": (promised.facts.title, read_back.facts.title),
        "authors": (", ".join(promised.facts.authors), ", ".join(read_back.facts.authors)),
        "language": (promised.facts.language.casefold(), read_back.facts.language.casefold()),
        **{
            name: (wanted, read_back.facts.further[name])
            for name, wanted in promised.facts.further.items()
            if name in read_back.facts.further
        },
    }
    for name, (wanted, there) in pairs.items():
        if essence(wanted) != essence(there):
            yield Problem("BB808", where, f"{output} gives “{there}” as its {name}, the manuscript “{wanted}”")


def _contents(promised: Reading, listed: list[str], output: str, where: Location) -> Iterator[Problem]:
    """An output may list the headings down to a level of its choice, but of these all, in order."""
    deepest = max((level for level, _, _ in promised.headings), default=0)
    headings = [(level, as_title(title), place) for level, title, place in promised.headings]
    candidates = [[heading for heading in headings if heading[0] <= depth] for depth in range(1, deepest + 1)]
    if not listed and len(headings) < 2:  # of one heading, contents would be that heading again
        return
    if not candidates or listed in [[title for _, title, _ in some] for some in candidates]:
        return
    likeliest = min(candidates, key=lambda some: abs(len(some) - len(listed)))
    pairs = zip_longest(likeliest, listed, fillvalue=None)
    heading, there = next((a, b) for a, b in pairs if a is None or a[1] != b)
    should, place = (heading[1], heading[2]) if heading else ("nothing", where)
    message = f"the contents of {output} have “{there or 'nothing'}” where the manuscript has “{should}”"
    yield Problem("BB807", place, message)


def _item_numbers(promised: Reading, read_back: Reading, output: str, where: Location) -> Iterator[Problem]:
    """The numbers of lists, in order; items without a mark may be some of a list that a style sheet leaves bare."""
    bare = read_back.unnumbered
    shown = deque(read_back.item_numbers)
    for wanted in promised.item_numbers:
        if shown and may_stand_for(shown[0].shown, wanted.shown):
            shown.popleft()
        elif bare:
            bare -= 1
        else:
            there = f"“{shown[0].shown}” ({shown[0].location})" if shown else "nothing"
            message = f"the item of a list typed with the number “{wanted.shown}” shows {there} in {output}"
            yield Problem("BB812", wanted.location, message)
            return
    if shown:
        message = f"{output} ({shown[0].location}) numbers an item of a list that the manuscript does not number"
        yield Problem("BB812", where, f"{message}: “{shown[0].shown}”")


def _pictures(promised: Reading, read_back: Reading, output: str, where: Location) -> Iterator[Problem]:
    for index, picture in enumerate(promised.pictures):
        if index >= len(read_back.pictures):
            message = f"a picture is missing from {output}: “{picture.words}”"
            yield Problem("BB806", picture.location, message)
            continue
        there = read_back.pictures[index]
        if essence(there.words) != essence(picture.words):
            message = f"a picture is described in {output} as “{there.words}”, in the manuscript as “{picture.words}”"
            yield Problem("BB806", picture.location, message)
        elif there.pixels == UNSEEN and picture.pixels:
            message = f"{output} cannot show a picture, whose file is missing or damaged: “{picture.words}”"
            yield Problem("BB806", picture.location, message)
        elif there.pixels != UNSEEN and not alike(picture.pixels, there.pixels):
            yield Problem("BB806", picture.location, f"{output} shows another picture: “{picture.words}”")
    if len(read_back.pictures) > len(promised.pictures):
        more = read_back.pictures[len(promised.pictures)]
        yield Problem("BB806", where, f"{output} has a picture that the manuscript does not have: “{more.words}”")


def _links(
    promised: Reading, read_back: Reading, places: Mapping[int, Passage], output: str, where: Location
) -> Iterator[Problem]:
    """Links are compared without regard to order, since notes stand in one place here and in another there."""
    pages = _pages(promised, places)
    waiting = Counter(read_back.links)
    lost = False
    for link in promised.links:
        match = (
            link
            if waiting[link]
            else next((there for there in waiting if waiting[there] and _leads_alike(link, there, pages)), None)
        )
        if match is None:
            message = f"the link “{readable(link.words)}” is missing from {output}, or leads elsewhere there"
            yield Problem("BB807", link.location or where, message)
            lost = True
        else:
            waiting[match] -= 1
    for there in waiting.elements():
        yield Problem(
            "BB807", where, f"{output} has a link that the manuscript does not have: “{readable(there.words)}”"
        )
    if not lost:
        yield from _astray(promised, read_back, places, output, where)


def _astray(
    promised: Reading, read_back: Reading, places: Mapping[int, Passage], output: str, where: Location
) -> Iterator[Problem]:
    """Links that cannot be clicked at their words, and those of the same words that have each other's targets."""
    pages = _pages(promised, places)
    for there in read_back.links:
        if there.astray:
            place = next((link.location for link in promised.links if _leads_alike(link, there, pages)), None)
            yield Problem("BB807", place or where, f"the link “{readable(there.words)}” in {output} {there.astray}")
    in_notes = "".join(each.text for note in promised.notes for each in note.passages)
    targets: dict[str, list[Link]] = {}
    for link in promised.links:
        targets.setdefault(link.words, []).append(link)
    several = {
        words: links
        for words, links in targets.items()
        if len({link.target for link in links}) > 1 and words not in in_notes
    }
    for words, links in several.items():
        shown = [link for link in read_back.links if link.words == words]
        for link, there in zip(links, shown, strict=False):
            if not _leads_alike(link, there, pages):
                message = f"the link “{readable(words)}” leads in {output} where another of the same words should"
                yield Problem("BB807", link.location or where, message)
                break


def _numbers_of_notes(promised: Reading, read_back: Reading, output: str) -> Iterator[Problem]:
    """The numbers in the text lead to their notes, and those of the notes back."""
    marked = [passage for passage in promised.passages for _ in range(passage.text.count(NOTE_MARK))]
    numbers = zip(marked, read_back.references, read_back.misled_references, strict=False)
    for passage, number, astray in numbers:
        if astray:
            yield Problem("BB807", passage.location, f"the number {number} of a note in {output} {astray}")
    for note, there in zip(promised.notes, read_back.notes, strict=False):
        if there.astray and note.passages:
            message = f"the number {there.number} before a note in {output} {there.astray}"
            yield Problem("BB807", note.passages[0].location, message)


def _pages(promised: Reading, places: Mapping[int, Passage]) -> dict[str, set[int]]:
    """The pages of an output on which the passages of a manuscript begin, by their texts."""
    pages: dict[str, set[int]] = {}
    for index, passage in enumerate(promised.everything):
        if index in places:
            pages.setdefault(passage.text, set()).add(places[index].page)
    return pages


def _leads_alike(link: Link, there: Link, pages: Mapping[str, set[int]]) -> bool:
    if link.words != there.words:
        return False
    if not link.target:
        return bool(there.target or there.page)
    return there.page in pages.get(link.target, ()) if there.page else _same_address(link.target, there.target)


def _same_address(promised: str, read_back: str) -> bool:
    """Whether two addresses differ at most in letters that one has escaped and the other not."""
    return _address(promised) == _address(read_back)


def _address(typed: str) -> str:
    """An address in its letters, also where those of its host were written in ASCII (RFC 3492)."""
    return _PUNYCODE.sub(_decoded, urllib.parse.unquote(typed))


def _decoded(label: re.Match[str]) -> str:
    try:
        return label[1].encode("ascii").decode("punycode")
    except UnicodeError:
        return label[0]
