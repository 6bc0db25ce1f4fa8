"""book.toml and front matter → settings, and the sentences that are said when something does not fit the schema."""

import datetime
import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec
import yaml

from bookbuild.problems import Location, Problem, SettingsError, Severity
from bookbuild.settings import positions
from bookbuild.settings.positions import KeyPath
from bookbuild.settings.schema import ChapterSettings, HandoutSettings, Settings, fields
from bookbuild.settings.validate import Mistake, hints, mistake, name_of, sentence, takes_switch, wrong_values

MAX_BYTES = 64 * 1024
"""Settings and front matter are refused beyond this size."""
_MAX_YAML_DEPTH = 16
_MAX_UNKNOWN = 10
"""So many unknown keys are named; more of them tell nothing new."""


_Schema = TypeVar("_Schema", bound=msgspec.Struct)
SYNONYMS = {
    "lang": "language",
    "authors": "author",
    "translators": "translator",
    "editors": "editor",
    "illustrators": "illustrator",
    "identifiers": "identifier",
    "copyright": "rights",
    "licence": "license",
    "abstract": "description",
    "subject": "keywords",
    "subjects": "keywords",
    "belongs-to-collection": "series",
    "group-position": "series-number",
    "cover-image": "cover",
}
"""What users of pandoc, Quarto and others type, and what it is called here."""
_REMARK = re.compile(r"[ \t]+(?P<mark>#)(?P<words>.*\S)")
_NAMES = frozenset({"title", "subtitle", "author", "authors", "byline", "credit", "publisher", "series"})
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def from_toml(text: str, path: str) -> Settings:
    """Read book.toml. Raises SettingsError."""
    return from_values(parse_toml(text, path), path, text)


def from_values(values: Mapping[str, Any], path: str, text: str, *, strict: bool = True) -> Settings:
    """Settings from keys that a file holds; its text is for messages. Raises SettingsError.

    Without `strict` a number may be typed as text, as it is in YAML that is read without types.
    """
    _refuse_unknown(values, fields(Settings), path, text, 1)
    canonical = _canonical(values, path, text, 1)
    return _convert(canonical if strict else _with_switches(canonical), Settings, path, text, 1, strict=strict)


