"""Passages that may stand although the proof finds fault with them, because the settings say why."""

import json
from dataclasses import replace

from bookbuild.model import Manuscript
from bookbuild.problems import Location, Problem, Severity
from bookbuild.proof import Proof
from bookbuild.results import Allowed
from bookbuild.settings.positions import line_of, lines_of
from bookbuild.settings.schema import ProofException
from bookbuild.settings.values import is_of_proof


def allowed(proof: Proof, manuscript: Manuscript) -> Proof:
    """The proof without what the settings let stand; an exception that nothing needs is a warning."""
    exceptions = manuscript.settings.proof.except_
    if not exceptions:
        return proof
    needed: dict[int, Allowed] = {}

    def stands(problem: Problem) -> bool:
        for number, each in enumerate(exceptions):
            if (problem.code, str(problem.location)) == (each.code, each.where.removeprefix("./")):
                needed.setdefault(number, Allowed(each.code, each.where, each.reason, problem.message))
                return True
        return False

    comparisons = tuple(
        replace(each, problems=tuple(problem for problem in each.problems if not stands(problem)))
        for each in proof.comparisons
    )
    others = tuple(problem for problem in proof.others if not stands(problem))
    unneeded = tuple(
        _unneeded(each, number, manuscript) for number, each in enumerate(exceptions) if number not in needed
    )
    stood = tuple(needed[number] for number in sorted(needed))
    return replace(proof, comparisons=comparisons, others=(*others, *unneeded), allowed=stood)


def advised(problem: Problem, settings_path: str, before: str = "") -> Problem:
    """A problem of the proof with what can be done about it: the line that lets its passage stand."""
    if problem.hint or problem.severity is not Severity.ERROR or not is_of_proof(problem.code):
        return problem
    line = _line_to_copy(problem, settings_path)
    return replace(problem, hint=f"{before}If the output is right, let it stand, in {settings_path}: {line}")


def _line_to_copy(problem: Problem, settings_path: str) -> str:
    code, quoted = problem.code, json.dumps(str(problem.location), ensure_ascii=False)
    if settings_path.endswith(".toml"):
        return f'except = [{{ code = "{code}", where = {quoted}, reason = "…" }}], below a line [proof]'
    return f'proof: {{ except: [{{ code: {code}, where: {quoted}, reason: "…" }}] }}'


def _unneeded(each: ProofException, number: int, manuscript: Manuscript) -> Problem:
    path = manuscript.settings_path
    typed = dict(manuscript.inputs).get(path, b"").decode("utf-8-sig", "replace")
    where = Location(path, line_of(("proof", "except", number), lines_of(typed)))
    message = f"the proof finds nothing at {each.where} that needs the exception for {each.code}"
    return Problem("BB817", where, message, "Remove it from the settings.", Severity.WARNING)
