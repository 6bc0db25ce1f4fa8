"""What stands where on the pages of a finished PDF: the places of letters by pdfium, their meaning by the tags.

`faults` says what a reader of print would not accept: letters off the page or outside the text, pages left half empty
for no reason, captions torn from their figures. Nothing here knows how pages are made, but for their margins.
"""

import ctypes
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import tinycss2
from geometry import Letter

_ROUNDING = 2.0
"""In points: an f leans so far out of its line."""
LEAST_FILL = 0.7
"""Of the height of the text, on a page of running text."""
UNFILLED = "though the text goes on"
"""How such a fault ends."""
_NARROWEST = 0.3 * 72
"""Margins that are left even where a table or a picture reaches out of the text."""
_WIDE = frozenset({"Table", "Code", "Figure", "Formula", "Caption", "Note"})
"""What may reach into the margins, as far as there is room."""
_CLOSED = frozenset({"Table", "Code", "Div", "Aside", "Sect", "Formula"})
"""What is moved to the next page rather than divided, if it does not fit."""
_OPEN = frozenset({"Div", "Sect", "BlockQuote", "Aside", "Table", "THead", "TBody", "TFoot"})
"""What may be divided between the things in it."""
_TOGETHER = {"Caption": 4, "TH": 3}
"""How many parts of a table stay together from one of a kind on: a caption, the head and two rows."""
_ENDING = 3
"""So many blocks at the end of a chapter may be kept together with a closed one before them."""
_BELOW = 0.15
"""Of the height of the text: a heading needs so much for itself and some lines of what follows."""
_ABOVE = 0.06
"""So much stands above a heading, a table and the like, where they do not begin a page."""
_KEPT = 2
"""So many lines of a paragraph or a note stay together."""
_HEADINGS = frozenset(f"H{level}" for level in range(1, 7))
_UNITS = {"pt": 1.0, "px": 0.75, "in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "q": 72 / 101.6, "pc": 12.0}


@dataclass(frozen=True)
class Area:
    """A rectangle in points, from the lower left corner of its page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def holds(self, letter: Letter, slack: float = _ROUNDING) -> bool:
        return (
            self.left - slack <= letter.left
            and letter.right <= self.right + slack
            and self.bottom - slack <= letter.bottom
            and letter.top <= self.top + slack
        )


@dataclass
class Tag:
    """An element of the structure tree."""

    role: str
    path: tuple[str, ...]
    """Its own role and those that it stands in, from the outside."""
    chapter: int
    """Which of the outermost elements it belongs to."""
    boxes: list[tuple[int, float, float]] = field(default_factory=list)
    """Pages, lower and upper ends of what is in it."""
    children: list["Tag"] = field(default_factory=list)

    @property
    def pages(self) -> set[int]:
        return {page for page, _, _ in self.boxes}


@dataclass(frozen=True)
class Printed:
    """The pages of a PDF."""

    sizes: tuple[tuple[float, float], ...]
    front: frozenset[int]
    """Those before the text, with roman numbers: title page, contents."""
    letters: tuple[tuple[Letter, Tag | None], ...]
    """Those without a tag are no part of the text: running heads, folios, marks."""
    chapters: tuple[Tag, ...]


def read(data: bytes) -> Printed:
    """Read a tagged PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        chapters, contents = _structure(pdf)
    sizes, front, letters = [], set(), []
    with pdfium.PdfDocument(data) as document:
        for number, page in enumerate(document, start=1):
            sizes.append(page.get_size())
            if not (document.get_page_label(number - 1) or "1").isdecimal():
                front.add(number)
            letters += [(letter, contents.get((number, mark))) for letter, mark in _letters(page, number)]
    for letter, tag in letters:
        if tag is not None:
            tag.boxes.append((letter.page, letter.bottom, letter.top))
    for chapter in chapters:
        _gather(chapter)
    return Printed(tuple(sizes), frozenset(front), tuple(letters), tuple(chapters))


def _letters(page: pdfium.PdfPage, number: int) -> Iterator[tuple[Letter, int]]:
    """The letters of a page, each with the number of the marked content that it is in; −1 for none."""
    width, height = page.get_size()
    text = page.get_textpage()
    marks: dict[int, int] = {}
    for index in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text.raw, index))
        if letter.isspace() or letter == "\ufffe":
            continue
        painted = raw.FPDFText_GetTextObject(text.raw, index)
        address = ctypes.cast(painted, ctypes.c_void_p).value or 0
        if address not in marks:
            marks[address] = raw.FPDFPageObj_GetMarkedContentID(painted) if address else -1
        left, bottom, right, top = text.get_charbox(index)
        yield Letter(number, letter, left, bottom, right, top, width, height, 0.0), marks[address]


