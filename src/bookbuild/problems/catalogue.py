"""What the codes mean, for people: one at a time on the terminal, and all of them as a page of the documentation.

All of it stands in `codes.toml`, which says in its first lines how an example is written. Nothing that builds reads it.
"""

import difflib
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

GROUPS = {
    "1": "Settings and the command",
    "2": "Files",
    "3": "The text",
    "4": "Images and style sheets",
    "5": "Pages",
    "6": "The machine",
    "7": "Limits",
    "8": "The proof and the judges",
    "9": "bookbuild itself",
}
"""What codes with the same first digit have in common."""

TEXT = "essay.md"
"""The file that an example shows, where it names no other."""

_WIDTH = 96
"""Of the sentences on a terminal, in columns."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a code means and why it matters, with an example that has the problem and one that does not.

    The fields are those of `codes.toml`, and are described there.
    """

    message: str
    why: str
    wrong: str = ""
    right: str = ""
    file: str = TEXT
    at: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)
    command: str = ""
    before: tuple[str, ...] = ()
    encoding: str = ""
    output: str = ""
    unshown: str = ""

    @property
    def is_command(self) -> bool:
        """Whether the example is a command, not a text."""
        return self.wrong.startswith("bookbuild ")


@cache
def explanations() -> dict[str, Explanation]:
    """Every code with its explanation, in the order of the codes."""
    text = resources.files(__package__).joinpath("codes.toml").read_text(encoding="utf-8")
    return {code: Explanation(**entry) for code, entry in tomllib.loads(text).items()}


def explain(code: str) -> str:
    """A code in a few sentences. Raises KeyError where there is no such code."""
    explanation = explanations()[code]
    parts = [f"{code}: {explanation.message}", textwrap.fill(explanation.why, _WIDTH)]
    parts += [f"{label}:\n\n{_indented(text)}" for label, text in _example(explanation)]
    return "\n\n".join(parts)


def listed() -> str:
    """Every code with its sentence, a line for each."""
    return "\n".join(f"{code}  {explanation.message}" for code, explanation in explanations().items())


def nearest(code: str) -> str:
    """The code that may have been meant; empty where none is like it."""
    return next(iter(difflib.get_close_matches(code.upper(), explanations(), n=1)), "")


def as_markdown() -> str:
    """The page of the documentation."""
    return "".join(f"{line}\n" for line in _markdown())


def _markdown() -> Iterator[str]:
    yield "# Problems"
    yield ""
    yield "Everything that bookbuild can report about a manuscript or an output, by its code. Codes keep their meaning,"
    yield "so scripts can rely on them. `bookbuild lint --explain BB335` explains one of them."
    yield ""
    for digit, name in GROUPS.items():
        group = {code: each for code, each in explanations().items() if code[2] == digit}
        yield f"## {name}"
        yield ""
        yield "| code | meaning |"
        yield "| --- | --- |"
        yield from (f"| [{code}](#{code.lower()}) | {each.message} |" for code, each in group.items())
        yield ""
        for code, each in group.items():
            yield from _section(code, each)


def _section(code: str, explanation: Explanation) -> Iterator[str]:
    yield f"### {code}"
    yield ""
    yield f"{explanation.message} {explanation.why}"
    yield ""
    for label, text in _example(explanation):
        yield f"{label}:"
        yield ""
        yield _indented(text)
        yield ""


def _example(explanation: Explanation) -> Iterator[tuple[str, str]]:
    """The texts of an example, each with the words that introduce it."""
    if explanation.unshown:
        return
    shown_by_default = explanation.file == TEXT or explanation.is_command
    where = "" if shown_by_default else f" this in {explanation.file}"
    if explanation.output:
        yield f"An output that was made from{where or ' this'}", explanation.output
        yield f"does not match{where or ' this'}", explanation.wrong
    elif not explanation.wrong:
        yield f"Instead of leaving {explanation.file} empty, write", explanation.right
    elif explanation.encoding:
        yield f"Instead of{where or ' this'}, saved as {explanation.encoding}", explanation.wrong
        yield "save it as UTF-8", explanation.right
    else:
        yield f"Instead of{where}", explanation.wrong
        yield "write", explanation.right


def _indented(text: str) -> str:
    return "\n".join(f"    {_visible(line)}".rstrip() for line in text.split("\n"))


def _visible(line: str) -> str:
    """A line in which the letters that nobody sees are given by their numbers."""
    return "".join(each if each.isprintable() or each == "\t" else f"[U+{ord(each):04X}]" for each in line)
