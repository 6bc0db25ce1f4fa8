"""Where settings are typed: the line of every key, by its path through tables and lists.

The libraries that read TOML tell no positions, so its keys are scanned here, once the library has found the text to be
right; that of YAML does.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import TypeAlias

import yaml

KeyPath: TypeAlias = tuple[str | int, ...]
"""The names of tables and keys, and the places in lists counted from 0: `("author", 1, "role")`."""

_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)^(?:---|\+\+\+|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_NAME = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|[\w-]+')
_BLANKS = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
_SPACES = re.compile(r"[ \t]*")
_SCALAR = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'|[^,\]}\n#]+',
    re.DOTALL,
)


def lines_of(text: str) -> dict[KeyPath, int]:
    """The line of each key, counted from 1, in the text of settings or of a file that begins with a front matter.

    The text may be TOML or YAML; of one that is neither, nothing is known.
    """
    front = _FRONT_MATTER.match(text)
    block, above = (front[2], 1) if front else (text, 0)
    lines = _of_toml(block)
    if lines is None:
        lines = _of_yaml(block)
    return {path: line + above for path, line in lines.items()}


def line_of(path: KeyPath, lines: Mapping[KeyPath, int]) -> int | None:
    """The line of a key, or else of the nearest table or list around it that is typed at all."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def _of_toml(text: str) -> dict[KeyPath, int] | None:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
    return _Toml(text).lines


class _Toml:
    """Goes once through a text that is known to be TOML."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._at = 0
        self._tables: dict[KeyPath, int] = {}
        """How many tables each array of tables has so far."""
        self.lines: dict[KeyPath, int] = {}
        table: KeyPath = ()
        while self._skip(_BLANKS) < len(text):
            if text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> KeyPath:
        is_array = self._text.startswith("[[", self._at)
        self._at += 1 + is_array
        *above, name = self._names()
        path: KeyPath = ()
        for each in above:
            path = self._last((*path, each))
        path = (*path, name)
        if is_array:
            self._tables[path] = self._tables.get(path, 0) + 1
        self._note(path)
        path = self._last(path)
        self._note(path)
        self._at += 1 + is_array
        return path

    def _last(self, path: KeyPath) -> KeyPath:
        """The table meant by a name: of an array of tables, the last one."""
        return (*path, self._tables[path] - 1) if path in self._tables else path

    def _pair(self, table: KeyPath) -> None:
        start, path = self._at, table
        for name in self._names():
            path = (*path, name)
            self._note(path, start)
        self._at += 1  # =
        self._value(path)

    def _names(self) -> list[str]:
        """The names of a key such as `pdf."page-size"`."""
        names: list[str] = []
        while match := _NAME.match(self._text, self._skip(_SPACES)):
            self._at = match.end()
            name = match[0]
            names.append(tomllib.loads(f"name = {name}")["name"] if name[0] in "\"'" else name)
            if not self._text.startswith(".", self._skip(_SPACES)):
                break
            self._at += 1
        return names

    def _value(self, path: KeyPath) -> None:
        opening = self._text[self._skip(_SPACES)]
        if opening == "[":
            self._inside("]", path)
        elif opening == "{":
            self._inside("}", path)
        elif match := _SCALAR.match(self._text, self._at):
            self._at = match.end()

    def _inside(self, closing: str, path: KeyPath) -> None:
        """The elements of a list, or the keys of a table in braces."""
        self._at += 1
        number = 0
        while self._text[self._skip(_BLANKS)] != closing:
            if closing == "}":
                self._pair(path)
            else:
                self._note((*path, number))
                self._value((*path, number))
            number += 1
        self._at += 1

    def _skip(self, blanks: re.Pattern[str]) -> int:
        if match := blanks.match(self._text, self._at):
            self._at = match.end()
        return self._at

    def _note(self, path: KeyPath, at: int | None = None) -> None:
        """The line of a key is the first on which it is typed."""
        self.lines.setdefault(path, bisect_right(self._starts, self._at if at is None else at))


def ends_of_plain_values(text: str) -> Iterator[tuple[KeyPath, int]]:
    """The keys of each value in YAML that has no quotation marks around it, and the index at which it ends."""
    for path, _, value in _entries(text):
        if isinstance(value, yaml.ScalarNode) and value.style is None and value.value:
            yield path, value.end_mark.index


def _of_yaml(text: str) -> dict[KeyPath, int]:
    lines: dict[KeyPath, int] = {}
    for path, typed, _ in _entries(text):
        lines.setdefault(path, typed.start_mark.line + 1)
    return lines


def _entries(text: str) -> Iterator[tuple[KeyPath, yaml.Node, yaml.Node]]:
    """Each value in YAML: its keys, what is typed first of them, and itself. Nothing where the text is not YAML."""
    try:
        node = yaml.compose(text, yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return
    waiting: list[tuple[KeyPath, yaml.Node | None]] = [((), node)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            inner = [((*path, key.value), key, value) for key, value in node.value if isinstance(key.value, str)]
        elif isinstance(node, yaml.SequenceNode):
            inner = [((*path, number), value, value) for number, value in enumerate(node.value)]
        else:
            inner = []
        for below, typed, value in inner:
            yield below, typed, value
            waiting.append((below, value))