def _structure(pdf: pikepdf.Pdf) -> tuple[list[Tag], dict[tuple[int, int], Tag]]:
    """The outermost elements, and the element that each piece of marked content of a page belongs to."""
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    contents: dict[tuple[int, int], Tag] = {}

    def read_element(element: Any, path: tuple[str, ...], chapter: int) -> Tag:
        role = str(element.S)[1:]
        tag = Tag(role, (*path, role), chapter)
        own = numbers[element.Pg.objgen] if "/Pg" in element else 0
        if own and (box := _box(element)):
            tag.boxes.append((own, box[1], box[3]))
        for kid in _several(element.get("/K")):
            if not isinstance(kid, pikepdf.Dictionary):
                contents[own, int(kid)] = tag
            elif "/S" in kid:
                tag.children.append(read_element(kid, tag.path, chapter))
            elif "/MCID" in kid:
                contents[numbers[kid.Pg.objgen] if "/Pg" in kid else own, int(kid.MCID)] = tag
        return tag

    (document,) = _several(pdf.Root.StructTreeRoot.K)
    return [read_element(kid, (), number) for number, kid in enumerate(_several(document.K))], contents


def _several(value: Any) -> list[Any]:
    """What PDF writes as one thing, as a list of things, or not at all."""
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _box(element: Any) -> list[float] | None:
    for each in _several(element.get("/A")):
        if isinstance(each, pikepdf.Dictionary) and "/BBox" in each:
            return [float(value) for value in each["/BBox"]]
    return None


def _gather(tag: Tag) -> None:
    for child in tag.children:
        _gather(child)
        tag.boxes += child.boxes


def text_areas(sheets: Iterable[str], sizes: tuple[tuple[float, float], ...]) -> list[Area]:
    """The text area of each page, as the `@page` rules for all right-hand and all left-hand pages have it."""
    margins: dict[str, dict[str, float]] = {"": {}, "left": {}, "right": {}}
    for rule in (each for sheet in sheets for each in tinycss2.parse_stylesheet(sheet, True, True)):
        if rule.type == "at-rule" and rule.lower_at_keyword == "page" and rule.content is not None:
            selector = tinycss2.serialize(rule.prelude).strip().removeprefix(":")
            if selector in margins:
                margins[selector].update(_margins(rule.content))
    return [
        _area({**margins[""], **margins["right" if number % 2 else "left"]}, *size)
        for number, size in enumerate(sizes, start=1)
    ]


def _area(margins: dict[str, float], width: float, height: float) -> Area:
    return Area(margins["left"], margins["bottom"], width - margins["right"], height - margins["top"])


def _margins(content: list[tinycss2.ast.Node]) -> dict[str, float]:
    found = {}
    for declaration in tinycss2.parse_declaration_list(content, True, True):
        if declaration.type == "declaration" and declaration.lower_name.startswith("margin"):
            lengths = [_length(token) for token in declaration.value if token.type in ("dimension", "number")]
            side = declaration.lower_name.removeprefix("margin").removeprefix("-")
            if side:
                found[side] = lengths[0]
            else:
                top, right, bottom, left = {
                    1: lengths * 4,
                    2: lengths * 2,
                    3: [*lengths, *lengths[1:2]],
                    4: lengths,
                }[len(lengths)]
                found |= {"top": top, "right": right, "bottom": bottom, "left": left}
    return found


