"""Which letters on a page of a PDF a reader cannot see: pdfium paints the page with its text, and once more without.

A letter is seen where the two differ in its place. So it does not matter what hides it: that it hangs off the page, is
clipped away, painted over, invisible, or of the colour of what lies behind it.
"""

import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice

import pypdfium2
from PIL import Image, ImageChops

from bookbuild.proof.readback.pdf_lines import Place, lines_beside, places
from bookbuild.proof.readback.pdf_objects import (
    Box,
    DrawnObject,
    Letter,
    PageObjects,
    TextObject,
    has_marks_of_layers,
    is_clipped,
    is_plainly_dark,
    letters,
    on_device,
    page_objects,
    show,
    text_of,
)

_SCALE, _LONGEST = 100 / 72, 4_000
"""Pixels for each point, and the most for a side of a page."""
_INK = 32
"""By how much, of 255, a letter must differ from what lies behind it."""
_SMALL = 2.5
"""Letters of so few points, or pressed into so few, cannot be read."""
_GAP = 0.8
"""How wide, in em, a gap in a line may be without a look at its letters."""
_WHOLE = 0.85
"""The part of a line that its ink must fill, or its letters are looked at."""
_HALF = 0.5
"""The part of a letter that must be seen, and of a text that another may lie on."""
_NARROW, _VERY_NARROW, _FEW = 0.36, 0.2, 3
"""How wide, in em, letters are on the average, where a few of them are looked at in case they lie on one another."""
_CROWDED = 1.6
"""How much more room letters may take, one by one, than their line."""
_ACCENT = 0.3
"""How high, in em, accents are that stand alone."""
_OVERHANG = 0.4
"""How far a letter may hang over the next one, in sizes of letters: a slanted f, over an upright bracket."""
_BEYOND = 1.0
"""How many points a line may stand out of the page without a look at its letters."""
_INKLESS = frozenset({"Cc", "Cf", "Cn", "Co", "Mn", "Me", "Zs", "Zl", "Zp"})
"""Kinds of letters that may leave no ink, or little, and not where they stand."""
_HYPHENS = "\u2010\u00ad\ufffe\x02"
_IS_INK = [255 if apart >= _INK else 0 for apart in range(256)]
_FINE, _FAR = 64, 1000
"""Parts of a pixel in which the place of a page is asked, and how many points away."""

OFF_THE_PAGE = "hangs off the page"
TOO_SMALL = "is too small to be read"
NO_INK = "leaves no ink that can be told from what lies around it"
"""It is clipped away, painted over, invisible, or in the colour of what is behind it."""
NOTHING = "is not drawn"
OVERPRINTED = "lies on other words"
COLLAPSED = "has its letters on one another"


@dataclass(frozen=True, slots=True)
class Unseen:
    """Words that a page holds and does not show."""

    mcid: int
    """The marked content to which they belong; -1 for none."""
    words: str
    why: str


Sight = tuple[Unseen, ...]
"""All that a page hides."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a page tells."""

    sight: Sight
    places: Mapping[int, Place]
    """Of the marked content, by identifiers."""
    lines: Mapping[int, float]
    """How high over the baseline words of the marked content have a line, in sizes of letters, by identifiers."""


def sights(data: bytes, words: Mapping[int, Mapping[int, str]], *, thorough: bool) -> dict[int, Looked]:
    """What some pages of a PDF hide, by their numbers from 0; `words` are those of their marked content."""
    document = pypdfium2.PdfDocument(data)
    seen: dict[int, Looked] = {}
    try:
        for number, marked in words.items():
            page = document[number]
            painted = page_objects(page)
            placed = places(painted)
            sight = unseen(page, painted, marked, thorough=thorough)
            seen[number] = Looked(sight, placed, lines_beside(painted, placed, marked))
            page.close()
    finally:
        document.close()
    return seen


