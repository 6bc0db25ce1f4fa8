"""Whether settings are right, by what their fields say, and what a writer is told if they are not."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from types import FunctionType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from bookbuild.settings.positions import KeyPath
from bookbuild.settings.schema import Settings

_PLACE = re.compile(r"\.([\w-]+)|\[(\d+)\]")
_UNKNOWN = re.compile(r"Object contains unknown field `(.+)`")
_LACKING = re.compile(r"Object missing required field `(.+)`")
_LONGEST = 60
_WORDS: dict[object, str] = {
    str: "text in quotation marks",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a setting."""

    path: KeyPath
    message: str
    hint: str = ""


def name_of(path: KeyPath) -> str:
    """A setting as a writer calls it: `handout.paper`."""
    return ".".join(each for each in path if isinstance(each, str))


def mistake(error: msgspec.ValidationError, values: Mapping[str, Any], schema: type[msgspec.Struct]) -> Mistake:
    """What msgspec says of values that do not fit a schema, in words for a writer."""
    message, _, where = str(error).partition(" - at `$")
    path: KeyPath = tuple(name or int(place) for name, place in _PLACE.findall(where))
    if unknown := _UNKNOWN.fullmatch(message):
        return _unknown(path, unknown[1], fields_at(path, schema))
    if lacking := _LACKING.fullmatch(message):
        return Mistake(path, f"“{name_of(path)}” must have a “{lacking[1]}”")
    value: Any = values
    for step in path:
        value = value[step]
    hint = _hint_at(path, schema)
    near = _nearest(value, _choices(hint))
    name = f"{'each value of ' if isinstance(path[-1], int) else ''}“{name_of(path)}”"
    return Mistake(path, f"{name} must be {words_of(hint)}, not {_given(value)}", _meant(near))


def wrong_values(settings: Settings) -> Iterator[Mistake]:
    """What is wrong with values of the right types."""
    for path, sentence in _checked(settings, ()):
        yield Mistake(path, f"“{name_of(path)}”: {sentence}")
    name = settings.series if isinstance(settings.series, str) else settings.series.name
    if settings.series_number != "" and not name:
        yield Mistake(("series-number",), "there is a “series-number”, but no “series” that it could count in")


def fields_at(path: KeyPath, schema: type[msgspec.Struct]) -> tuple[str, ...]:
    """The keys of the table at a path."""
    tables = [each for each in _parts(_hint_at(path, schema)) if isinstance(each, type) and issubclass(each, _TABLE)]
    return tuple(key for table in tables for key in table.__struct_encode_fields__)


def words_of(hint: object) -> str:
    """What a value of a type must be, in words that follow “must be”."""
    parts = _parts(hint)
    for part in parts:
        if isinstance(part, msgspec.Meta) and part.extra and "must be" in part.extra:
            return str(part.extra["must be"])
    if choices := _choices(hint):
        is_list = any(get_origin(part) is list for part in parts)
        return f"{'a list of ' if is_list else ''}{_either(choices)}"
    words = [_word(part) for part in parts]
    return f"{_either(list(dict.fromkeys(word for word in words if word)))}{_bounds(parts)}"


def description_of(hint: object) -> str:
    """What a setting means, in a sentence; empty for a table."""
    metas = (part for part in _parts(hint) if isinstance(part, msgspec.Meta))
    return next((meta.description for meta in metas if meta.description), "")


def hints(schema: type[msgspec.Struct]) -> Mapping[str, object]:
    """The type of each key of a table, with all that its field says."""
    return _hints(schema)


def takes_switch(hint: object) -> bool:
    """Whether a setting may be true or false instead of text."""
    return {bool, str} <= {part for part in _parts(hint) if isinstance(part, type)}


def sentence(text: str) -> str:
    """What a library says, to go on after a colon."""
    return text[:1].lower() + text[1:]


_TABLE = msgspec.Struct


@cache
def _hints(schema: type[msgspec.Struct]) -> Mapping[str, object]:
    by_name = get_type_hints(schema, include_extras=True)
    return {field.encode_name: by_name[field.name] for field in msgspec.structs.fields(schema)}


def _parts(hint: object) -> list[Any]:
    """A type taken apart: what it is annotated with, the outermost first, and the types that are joined in it."""
    if get_origin(hint) is Annotated:
        inner, *annotations = get_args(hint)
        return [*reversed(annotations), *_parts(inner)]
    if get_origin(hint) in (Union, UnionType):
        return [part for each in get_args(hint) for part in _parts(each)]
    return [hint]


def _hint_at(path: KeyPath, schema: type[msgspec.Struct]) -> object:
    hint: object = schema
    for step in path:
        parts = _parts(hint)
        if isinstance(step, str):
            tables = [part for part in parts if isinstance(part, type) and issubclass(part, _TABLE)]
            hint = next((hints(table)[step] for table in tables if step in hints(table)), None)
        else:
            hint = next((get_args(part)[0] for part in parts if get_origin(part) is list), None)
    return hint


def _choices(hint: object) -> list[str]:
    """The words that a value may be, or of which it may hold some."""
    choices: list[str] = []
    for part in _parts(hint):
        if isinstance(part, msgspec.Meta):
            choices += (part.extra or {}).get("choices", tuple)()
        elif get_origin(part) is list:
            choices += _choices(get_args(part)[0])
        elif get_origin(part) is Literal:
            choices += map(str, get_args(part))
    return choices


def _word(part: Any) -> str:
    if part in _WORDS:
        return _WORDS[part]
    if get_origin(part) is list:
        return "a list"
    return "a table" if isinstance(part, type) and issubclass(part, _TABLE) else ""


def _bounds(parts: list[Any]) -> str:
    limits = [part for part in parts if isinstance(part, msgspec.Meta) and part.ge is not None]
    if not limits:
        return ""
    return f" from {limits[0].ge} to {limits[0].le}" if limits[0].le is not None else f" of at least {limits[0].ge}"


def _either(words: list[str]) -> str:
    *others, last = words or ["something else"]
    return f"{', '.join(others)} or {last}" if others else last


def _given(value: object) -> str:
    if isinstance(value, str):
        return f"“{value if len(value) <= _LONGEST else value[:_LONGEST] + '…'}”"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date | time):
        return f"the {'time' if isinstance(value, time) else 'date'} {value}"
    return {list: "a list", dict: "a table", NoneType: "nothing"}.get(type(value), "something else")


def _nearest(value: object, words: list[str] | tuple[str, ...]) -> str:
    if not isinstance(value, str) or value in words:
        return ""
    return next(iter(difflib.get_close_matches(value, words, n=1)), "")


def _meant(near: str) -> str:
    return f"Did you mean “{near}”?" if near else ""


def _unknown(path: KeyPath, key: str, fields: tuple[str, ...]) -> Mistake:
    meant = _meant(_nearest(key, fields))
    hint = f"{meant} The settings there are: {', '.join(sorted(fields))}.".strip()
    return Mistake((*path, key), f"“{name_of(path)}” has no setting “{key}”", hint)


def _checked(table: msgspec.Struct, above: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    for field in msgspec.structs.fields(table):
        checks = [part for part in _parts(hints(type(table))[field.encode_name]) if _is_check(part)]
        for path, value in _each(getattr(table, field.name), (*above, field.encode_name)):
            if isinstance(value, msgspec.Struct):
                yield from _checked(value, path)
            elif value not in ("", None):
                yield from ((path, sentence) for check in checks for sentence in check(value))


def _is_check(part: object) -> bool:
    return isinstance(part, FunctionType)


def _each(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(value, list):
        yield from (((*path, place), each) for place, each in enumerate(value))
    else:
        yield path, value
