"""Attributes between braces, as pandoc has them: `{#id .class key="value"}`."""

import re
from collections.abc import Collection
from dataclasses import dataclass

_ONE = re.compile(
    r"#(?P<id>[^\s{}#]+)|\.(?P<css>[^\s{}.]+)|(?<![\w:-])(?P<key>[\w:-]++)=(?:\"(?P<double>(?:\\.|[^\"\\])*)\""
    r"|'(?P<single>[^']*)'|(?P<bare>[^\s{}\"']+))|(?P<dash>-(?=\s|$))"
)
PATTERN = r"\{(?P<attributes>(?:\"(?:\\.|[^\"\\])*\"|'[^']*'|[^{}\"'])*)\}"
"""What attributes look like in a text."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands between braces."""

    id: str
    classes: tuple[str, ...]
    values: dict[str, str]


def parse(text: str) -> Attributes:
    """Read what stands between the braces; what is no attribute is passed over. `-` stands for `.unnumbered`."""
    identifier = ""
    classes: list[str] = []
    values: dict[str, str] = {}
    for attribute in _ONE.finditer(text):
        if attribute["id"]:
            identifier = attribute["id"]
        elif attribute["css"]:
            classes.append(attribute["css"])
        elif attribute["dash"]:
            classes.append("unnumbered")
        else:
            given = next(
                value
                for value in (attribute["double"], attribute["single"], attribute["bare"], "")
                if value is not None
            )
            values[attribute["key"]] = re.sub(r"\\(.)", r"\1", given)
    return Attributes(identifier, tuple(classes), values)


def written(attributes: Attributes, keep: Collection[str] = ("lang", "dir", "width", "title")) -> str:
    """Attributes in the form of bookbuild, with the values named in `keep` alone; empty where nothing is left."""
    words = [f"#{attributes.id}"] if attributes.id else []
    words += [f".{name}" for name in attributes.classes]
    for key, value in attributes.values.items():
        if key in keep:
            mark = "'" if '"' in value else '"'
            words.append(f"{key}={mark}{value}{mark}" if not re.fullmatch(r"[\w%.-]+", value) else f"{key}={value}")
    return f"{{{' '.join(words)}}}" if words else ""
