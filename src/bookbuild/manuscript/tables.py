"""What a writer may say of a table: `{widths="2,5,3" landscape}` on the line after it, or at the end of its caption."""

import re
from dataclasses import dataclass

_PART = r"(?:#[^\s{}\"']+|\.[\w-]+|widths=(?:\"[^\"{}]*\"|'[^'{}]*'|[^\s{}\"']+)|landscape)"
LINE = re.compile(rf"[ \t]*\{{[ \t]*{_PART}(?:[ \t]+{_PART})*[ \t]*\}}[ \t]*$")
"""A line that says nothing but this."""
AT_END = re.compile(
    r"(?:^|(?<![ \t])[ \t]*+\n|(?<![ \t])[ \t]++)"
    rf"\{{[ \t]*+(?=[^{{}}]*(?:widths=|landscape)){_PART}(?:[ \t]+{_PART})*[ \t]*\}}[ \t]*$"
)
"""The same at the end of a caption, with what stands before it."""
WIDTHS = "widths-"
"""Begins the class that tells the widths of a table's columns, in parts of ten thousand."""
_WORD = re.compile(_PART)
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,3})?")


@dataclass(frozen=True, slots=True)
class TableMarks:
    """What is said of a table."""

    id: str = ""
    classes: tuple[str, ...] = ()
    widths: tuple[str, ...] = ()
    """As they were typed, without spaces around them."""
    is_landscape: bool = False


def marks(line: str) -> TableMarks:
    """What a line says that matches `LINE` or `AT_END`."""
    words = _WORD.findall(line)
    widths = next((word.partition("=")[2].strip("\"'") for word in words if word.startswith("widths=")), "")
    return TableMarks(
        next((word[1:] for word in words if word.startswith("#")), ""),
        tuple(word[1:] for word in words if word.startswith(".")),
        tuple(part.strip() for part in widths.split(",")) if widths else (),
        "landscape" in words,
    )


def shares(widths: tuple[str, ...], columns: int) -> tuple[float, ...]:
    """The widths of as many columns, as parts of 1; none where they are not that many numbers."""
    numbers = [float(width) if _NUMBER.fullmatch(width) else 0.0 for width in widths]
    return tuple(number / sum(numbers) for number in numbers) if len(numbers) == columns and all(numbers) else ()
