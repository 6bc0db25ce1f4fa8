"""Damage to what is said by form: marks in a line, lists, tables, boxes, languages."""

import random

from damages.elements import Element, Wreck, changed, on_screens, renamed, unwrapped

_IN_LINE = {
    "emphasis": "//h:p//h:em",
    "strong emphasis": "//h:p//h:strong",
    "a line through words": "//h:s|//h:del",
    "a letter below the line": "//h:sub",
    "a letter above the line": "//h:sup[not(h:a)]",
    "code in a line": "//h:p/h:code",
    "a key": "//h:kbd",
    "small capitals": "//h:span[@class='smallcaps']",
    "a link": "//h:main//h:p/h:a[not(@role)]|//h:body//h:p/h:a[not(@role)]",
}


def _moved(element: Element, chance: random.Random) -> bool:
    """A mark stands at the words after those that it was at."""
    before = element.getprevious()
    parent = element.getparent()
    after = element.tail or ""
    if parent is None or len(after.split()) < 2:
        return False
    words, element.text = element.text or "", after.rstrip()
    if before is None:
        parent.text = (parent.text or "") + words
    else:
        before.tail = (before.tail or "") + words
    element.tail = after[len(after.rstrip()) :]
    return True


def _all(tag: str) -> Wreck:
    """Everything in a paragraph is marked."""

    def mark(paragraph: Element, chance: random.Random) -> bool:
        space = str(paragraph.tag).rpartition("}")[0]
        mark = paragraph.makeelement(f"{space}}}{tag}" if space else tag)
        mark.text, paragraph.text = paragraph.text, None
        mark.extend(list(paragraph))
        paragraph.append(mark)
        return True

    return mark


def _lifted(inner: Element, chance: random.Random) -> bool:
    """The items of a list inside an item go on with the list around it."""
    item = inner.getparent()
    outer = item.getparent() if item is not None else None
    if item is None or outer is None:
        return False
    place = outer.index(item) + 1
    item.remove(inner)
    for number, child in enumerate(list(inner)):
        outer.insert(place + number, child)
    return True


def _other_box(element: Element, chance: random.Random) -> bool:
    task = {"☐": "☑", "☑": "☐"}
    element.text = task.get(element.text or "", "☐")
    return True


_KINDS_OF_BOX = {"warning": ("tip", "doc-tip"), "tip": ("caution", "doc-notice"), "note": ("tip", "doc-tip")}


def _other_callout(box: Element, chance: random.Random) -> bool:
    name = next((each for each in str(box.get("class")).split() if each in _KINDS_OF_BOX), "")
    if not name:
        return False
    other, role = _KINDS_OF_BOX[name]
    box.set("class", str(box.get("class")).replace(name, other))
    box.set("role", role)
    return True


KINDS = (
    *(kind for name, path in _IN_LINE.items() for kind in on_screens(f"{name} lost", path, unwrapped, "ancestor::h:p")),
    *on_screens("emphasis moved to other words", "//h:p/h:em", _moved, "ancestor::h:p"),
    *on_screens("strong become emphasis", "//h:p//h:strong", renamed("em"), "ancestor::h:p"),
    *on_screens("above the line become below", "//h:sup[not(h:a)]", renamed("sub"), "ancestor::h:p"),
    *on_screens("a paragraph all emphasis", "//h:p[not(*) and not(@class)]", _all("em")),
    *on_screens("a paragraph all deleted", "//h:p[not(*) and not(@class)]", _all("del")),
    *on_screens("the language of words lost", "//h:p/h:span[@lang]", changed("lang", None), "ancestor::h:p"),
    *on_screens("the language of words another", "//h:p/*[@lang]", changed("lang", "it"), "ancestor::h:p"),
    *on_screens("the language of a block another", "//h:div[@lang][h:p]", changed("lang", "it"), "h:p"),
    *on_screens("a list without numbers numbered", "//h:ul[h:li[not(@class)]]", renamed("ol"), "h:li"),
    *on_screens("a numbered list without numbers", "//h:ol[h:li][not(ancestor::h:nav)]", renamed("ul"), "h:li"),
    *on_screens("a list with another start", "//h:ol[@start]", changed("start", "2"), "h:li"),
    *on_screens("a list of another kind of number", "//h:ol[@type]", changed("type", "i"), "h:li"),
    *on_screens("a number of an item lost", "//h:li[@value]", changed("value", None)),
    *on_screens("a list no longer reversed", "//h:ol[@reversed]", changed("reversed", None), "h:li"),
    *on_screens("a list inside a list lifted", "//h:li/h:ul|//h:li/h:ol[not(ancestor::h:nav)]", _lifted, "h:li"),
    *on_screens("a task with the other box", "//h:li[@class='task-item']//h:span", _other_box, "ancestor::h:li"),
    *on_screens("an item become a paragraph", "//h:ul[not(ancestor::h:nav)]/h:li[not(@class)]", renamed("p")),
    *on_screens("a callout of another kind", "//*[contains(@class, 'callout')]", _other_callout, "h:p[2]"),
    *on_screens("a callout lost", "//*[contains(@class, 'callout')]", unwrapped, "h:p"),
    *on_screens("a head of a table become a cell", "//h:thead//h:th", renamed("td")),
    *on_screens("a cell with another alignment", "//h:td[@class='align-center']", changed("class", "align-left")),
    *on_screens("a cell without alignment", "//h:td[@class='align-center']", changed("class", None)),
    *on_screens("a term become a definition", "//h:dt", renamed("dd")),
    *on_screens("a definition become a term", "//h:dd[not(*)]", renamed("dt")),
    *on_screens("a quotation become a paragraph", "//h:blockquote", renamed("div"), "h:p"),
    *on_screens("a caption become a paragraph", "//h:figure[h:img]/h:figcaption", renamed("p")),
    *on_screens("a heading become a paragraph", "//h:h2|//h:h3", renamed("p")),
    *on_screens("a heading of another level", "//h:h2", renamed("h4")),
)
