"""The rule that CONTRIBUTING shows is added to a copy of the program: a function and an entry are all that it takes."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

CODE = "BB364"
SENTENCE = "Several question marks stand in a row."


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program and of the tests of codes and rules, with the rule in a module of its own."""
    for name in ("src", "styles", "tests/problems", "tests/linter"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "tests/conftest.py", "tests/golden.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("**A new lint rule**")[1]
    function, entry = (
        re.findall(rf"^```{kind}\n(.*?)^```$", contributing, re.MULTILINE | re.DOTALL)[0] for kind in ("python", "toml")
    )
    package = tmp_path / "src" / "bookbuild"
    (package / "linter" / "questions.py").write_text(function, encoding="utf-8")
    codes = package / "problems" / "codes.toml"
    written = codes.read_text(encoding="utf-8")
    codes.write_text(written.replace("[BB370]\n", f"{entry}\n[BB370]\n"), encoding="utf-8")
    (tmp_path / "text").mkdir()  # away from the style sheets
    (tmp_path / "text" / "rain.md").write_text("---\ntitle: Rain\n---\n\nDid it stop???\n", encoding="utf-8")
    return tmp_path


def run(copy: Path, *arguments: str, **environment: str) -> str:
    """What a Python command prints that finds the copy before the program itself."""
    paths = {"PYTHONPATH": str(copy / "src"), **environment}
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=copy, env={**os.environ, **paths}, capture_output=True, text=True
    )
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_function_and_an_entry_are_all_that_a_rule_takes(copy: Path) -> None:
    assert f"text/rain.md:5: warning: several question marks stand here in a row [{CODE}]" in run(
        copy, "bookbuild", "lint", "text/rain.md"
    )
    sarif = json.loads(run(copy, "bookbuild", "lint", "text/rain.md", "--format", "sarif"))
    (rule,) = sarif["runs"][0]["tool"]["driver"]["rules"]
    assert (rule["id"], rule["shortDescription"]["text"]) == (CODE, SENTENCE)
    assert run(copy, "bookbuild", "lint", "--explain", CODE).startswith(f"{CODE}: {SENTENCE}\n")
    assert f"### {CODE}\n\n{SENTENCE} " in run(copy, "bookbuild", "lint", "--explain", "all")


@pytest.mark.slow
def test_the_tests_of_a_rule_are_made_of_its_entry(copy: Path) -> None:
    asked = ("pytest", "tests/problems", "tests/linter", "-k", CODE, "-p", "no:cacheprovider")
    run(copy, *asked, BOOKBUILD_WRITE_CASES="1")
    assert f"=== {CODE}\n$ bookbuild lint\nmanuscript/essay.md:1: warning: several" in (
        copy / "tests" / "problems" / "messages.txt"
    ).read_text(encoding="utf-8")
    assert re.search(r"\b6 passed\b", run(copy, *asked, "-v")), run(copy, *asked)
