"""What holds for every lint rule; what each finds is shown by its example in `codes.toml`."""

import ast
from pathlib import Path

import pytest

from bookbuild import linter
from bookbuild.linter.rules import Rule, rules
from bookbuild.linter.text import mask
from bookbuild.problems.catalogue import TEXT, explanations

CODES = [rule.code for rule in rules()]


def rule_of(code: str) -> Rule:
    (rule,) = [rule for rule in rules() if rule.code == code]
    return rule


def test_every_decorated_function_is_found() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(linter.__file__).parent.glob("*.py")]
    decorated = [
        decorator
        for tree in trees
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for decorator in function.decorator_list
        if ast.unparse(decorator).startswith("rule(")
    ]
    assert len(decorated) == len(rules()) == len(set(CODES))


@pytest.mark.parametrize("code", CODES)
def test_a_rule_finds_its_example_by_one_of_its_marks(code: str) -> None:
    explanation, rule = explanations()[code], rule_of(code)
    assert explanation.file == TEXT
    assert rule.concerns(f"\n{explanation.wrong}")
    assert list(rule.check(mask(explanation.wrong)))
    assert not list(rule.check(mask(explanation.right)))


@pytest.mark.parametrize("code", CODES)
def test_a_rule_finds_nothing_in_a_text_without_its_marks(code: str) -> None:
    rule = rule_of(code)
    for other in CODES:
        text = explanations()[other].wrong
        assert rule.concerns(f"\n{text}") or not list(rule.check(mask(text))), other


def test_a_rule_may_not_hold_where_quotation_marks_are_set_by_themselves() -> None:
    assert [rule.code for rule in rules() if not rule.with_smart_punctuation] == ["BB357"]
