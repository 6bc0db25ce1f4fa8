"""Footnotes: from the list that Python-Markdown appends to notes with ids of their own, numbered in a chapter."""

import re

from lxml.html import HtmlElement

from bookbuild.dialect.serialize import inner_xhtml
from bookbuild.model import NOTE_ROLES, Note

_SPACES = " \t\n"
_NO_BREAK = "\u00a0"
_UNDEFINED = re.compile(r"\[\^([^\[\]\s]+)\]")


def extract(tree: HtmlElement, chapter_id: str) -> tuple[Note, ...]:
    """Take the notes out of a tree and give references and notes ids that are unique in the book.

    References become `sup > a.noteref`; the notes are returned in the order of their first reference.
    """
    lists = tree.xpath("./div[@class='footnote']")
    items = {item.get("id", ""): item for block in lists for item in block.iter("li") if item.get("id")}
    for block in lists:
        block.drop_tree()
    for item in items.values():
        for back in list(item.iter("a")):
            if "footnote-backref" in back.get("class", ""):
                _drop_back_link(back)
    numbers: dict[str, int] = {}
    references: dict[str, list[str]] = {}
    for root in (tree, *items.values()):
        for mark in root.xpath(".//sup[a[@class='footnote-ref']]"):
            link = mark[0]
            target = link.get("href", "")[1:]
            number = numbers.setdefault(target, len(numbers) + 1)
            places = references.setdefault(target, [])
            places.append(f"{chapter_id}-noteref-{number}" + (f"-{len(places) + 1}" if places else ""))
            _join(mark)
            mark.attrib.clear()
            link.attrib.clear()
            link.set("class", "noteref")
            link.set("role", NOTE_ROLES["noteref"])
            link.set("id", places[-1])
            link.set("href", f"#{chapter_id}-note-{number}")
            link.text = str(number)
    return tuple(
        Note(f"{chapter_id}-note-{number}", number, tuple(references[target]), inner_xhtml(items[target]).strip())
        for target, number in numbers.items()
        if target in items
    )


def keep_apart(tree: HtmlElement, prefix: str) -> None:
    """Keep the notes of a tree, not yet extracted, apart from those of the text that it becomes a part of."""
    for item in tree.xpath("./div[@class='footnote']//li[@id]"):
        item.set("id", f"{prefix}:{item.get('id')}")
    for link in tree.xpath(".//a[@class='footnote-ref']"):
        link.set("href", f"#{prefix}:{link.get('href', '')[1:]}")


def _join(mark: HtmlElement) -> None:
    """Let no line end at a space that was typed between a word and the number of its note."""
    before, parent = mark.getprevious(), mark.getparent()
    if before is not None:
        if (bare := (before.tail or "").rstrip(_SPACES)) or before.tag != "br":
            before.tail = bare + _NO_BREAK if bare != (before.tail or "") else bare
    elif parent is not None and (bare := (parent.text or "").rstrip(_SPACES)) and bare != parent.text:
        parent.text = bare + _NO_BREAK


def _drop_back_link(link: HtmlElement) -> None:
    """Python-Markdown puts a no-break space before the link; it is no part of the note."""
    before, parent = link.getprevious(), link.getparent()
    if before is not None:
        before.tail = (before.tail or "").rstrip("\u00a0")
    elif parent is not None:
        parent.text = (parent.text or "").rstrip("\u00a0")
        if parent.tag == "p" and not parent.text and len(parent) == 1:
            link = parent
    link.drop_tree()


def undefined(tree: HtmlElement) -> list[str]:
    """Names that the text refers to as notes but that nothing defines: Python-Markdown leaves them as text."""
    names = []
    for element in tree.iter():
        if element.tag in ("code", "pre"):
            names += _UNDEFINED.findall(element.tail or "")
        elif not any(parent.tag in ("code", "pre") for parent in element.iterancestors()):
            names += _UNDEFINED.findall((element.text or "") + " " + (element.tail or ""))
    return list(dict.fromkeys(names))
