"""What is wrong only because of something else that is wrong: it is not told twice."""

from collections.abc import Sequence

from bookbuild.problems import Problem

SWALLOWING = {"BB330", "BB331"}
"""After these nobody can tell what the rest of a file is."""

CONSEQUENCES = {
    "BB339": {"BB306", "BB401", "BB403"},
    "BB350": {"BB306", "BB401"},
    "BB351": {"BB306", "BB307", "BB401", "BB402", "BB403"},
    "BB363": {"BB307"},
}
"""What else would be said of the same line, only because of what a rule found there."""


def without_consequences(problems: Sequence[Problem], found: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems that are not only the consequences of others that were `found`."""
    explained = {
        (problem.location.path, problem.location.line, code)
        for problem in found
        for code in CONSEQUENCES.get(problem.code, ())
    }
    ends = {problem.location.path: problem.location.line or 0 for problem in found if problem.code in SWALLOWING}
    return tuple(
        problem
        for problem in problems
        for where in (problem.location,)
        if (where.path, where.line, problem.code) not in explained
        and (where.path not in ends or (where.line or 0) < ends[where.path])
    )
