"""What a build or a check returns."""

from pathlib import Path

import pytest

from bookbuild.problems import Location, Problem, Severity
from bookbuild.results import Artifact, Report


@pytest.mark.parametrize(
    ("severities", "failed"),
    [([], False), ([Severity.WARNING], False), ([Severity.WARNING, Severity.ERROR], True)],
)
def test_only_errors_make_a_report_fail(severities: list[Severity], failed: bool) -> None:
    problems = tuple(Problem("BB401", Location("a.md"), "Lost.", severity=severity) for severity in severities)
    assert Report((), Path(), problems).failed is failed


def test_an_artifact_is_shown_without_its_bytes() -> None:
    assert "secret" not in repr(Artifact("a.epub", "application/epub+zip", b"secret"))
