"""Lists of tasks: `- [ ] to do` and `- [x] done`."""

import re

from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.i18n.words import task_label

_MARK = re.compile(r"\s*\[(?P<mark>[ xX])\]\s+(?=\S|$)")


def tasks(tree: HtmlElement, language: str) -> None:
    """An item of a list that begins with `[ ]` or `[x]` is a task, and shows a box that print can show as well."""
    for item in tree.iter("li"):
        first = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
        mark = _MARK.match(first.text or "")
        if not mark or not (len(first) or (first.text or "")[mark.end() :]):
            continue
        done = mark["mark"] != " "
        label = {"class": "task", "role": "img", "aria-label": task_label(language, done=done)}
        box = E.span(label, "☑" if done else "☐")
        box.tail = f" {(first.text or '')[mark.end() :]}"
        first.text = ""
        first.insert(0, box)
        item.set("class", "task-item")
