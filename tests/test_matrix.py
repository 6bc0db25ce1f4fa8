"""Books of every kind, in every theme and on pages of every size: what readers and judges would say of them.

The other combinations are built by `.venv/bin/python tests/matrix.py`.
"""

from itertools import product
from pathlib import Path

import matrix
import printed
import pytest
from conftest import Built, Shelf, absent
from judging import AbsentError, epubcheck_findings, verapdf_findings
from matrix import KINDS, SIZES, THEMES, Combination

PAIRS = tuple(matrix.pairs())
UNFILLED = (
    "cookbook-classic-A5",
    "cookbook-large-print-4.25x6.87in",
    "interview-large-print-4.25x6.87in",
)
"""Where pictures with what belongs to them, and paragraphs with long notes, still leave a page less than 70 % full."""


def test_every_theme_meets_every_kind_and_every_size() -> None:
    assert {(each.theme, each.kind) for each in PAIRS} == set(product(THEMES, KINDS))
    assert {(each.theme, each.size) for each in PAIRS} == set(product(THEMES, SIZES))
    assert len({(each.kind, each.size) for each in PAIRS}) == len(PAIRS)


def _built(shelf: Shelf, combination: Combination) -> Built:
    return shelf.built(f"matrix-{combination}", combination.write)


@pytest.mark.slow
@pytest.mark.parametrize("combination", PAIRS, ids=str)
def test_pages_are_as_a_reader_expects_them(shelf: Shelf, combination: Combination) -> None:
    built = _built(shelf, combination)
    found = matrix.page_faults(built.manuscript, built.report)
    assert [fault for fault in found if not fault.endswith(printed.UNFILLED)] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "combination",
    [pytest.param(each, marks=pytest.mark.xfail(strict=False)) if str(each) in UNFILLED else each for each in PAIRS],
    ids=str,
)
def test_pages_are_filled(shelf: Shelf, combination: Combination) -> None:
    built = _built(shelf, combination)
    found = matrix.page_faults(built.manuscript, built.report)
    assert [fault for fault in found if fault.endswith(printed.UNFILLED)] == []


def _files(shelf: Shelf, folder: Path, ending: str) -> list[Path]:
    """All outputs whose names end so, each in a folder that is called as its combination."""
    paths = []
    for combination in PAIRS:
        (folder / str(combination)).mkdir()
        for artifact in _built(shelf, combination).outputs:
            if artifact.name.endswith(ending):
                path = folder / str(combination) / artifact.name
                path.write_bytes(artifact.data)
                paths.append(path)
    return paths


@pytest.mark.slow
def test_epubcheck_finds_nothing(shelf: Shelf, tmp_path: Path) -> None:
    try:
        findings = epubcheck_findings(_files(shelf, tmp_path, ".epub"))
    except AbsentError as error:
        absent("EPUBCheck", str(error))
    assert {path.parent.name: found for path, found in findings.items() if found} == {}


@pytest.mark.slow
def test_verapdf_finds_nothing(shelf: Shelf, tmp_path: Path) -> None:
    try:
        findings = verapdf_findings(_files(shelf, tmp_path, ".pdf"))
    except AbsentError as error:
        absent("veraPDF", str(error))
    assert {path.parent.name: found for path, found in findings.items() if found} == {}
