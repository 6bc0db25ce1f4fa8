"""The title of a book that nobody gave one: taken from its first heading, or from the name of its folder or file."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from bookbuild.manuscript.scan import Scan, scan
from bookbuild.model import Kind, Manuscript
from bookbuild.problems import Location, Problem, Severity

_NUMBER = re.compile(r"\A\d[\d\s._-]*(?=[^\W\d_])")
_BETWEEN_WORDS = re.compile(r"[\s_]++|(?<=[^\W_])-(?=[^\W_])")
_OF_ANY_BOOK = frozenset(
    "book chapters content contents docs index main manuscript markdown md pages readme source src text".split()
)
"""What files and folders are called whatever the book is; a folder around them has a name of its own."""
_PICTURE_OR_NOTE = re.compile(r"!\[[^\[\]]*+\](?:\([^()]*+\))?+|\[\^[^\[\]]*+\]|<[^<>]*+>")
_LINK = re.compile(r"\[([^\[\]]*+)\](?:\([^()]*+\)|\[[^\[\]]*+\])?+")
_MARK = re.compile(r"[*`]++|(?<!\w)_++|_++(?!\w)|\\(?=[!-/:-@\[-`{-~])")


def with_title(manuscript: Manuscript) -> Manuscript:
    """The same manuscript with a title, and a warning where it had to be guessed.

    The heading that an article begins with is its title, so that nothing needs to be guessed.
    """
    sources = manuscript.sources
    if manuscript.settings.title or (len(sources) == 1 and sources[0].settings.title):
        return manuscript
    scanned = [scan(source.text) for source in sources]
    if len(sources) == 1 and _is_headed_article(manuscript, scanned[0]):
        return manuscript
    heading = _of_the_whole(scanned) if sources[0].role is None else ""
    place = manuscript.root / sources[0].path if len(sources) == 1 else manuscript.root
    title = heading or _of_name(place)
    where = "its first heading" if heading else f"the name of its {'file' if len(sources) == 1 else 'folder'}"
    message = f"the book has no title, so that “{title}” is taken, {where}"
    guess = Problem("BB105", Location(manuscript.settings_path), message, _remedy(title, manuscript), Severity.WARNING)
    settings = msgspec.structs.replace(manuscript.settings, title=title)
    return replace(manuscript, settings=settings, problems=(guess, *manuscript.problems))


def _is_headed_article(manuscript: Manuscript, scanned: Scan) -> bool:
    """Whether a text is an article that begins with its title, or cannot be cut into chapters that would need one."""
    settings = manuscript.settings
    if settings.kind == Kind.BOOK.value or settings.split or not scanned.headings:
        return False
    several = sum(heading.level == 1 for heading in scanned.headings) > 1
    return not several and not any(_lines_between(scanned, 0, scanned.headings[0].line))


def _of_the_whole(scanned: Sequence[Scan]) -> str:
    """The words of the heading that stands for the whole text; empty if the first one is only that of a chapter."""
    tops = [(number, each) for number, one in enumerate(scanned) for each in one.headings if each.level == 1]
    if not tops or tops[0] != (0, scanned[0].headings[0]):
        return ""
    heading = tops[0][1]
    if len(tops) > 1:
        followed = len(scanned[0].headings) > 1 and scanned[0].headings[1].level == 1
        if not followed or any(_lines_between(scanned[0], heading.end, scanned[0].headings[1].line)):
            return ""
    words = _LINK.sub(r"\1", _PICTURE_OR_NOTE.sub("", heading.text))
    return " ".join(_MARK.sub("", words).split())


def _lines_between(scanned: Scan, begin: int, end: int) -> Iterator[str]:
    return (line for line in scanned.remainder.split("\n")[begin:end] if line.strip())


def _of_name(path: Path) -> str:
    """“The winter garrison” for a file 01-the_winter-garrison.md; folders called by what any book has give way to
    the folder around them."""
    place = path.resolve()
    name = place.name if place.is_dir() else place.stem
    while name.casefold() in _OF_ANY_BOOK and place.parent.name:
        place = place.parent
        name = place.name
    words = _BETWEEN_WORDS.sub(" ", _NUMBER.sub("", name)).strip() or name or "Untitled"
    return words[:1].upper() + words[1:]


def _remedy(title: str, manuscript: Manuscript) -> str:
    """Where to write a title, and how."""
    path = manuscript.settings_path
    there = dict(manuscript.inputs).get(path)
    quoted = json.dumps(title, ensure_ascii=False)  # a string of JSON is one of TOML and YAML as well
    if path.endswith(".toml"):
        table = " below [book]" if there and re.search(rb"(?m)^\[book\]", there) else ""
        return f"Write title = {quoted}{table} in {path if there is not None else 'a file book.toml in the folder'}."
    if path.endswith((".yml", ".yaml")):
        return f"Write title: {quoted} in {path}, below “book:”."
    return f"Write title: {quoted} in the front matter, between two lines of three dashes at the top of the file."