def unseen(page: pypdfium2.PdfPage, painted: PageObjects, words: Mapping[int, str], *, thorough: bool) -> Sight:
    """What a page with these objects hides of the words of its marked content.

    Unless `thorough`, it is only painted where something on it could hide letters.
    """
    texts = [text for text in painted.texts if not text.is_artifact]
    drawn = tuple(_undrawn(page, painted, words))
    if not texts:
        return drawn
    narrow = _narrow(texts, words, _NARROW if thorough else _VERY_NARROW)
    collapsed = tuple(_collapsed(page, narrow, words)) if narrow else ()
    overprinted = _overprinted(painted.texts)
    if not thorough and not overprinted and _hides_nothing(page, painted):
        return (*drawn, *collapsed)
    return (*drawn, *collapsed, *_look(page, painted, texts, words, overprinted))


def _undrawn(page: pypdfium2.PdfPage, painted: PageObjects, words: Mapping[int, str]) -> Iterator[Unseen]:
    """Marked content without words that shows nothing: pictures, and formulas that are drawn."""
    expected = {mcid for mcid, text in words.items() if not text and mcid >= 0}
    if not expected:
        return
    groups: dict[int, list[DrawnObject]] = {mcid: [] for mcid in expected}
    for other in painted.others:
        if other.mcid in expected:
            groups[other.mcid].append(other)
    typeset = {text.mcid for text in painted.texts}
    drawn = [other for some in groups.values() for other in some]
    place = _Place(page)
    ink = _ink(page, painted, place, drawn, grey=False) if drawn else None
    for mcid, some in groups.items():
        if mcid not in typeset and (why := _why_undrawn(some, ink, place)):
            yield Unseen(mcid, "", why)


def _why_undrawn(some: Sequence[DrawnObject], ink: Image.Image | None, place: "_Place") -> str:
    if not some or ink is None:
        return NOTHING
    lefts, bottoms, rights, tops = zip(*(each.box for each in some), strict=True)
    box = min(lefts), min(bottoms), max(rights), max(tops)
    if max(box[2] - box[0], box[3] - box[1]) < _SMALL:
        return TOO_SMALL
    return _why(box, ink, place, least=0)


def _hides_nothing(page: pypdfium2.PdfPage, painted: PageObjects) -> bool:
    """Whether dark letters of a size to be read are all that the page has, and within its edges."""
    if painted.has_forms or painted.has_annotations:
        return False
    left, bottom, right, top = page.get_cropbox()
    for text in painted.texts:
        if text.box is None or not is_plainly_dark(text) or min(text.em) < _SMALL:
            return False
        if has_marks_of_layers(text) or is_clipped(text):
            return False
        if not _within(text.box, (left - _BEYOND, bottom - _BEYOND, right + _BEYOND, top + _BEYOND)):
            return False
    return not any(_meet(text.box, other.box) for other in painted.others for text in painted.texts if text.box)


def _look(
    page: pypdfium2.PdfPage,
    painted: PageObjects,
    texts: Sequence[TextObject],
    words: Mapping[int, str],
    overprinted: Set[int],
) -> Iterator[Unseen]:
    """Paint a page, and look for each text on it; some, by their addresses, lie on others."""
    place = _Place(page)
    ink = _ink(page, painted, place, painted.texts, grey=True)
    doubtful = {text.address for text in texts if _is_doubtful(text, painted, ink, place)}
    if not doubtful and not overprinted:
        return
    text_page = page.get_textpage()
    try:
        for text in texts:
            if text.address in overprinted and (lying := text_of(text, text_page)).strip():
                yield Unseen(text.mcid, lying, OVERPRINTED)
        suspects = list(letters(text_page, doubtful))
        if any(_why(letter.box, ink, place) for letter in suspects):
            ink = _ink(page, painted, place, painted.texts, grey=False)
        yield from _hidden(texts, suspects, words, ink, place)
    finally:
        text_page.close()