def _length(token: tinycss2.ast.Node) -> float:
    return float(token.value) * (_UNITS[token.lower_unit] if token.type == "dimension" else 1.0)


def faults(printed: Printed, areas: list[Area], asked: Sequence[str] = ()) -> list[str]:
    """What is wrong with the pages, in words; each says the page. `asked` has what asks to begin one."""
    begun = _begun(printed, asked)
    return [*_strays(printed, areas), *_torn(printed), *_gaps(printed, areas, begun)]


def _begun(printed: Printed, asked: Sequence[str]) -> frozenset[int]:
    """The pages that begin with one of some passages, of which white space and case do not count."""
    texts: dict[int, str] = {}
    for letter, tag in printed.letters:
        if tag is not None:
            texts[letter.page] = texts.get(letter.page, "") + letter.letter.casefold()
    wanted = tuple("".join(passage.split()).casefold()[:20] for passage in asked)
    return frozenset(page for page, text in texts.items() if wanted and text.startswith(wanted))


def _strays(printed: Printed, areas: list[Area]) -> Iterator[str]:
    """Letters off the page, or outside the text though nothing lets them be there."""
    astray: dict[tuple[int, str], list[str]] = {}
    for letter, tag in printed.letters:
        whole = Area(0, 0, letter.width, letter.height)
        if not whole.holds(letter, 0):
            astray.setdefault((letter.page, "off the page"), []).append(letter.letter)
        elif tag is not None and not _home(tag, areas[letter.page - 1], letter, letter.page in printed.front).holds(
            letter
        ):
            astray.setdefault((letter.page, "outside the text"), []).append(letter.letter)
    for (page, where), letters in astray.items():
        yield f"page {page}: {len(letters)} letters {where}: {''.join(letters[:20])}"


def _home(tag: Tag, area: Area, letter: Letter, is_front: bool) -> Area:
    """Where a letter may stand. Title pages stand in the middle between the margins of both sides."""
    if _WIDE.isdisjoint(tag.path):
        side = min(area.left, letter.width - area.right)
        return Area(side, area.bottom, letter.width - side, area.top) if is_front else area
    return Area(_NARROWEST, _NARROWEST, letter.width - _NARROWEST, letter.height - _NARROWEST)


def _torn(printed: Printed) -> Iterator[str]:
    """Captions that do not stand on a page of what they describe."""
    for tag in _walk(printed.chapters):
        captions = [child for child in tag.children if child.role == "Caption"]
        others = [child for child in tag.children if child.role != "Caption" and child.pages]
        for caption in captions:
            if others and not caption.pages <= {page for other in others for page in other.pages}:
                yield f"page {min(caption.pages)}: a caption stands apart from its {others[0].role.lower()}"


def _walk(tags: Iterable[Tag]) -> Iterator[Tag]:
    for tag in tags:
        yield tag
        yield from _walk(tag.children)


def _gaps(printed: Printed, areas: list[Area], begun: frozenset[int]) -> Iterator[str]:
    """Pages that are less than 70 % full, although the text goes on and nothing is kept from being divided."""
    for chapter in printed.chapters:
        last = max(chapter.pages, default=0)
        for page in sorted(chapter.pages - {last}):
            area = areas[page - 1]
            gap = _largest_gap(chapter, page, area)
            if gap <= (1 - LEAST_FILL) * area.height or page + 1 in begun:
                continue
            if not _is_pictured(chapter, page) and _needed(chapter, page + 1, last, area) < gap * 0.9:
                yield f"page {page}: only {1 - gap / area.height:.0%} full, {UNFILLED}"


def _largest_gap(chapter: Tag, page: int, area: Area) -> float:
    """The highest empty strip below the first thing on a page."""
    boxes = sorted(((top, bottom) for number, bottom, top in chapter.boxes if number == page), reverse=True)
    reached, largest = boxes[0][1], 0.0
    for top, bottom in boxes:
        largest = max(largest, reached - top)
        reached = min(reached, bottom)
    return max(largest, reached - area.bottom)


