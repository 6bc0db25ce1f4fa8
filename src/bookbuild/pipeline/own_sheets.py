"""What the writer's own style sheets hide or add, in each output that they are for: said at their lines.

Finished pages no longer tell what hid a word, and a word that is not displayed is not in them at all. So the sheets are
held against the text before outputs are published.
"""

from collections.abc import Iterator, Sequence

import lxml.etree

from bookbuild.model import Book, Kind
from bookbuild.outputs import frame
from bookbuild.outputs.shared_sheets import shared_sheets
from bookbuild.problems import Location, Problem, beginning
from bookbuild.proof.cascade.media import PAPER
from bookbuild.proof.cascade.sight import StyleSheet, sight
from bookbuild.proof.passages import Alteration, Change
from bookbuild.results import EPUB, HTML, PDF, Format

_SHOWN = 40
"""How many letters of what is hidden a message has."""
_WRONG = {
    Change.HIDDEN: "hides words",
    Change.ADDED: "adds words that the manuscript does not have",
    Change.CHANGED: "shows words in other letters",
    Change.UNNUMBERED: "takes away the numbers of a list",
}
_REMEDY = "Remove it; or let it hold for less, by a class that only what has no words bears."
_IN_THE_DARK = (
    "Give words and what lies behind them a colour together; or put it into @media (prefers-color-scheme: light)."
)


def faults(book: Book, formats: Sequence[Format]) -> tuple[Problem, ...]:
    """A problem for each declaration in a sheet of the writer's own by which readers lose words, or get others."""
    at: dict[tuple[str, int], tuple[Alteration, str, list[str]]] = {}
    for form in formats:
        for each, words in _altered(book, form):
            _, _, outputs = at.setdefault((each.sheet, each.line), (each, words, []))
            if form.title not in outputs:
                outputs.append(form.title)
    return tuple(_problem(*case) for _, case in sorted(at.items()))


def _problem(each: Alteration, words: str, outputs: Sequence[str]) -> Problem:
    shown = beginning(words, _SHOWN)
    declared = each.cause.rpartition(" (")[0]
    message = f"{declared} {_WRONG[each.how]} ({', '.join(outputs)}): “{shown}”"
    remedy = _IN_THE_DARK if declared.endswith("on dark screens") else _REMEDY
    return Problem("BB423", Location(each.sheet, each.line), message, remedy)


def _altered(book: Book, form: Format) -> Iterator[tuple[Alteration, str]]:
    """What the own sheets of an output do to its text, with the words that they do it to."""
    own = [StyleSheet(each.text, each.source) for each in book.stylesheets if form.stylesheets in each.outputs]
    if not own:
        return
    names = {each.name for each in own}
    shared = (*(StyleSheet(text, "") for text in shared_sheets(book, form) if text), *own)
    for root in _documents(book, form):
        for element, some in sight(root, shared, "", (PAPER,) if form is PDF else ()).items():
            if element.get("role") == "doc-backlink" or next(element.iterancestors("nav"), None) is not None:
                continue
            words = " ".join("".join(map(str, element.itertext())).split()) or element.get("alt", "")
            yield from ((each, each.words or words) for each in some if each.sheet in names)


def _documents(book: Book, form: Format) -> Iterator[lxml.etree._Element]:
    """The text, in elements as the output has them around it."""
    parser = lxml.etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    before, after = {
        EPUB: ("", ""),
        HTML: ("<main>", "</main>"),
        PDF: ('<div class="text">', "</div>") if book.metadata.kind is Kind.BOOK else ("", ""),
    }[form]
    opening = f'<html lang="{book.metadata.language}" dir="{book.metadata.direction}"><head/>'
    body = f'<body class="{book.metadata.kind.value}">{before}'
    for chapter in book.chapters:
        if not frame.sets_contents(chapter):
            section = frame.section(chapter, chapter.body + frame.endnotes(chapter.notes, chapter.language))
            yield lxml.etree.fromstring(f"{opening}{body}{section}{after}</body></html>", parser)
