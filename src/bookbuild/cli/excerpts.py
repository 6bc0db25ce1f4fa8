"""The line of a manuscript that a message is about, with carets under the words meant."""

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from bookbuild.manuscript.files import MAX_CHAPTER_BYTES, contained
from bookbuild.problems import Location

WIDTH = 96
"""Of an excerpt, in columns of a terminal; a paragraph is often typed as one long line."""

_BEFORE = 32
"""How many letters before the words meant are shown where not all can be."""
_TABBED = "    "
_UNKNOWN = "\ufffd"


def excerpt(root: Path, location: Location, typed: Mapping[Path, bytes] = MappingProxyType({})) -> tuple[str, ...]:
    """The line at a location and, where a column is known, a second line of carets.

    Nothing where no line is known, where it is empty, or where the file is not a text inside the manuscript folder.
    Control characters come as U+FFFD, so that both lines can be printed on any terminal. `typed` holds texts that stand
    for those of files, by their whole paths.
    """
    if location.line is None:
        return ()
    line = _line(root, location.path, location.line, typed)
    if not line.strip():
        return ()
    if location.column is None:
        return ("".join(_fitting(line.strip(), WIDTH)),)
    return _pointed(line, location.column - 1, location.length)


def _line(root: Path, path: str, number: int, typed: Mapping[Path, bytes]) -> str:
    target = contained(root, path)
    try:
        if target is not None and target in typed:
            text = typed[target].decode("utf-8-sig")
        elif target is None or not target.is_file() or target.stat().st_size > MAX_CHAPTER_BYTES:
            return ""
        else:
            text = target.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[number - 1] if 1 <= number <= len(lines) else ""


def _pointed(line: str, start: int, length: int) -> tuple[str, str]:
    start = min(start, len(line))
    begin = min(start, len(line) - len(line.lstrip())) if len(line) <= WIDTH else max(start - _BEFORE, 0)
    before = ("… " if begin and len(line) > WIDTH else "") + "".join(map(_shown, line[begin:start]))
    after = list(_fitting(line[start:], WIDTH - _width(before)))
    meant = _width("".join(after[:length]))
    return f"{before}{''.join(after)}".rstrip(), f"{' ' * _width(before)}{'^' * max(meant, 1)}"


def _fitting(text: str, room: int) -> Iterator[str]:
    """The letters of a text as they are shown, as far as they fit."""
    for index, letter in enumerate(text):
        shown = _shown(letter)
        room -= _width(shown)
        if room < 2 and index < len(text) - 1:
            yield " …"
            return
        yield shown


def _shown(letter: str) -> str:
    if letter == "\t":
        return _TABBED
    return letter if letter.isprintable() or unicodedata.combining(letter) else _UNKNOWN


def _width(text: str) -> int:
    """In columns: East Asian letters and emoji take two, accents that join another letter none."""
    from rich.cells import cell_len  # which a build without a message does not wait for

    return cell_len(text)
