"""mdBook: book.toml with a [book] table, and the chapters that src/SUMMARY.md lists."""

import posixpath
import urllib.parse
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bookbuild import settings
from bookbuild.manuscript.files import Folder, contained, read_text
from bookbuild.manuscript.importers.common.callouts import callouts
from bookbuild.manuscript.importers.common.containers import containers
from bookbuild.manuscript.importers.common.links import anchors, to_files
from bookbuild.manuscript.importers.lines import Step, numbered, source, warning
from bookbuild.manuscript.importers.mdbook.code import plain_code
from bookbuild.manuscript.importers.mdbook.includes import with_includes
from bookbuild.manuscript.importers.mdbook.summary import Entry, entries
from bookbuild.manuscript.importers.project import Project, begins_with_heading, part
from bookbuild.manuscript.importers.steps import in_order
from bookbuild.model import Role, Source
from bookbuild.problems import Location, Problem, SettingsError
from bookbuild.settings.schema import ChapterSettings, Settings

_SETTINGS = "book.toml"
_KEYS = {
    "title": "title",
    "authors": "author",
    "author": "author",
    "description": "description",
    "language": "language",
    "text-direction": "dir",
}
_TABLES = frozenset({"build", "output", "preprocessor", "rust"})
_SILENT = frozenset({"src", "multilingual", "git-repository-url"})
"""Keys of [book] that say nothing to readers."""


def is_mdbook(values: Mapping[str, Any]) -> bool:
    """Whether the keys of a book.toml are mdBook's: it has nothing but tables that bookbuild's own never has."""
    return isinstance(values.get("book"), dict) or (bool(values) and values.keys() <= _TABLES)


def project(folder: Folder, name: str) -> Project | None:
    """Read a book; None if its settings are not mdBook's.

    Raises SettingsError where its settings or its table of contents cannot be read.
    """
    text = read_text(folder, name)
    values = settings.parse_toml(text, name)
    if not is_mdbook(values):
        return None
    book = values.get("book", {})
    folder_of_texts = posixpath.normpath(str(book.get("src", "src")))
    summary = posixpath.normpath(posixpath.join(folder_of_texts, "SUMMARY.md"))
    target = contained(folder.root, summary)
    if target is None or not target.is_file():
        message = f"this is a book for mdBook, but its table of contents, {summary}, is missing"
        hint = "Write it, or, if the book is not for mdBook, take the line [book] out."
        raise SettingsError([Problem("BB209", Location(_SETTINGS), message, hint)])
    listed, problems = entries(numbered(read_text(folder, summary), summary))
    sources, of_sources = _sources(folder, listed, folder_of_texts, _hidden(values))
    return Project(_settings(book, text), _SETTINGS, tuple(sources), (*_unknown(book), *problems, *of_sources))


def _settings(book: Mapping[str, Any], text: str) -> Settings:
    known = {_KEYS[key]: value for key, value in book.items() if key in _KEYS and value not in ("", "auto")}
    return settings.from_values(known, _SETTINGS, text)


def _unknown(book: Mapping[str, Any]) -> list[Problem]:
    others = [key for key in book if key not in _KEYS and key not in _SILENT]
    if not others:
        return []
    message = f"mdBook’s settings are read, but not {', '.join(others)}"
    return [warning("BB208", Location(_SETTINGS), message, "Readers will not miss them; delete them, if you like.")]


def _hidden(values: Mapping[str, Any]) -> dict[str, str]:
    """The marks of hidden lines, by language, from [output.html.code.hidelines]."""
    table: Any = values
    for key in ("output", "html", "code", "hidelines"):
        table = table.get(key) if isinstance(table, dict) else None
    return {str(key): str(mark) for key, mark in table.items() if mark} if isinstance(table, dict) else {}


def _sources(
    folder: Folder, listed: Sequence[Entry], src: str, hide: Mapping[str, str]
) -> tuple[list[Source], list[Problem]]:
    sources: list[Source] = []
    problems: list[Problem] = []
    paths = [posixpath.normpath(posixpath.join(src, urllib.parse.unquote(entry.path))) for entry in listed]
    files = frozenset(path for path, entry in zip(paths, listed, strict=True) if entry.path)
    for index, (path, entry) in enumerate(zip(paths, listed, strict=True)):
        if entry.is_part:
            sources.append(part(entry.title, entry.line.place))
        elif problem := _refusal(folder, path, entry, paths[:index]):
            problems.append(problem)
        else:
            chapter, noticed = _chapter(folder, path, entry, files, src, hide)
            sources.append(chapter)
            problems += noticed
    return sources, problems


def _refusal(folder: Folder, path: str, entry: Entry, before: Sequence[str]) -> Problem | None:
    """Why a chapter of the table is not in the book."""
    place = entry.line.place
    if not entry.path:
        message = f"the chapter “{entry.title}” is a draft without a file, so it is not in the book"
        return warning("BB210", place, message, "Give it a file between the round brackets when it is written.")
    if path in before:
        return Problem("BB209", place, f"the file “{entry.path}” is listed twice", "Take it out of the table once.")
    target = contained(folder.root, path)
    if target is None:
        message = f"the chapter “{entry.path}” lies outside the manuscript folder"
        return Problem("BB205", place, message, "Move it into the folder that holds book.toml.")
    if not target.is_file():
        message = f"the chapter “{entry.path}” is listed but there is no such file"
        return Problem(
            "BB209", place, message, "Correct its name, or leave the round brackets empty while it is a draft."
        )
    return None


def _chapter(
    folder: Folder, path: str, entry: Entry, files: frozenset[str], src: str, hide: Mapping[str, str]
) -> tuple[Source, list[Problem]]:
    typed = numbered(read_text(folder, path), path)
    lines, problems = with_includes(folder, typed, path)
    steps: list[Step] = [
        partial(plain_code, hide=hide),
        partial(containers, pandoc=False),
        callouts,
        anchors,
        partial(to_files, path=path, files=files, top=src),
    ]
    lines, of_steps = in_order(steps, lines)
    title = "" if begins_with_heading(lines) else entry.title
    return source(path, lines, ChapterSettings(title=title), Role.CHAPTER, entry.level, typed), [*problems, *of_steps]
