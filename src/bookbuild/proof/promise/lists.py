"""The numbers of lists that a text has, those typed as HTML included."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from markdown_it.token import Token

from bookbuild.problems import Location
from bookbuild.proof.item_numbers import CountedList
from bookbuild.proof.passages import ItemNumber, essence
from bookbuild.proof.promise.raw_html import tags

_Item = tuple[CountedList, int]
"""An item: its list, and which of it."""


class Lists:
    """Meets lists and their items in the order of a text."""

    def __init__(self) -> None:
        self._open: list[CountedList | None] = []
        """Lists that have begun and not ended; None for those that do not count."""
        self._items: list[_Item] = []

    def begin(self, attributes: Mapping[str, str | None] | None) -> None:
        """A list begins; without attributes it does not count."""
        self._open.append(None if attributes is None else CountedList(attributes))

    def end(self) -> None:
        """The innermost list ends."""
        if self._open:
            self._open.pop()

    def item(self, value: str | None, label: str, where: Location, *, is_task: bool = False) -> None:
        """The innermost list has one more item."""
        around = self._open[-1] if self._open else None
        if around is not None:
            around.items.append((value, label, where))
            if not is_task:
                self._items.append((around, len(around.items) - 1))

    def html(self, markup: str, where: Location) -> None:
        """What the tags of HTML begin and end."""
        for tag in tags(markup):
            if tag.name in ("ol", "ul"):
                if tag.closes:
                    self.end()
                else:
                    self.begin(tag.attributes if tag.name == "ol" else None)
            elif tag.name == "li" and not tag.closes:
                there = replace(where, line=where.line + tag.line) if where.line else where
                self.item(tag.attributes.get("value"), "", there)

    def numbers(self) -> Iterator[ItemNumber]:
        """The number of each item that has one."""
        lists = {id(around): around for around, _ in self._items}
        counted = {key: tuple(around.numbers()) for key, around in lists.items()}
        return (counted[id(around)][index] for around, index in self._items)


def label(inline: Token | None) -> tuple[str, int]:
    """The number that begins an item as a span of the class `label`, and how many tokens it takes."""
    children = (inline.children or []) if inline is not None and inline.type == "inline" else []
    if not children or children[0].type != "span_open":
        return "", 0
    if "label" not in str(children[0].attrs.get("class", "")).split():
        return "", 0
    close = next(index for index, child in enumerate(children) if child.type == "span_close")
    return essence("".join(child.content for child in children[1:close])), close + 1
