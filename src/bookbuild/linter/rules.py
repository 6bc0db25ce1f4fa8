r"""What a lint rule is, and how the rules of this package are found.

A rule is one function in any module of this package, with `@rule` above it:

    @rule("BB…", "\u2010")
    def odd_hyphens(masked: MaskedText) -> Iterator[Finding]:
        "What it looks for, and why."
        ...

Nothing else lists it. Its explanation, with the examples that are run as its tests, stands in `problems/codes.toml`.
"""

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from bookbuild.linter.text import Finding, MaskedText

Check = Callable[[MaskedText], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A function from a text to what it finds there, and what has to be known about it."""

    code: str
    """The code of all that it finds."""
    marks: tuple[str, ...]
    """A text without any of these has nothing for the rule, so that a novel is read hardly slower for all rules.
    A mark that begins with a line end is one at the beginning of a line."""
    check: Check
    explains: frozenset[str] = frozenset()
    """Codes of problems that follow from what the rule finds: on the same line they are not reported as well."""
    hides_rest: bool = False
    """Whether nobody can tell what the rest of the file is after a finding, so that nothing is reported of it."""
    with_smart_punctuation: bool = True
    """Whether the rule also holds where straight quotation marks get the forms of the language."""

    def concerns(self, lines: str) -> bool:
        """Whether a text, with a line end before its first line, has any of the marks.

        Python looks for a letter thirty times as fast as for two, and most marks have one that most texts have not.
        """
        return any(all(letter in lines for letter in mark) and mark in lines for mark in self.marks)


def rule(
    code: str,
    mark: str,
    *marks: str,
    explains: Iterable[str] = (),
    hides_rest: bool = False,
    with_smart_punctuation: bool = True,
) -> Callable[[Check], Rule]:
    """Make a rule of a function; the arguments are the fields of `Rule`, with one mark at least."""

    def made(check: Check) -> Rule:
        return Rule(code, (mark, *marks), check, frozenset(explains), hides_rest, with_smart_punctuation)

    return made


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule in every module of this package."""
    package = import_module(__package__)
    modules = (import_module(f"{__package__}.{each.name}") for each in pkgutil.iter_modules(package.__path__))
    return tuple(value for module in modules for value in vars(module).values() if isinstance(value, Rule))
