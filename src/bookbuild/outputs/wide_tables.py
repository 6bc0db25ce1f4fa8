"""Tables on screens: those that may be wider than a phone say so, and what each of their cells is about.

In an e-book boxes that scroll are no help: pages of e-readers cut off what is higher than they are. So where a screen
is too narrow for whole words, rows become lists of their cells, by tables.css; an e-reader that knows nothing of that
ends lines anywhere.
"""

import lxml.etree

from bookbuild.model import Book
from bookbuild.styles import stylesheet

Element = lxml.etree._Element

WIDE = "wide-table"
"""The class of tables that are wider than a phone with whole words."""
_SHEET = "tables.css"
_PHONE = 30
"""About so many letters go into a line of a phone."""
_LETTER, _BETWEEN = 0.55, 1.0
"""How wide a letter is, and how far columns stand apart, in em."""
_SCREENS = (40, 60, 80, 9999)
"""Up to so many em screens are wide on which rows of some table become lists; the last is any."""
_STACKED = "stacked"


def sheets(book: Book) -> dict[str, str]:
    """The style sheet of wide tables in e-books, by its name, where the book has tables."""
    if not any("<table" in chapter.body for chapter in book.chapters):
        return {}
    rest, media, lists = stylesheet(_SHEET).partition("@media (max-width: 40em)")
    screens = (
        f"{media}{lists}".replace("40em", f"{screen}em").replace(f".{_STACKED}", f".{_STACKED}-{screen}")
        for screen in _SCREENS
    )
    return {_SHEET: rest + "\n".join(screens)}


def mark(tree: Element) -> None:
    """Mark the tables of a tree that are wider than a phone."""
    for table in tree.iter("{*}table"):
        rows = [[cell for cell in row if _name(cell) in ("td", "th")] for row in table.iter("{*}tr")]
        columns = max(map(len, rows), default=0)
        letters = sum(_widest(rows, column) for column in range(columns))
        if letters + 2 * columns > _PHONE:
            table.set("class", f"{table.get('class', '')} {WIDE}".strip())
            if _label(table, rows, columns):
                needed = letters * _LETTER + columns * _BETWEEN
                screen = next(screen for screen in _SCREENS if needed <= screen or screen == _SCREENS[-1])
                table.set("class", f"{table.get('class')} {_STACKED}-{screen}")


def _widest(rows: list[list[Element]], column: int) -> int:
    """How many letters the longest word of a column has."""
    words = (word for row in rows if column < len(row) for word in "".join(row[column].itertext()).split())
    return max(map(len, words), default=0)


def _label(table: Element, rows: list[list[Element]], columns: int) -> bool:
    """Tell each cell the words of its column's head, if the table has one head and no cell spans others."""
    heads = [row for row in rows if row and next(row[0].iterancestors("{*}thead"), None) is not None]
    spans = any(cell.get("colspan") or cell.get("rowspan") for row in rows for cell in row)
    nested = any(True for _ in table.iterdescendants("{*}table"))
    if len(heads) != 1 or spans or nested or any(len(row) != columns for row in rows):
        return False
    words = [" ".join("".join(cell.itertext()).split()) for cell in heads[0]]
    for row in rows:
        for index, cell in enumerate(row):
            if row is not heads[0] and index and words[index]:
                cell.set("data-label", words[index])
    return True


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
