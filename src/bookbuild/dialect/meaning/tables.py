"""Tables: where the words of a cell stand, and what header cells head."""

import re

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.dialect.meaning import numbers
from bookbuild.manuscript.tables import WIDTHS

_ALIGN = re.compile(r"text-align:\s*(left|right|center)")


def tables(tree: HtmlElement, language: str) -> None:
    """Alignment becomes a class, which every reader's own style can overrule; header cells say what they head."""
    for table in tree.iter("table"):
        _set_widths(table)
    for cell in tree.iter("td", "th"):
        align = _ALIGN.search(cell.attrib.pop("style", ""))
        if align:
            cell.set("class", f"{cell.get('class', '')} align-{align[1]}".strip())
        if cell.tag == "th" and "scope" not in cell.attrib:
            cell.set("scope", "col")
        for code in cell.iter("code"):  # there too a bar needs a backslash, so as not to end the cell
            code.text = (code.text or "").replace("\\|", "|")
    for head in list(tree.iter("thead")):
        if not any((cell.text_content() or "").strip() for cell in head.iter("th")):
            head.drop_tree()
    for table in tree.iter("table"):
        around = (table, *table.iterancestors())
        numbers.align(table, next((spoken for each in around if (spoken := each.get("lang"))), language))


def _set_widths(table: HtmlElement) -> None:
    """Give a table the columns that its class tells the widths of."""
    names = table.get("class", "").split()
    told = next((name for name in names if name.startswith(WIDTHS)), "")
    if not told:
        return
    table.set("class", " ".join("sized" if name == told else name for name in names))
    widths = [int(part) / 100 for part in told.removeprefix(WIDTHS).split("-") if part.isdecimal()]
    columns = E.colgroup(*(E.col(style=f"width: {width:g}%") for width in widths))
    columns.tail = "\n"
    table.insert(len(table.findall("caption")), columns)