def _is_pictured(chapter: Tag, page: int) -> bool:
    """Whether this page or the next one has nothing but a picture, perhaps with its caption."""
    figures = [tag for tag in _walk([chapter]) if any(child.role == "Figure" for child in tag.children)]
    for number in (page, page + 1):
        inside = sum(box[0] == number for tag in figures for box in tag.boxes)
        if inside and inside == sum(box[0] == number for box in chapter.boxes):
            return True
    return False


def _needed(chapter: Tag, page: int, last: int, area: Area) -> float:
    """How much room the beginning of a page would have needed on the one before: little, if it may be divided."""
    blocks = [tag for tag in _blocks(chapter) if page in tag.pages]
    following = [tag for tag in blocks if min(tag.pages) == page]
    divided = [tag for tag in blocks if min(tag.pages) < page and tag.role == "P"]
    if divided:
        return _first_lines(divided[0], page, following)
    moved = _announced(following, page)
    rest = following[len(moved) :]
    above = _ABOVE * area.height
    if moved and (not rest or rest[0].role not in _CLOSED or len(rest[0].pages) > 1):
        return above + _height(moved, page) + _BELOW * area.height
    if not rest or len(rest[0].pages) > 1 or _is_picture(rest[0]):
        return 0.0
    if "Table" in rest[0].path and rest[0].role != "Table":
        together = [*moved, *rest[: _TOGETHER.get(rest[0].role, 2)]]
    elif rest[0].role in _CLOSED:
        together = following if page == last and len(rest) <= _ENDING else [*moved, rest[0]]
    else:
        return _first_lines(rest[0], page, rest[1:])
    notes = [tag for tag in together if tag.role == "Note"]
    return above + _height(notes, page) + _height([tag for tag in together if tag.role != "Note"], page)


def _announced(following: Sequence[Tag], page: int) -> list[Tag]:
    """The headings with which a page begins, and a line below them that goes with what comes next."""
    moved = list(itertools.takewhile(lambda tag: tag.role in _HEADINGS, following))
    below = following[len(moved) : len(moved) + 2]
    if moved and len(below) == 2 and below[0].role == "P" != below[1].role and len(_lines(below[0], page)) == 1:
        moved.append(below[0])
    return moved


def _first_lines(tag: Tag, page: int, following: Sequence[Tag]) -> float:
    """The height of the lines of a paragraph that stay together at the head of a page, with the beginning of a note."""
    lines = _lines(tag, page)
    pitch = (lines[0][1] - lines[-1][1]) / (len(lines) - 1) if len(lines) > 1 else _height([tag], page)
    together = pitch * (_KEPT if len(lines) > _KEPT + 1 else len(lines))
    if following and following[0].role == "Note" and len(lines) <= _KEPT + 1:
        together += (_KEPT + 1) * pitch  # the line above the note, and two of its own
    return together


def _lines(tag: Tag, page: int) -> list[tuple[float, float]]:
    """The lower and upper ends of the lines of a block on a page, from its head down."""
    lines: list[tuple[float, float]] = []
    for bottom, top in sorted(((bottom, top) for number, bottom, top in tag.boxes if number == page), reverse=True):
        if lines and top > lines[-1][0]:
            lines[-1] = min(bottom, lines[-1][0]), max(top, lines[-1][1])
        else:
            lines.append((bottom, top))
    return lines


def _height(tags: Iterable[Tag], page: int) -> float:
    """From the top of the highest to the foot of the lowest."""
    here = [(bottom, top) for tag in tags for number, bottom, top in tag.boxes if number == page]
    return max(top for _, top in here) - min(bottom for bottom, _ in here) if here else 0.0


def _blocks(chapter: Tag) -> Iterator[Tag]:
    """The blocks of a chapter; one that goes over pages counts as what is in it, and a table as its rows."""
    for tag in chapter.children:
        if len(tag.pages) > 1 and tag.role in _OPEN:
            yield from _blocks(tag)
        else:
            yield tag


def _is_picture(tag: Tag) -> bool:
    return any(child.role == "Figure" for child in tag.children)
