"""Notes beside the text, on screens with room there, begin at the line that refers to them.

A style sheet can do that by itself (CSS Anchor Positioning 1), where it knows which note belongs to which place. A
browser that does not know how, a narrow screen and a printer show the notes below their chapter, where they stand.
"""

import lxml.etree

_TEXT_LINE = 65
_NOTE_LINE = 26
"""How many letters a line has, in the text and in a note beside it."""
_NOTE_HEIGHT = 0.7
"""Of a line of a note, in lines of the text."""
_DRIFT = 10
"""How many lines below its place a note may begin, because of those above it."""


def beside(tree: lxml.etree._Element) -> str:
    """Mark the notes that may stand beside the text, and tie each to its first reference by the rules returned.

    The rules name places only; what happens there, web.css says.
    """
    rules: list[str] = []
    for notes in tree.iterfind("section/div[@class='notes']"):
        section = notes.getparent()
        assert section is not None
        if _keep_up(section, notes):
            notes.set("class", "notes beside")
            first = len(rules) + 1
            places = {mark.get("href"): mark for mark in reversed(list(section.iter("a")))}
            rules += [
                _tie(places[f"#{note.get('id')}"], note, number) for number, note in enumerate(notes, start=first)
            ]
    return "\n".join(rules)


def _tie(reference: lxml.etree._Element, note: lxml.etree._Element, number: int) -> str:
    for element in (reference, note):
        element.set("data-note", str(number))
    return (
        f'a[data-note="{number}"] {{ anchor-name: --r{number} }} '
        f'.notes > [data-note="{number}"] {{ anchor-name: --n{number}; --at: --r{number}; --above: --n{number - 1} }}'
    )


def _keep_up(section: lxml.etree._Element, notes: lxml.etree._Element) -> bool:
    """Whether the notes of a chapter, beside it, stay near their places: an estimate, in lines of the text."""
    heights = {f"#{note.get('id')}": 1 + len("".join(note.itertext())) / _NOTE_LINE * _NOTE_HEIGHT for note in notes}
    line = bottom = 0.0
    for event, element in lxml.etree.iterwalk(section, events=("start", "end")):
        if element is notes:
            break
        written = element.text if event == "start" else element.tail
        line += len(written or "") / _TEXT_LINE
        if event == "start" and element.tag == "a" and (height := heights.pop(element.get("href", ""), None)):
            top = max(line, bottom)
            if top - line > _DRIFT:
                return False
            bottom = top + height
    return not heights and bottom - line <= _DRIFT
