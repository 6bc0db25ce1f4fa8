"""Quarto: _quarto.yml, and the .qmd and .md files that it lists."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bookbuild import settings
from bookbuild.manuscript.files import Folder, contained, read_text
from bookbuild.manuscript.importers.lines import numbered
from bookbuild.manuscript.importers.pandoc.header import read_header
from bookbuild.manuscript.importers.pandoc.metadata import left_out, of_chapter, translated
from bookbuild.manuscript.importers.project import Project, begins_with_heading, part
from bookbuild.manuscript.importers.quarto.text import QuartoText, echoes, read_quarto, with_cross_references
from bookbuild.model import Role, Source
from bookbuild.problems import Location, Problem
from bookbuild.settings import SYNONYMS
from bookbuild.settings.people import SETTING_ROLES

SUFFIXES = (".qmd", ".md", ".Rmd", ".rmd", ".markdown")
_BOOK_KEYS = (
    *("title", "subtitle", *SETTING_ROLES, "language", "dir", "series", "series-number"),
    *("isbn", "identifier", "publisher", "date", "rights", "license", "description", "keywords", *SYNONYMS),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file, or the title of a part, in the order of the book."""

    name: str
    role: Role
    level: int
    place: Location
    is_title: bool = False


def project(folder: Folder, name: str) -> Project:
    """Read a project. Raises SettingsError where its settings cannot be read."""
    text = read_text(folder, name)
    values = settings.parse_yaml(text, name, 1)
    book = values["book"] if isinstance(values.get("book"), dict) else {}
    metadata = translated(_of_book(values, book))
    described = {"description": " ".join(metadata.abstract.split())} if metadata.abstract else {}
    book_settings = settings.from_values({**described, **metadata.values}, name, text, strict=False)
    entries, problems = _entries(folder, book, name, text)
    chapters: list[QuartoText | Source] = []
    drafts: list[str] = []
    ignored = metadata.ignored
    files = frozenset(entry.name for entry in entries if not entry.is_title)
    for entry in entries:
        if entry.is_title:
            chapters.append(part(entry.name, entry.place, entry.level))
            continue
        chapter, more, noticed = _chapter(folder, entry, files, echo=echoes(values))
        ignored += more
        problems += noticed
        if chapter.settings.draft:
            drafts.append(entry.name)
        else:
            chapters.append(chapter)
    sources, unresolved = with_cross_references(chapters, book_settings.language)
    problems = [*left_out([(ignored, Location(name))]), *problems, *unresolved]
    return Project(book_settings, name, sources, tuple(problems), tuple(drafts))


def _of_book(values: Mapping[str, Any], book: Mapping[str, Any]) -> dict[str, Any]:
    """What the project says of the book, in its `book` table or beside it."""
    of_book = {key: book.get(key) or values.get(key) for key in _BOOK_KEYS}
    website = values.get("website")
    if not of_book["title"] and isinstance(website, dict):
        of_book["title"] = website.get("title")
    return {key: value for key, value in of_book.items() if value}


def _entries(folder: Folder, book: Mapping[str, Any], name: str, text: str) -> tuple[list[_Entry], list[Problem]]:
    """What the project lists, and what is wrong with it."""
    if not isinstance(book.get("chapters"), list):
        return _all_files(folder, name), []
    listed = list(_listed(book["chapters"], 1, name, text))
    for key in ("references", "appendices"):
        more = book.get(key)
        listed += _listed(more if isinstance(more, list) else [more] if more else [], 1, name, text)
    entries: dict[str, _Entry] = {}
    problems = []
    for index, entry in enumerate(listed):
        if entry.role is Role.PART and not entry.name.endswith(SUFFIXES):
            entries[f" {index}"] = replace(entry, is_title=True)
        elif problem := _refusal(folder, entry, entries):
            problems.append(problem)
        else:
            entries[entry.name] = entry
    return list(entries.values()), problems


def _listed(items: Sequence[Any], level: int, path: str, text: str) -> Iterator[_Entry]:
    for item in items:
        name = item if isinstance(item, str) else ""
        if isinstance(item, dict):
            name = item.get("part") or item.get("file") or item.get("href") or ""
        place = Location(path, _line_of(str(name), text))
        role = Role.PART if isinstance(item, dict) and item.get("part") else Role.CHAPTER
        if name:
            yield _Entry(posixpath.normpath(name) if name.endswith(SUFFIXES) else str(name), role, level, place)
        inner = item.get("chapters") if isinstance(item, dict) else None
        yield from _listed(inner if isinstance(inner, list) else [], level + bool(name), path, text)


def _line_of(name: str, text: str) -> int | None:
    found = text.find(name)
    return text.count("\n", 0, found) + 1 if name and found >= 0 else None


def _refusal(folder: Folder, entry: _Entry, before: Mapping[str, _Entry]) -> Problem | None:
    if entry.name in before:
        return Problem("BB209", entry.place, f"the chapter “{entry.name}” is listed twice", "Take it out once.")
    if not entry.name.endswith(SUFFIXES):
        message = f"the chapter “{entry.name}” is of a kind that is not read here"
        return Problem("BB209", entry.place, message, "Save it as Markdown: a file that ends in .qmd or .md.")
    target = contained(folder.root, entry.name)
    if target is None:
        message = f"the chapter “{entry.name}” lies outside the manuscript folder"
        return Problem("BB205", entry.place, message, "Move it into the folder of the book.")
    if not target.is_file():
        message = f"the chapter “{entry.name}” is listed but there is no such file"
        return Problem("BB209", entry.place, message, "Correct its name, or take it out of the list.")
    return None


def _all_files(folder: Folder, name: str) -> list[_Entry]:
    """A project without chapters: the files at the top of its folder, the index first, those with a `_` left out."""
    names = sorted(
        entry.name
        for entry in folder.root.iterdir()
        if entry.suffix in SUFFIXES
        and entry.is_file()
        and not entry.name.startswith(("_", "."))
        and entry.name not in ("README.md", "CHANGELOG.md", "LICENSE.md")
    )
    ordered = sorted(names, key=lambda each: (posixpath.splitext(each)[0] != "index", each))
    return [_Entry(each, Role.CHAPTER, 1, Location(name)) for each in ordered]


def _chapter(
    folder: Folder, entry: _Entry, files: frozenset[str], *, echo: bool
) -> tuple[QuartoText, tuple[str, ...], list[Problem]]:
    text = read_text(folder, entry.name)
    header = read_header(text, entry.name, whole_book=False)
    metadata = translated(header.keys)
    values, _ = of_chapter(metadata.values)
    chapter_settings, _ = settings.from_front_matter(values, header.text, entry.name, header.line, whole_book=False)
    lines = numbered(header.body(text), entry.name, header.end + 1)
    changed, noticed = read_quarto(folder, lines, entry.name, files, echo=echo and echoes(header.keys))
    titled = chapter_settings.title or begins_with_heading(changed.lines)
    return (
        replace(changed, settings=chapter_settings, role=entry.role if titled else None, level=entry.level),
        metadata.ignored,
        noticed,
    )
