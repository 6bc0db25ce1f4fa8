"""Where a text can be read in two ways: as bookbuild reads it, and as CommonMark does."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import starmap

import lxml.html

from bookbuild.model import Book
from bookbuild.problems import Location, Problem
from bookbuild.proof.comparison.differences import Difference
from bookbuild.proof.comparison.facts import agree
from bookbuild.proof.comparison.forms import form_differences
from bookbuild.proof.comparison.punctuation import alike
from bookbuild.proof.comparison.words import compare
from bookbuild.proof.passages import BREAK_MARK, Reading, essence, readable
from bookbuild.proof.readback.epub import read_epub
from bookbuild.proof.readback.epub_package import open_package, parse
from bookbuild.proof.readback.errors import Unreadable
from bookbuild.results import Artifact

_HINT = (
    "Write it so that there is one way only: often an empty line before it is enough, or a backslash before a mark "
    "that is none."
)


def two_ways(book: Book, promised: Reading, edition: Artifact) -> Iterator[Problem]:
    """One problem for each line that the two parsers understand differently.

    `promised` is what CommonMark makes of the manuscript, `edition` an EPUB of the book. Nothing is said where the EPUB
    does not hold the book as it was read: then it is the output that is wrong, and the proof tells so.
    """
    try:
        if not _holds(edition, book):
            return
        read_back = replace(read_epub(edition.data, edition.name), cover="")  # of which no text says anything
    except Unreadable:
        return
    promised, read_back = alike(promised, read_back)
    compared = compare(promised, read_back, lambda one, other: one is other, edition.name, forms=form_differences)
    reported: set[tuple[str, int | None]] = set()
    for difference in compared.differences:
        where = difference.problem.location
        if (where.path, where.line) not in reported:
            reported.add((where.path, where.line))
            yield _problem(where, _message(difference))
    if not reported:
        for problem in agree(promised, read_back, compared.places, "what bookbuild reads"):
            if problem.code != "BB809":
                yield _problem(problem.location, f"this can be read in two ways: {problem.message}")


def _holds(edition: Artifact, book: Book) -> bool:
    text = "".join(essence("".join(root.itertext())) for root in starmap(parse, open_package(edition.data).spine))
    fragments = (f"<div>{chapter.body}</div>" for chapter in book.chapters)
    return all(essence(str(lxml.html.fragment_fromstring(each).text_content())) in text for each in fragments)


def _message(difference: Difference) -> str:
    ours, theirs = _words(difference.shown), _words(difference.promised)
    return f"this can be read in two ways: bookbuild reads {ours}, other programs read {theirs}"


def _words(quoted: str) -> str:
    return readable(quoted).replace(BREAK_MARK, "* * *") or "nothing"


def _problem(where: Location, message: str) -> Problem:
    return Problem("BB360", where, message, _HINT)
