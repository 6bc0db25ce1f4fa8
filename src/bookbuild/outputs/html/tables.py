"""Tables in the HTML file: what is wider than a screen scrolls in a box of its own, below its caption."""

from itertools import count

import lxml.etree

Element = lxml.etree._Element

_LONG = 24
"""A cell of more letters has several words in a line, where its table scrolls anyway."""


def boxes(tree: Element, label: str) -> None:
    """Put each table into a box that the keyboard can reach, below its caption, which does not scroll away."""
    taken = set(tree.xpath("//@id"))
    names = (name for number in count(1) if (name := f"caption-{number}") not in taken)
    for table in list(tree.iter("table")):
        if next(table.iterancestors("table"), None) is not None:
            continue
        box = lxml.etree.Element("div", {"class": "table", "role": "group", "tabindex": "0"})
        outer = _captioned(table, box, next(names)) if table.find("caption") is not None else box
        if outer is box:
            box.set("aria-label", label)
        outer.tail, table.tail = table.tail, None
        parent = table.getparent()
        assert parent is not None
        parent.replace(table, outer)
        box.append(table)
        for cell in table.iter("td", "th"):
            if len("".join(cell.itertext())) > _LONG:
                cell.set("class", f"{cell.get('class', '')} long-cell".strip())


def _captioned(table: Element, box: Element, name: str) -> Element:
    """A figure of the caption of a table and its box, both of which it names."""
    caption = table.find("caption")
    assert caption is not None
    table.remove(caption)
    caption.tag, caption.tail = "figcaption", None
    caption.set("id", caption.get("id") or name)
    for named in (box, table):
        named.set("aria-labelledby", caption.get("id", ""))
    figure = lxml.etree.Element("figure", {"class": "tabular"})
    figure.extend([caption, box])
    return figure