def _hidden(
    texts: Sequence[TextObject],
    suspects: Sequence[Letter],
    words: Mapping[int, str],
    ink: Image.Image,
    place: "_Place",
) -> Iterator[Unseen]:
    by_text: dict[int, list[Letter]] = {}
    for letter in suspects:
        by_text.setdefault(letter.address, []).append(letter)
    for text in texts:
        held = by_text.get(text.address, [])
        small = TOO_SMALL if min(text.em) < _SMALL else ""
        if small and not held and (lost := words.get(text.mcid, "").strip()):
            yield Unseen(text.mcid, lost, small)  # pdfium does not tell of letters of no size
        for why, run in _runs((letter.text, small or _why(letter.box, ink, place)) for letter in held):
            yield Unseen(text.mcid, run, why)


def _runs(judged: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Letters one after the other that cannot be seen for one reason; what has no ink goes with those before it."""
    reason, run = "", ""
    for letter, why in judged:
        if _has_ink(letter) and why != reason:
            if reason:
                yield reason, run.strip()
            reason, run = why, ""
        run += letter
    if reason:
        yield reason, run.strip()


class _Place:
    """Where the points of a page lie among its pixels."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        width, height = page.get_size()
        self.scale = min(_SCALE, _LONGEST / max(width, height, 1))
        self.size = (math.ceil(width * self.scale), math.ceil(height * self.scale))
        fine = (self.size[0] * _FINE, self.size[1] * _FINE)
        (x, y), (x_along, y_along), (x_up, y_up) = (
            on_device(page, fine, point) for point in ((0, 0), (_FAR, 0), (0, _FAR))
        )
        self._origin = x / _FINE, y / _FINE
        self._along = (x_along - x) / _FINE / _FAR, (y_along - y) / _FINE / _FAR
        self._up = (x_up - x) / _FINE / _FAR, (y_up - y) / _FINE / _FAR

    def of(self, box: Box) -> Box:
        """Left, top, right and bottom of a box in pixels."""
        left, bottom, right, top = box
        xs = [self._origin[0] + self._along[0] * x + self._up[0] * y for x, y in ((left, bottom), (right, top))]
        ys = [self._origin[1] + self._along[1] * x + self._up[1] * y for x, y in ((left, bottom), (right, top))]
        return min(xs), min(ys), max(xs), max(ys)


def _ink(
    page: pypdfium2.PdfPage,
    painted: PageObjects,
    place: _Place,
    some: Sequence[TextObject | DrawnObject],
    *,
    grey: bool,
) -> Image.Image:
    """White where a page with some of its objects differs from the same page without, else black."""
    with_text = page.render(scale=place.scale, grayscale=grey).to_pil()
    show(some, active=False)
    mode = "L" if grey else "RGB"
    if painted.others or painted.has_annotations:
        without_text = page.render(scale=place.scale, grayscale=grey).to_pil().convert(mode)
    else:
        without_text = Image.new(mode, with_text.size, "white")
    show(some, active=True)
    apart = ImageChops.difference(with_text.convert(mode), without_text)
    if not grey:
        red, green, blue = apart.split()
        apart = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return apart.point(_IS_INK)


def _is_doubtful(text: TextObject, painted: PageObjects, ink: Image.Image, place: _Place) -> bool:
    """Whether the letters of a text have to be looked at one by one, since its line shows less ink than it should."""
    if text.box is None or min(text.em) < _SMALL or painted.has_annotations:
        return True
    if any(other.order > text.order and _meet(text.box, other.box) for other in painted.others):
        return True
    left, top, right, bottom = place.of(text.box)
    line = (math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))
    if (
        line[0] < 0
        or line[1] < 0
        or line[2] > ink.width
        or line[3] > ink.height
        or line[2] <= line[0]
        or line[3] <= line[1]
    ):
        return True
    shown = ink.crop(line)
    inked = shown.getbbox()
    if inked is None or inked[2] - inked[0] < _WHOLE * (right - left) or inked[3] - inked[1] < _WHOLE * (bottom - top):
        return True
    columns = shown.resize((shown.width, 1), Image.Resampling.BOX).tobytes()
    return bytes(max(1, round(_GAP * max(text.em) * place.scale))) in columns


