"""Tables: where the words of a cell stand, and what header cells head."""

import re

from lxml.html import HtmlElement

_ALIGN = re.compile(r"text-align:\s*(left|right|center)")


def tables(tree: HtmlElement) -> None:
    """Alignment becomes a class, which every reader's own style can overrule; header cells say what they head."""
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