def parse_toml(text: str, path: str, first_line: int = 1) -> dict[str, Any]:
    """The keys of a TOML file, or of a front matter in TOML. Raises SettingsError."""
    _refuse_size(text, path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        what = re.sub(r" \(at .*\)$", "", str(error))
        raise _refusal(
            "BB103",
            Location(path, first_line - 1 + line),
            f"this line is not valid TOML: {sentence(what)}",
            'A setting is written as: key = "text in quotation marks"',
        ) from error
    except (ValueError, RecursionError) as error:
        raise _refusal("BB103", Location(path), "the settings are not valid TOML") from error


def parse_yaml(text: str, path: str, first_line: int) -> dict[str, Any]:
    """The keys of a front matter. Raises SettingsError.

    Scalars stay as typed, so that a title may be `1984` or `No`; aliases are refused.
    """
    _refuse_size(text, path)
    try:
        _refuse_traps(text, path, first_line)
        raw = yaml.load(text, yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise _refusal(
            "BB104",
            Location(path, line),
            f"the front matter is not valid YAML here: {sentence(error.problem or 'it cannot be read')}",
            "Put quotation marks around a value that contains a colon, a quotation mark or a #.",
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _refusal("BB104", Location(path, first_line), "the front matter is not valid YAML") from error
    if raw is None or raw == "":
        raw = {}
    if not isinstance(raw, dict):
        raise _refusal(
            "BB104",
            Location(path, first_line),
            "the front matter holds no keys",
            "Each line of it reads: key: value. To begin a text with a line of dashes, leave an empty line after it.",
        )
    return {str(key): value for key, value in raw.items() if value not in ("", None)}


def cut_at_hash(text: str, path: str, first_line: int) -> Iterator[Problem]:
    """A warning for each value of a front matter that YAML ends at a `#`, as in `title: Tales #2`.

    A remark begins with a space after the mark, but for titles and names, behind which nobody looks for one.
    """
    for keys, mark in positions.ends_of_plain_values(text) if " #" in text else ():
        rest = text[mark:].split("\n", 1)[0]
        remark = _REMARK.match(rest)
        if remark and (remark["words"][:1].strip() or keys[0] in _NAMES):
            line = first_line + text.count("\n", 0, mark)
            column = mark - (text.rfind("\n", 0, mark) + 1) + remark.start("mark") + 1
            message = f"YAML takes “#{remark['words'].rstrip()}” for a remark, so it is no part of “{keys[-1]}”"
            where = Location(path, line, column, len(remark["words"].rstrip()) + 1)
            hint = f'If it is, put quotation marks around the whole value: {keys[-1]}: "… #{remark["words"].strip()}"'
            yield Problem("BB108", where, message, hint, Severity.WARNING)


def from_front_matter(
    raw: Mapping[str, Any], text: str, path: str, first_line: int, *, whole_book: bool
) -> tuple[ChapterSettings, Settings | None]:
    """Settings from the keys of a front matter; its text and first line are for messages. Raises SettingsError.

    With `whole_book` it may also say what book.toml says; a key that both know, such as `title`, is then the book's.
    """
    book_keys = fields(Settings) if whole_book else ("author",)
    _refuse_unknown(raw, (*fields(ChapterSettings), *book_keys), path, text, first_line)
    values = _canonical(raw, path, text, first_line)
    if not whole_book and "author" in values:
        values.setdefault("byline", values.pop("author"))
    book = {key: value for key, value in values.items() if whole_book and key in book_keys}
    chapter = {key: value for key, value in values.items() if key not in book}
    return (
        _convert(chapter, ChapterSettings, path, text, first_line, strict=False),
        _convert(_with_switches(book), Settings, path, text, first_line, strict=False) if whole_book else None,
    )


def from_options(values: dict[str, Any]) -> HandoutSettings:
    """Read the options of the command that makes handouts, by the names of their settings. Raises SettingsError."""
    try:
        return msgspec.convert(values, HandoutSettings, strict=False)
    except msgspec.ValidationError as error:
        wrong = mistake(error, values, HandoutSettings)
        message = wrong.message.replace(f"“{name_of(wrong.path)}”", f"--{name_of(wrong.path)}", 1)
        raise _refusal("BB107", Location(""), message, wrong.hint) from error


def _canonical(raw: Mapping[str, Any], path: str, text: str, first_line: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in raw.items():
        name = SYNONYMS.get(key, key)
        if name in values:
            other = next(typed for typed in raw if SYNONYMS.get(typed, typed) == name)
            raise _refusal(
                "BB106",
                Location(path, _line((key,), text, first_line)),
                f"“{other}” and “{key}” mean the same, and both are set",
                "Delete one of the two.",
            )
        values[name] = _plain(value)
    return values


def _with_switches(values: Mapping[str, Any]) -> dict[str, Any]:
    """Scalars are read as typed; where a page is switched on or off, `false` is not text."""
    switches: dict[object, bool] = {"true": True, "false": False}
    types = hints(Settings)
    return {
        key: switches.get(value.lower(), value) if isinstance(value, str) and takes_switch(types.get(key)) else value
        for key, value in values.items()
    }


def _plain(value: Any) -> Any:
    """TOML has dates of its own; a book's date is text such as `1869` or `2017-06-09`."""
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def _convert(
    values: dict[str, Any], schema: type[_Schema], path: str, text: str, first_line: int, *, strict: bool = True
) -> _Schema:
    for key, value in _texts(values, ()):
        if unseen := _UNSEEN.search(value):
            message = f"“{name_of(key)}” holds a control character (U+{ord(unseen[0]):04X}), which no reader can show"
            raise _refusal("BB204", Location(path, _line(key, text, first_line)), message, "Delete it.")
    try:
        converted = msgspec.convert(values, schema, strict=strict)
    except msgspec.ValidationError as error:
        raise _mistaken([mistake(error, values, schema)], path, text, first_line) from error
    if mistakes := list(wrong_values(converted)) if isinstance(converted, Settings) else []:
        raise _mistaken(mistakes, path, text, first_line)
    return converted


def _mistaken(mistakes: list[Mistake], path: str, text: str, first_line: int) -> SettingsError:
    return SettingsError(
        Problem("BB102", Location(path, _line(wrong.path, text, first_line)), wrong.message, wrong.hint)
        for wrong in mistakes
    )


def _texts(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Every text in a value, however deep, with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list | dict):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, (*path, step))


def _refuse_unknown(values: Mapping[str, Any], valid: tuple[str, ...], path: str, text: str, first_line: int) -> None:
    problems: list[Problem] = []
    for key in values:
        if SYNONYMS.get(key, key) not in valid and len(problems) < _MAX_UNKNOWN:
            near = difflib.get_close_matches(key, valid, n=1)
            meant = f"Did you mean “{near[0]}”? " if near else ""
            listed = ", ".join(sorted(set(valid)))
            problems.append(
                Problem(
                    "BB101",
                    Location(path, _line((key,), text, first_line)),
                    f"there is no setting “{key}”",
                    f"{meant}The settings here are: {listed}.",
                )
            )
    if problems:
        raise SettingsError(problems)


def line_of(key: str, text: str, first_line: int) -> int:
    """The line on which a key, or one of a table such as `handout.paper`, is set in a text that begins on some line.

    The text is that of settings, or of a file with a front matter. The key may be typed as a synonym, or, in settings
    of another tool, in a table that only that tool knows. The first line where it is not typed at all.
    """
    return _line(tuple(key.split(".")), text, first_line)


def _line(path: KeyPath, text: str, first_line: int) -> int:
    lines = positions.lines_of(text)
    spellings = [path[0], *(typed for typed, meant in SYNONYMS.items() if meant == path[0])]
    for typed in spellings:
        if (typed,) in lines:
            return first_line - 1 + (positions.line_of((typed, *path[1:]), lines) or 1)
    elsewhere = (line for keys, line in lines.items() if len(keys) > 1 and keys[-1] in spellings)
    return first_line - 1 + next(elsewhere, 1)


def _refuse_traps(text: str, path: str, first_line: int) -> None:
    """A few lines of aliases can stand for gigabytes, a few thousand brackets keep the parser busy for minutes."""
    depth = 0
    for event in yaml.parse(text, yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        location = Location(path, first_line + (event.start_mark.line if event.start_mark else 0))
        if isinstance(event, yaml.AliasEvent):
            message = f"the front matter refers to “*{event.anchor}”, and references are not read here"
            raise _refusal("BB104", location, message, "Write the value out.")
        if depth > _MAX_YAML_DEPTH:
            raise _refusal("BB104", location, "the front matter has too many lists in lists here")
    node = yaml.compose(text, yaml.BaseLoader)
    seen: set[str] = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value in seen:
            location = Location(path, first_line + key.start_mark.line)
            raise _refusal("BB104", location, f"“{key.value}” is set a second time here", "Delete one of the two.")
        seen.add(key.value)


def _refuse_size(text: str, path: str) -> None:
    if len(text.encode()) > MAX_BYTES:
        raise _refusal("BB102", Location(path), f"the settings are longer than {MAX_BYTES // 1024} KiB")


def _refusal(code: str, location: Location, message: str, hint: str = "") -> SettingsError:
    return SettingsError([Problem(code, location, message, hint)])
