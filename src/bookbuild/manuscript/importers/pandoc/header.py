"""What stands above a text: YAML between dashes, TOML between plus signs, or pandoc's lines that begin with %."""

import re
from dataclasses import dataclass, field
from typing import Any

from bookbuild import settings
from bookbuild.problems import Location, Problem, SettingsError

_YAML_END = re.compile(r"(?:---|\.\.\.)[ \t]*")
_TOML_END = re.compile(r"\+\+\+[ \t]*")
_TITLE_BLOCK = ("title", "author", "date")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a file and where its text begins."""

    keys: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    """As typed, for messages."""
    line: int = 1
    """The line on which `text` begins."""
    end: int = 0
    """The index of the line after it."""
    is_pandoc: bool = False
    problems: tuple[Problem, ...] = ()

    def body(self, text: str) -> str:
        """What stands below the header."""
        return "\n".join(text.split("\n")[self.end :]) if self.end else text


def read_header(text: str, path: str, *, whole_book: bool) -> Header:
    """The header of a text, empty where there is none. Raises SettingsError where it cannot be read.

    A line of dashes that an empty line follows is a scene break at the very top, not a front matter. Lines with % are
    one only above a manuscript of one file.
    """
    lines = text.split("\n", 2)
    opening = lines[0].rstrip()
    if opening in ("---", "+++") and len(lines) > 1 and lines[1].strip():
        return _fenced(text.split("\n"), path, is_toml=opening == "+++")
    if whole_book and re.match(r"%(?: |$)", opening):
        return _title_block(text.split("\n"))
    return Header()


def _fenced(lines: list[str], path: str, *, is_toml: bool) -> Header:
    fence = _TOML_END if is_toml else _YAML_END
    end = next((index for index, line in enumerate(lines[1:], start=1) if fence.fullmatch(line)), None)
    if end is None:
        message = "the front matter that begins here is never closed"
        hint = f"End it with a line that holds three {'plus signs: +++' if is_toml else 'dashes: ---'}"
        raise SettingsError([Problem("BB104", Location(path, 1), message, hint)])
    text = "\n".join(lines[1:end])
    keys = settings.parse_toml(text, path, 2) if is_toml else settings.parse_yaml(text, path, 2)
    return Header(keys, text, 2, end + 1, problems=() if is_toml else tuple(settings.cut_at_hash(text, path, 2)))


def _title_block(lines: list[str]) -> Header:
    """Up to three fields, each of a line with % and of lines that are set in after it: title, authors, date."""
    fields: list[list[str]] = []
    end = 0
    for line in lines:
        if line.startswith("%") and len(fields) < len(_TITLE_BLOCK):
            fields.append([line[1:].strip()])
        elif line.startswith(" ") and line.strip() and fields:
            fields[-1].append(line.strip())
        else:
            break
        end += 1
    keys: dict[str, Any] = {}
    for name, words in zip(_TITLE_BLOCK, fields, strict=False):
        if name == "author":
            keys[name] = [each.strip() for line in words for each in line.split(";") if each.strip()]
        else:
            keys[name] = " ".join(words)
    return Header({key: value for key, value in keys.items() if value}, "", 1, end, True)
