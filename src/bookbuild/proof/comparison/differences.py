"""One place where an output differs from its manuscript."""

from dataclasses import dataclass

from bookbuild.problems import Problem


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where an output holds something else than the manuscript."""

    problem: Problem
    promised: str
    """The words of the manuscript, with what they are where that is the difference; empty where it has none."""
    shown: str
    """The same of the output."""
