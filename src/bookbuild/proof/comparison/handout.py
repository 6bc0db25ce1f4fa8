"""Whether the sheets of a handout hold each page of a PDF once, in the order in which the folded paper is read.

The sheets are read with pdfium, each place on them by itself, then folded, nested and leafed through; what stands there
must be the pages one after the other. Only the letters of a page count, not their order: the page itself is proven.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import pypdfium2

from bookbuild.problems import Location, Problem
from bookbuild.proof.passages import essence
from bookbuild.settings.schema import HandoutSettings

_UNCERTAIN = "\u2010\u2011\u00ad\ufffe\u0002-"
"""What pdfium may see or not at the end of a line."""
_EMPTY = ""


def prove_sheets(
    pages: bytes, sheets: bytes, settings: HandoutSettings, name: str, *, right_to_left: bool
) -> tuple[Problem, ...]:
    """At most one problem: the first page that does not come when the sheets are read. `name` is that of the sheets."""
    if settings.binding is not None:
        right_to_left = settings.binding == "right"
    try:
        return _wrong_page(list(_read(pages)), sheets, settings, name, right_to_left=right_to_left)
    except pypdfium2.PdfiumError:  # a stranger's file
        return (Problem("BB609", Location(""), f"{name} cannot be read: it is damaged", "Make it again."),)


def _wrong_page(
    promised: Sequence[str], sheets: bytes, settings: HandoutSettings, name: str, *, right_to_left: bool
) -> tuple[Problem, ...]:
    before = 0 if settings.cover or settings.layout != "booklet" else 2
    if settings.layout == "booklet":
        around = [_EMPTY] * before
        sides = list(_read(sheets, 2, 1, settings.flip))
        wrong = _leaf_through([*around, *promised, *around], _paired(sides, right_to_left))
    else:
        wrong = _read_on(promised, sheets, settings, right_to_left)
    if wrong is None:
        return ()
    page = min(max(wrong - before, 0), len(promised) - 1) + 1
    message = f"page {page} does not stand in {name} where it has to, so that the sheets cannot be read in order"
    return (Problem("BB609", Location(""), message),)


def _read(data: bytes, columns: int = 1, rows: int = 1, flip: str | None = None) -> Iterator[str]:
    """The letters in each place of each page, row by row from the top left, as the paper is turned in the hand.

    A printer that turns it about the other edge than `flip` assumes would set the backs on their heads.
    """
    document = pypdfium2.PdfDocument(data)
    try:
        for number, page in enumerate(document):
            width, height = page.get_size()
            text = page.get_textpage()
            places = []
            for row in reversed(range(rows)):
                for column in range(columns):
                    left, bottom = width * column / columns, height * row / rows
                    right, top = width * (column + 1) / columns, height * (row + 1) / rows
                    whole = columns == rows == 1
                    places.append(text.get_text_bounded() if whole else text.get_text_bounded(left, bottom, right, top))
            is_turned = number % 2 == 1 and flip is not None and flip != ("short" if width > height else "long")
            yield from map(_letters, reversed(places) if is_turned else places)
            text.close()
            page.close()
    finally:
        document.close()


def _letters(words: str) -> str:
    return "".join(sorted(letter for letter in essence(words) if letter not in _UNCERTAIN))


def _paired(sides: Sequence[str], right_to_left: bool) -> list[tuple[str, str, str, str]]:
    """For each sheet, folded with its front outside, the two pages of its first leaf and the two of its second."""
    sheets = []
    for front_left, front_right, back_left, back_right in zip_longest(*(iter(sides),) * 4, fillvalue=_EMPTY):
        if right_to_left:
            sheets.append((front_left, back_right, back_left, front_right))
        else:
            sheets.append((front_right, back_left, back_right, front_left))
    return sheets


def _leaf_through(promised: Sequence[str], sheets: Sequence[tuple[str, str, str, str]]) -> int | None:
    """The number, from 0, of the first page that does not come; None if all do.

    How many sheets are nested into one another, the pages themselves tell: so many that they read on.
    """
    wanted = [*promised, *[_EMPTY] * (4 * len(sheets) - len(promised))]
    done = 0
    while done < len(sheets):
        begin = 4 * done
        reads = [
            _right(wanted[begin:], _nested(sheets[done : done + more])) for more in range(1, len(sheets) - done + 1)
        ]
        thickness = next((more for more, right in enumerate(reads, start=1) if right == 4 * more), 0)
        if not thickness:
            return begin + max(reads)
        done += thickness
    return None if len(promised) <= 4 * len(sheets) else 4 * len(sheets)


def _nested(sheets: Sequence[tuple[str, str, str, str]]) -> Iterator[str]:
    for first, second, _, _ in sheets:
        yield first
        yield second
    for _, _, third, fourth in reversed(sheets):
        yield third
        yield fourth


def _right(wanted: Sequence[str], printed: Iterator[str]) -> int:
    """How many pages come as they should before one does not."""
    count = 0
    for want, there in zip(wanted, printed, strict=False):
        if want != there:
            break
        count += 1
    return count


def _read_on(promised: Sequence[str], sheets: bytes, settings: HandoutSettings, right_to_left: bool) -> int | None:
    """The same for sheets that are read as they lie."""
    document = pypdfium2.PdfDocument(sheets)
    width, height = document[0].get_size()
    document.close()
    columns, rows = (2, 2) if settings.layout == "4-up" else (2, 1) if width > height else (1, 2)
    places = list(_read(sheets, columns, rows, settings.flip))
    lines = [places[begin : begin + columns] for begin in range(0, len(places), columns)]
    in_order = [place for line in lines for place in (reversed(line) if right_to_left else line)]
    right = _right([*promised, *[_EMPTY] * (len(in_order) - len(promised))], iter(in_order))
    return None if right == len(in_order) and len(in_order) >= len(promised) else right
