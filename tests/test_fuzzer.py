"""The quick form of the fuzzer: few seeds of each kind, and all that was found before."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from fuzz.__main__ import KINDS, make
from fuzz.case import Case, keep, read
from fuzz.minimise import minimise
from fuzz.trial import Outcome

SHARE = 400
"""One in so many seeds of the long form, at least one of each kind: about half a minute of processor time."""


@pytest.mark.slow
def test_no_command_fails_on_any_input() -> None:
    """Exit codes 0 to 4, no traceback, nothing "in bookbuild itself", limits kept; honest manuscripts are built."""
    command = [sys.executable, "-m", "fuzz", "--corpus", "--share", str(SHARE)]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert all(f"{kind}: seeds" in ended.stdout for kind in KINDS)


@pytest.mark.parametrize("kind", ["honest", "hostile", "settings", "sheets", "pictures", "foreign"])
def test_a_seed_makes_the_same_case_again(kind: str) -> None:
    assert make(kind, 7) == make(kind, 7)
    assert make(kind, 7) != make(kind, 8)


@pytest.mark.parametrize(
    ("code", "printed", "seconds", "megabytes", "fault"),
    [
        (0, "done", 1, 100, ""),
        (4, "too large [BB406]", 1, 100, ""),
        (3, "bookbuild: something [BB901]\n  KeyError: 'x' (a.py:1)\n", 1, 100, "KeyError: 'x' (a.py:1)"),
        (0, "Traceback (most recent call last):\nOops", 1, 100, "traceback: Oops"),
        (5, "", 1, 100, "exit code 5"),
        (-11, "", 1, 100, "ended by SIGSEGV"),
        (-9, "", 1, 100, "takes too long"),
        (0, "", 31, 100, "takes too long"),
        (0, "", 1, 2000, "takes too much memory"),
    ],
)
def test_each_fault_is_seen(code: int, printed: str, seconds: float, megabytes: int, fault: str) -> None:
    case = Case({}, ("lint", "book"))
    assert Outcome(code, printed, seconds, megabytes).fault(case) == fault


def test_an_honest_manuscript_has_to_be_built() -> None:
    refused = "a.md:1: warning: odd [BB357]\na.md:2: words are lost [BB801]\n"
    assert Outcome(1, refused, 1, 1).fault(Case({}, ("build",), honest=True)).endswith("words are lost [BB801]")


def test_a_case_becomes_as_small_as_its_fault() -> None:
    case = Case({"a.md": b"one\n" * 50 + b"a fault\n" + b"two\n" * 50, "b.md": b"nothing"}, ("lint", "."))
    small = minimise(case, lambda smaller: b"fault" in smaller.files.get("a.md", b""))
    assert dict(small.files) == {"a.md": b"fault"}


def test_a_case_is_kept_as_it_is(tmp_path: Path) -> None:
    case = Case({"book/a.md": b"\xff\n", "book/b/c.css": b""}, ("build", "book"), honest=True)
    keep(case, tmp_path / "kept")
    assert read(tmp_path / "kept") == case