def _why(box: Box, ink: Image.Image, place: _Place, least: float = _HALF) -> str:
    """Why what lies in a box cannot be seen, of which ink must fill the least part; nothing where it can."""
    left, top, right, bottom = place.of(box)
    inside = (max(0.0, left), max(0.0, top), min(right, ink.width), min(bottom, ink.height))
    width, height = right - left, bottom - top
    if inside[2] - inside[0] < _HALF * width or inside[3] - inside[1] < _HALF * height:
        return OFF_THE_PAGE
    shown = ink.crop(
        (math.floor(inside[0]), math.floor(inside[1]), math.ceil(inside[2]), math.ceil(inside[3]))
    ).getbbox()
    if shown is None or shown[2] - shown[0] < least * width - 1 or shown[3] - shown[1] < least * height - 1:
        return NO_INK
    return ""


def _overprinted(texts: Sequence[TextObject]) -> set[int]:
    """The texts that lie on others, by their addresses; accents may lie on letters of their own text, and of others."""
    boxes = sorted(  # from the foot of the page: most lines begin as far left as their neighbours
        (text.box[1], text.box, text.mcid, text.address, min(text.em))
        for text in texts
        if text.box and _area(text.box) and text.box[3] - text.box[1] > _ACCENT * min(text.em)
    )
    lying: set[int] = set()
    for index, (_, box, mcid, address, em) in enumerate(boxes):
        for bottom, other, other_mcid, other_address, other_em in islice(boxes, index + 1, None):
            if bottom >= box[3]:
                break
            shared = _shared(box, other)
            is_long = shared[2] - shared[0] > _OVERHANG * min(em, other_em)
            covers = _meet(box, other) and _area(shared) > _HALF * min(_area(box), _area(other))
            if is_long and covers and mcid != other_mcid:
                lying |= {address, other_address}
    return lying


def _narrow(texts: Sequence[TextObject], words: Mapping[int, str], least: float) -> dict[int, tuple[float, set[int]]]:
    """Marked content that is short for so many letters as it has: its length, and its texts by their addresses."""
    lines: dict[int, list[TextObject]] = {}
    for text in texts:
        if text.box and text.mcid >= 0:
            lines.setdefault(text.mcid, []).append(text)
    narrow = {}
    for mcid, parts in lines.items():
        held = words.get(mcid, "")
        if len(held) < _FEW:
            continue
        lefts, bottoms, rights, tops = zip(*(part.box for part in parts if part.box), strict=True)
        sides = sorted((max(rights) - min(lefts), max(tops) - min(bottoms)))
        em = max(max(part.em) for part in parts)
        is_short = sides[1] < least * len(held) * em and sides[0] < 2 * em
        if is_short and (count := sum(map(_has_ink, held))) >= _FEW and sides[1] < least * count * em:
            narrow[mcid] = sides[1], {part.address for part in parts}
    return narrow


def _collapsed(
    page: pypdfium2.PdfPage, narrow: Mapping[int, tuple[float, set[int]]], words: Mapping[int, str]
) -> Iterator[Unseen]:
    """Lines whose letters take more room than the line does."""
    text_page = page.get_textpage()
    try:
        some = {address for _, addresses in narrow.values() for address in addresses}
        boxes = [(letter.address, letter.box) for letter in letters(text_page, some) if _has_ink(letter.text)]
    finally:
        text_page.close()
    for mcid, (length, addresses) in narrow.items():
        upright = sum(box[3] - box[1] for address, box in boxes if address in addresses)
        along = sum(box[2] - box[0] for address, box in boxes if address in addresses)
        if min(along, upright) > _CROWDED * length:
            yield Unseen(mcid, words[mcid].strip(), COLLAPSED)


def _shared(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _has_ink(letter: str) -> bool:
    return letter not in _HYPHENS and unicodedata.category(letter) not in _INKLESS


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _within(one: Box, other: Box) -> bool:
    return one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]
