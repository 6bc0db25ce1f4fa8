"""Lines of Chinese and Japanese, which go on without a space."""

import re
from dataclasses import replace

from lxml.html import HtmlElement

from bookbuild.dialect.punctuation.text_runs import Place, flows
from bookbuild.i18n.wide import joins

_LINE_END = re.compile(r"[ \t]*\n[ \t]*")


def wide_lines(tree: HtmlElement, language: str) -> None:
    """Take out the ends of lines that stand between two wide letters."""
    for flow in flows(tree, language):
        if any("\n" in place.text for place in flow):
            for number, place in enumerate(flow):
                before = flow[number - 1].text[-1:] if number else ""
                flow[number] = _joined(
                    place, before, next((each.text[0] for each in flow[number + 1 :] if each.text), "")
                )


def _joined(place: Place, before: str, after: str) -> Place:
    """A text without such ends, between a letter before it and one after it."""
    if place.element is None or "\n" not in place.text:
        return place
    text = place.text

    def end(found: re.Match[str]) -> str:
        left = text[found.start() - 1] if found.start() else before
        right = text[found.end()] if found.end() < len(text) else after
        return "" if joins(left, right, place.language) else found[0]

    joined = _LINE_END.sub(end, text)
    if joined != text:
        setattr(place.element, place.side, joined)
    return replace(place, text=joined)
