"""Damage to white space where it is content: between words, at the ends of lines, before code, between blocks."""

import random
import re

from damages.elements import Element, on_screens

_PLAIN = "//h:p[not(*) and not(@class) and contains(., ' ')]"


def _without_spaces(paragraph: Element, chance: random.Random) -> bool:
    paragraph.text = (paragraph.text or "").replace(" ", "")
    return True


def _one_space_lost(paragraph: Element, chance: random.Random) -> bool:
    text = paragraph.text or ""
    places = [space.start() for space in re.finditer(r"(?<=\w) (?=\w)", text)]
    if not places:
        return False
    at = chance.choice(places)
    paragraph.text = text[:at] + text[at + 1 :]
    return True


def _space_inside(paragraph: Element, chance: random.Random) -> bool:
    text = paragraph.text or ""
    places = [match.start() + 1 for match in re.finditer(r"[a-z]{2}", text)]
    if not places:
        return False
    at = chance.choice(places)
    paragraph.text = f"{text[:at]} {text[at:]}"
    return True


def _joined(block: Element, chance: random.Random) -> bool:
    after = block.getnext()
    if after is None or after.tag != block.tag:
        return False
    last = block[-1] if len(block) else None
    if last is None:
        block.text = f"{block.text or ''} {after.text or ''}"
    else:
        last.tail = f"{last.tail or ''} {after.text or ''}"
    block.extend(list(after))
    parent = block.getparent()
    assert parent is not None
    parent.remove(after)
    return True


def _split(paragraph: Element, chance: random.Random) -> bool:
    text = paragraph.text or ""
    at = text.find(" ", len(text) // 2)
    parent = paragraph.getparent()
    if at < 0 or parent is None:
        return False
    other = paragraph.makeelement(paragraph.tag)
    other.text, other.tail = text[at:], paragraph.tail
    paragraph.text, paragraph.tail = text[:at], None
    parent.insert(parent.index(paragraph) + 1, other)
    return True


def _line_end_lost(end: Element, chance: random.Random) -> bool:
    parent = end.getparent()
    assert parent is not None
    before = end.getprevious()
    if before is None:
        parent.text = f"{parent.text or ''} {end.tail or ''}"
    else:
        before.tail = f"{before.tail or ''} {end.tail or ''}"
    parent.remove(end)
    return True


def _line_end_more(paragraph: Element, chance: random.Random) -> bool:
    text = paragraph.text or ""
    at = text.find(" ", len(text) // 2)
    if at < 0:
        return False
    end = paragraph.makeelement(str(paragraph.tag)[:-1] + "br")
    paragraph.text, end.tail = text[:at], text[at:]
    paragraph.insert(0, end)
    return True


def _code_on_one_line(line: Element, chance: random.Random) -> bool:
    last = [each for each in line.iter() if (each.tail or "").endswith("\n") and each is not line]
    holder = last[-1] if last else None
    if holder is not None:
        holder.tail = (holder.tail or "").rstrip("\n") + " "
    elif (line.text or "").endswith("\n"):
        line.text = (line.text or "").rstrip("\n") + " "
    return holder is not None or (line.text or "").endswith(" ")


def _indent_lost(line: Element, chance: random.Random) -> bool:
    line.text = (line.text or "").lstrip()
    return True


KINDS = (
    *on_screens("the spaces of a paragraph lost", _PLAIN, _without_spaces),
    *on_screens("a space lost", _PLAIN, _one_space_lost),
    *on_screens("a space inside a word", _PLAIN, _space_inside),
    *on_screens(
        "two paragraphs joined",
        "//h:p[not(@class)][following-sibling::*[1][self::h:p]]",
        _joined,
        "following-sibling::*[1]",
    ),
    *on_screens("a paragraph split", _PLAIN, _split),
    *on_screens("two cells joined", "//h:tbody//h:td[following-sibling::h:td]", _joined, ".."),
    *on_screens("two rows joined", "//h:tbody/h:tr[following-sibling::h:tr]", _joined, "following-sibling::h:tr[1]"),
    *on_screens(
        "two items joined", "//h:li[following-sibling::*[1][self::h:li[not(*)]]]", _joined, "following-sibling::*[1]"
    ),
    *on_screens("the end of a line lost", "//h:br", _line_end_lost, ".."),
    *on_screens("the end of a line in a paragraph", _PLAIN, _line_end_more),
    *on_screens(
        "the end of a line of code lost",
        "//h:pre//h:span[@class='code-line'][following-sibling::*]",
        _code_on_one_line,
        "ancestor::h:pre",
    ),
    *on_screens(
        "the indent of code lost",
        "//h:pre//h:span[@class='code-line'][starts-with(., '    ')]",
        _indent_lost,
        "ancestor::h:pre",
    ),
    *on_screens(
        "the indent of verse lost", "//h:span[@class='line'][starts-with(., '\u2003')]", _indent_lost, "ancestor::h:p"
    ),
)
