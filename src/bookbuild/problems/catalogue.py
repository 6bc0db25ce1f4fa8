"""What the codes mean, for people: one at a time on the terminal, and all of them as a page of the documentation."""

import difflib
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bookbuild.problems import CATALOGUE

GROUPS = {
    "1": "Settings and the command",
    "2": "Files",
    "3": "The text",
    "4": "Images",
    "5": "Pages",
    "6": "The machine",
    "7": "Limits",
    "8": "The proof and the judges",
    "9": "bookbuild itself",
}
"""What codes with the same first digit have in common."""

_WIDTH = 96
"""Of the sentences on a terminal, in columns."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a problem matters, with an example that has it and one that does not, if it shows in a manuscript."""

    why: str
    wrong: str = ""
    right: str = ""


@cache
def explanations() -> dict[str, Explanation]:
    """Every explanation, by its code."""
    text = resources.files(__package__).joinpath("codes.toml").read_text(encoding="utf-8")
    return {
        code: Explanation(**{key: value.strip("\n") for key, value in entry.items()})
        for code, entry in tomllib.loads(text).items()
    }


def explain(code: str) -> str:
    """A code of the catalogue in a few sentences."""
    said = explanations()[code]
    parts = [f"{code}: {CATALOGUE[code]}", textwrap.fill(said.why, _WIDTH)]
    parts += [f"Instead of:\n\n{_indented(said.wrong)}"] if said.wrong else []
    parts += [f"{'Write' if said.wrong else 'For example'}:\n\n{_indented(said.right)}"] if said.right else []
    return "\n\n".join(parts)


def nearest(code: str) -> str:
    """The code that may have been meant; empty where none is like it."""
    return next(iter(difflib.get_close_matches(code.upper(), CATALOGUE, n=1)), "")


def as_markdown() -> str:
    """The page of the documentation."""
    return "".join(f"{line}\n" for line in _markdown())


def _markdown() -> Iterator[str]:
    yield "# Problems"
    yield ""
    yield "Everything that bookbuild can say of a manuscript or an output, by its code. Codes keep their meaning, so"
    yield "that scripts can rely on them. `bookbuild lint --explain BB335` shows one of them."
    yield ""
    for digit, name in GROUPS.items():
        codes = [code for code in CATALOGUE if code[2] == digit]
        yield f"## {name}"
        yield ""
        yield "| code | meaning |"
        yield "| --- | --- |"
        yield from (f"| [{code}](#{code.lower()}) | {CATALOGUE[code]} |" for code in codes)
        yield ""
        for code in codes:
            yield from _section(code)


def _section(code: str) -> Iterator[str]:
    said = explanations()[code]
    yield f"### {code}"
    yield ""
    yield f"{CATALOGUE[code]} {said.why}"
    yield ""
    for label, example in (("Instead of", said.wrong), ("write" if said.wrong else "For example", said.right)):
        if example:
            yield f"{label}:"
            yield ""
            yield _indented(example)
            yield ""


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.split("\n"))
