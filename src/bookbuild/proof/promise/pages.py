"""The title page and the copyright page that a book must have, as far as its settings give them something to say."""

import re
from collections.abc import Iterator, Sequence

from bookbuild.model import Manuscript, Role, Source
from bookbuild.proof.passages import Passage, PassageKind, passage
from bookbuild.proof.promise.facts import bare, is_isbn, without_prefix
from bookbuild.proof.promise.title_lines import Head, credit_lines, lines, place
from bookbuild.settings.values import listed

_MADE = {Role.TITLE_PAGE: "title_page", Role.COPYRIGHT: "copyright_page"}
_BEFORE = (Role.TITLE_PAGE, Role.COPYRIGHT, Role.DEDICATION, Role.CONTENTS)


def sides(manuscript: Manuscript) -> tuple[Sequence[Source | Role], Sequence[Source | Role]]:
    """The pages before the text and after it: the sources of those that are written, the roles of those to be made."""
    there = {page.role: page for page in manuscript.pages}
    made = {role for role, name in _MADE.items() if getattr(manuscript.settings, name) is not False}
    before = [there.get(role) or role for role in _BEFORE if role in there or role in made]
    return before, [page for page in manuscript.pages if page.role not in _BEFORE]


def made_page(role: Role, book: Head, manuscript: Manuscript) -> tuple[Passage, ...]:
    """What stands on the title page or the copyright page that the settings make."""
    return tuple(_title_page(book, manuscript) if role is Role.TITLE_PAGE else _copyright_page(manuscript))


def _title_page(book: Head, manuscript: Manuscript) -> Iterator[Passage]:
    path = manuscript.settings_path
    yield passage(PassageKind.HEADING, book.title, place(manuscript, path, ("title",)), 1)
    yield from lines(book, manuscript, path)


def _copyright_page(manuscript: Manuscript) -> Iterator[Passage]:
    settings = manuscript.settings
    year = re.sub(r"^(\d{4})-\d\d(-\d\d)?$", r"\1", settings.date)
    published = f"{settings.publisher}, {year}" if year else settings.publisher
    printed = (
        ("publisher", published if settings.publisher else ""),
        *(("rights|copyright", line) for line in settings.rights.splitlines()),
        *(("license|licence", line) for line in settings.license.splitlines()),
    )
    for keys, text in printed:
        if text.strip():
            yield passage(PassageKind.TEXT, text, place(manuscript, manuscript.settings_path, (keys,)))
    yield from credit_lines(manuscript, ("cov",))
    seen: set[str] = set()
    named = (("isbn", listed(settings.isbn)), ("identifiers?", listed(settings.identifier)))
    for key, typed in ((key, typed) for key, several in named for typed in several):
        if bare(typed) in seen or (typed.startswith("urn:") and not is_isbn(typed)):
            continue
        seen.add(bare(typed))
        text = f"ISBN {without_prefix(typed)}" if key == "isbn" or is_isbn(typed) else typed
        yield passage(PassageKind.TEXT, text, place(manuscript, manuscript.settings_path, (key,)))
