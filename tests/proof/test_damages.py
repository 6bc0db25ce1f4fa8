"""Kinds of damage that a reader would see: the proof finds each of them, at the passage that it hits."""

import random
from functools import lru_cache, partial
from pathlib import Path

import pytest
from conftest import Built
from damages import KINDS
from damages.kind import Damaged, Kind

from bookbuild import manuscript as manuscripts
from bookbuild.pipeline.formats import reader_of
from bookbuild.proof import prove_read
from bookbuild.proof.passages import Reading
from bookbuild.proof.promise import expect
from bookbuild.proof.readback import Later
from bookbuild.proof.tasks import read
from bookbuild.results import Artifact

SEEDS = (1, 2, 3)


@pytest.fixture(params=["article", "garden", "tongues", "harbour", "shapes"])
def built(request: pytest.FixtureRequest) -> Built:
    """Each book in turn."""
    book = request.getfixturevalue(request.param)
    assert isinstance(book, Built)
    return book


@lru_cache
def _promised(manuscript: Path) -> Reading:
    return expect(manuscripts.load(manuscript))


def _read_back(artifact: Artifact) -> tuple[Artifact, Later]:
    return artifact, partial(read, artifact, reader_of(artifact).read)


@pytest.mark.parametrize(
    "seeds", [pytest.param(SEEDS[:1], id="once"), pytest.param(SEEDS[1:], id="again", marks=pytest.mark.long)]
)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.ending[1:]}: {kind.name}")
def test_damage_is_found_where_it_is(built: Built, kind: Kind, seeds: tuple[int, ...]) -> None:
    if seeds == SEEDS[:1] and kind.everyday not in ("", built.manuscript.name):
        return
    promised = _promised(built.manuscript)
    artifact = built.artifact(kind.ending)
    for seed in seeds:
        damaged: Damaged | None = kind.wreck(artifact, promised, random.Random(seed))
        if damaged is None:
            continue
        problems = prove_read(promised, [_read_back(damaged.artifact)], witness=True).problems
        assert problems, (kind.name, seed)
        if damaged.hit:
            assert any(problem.location in damaged.hit for problem in problems), (seed, damaged.hit, problems)


def test_each_kind_has_a_name_of_its_own() -> None:
    names = [(kind.ending, kind.name) for kind in KINDS]
    assert len(names) == len(set(names))


def test_each_kind_for_screens_hits_the_book_of_shapes(shapes: Built) -> None:
    """A kind that finds nothing to damage would be found by any proof."""
    promised = expect(manuscripts.load(shapes.manuscript))
    idle = [
        (kind.ending, kind.name)
        for kind in KINDS
        if kind.ending != ".pdf"
        and not any(kind.wreck(shapes.artifact(kind.ending), promised, random.Random(seed)) for seed in SEEDS)
    ]
    assert idle == []
