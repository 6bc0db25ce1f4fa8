"""Where notes stand in a structure tree (ISO 32000-1, 14.8.4.4.1)."""

from collections.abc import Iterator, Sequence

from bookbuild.outputs.pdf.tags.structure import GROUPS, Element, Kid, is_block

_PLACES = (GROUPS - {"Note"}) | {"LBody"}
"""What holds blocks that a note may follow."""

_Waiting = dict[str, list[Element]]
"""Notes by the id to which the text refers, each with those that follow it."""


def place(document: Element, notes: Sequence[Element]) -> None:
    """Put each note after the block that refers to it first: a listener comes to it at the end of that paragraph.

    `notes` are in the order of their numbers. Those to which only other notes refer follow the one before them.
    """
    referred = set(_targets(document))
    waiting: _Waiting = {}
    group: list[Element] = []
    for note in notes:
        if note.id in referred or not waiting:
            group = waiting[note.id] = []
        group.append(note)
    _settle(document, waiting)
    document.kids += [note for group in waiting.values() for note in group]


def _targets(element: Element) -> Iterator[str]:
    for kid in element.kids:
        if isinstance(kid, Element):
            if kid.target:
                yield kid.target
            yield from _targets(kid)


def _settle(element: Element, waiting: _Waiting, before: Sequence[Element] = ()) -> list[Element]:
    """Place the notes to which what an element holds refers, and return those for which it has no place.

    `before` these come notes of what stands before it, such as those of a term, which go where its meaning has a place.
    """
    held = [*before]
    if element.tag not in _PLACES:
        for kid in element.kids:
            if isinstance(kid, Element):
                held = _taken(kid, waiting, held)
        return held
    kept: list[Kid] = []
    for kid in element.kids:
        if is_block(kid):
            kept += held
            held = []
        kept.append(kid)
        if isinstance(kid, Element):
            held += _taken(kid, waiting)
        if is_block(kid):
            kept += held
            held = []
    element.kids = [*kept, *held]
    return []


def _taken(kid: Element, waiting: _Waiting, before: Sequence[Element] = ()) -> list[Element]:
    return _settle(kid, waiting, [*before, *waiting.pop(kid.target, ())])
