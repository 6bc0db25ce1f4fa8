"""What is wrong only because of something else that is wrong is not reported as well."""

from collections.abc import Sequence

from bookbuild.linter.rules import rules
from bookbuild.problems import Problem


def without_consequences(problems: Sequence[Problem], findings: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems that do not follow from the findings of lint rules."""
    if not findings:
        return tuple(problems)
    explains = {rule.code: rule.explains for rule in rules()}
    hiding = {rule.code for rule in rules() if rule.hides_rest}
    explained = {
        (finding.location.path, finding.location.line, code)
        for finding in findings
        for code in explains.get(finding.code, ())
    }
    ends = {finding.location.path: finding.location.line or 0 for finding in findings if finding.code in hiding}
    return tuple(
        problem
        for problem in problems
        for where in (problem.location,)
        if (where.path, where.line, problem.code) not in explained
        and (where.path not in ends or (where.line or 0) < ends[where.path])
    )
