"""Hundreds of small damages: the proof notices them, and names the passage that was hit."""

import random
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from conftest import Built
from mutations import Mutation, of_epub, of_html, of_manuscript, of_pdf

from bookbuild import manuscript as manuscripts
from bookbuild.pipeline.check import prove
from bookbuild.proof.passages import Reading
from bookbuild.proof.promise import expect
from bookbuild.results import Artifact

FOR_EACH = 16
ALLOWED = 0.01
"""The share of mutations that may go unnoticed or be put in the wrong place."""

Damage = Callable[[Artifact, Reading, random.Random], Iterator[Mutation]]


@pytest.fixture(params=["article", "garden", "tongues", "harbour"])
def built(request: pytest.FixtureRequest) -> Built:
    """Each book in turn."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Built)
    return found


@pytest.mark.parametrize(("ending", "damage"), [(".epub", of_epub), (".pdf", of_pdf), (".html", of_html)])
def test_damage_to_an_output_is_noticed_where_it_is(built: Built, ending: str, damage: Damage) -> None:
    source = manuscripts.load(built.manuscript)
    promised = expect(source)
    artifact = built.artifact(ending)
    missed = []
    for mutation in islice(damage(artifact, promised, random.Random(2024)), FOR_EACH):
        assert mutation.artifact is not None
        problems = prove(source, [mutation.artifact]).problems
        if not any(problem.location in mutation.hit for problem in problems):
            missed.append((mutation.name, mutation.hit, [(str(p.location), p.message) for p in problems]))
    assert len(missed) <= ALLOWED * FOR_EACH, missed


def test_an_edit_of_the_manuscript_is_noticed_where_it_is(built: Built) -> None:
    source = manuscripts.load(built.manuscript)
    promised = expect(source)
    artifacts = built.outputs
    missed = []
    for mutation in islice(of_manuscript(source, promised, random.Random(7)), FOR_EACH):
        assert mutation.manuscript is not None
        proof = prove(mutation.manuscript, artifacts)
        for comparison in proof.comparisons:
            if not any(problem.location in mutation.hit for problem in comparison.problems):
                missed.append((mutation.name, comparison.output, [str(p.location) for p in comparison.problems]))
    assert len(missed) <= ALLOWED * FOR_EACH * len(artifacts), missed


def test_untouched_books_raise_no_alarm(built: Built) -> None:
    source = manuscripts.load(built.manuscript)
    proof = prove(source, built.outputs, witness=True)
    assert proof.problems == ()
    assert proof.figures.characters > 500
