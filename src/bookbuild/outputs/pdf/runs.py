"""The pages of a book in runs, whose furniture is painted in one go."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bookbuild.outputs.pdf.model import BookPage, Edition, Strings

COUNT_OF_PAGES = re.compile(r"counter\(\s*pages\s*(?:,[^)]*)?\)")
"""How style sheets ask for the number of all pages."""
_RUN = 50


@dataclass(frozen=True, slots=True)
class PageRun:
    """Pages that follow each other, with what the pages before them leave behind."""

    edition: Edition
    pages: tuple[BookPage, ...]
    opens: bool
    """Whether the book begins with it."""
    carried: Strings
    """What named strings are set to when it begins."""
    total: int
    """How many pages the book has; 0 if nothing prints that."""


def cut(edition: Edition, pages: Sequence[BookPage], styles: Sequence[str]) -> tuple[PageRun, ...]:
    """Cut the pages of a book into runs; none goes over a place where numbers begin anew.

    Of which chapters their text comes does not matter to what stands around it, and is left out.
    """
    total = len(pages) if any(COUNT_OF_PAGES.search(style) for style in styles) else 0
    made: list[PageRun] = []
    carried: dict[str, str] = {}
    for _, group in itertools.groupby(pages, key=lambda page: page.front):
        pages = [replace(page, part=None, leaf=0) for page in group]
        for start in range(0, len(pages), _RUN):
            run = tuple(pages[start : start + _RUN])
            made.append(PageRun(edition, run, not made, tuple(carried.items()), total))
            carried.update(string for page in run for string in page.strings)
    return tuple(made)
