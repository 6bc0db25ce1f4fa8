"""book.toml and front matter → settings, and the sentences that are said when something does not fit the schema."""

import datetime
import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec
import yaml

from bookbuild.problems import Location, Problem, SettingsError
from bookbuild.settings.schema import ChapterSettings, HandoutSettings, Settings, fields
from bookbuild.settings.validate import in_words, sentence, unknown_field, wrong_values

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
_PAGES = frozenset({"title-page", "copyright-page", "dedication", "contents", "author-note", "colophon", "cover"})
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
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
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
        message, _, where = str(error).partition(" - at `$.")
        key = re.split(r"[.\[`]", where)[0]
        what = in_words(message, f"handout.{key}", values.get(key))
        raise _refusal("BB107", Location(""), f"--{key} is not as it must be: {what}") from error


def _canonical(raw: Mapping[str, Any], path: str, text: str, first_line: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in raw.items():
        name = SYNONYMS.get(key, key)
        if name in values:
            other = next(typed for typed in raw if SYNONYMS.get(typed, typed) == name)
            raise _refusal(
                "BB106",
                Location(path, line_of(key, text, first_line)),
                f"“{other}” and “{key}” mean the same, and both are set",
                "Delete one of the two.",
            )
        values[name] = _plain(value)
    return values


def _with_switches(values: Mapping[str, Any]) -> dict[str, Any]:
    """Scalars are read as typed; where a page is switched on or off, `false` is no text."""
    switches: dict[object, bool] = {"true": True, "false": False}
    return {
        key: switches.get(value.lower(), value) if key in _PAGES and isinstance(value, str) else value
        for key, value in values.items()
    }


def _plain(value: Any) -> Any:
    """TOML has dates of its own; a book's date is text such as `1869` or `2017-06-09`."""
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def _convert(
    values: dict[str, Any], schema: type[_Schema], path: str, text: str, first_line: int, *, strict: bool = True
) -> _Schema:
    for key, value in values.items():
        if unseen := _UNSEEN.search("".join(_texts(value))):
            message = f"“{key}” holds a control character (U+{ord(unseen[0]):04X}), which no reader can show"
            raise _refusal("BB204", Location(path, line_of(key, text, first_line)), message, "Delete it.")
    try:
        converted = msgspec.convert(values, schema, strict=strict)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$.")
        key = where.rstrip("`") or "?"
        unknown = unknown_field(message)
        where = f"{key}.{unknown}" if unknown else key
        raise SettingsError(
            [_wrong(key, in_words(message, key, _value_of(key, values)), path, line_of(where, text, first_line))]
        ) from error
    wrong = wrong_values(converted) if isinstance(converted, Settings) else ()
    if problems := [_wrong(key, what, path, line_of(key, text, first_line)) for key, what in wrong]:
        raise SettingsError(problems)
    return converted


def _wrong(key: str, what: str, path: str, line: int) -> Problem:
    return Problem("BB102", Location(path, line), f"“{key}” is not as it must be: {what}")


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _value_of(key: str, values: Any) -> Any:
    """The value of a key such as `handout.paper`; None where it is not that simple."""
    for name in key.split("."):
        values = values.get(name) if isinstance(values, dict) else None
    return values


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
                    Location(path, line_of(key, text, first_line)),
                    f"there is no setting “{key}”",
                    f"{meant}The settings here are: {listed}.",
                )
            )
    if problems:
        raise SettingsError(problems)


def line_of(key: str, text: str, first_line: int) -> int:
    """The line on which a key, a synonym of it, or the key of a table such as `handout.paper` is set.

    Settings are small, so looking for it beats carrying positions along.
    """
    table, _, inner = key.partition(".")
    if (
        inner
        and table in ("author", "handout", "pdf", "epub", "images")
        and (inside := line_of(inner, text, first_line)) > first_line
    ):
        return inside
    name = re.split(r"[.\[]", key)[0]
    spellings = [name, *(other for other, canonical in SYNONYMS.items() if canonical == name)]
    pattern = rf"^\s*(?:\[\s*)?[\"']?(?:{'|'.join(map(re.escape, spellings))})[\"']?\s*[=:.\]]"
    for offset, line in enumerate(text.split("\n")):
        if re.match(pattern, line):
            return first_line + offset
    return first_line


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
