"""Honest manuscripts in many languages, with every structure: nothing is said of them.

The others are built by `.venv/bin/python tests/honest_manuscripts.py`, and by `-m long`.
"""

from pathlib import Path

import honest_manuscripts
import pytest
from honest_manuscripts import FRAMES, LANGUAGES, STRUCTURES, Honest, alarms


def test_each_language_meets_each_frame_and_each_structure() -> None:
    every = list(honest_manuscripts.all_manuscripts())
    assert len(every) >= 150
    assert len(LANGUAGES) >= 20
    for language in LANGUAGES:
        own = [each for each in every if each.language == language]
        assert sorted(each.frame for each in own) == sorted(FRAMES)
        assert sorted(name for each in own for name in each.structures) == sorted(STRUCTURES)


def test_the_sample_has_each_structure() -> None:
    assert sorted(name for each in honest_manuscripts.sample() for name in each.structures) == sorted(STRUCTURES)


@pytest.mark.slow
@pytest.mark.parametrize("honest", tuple(honest_manuscripts.sample()), ids=str)
def test_nothing_is_said_of_an_honest_manuscript(honest: Honest, tmp_path: Path) -> None:
    assert [(each.code, str(each.location), each.message) for each in alarms(honest, tmp_path)] == []


@pytest.mark.long
@pytest.mark.parametrize("honest", tuple(honest_manuscripts.all_manuscripts()), ids=str)
def test_nothing_is_said_of_any(honest: Honest, tmp_path: Path) -> None:
    """This needs fonts for all scripts, such as those of the Noto family."""
    assert [(each.code, str(each.location), each.message) for each in alarms(honest, tmp_path)] == []
