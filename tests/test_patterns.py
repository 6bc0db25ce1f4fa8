"""No pattern takes four times as long for twice the marks: a line of thousands of spaces must not stop a build."""

import importlib
import inspect
import pkgutil
import re
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import bookbuild

LENGTH = 8_000
AT_MOST = 0.3
"""Seconds of the processor. A pattern that reads each letter a few times takes a thousandth, one that begins anew at
each letter a second: no machine is so slow or so quick that they could be mistaken."""
UNITS = (
    *" \t\n#:*_-=|<>[](){}!$`~^\"'\\&%.,;@/aA1é漢",
    "# ",
    "- ",
    "* ",
    "> ",
    "| ",
    "<a ",
    "<a",
    "</a ",
    "<!--",
    "-->",
    "[a ",
    "[a](",
    "](",
    "![",
    "[^",
    "[[a ",
    "(a ",
    "{.a ",
    "{a=",
    ' a="',
    "*a_ ",
    "**a ",
    "==a ",
    "$a ",
    "\\a",
    "`a ",
    '"a ',
    "'a ",
    "a.",
    "a@",
    "a-",
    "a_",
    "http://",
    "www.",
    "&a",
    "1.",
    "1 ",
    ":::",
    ": a\n",
    "a\n",
    "\n ",
    " \n",
    "\n> ",
    "%%a ",
    "{{< ",
    "{% ",
    "lang=",
    "url(",
    "/*",
    "a{",
    "a:",
)
"""What a line can be made of."""
AROUND = (("", ""), ("# a", "b"), ("{", "b"), ("a\n|", "b"))


def modules() -> Iterator[ModuleType]:
    for each in pkgutil.walk_packages(bookbuild.__path__, "bookbuild."):
        if not each.name.endswith("__main__"):
            yield importlib.import_module(each.name)


def patterns() -> dict[str, re.Pattern[str]]:
    """The patterns of all modules, by where they were found first."""
    found: dict[re.Pattern[str], str] = {}
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found.setdefault(value, f"{module.__name__.removeprefix('bookbuild.')}.{name}")
    return {where: pattern for pattern, where in found.items()}


PATTERNS = patterns()
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in Path(bookbuild.__path__[0]).rglob("*.py"))


def is_sought(where: str) -> bool:
    """Whether the code seeks a pattern everywhere in a text, or gives it to a function that may do so."""
    module, _, name = where.rpartition(".")
    source = inspect.getsource(sys.modules[f"bookbuild.{module}"]) if name.startswith("_") else SOURCES
    return bool(re.search(rf"\b{name}\.(?:search|finditer|findall|sub|subn|split)\b|[(,:] *{name}\b(?!\.)", source))


def test_there_are_patterns_to_look_at() -> None:
    assert len(PATTERNS) > 200


@pytest.mark.parametrize("where", PATTERNS)
def test_a_pattern_reads_a_line_once(where: str) -> None:
    pattern = PATTERNS[where]
    read = pattern.finditer if is_sought(where) else lambda text: iter([pattern.match(text)])
    slow = []
    for unit in UNITS:
        for before, after in AROUND:
            text = before + unit * (LENGTH // len(unit)) + after
            begun = time.process_time()
            deque(read(text), maxlen=0)
            if time.process_time() - begun > AT_MOST:
                slow.append(before + unit + "…" + after)
                break
    assert not slow
