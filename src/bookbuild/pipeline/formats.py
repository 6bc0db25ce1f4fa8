"""Each format of `results.FORMATS` with what makes it and what reads it back.

The proof shares nothing with the outputs that it proves, so that both are joined here. Libraries take their time to
load: each is imported when it is asked for.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookbuild.jobs.pool import Preload
from bookbuild.problems import Location, Problem, SettingsError
from bookbuild.results import EPUB, FORMATS, HTML, PDF, TITLES, Artifact, Format, format_of

if TYPE_CHECKING:
    from bookbuild.outputs.context import Render
    from bookbuild.proof.readback import Reader


@dataclass(frozen=True, slots=True)
class Join:
    """A format, what makes it and what reads it back."""

    format: Format
    renderer: Callable[[], Render]
    reader: Callable[[], Reader]
    preload: tuple[str, ...] = ()
    """Modules that workers need for it, and that take a second to import."""
    shares_work: bool = False
    """Whether it has its chapters made by workers, so that it is made here, and other formats by workers beside it."""


def _epub() -> Render:
    from bookbuild.outputs import epub

    return epub.render


def _epub_reader() -> Reader:
    from bookbuild.proof.readback import Reader, epub
    from bookbuild.proof.tasks import epub_beside, examine_epub

    return Reader(epub.read_epub, epub_beside, examine_epub)


def _pdf() -> Render:
    from bookbuild.outputs import pdf

    return pdf.render


def _pdf_reader() -> Reader:
    from bookbuild.proof.readback import Reader
    from bookbuild.proof.tasks import examine_pdf, pdf_beside, read_pdf

    return Reader(read_pdf, pdf_beside, examine_pdf)


def _html() -> Render:
    from bookbuild.outputs import html

    return html.render


def _html_reader() -> Reader:
    from bookbuild.proof.readback import Reader, html

    return Reader(html.read_html)


_PAGES_READ = "bookbuild.proof.readback.pdf_pages"
_WITH_PAGES = ("bookbuild.outputs.pdf.preload", _PAGES_READ)

JOINS = {
    join.format: join
    for join in (
        Join(EPUB, _epub, _epub_reader),
        Join(PDF, _pdf, _pdf_reader, _WITH_PAGES, shares_work=True),
        Join(HTML, _html, _html_reader),
    )
}

if JOINS.keys() != set(FORMATS):
    lacking = ", ".join(each.name for each in FORMATS if each not in JOINS)
    raise NotImplementedError(f"these formats have no row in JOINS of {__name__}: {lacking}")

_ALWAYS = ("bookbuild.dialect.chapter", "bookbuild.proof.promise.texts", "bookbuild.proof.tasks")
"""What workers need for every format."""


def chosen(names: Iterable[str] | None) -> tuple[Format, ...]:
    """The formats with some names, each once; all where nothing is said. Raises SettingsError for an unknown name."""
    if names is None:
        return FORMATS
    names = (names,) if isinstance(names, str) else tuple(names)
    if not names:
        raise SettingsError([Problem("BB107", Location(""), "no output was asked for", _hint("", map(_name, FORMATS)))])
    known = {each.name: each for each in FORMATS}
    for name in names:
        if name not in known:
            raise SettingsError([Problem("BB107", Location(""), f"there is no output “{name}”", _hint(name, known))])
    return tuple(dict.fromkeys(known[name] for name in names))


def _name(each: Format) -> str:
    return each.name


def _hint(name: str, known: Iterable[str]) -> str:
    nearest = difflib.get_close_matches(name.lower().removeprefix("."), list(known), 1, 0.4)
    meant = f"Did you mean “{nearest[0]}”? " if nearest else ""
    return f"{meant}Choose from: {', '.join(known)}."


def needed(formats: Sequence[Format]) -> Preload:
    """What workers need to make some formats."""
    own = [module for each in formats for module in JOINS[each].preload]
    return Preload((*_ALWAYS, *own), takes_long=bool(own))


TO_CHECK = Preload(("bookbuild.proof.promise.texts", "bookbuild.proof.tasks", _PAGES_READ))
"""What workers need to read finished files, and nothing that makes them."""


def reader_of(artifact: Artifact) -> Reader:
    """What reads a file back, as the ending of its name tells. Raises SettingsError for a file of no format."""
    form = format_of(artifact.name)
    if form is None:
        message = f"“{artifact.name}” cannot be checked: its ending is not that of an {TITLES}"
        hint = _hint(artifact.name.rpartition(".")[2], [each.ending.removeprefix(".") for each in FORMATS])
        raise SettingsError([Problem("BB107", Location(artifact.name), message, hint)])
    return JOINS[form].reader()
