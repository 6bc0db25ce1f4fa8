"""The proof that outputs hold what the manuscript promises, word for word and each thing as itself.

`expect` reads the manuscript with a parser of its own, `read_epub`, `read_html` and `read_pdf` read finished files as a
stranger would, `compare` and `agree` hold the one against the other. Nothing here imports `dialect` or `outputs`.
"""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from bookbuild.model import Manuscript
from bookbuild.problems import BookError, Location, Problem
from bookbuild.proof.comparison import punctuation
from bookbuild.proof.comparison.facts import agree
from bookbuild.proof.comparison.words import MAX_PROBLEMS, Comparison, compare
from bookbuild.proof.passages import FORMULA_MARK, Kind, Reading, without
from bookbuild.proof.promise import expect
from bookbuild.proof.readback.errors import Untagged
from bookbuild.proof.tasks import ENDINGS, Later, read, reason
from bookbuild.results import Artifact, Figures

__all__ = ["Proof", "is_read", "prove", "prove_read", "prove_reading"]

_PLAIN_IN_PDF = frozenset({Kind.SUBTITLE, Kind.BYLINE, Kind.CREDIT, Kind.CODE})
"""What a PDF has no structure type for; their places among the other passages tell them."""


_UNSEEN_IN_PDF = "\u00ad\u2010\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""What a page shows or not as its lines fall: soft hyphens, the mark that the layout prints at a break, and letters
without ink that only tell where lines may break and letters join."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a manuscript promises, and each output held against it."""

    promised: Reading
    comparisons: tuple[Comparison, ...]
    others: tuple[Problem, ...] = ()
    """What was found besides: by judges, or by fingerprints."""

    @property
    def figures(self) -> Figures:
        """How much was compared."""
        promised = self.promised
        return Figures(
            characters=sum(len(passage.text) for passage in promised.everything),
            passages=len(promised.everything),
            quotations=promised.quotations,
            notes=len(promised.notes),
            pictures=len(promised.pictures),
            formulas=sum(passage.text.count(FORMULA_MARK) // 2 for passage in promised.everything),
            links=len(promised.links),
            outputs=len(self.comparisons),
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All differences, output by output, then what was found besides."""
        return (*(problem for comparison in self.comparisons for problem in comparison.problems), *self.others)


def prove(manuscript: Manuscript, artifacts: Sequence[Artifact], *, witness: bool = False) -> Proof:
    """Hold every EPUB, PDF and HTML among some artifacts against a manuscript.

    With `witness`, the pages of a PDF are read a second time, by another engine and without its tags.
    """
    return prove_reading(expect(manuscript), artifacts, witness=witness)


def prove_reading(promised: Reading, artifacts: Sequence[Artifact], *, witness: bool = False) -> Proof:
    """The same, where what the manuscript promises is known already."""
    proven = [artifact for artifact in artifacts if is_read(artifact)]
    return prove_read(promised, [(artifact, partial(read, artifact)) for artifact in proven], witness=witness)


def is_read(artifact: Artifact) -> bool:
    """Whether a file is of a kind that can be read back."""
    return artifact.name.endswith(ENDINGS)


def prove_read(promised: Reading, found: Iterable[tuple[Artifact, Later]], *, witness: bool = False) -> Proof:
    """The same, where files are read back already, or are just being read."""
    return Proof(promised, tuple(_prove_one(promised, artifact, later, witness=witness) for artifact, later in found))


def _prove_one(promised: Reading, artifact: Artifact, later: Later, *, witness: bool) -> Comparison:
    name = artifact.name
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the reading libraries' remarks on a broken file are for programmers
            return _compared(promised, artifact, later, witness=witness)
    except BookError:
        raise
    except Exception as error:  # whatever goes wrong while a stranger's file is read is a fault of that file
        where = promised.passages[0].location if promised.passages else Location("")
        problem = Problem("BB805", where, f"{name} cannot be read: {reason(error)}", "Build it again.")
        return Comparison(name, (problem,), {}, 0)


def _compared(promised: Reading, artifact: Artifact, later: Later, *, witness: bool) -> Comparison:
    name = artifact.name
    try:
        found = later()
    except Untagged:
        from bookbuild.proof.readback.witness import testify, untagged  # pdfium is not waited for where nobody asks it

        seen = islice(testify(promised, artifact.data, name), MAX_PROBLEMS)
        return Comparison(name, (untagged(promised, name), *seen), {}, 0)
    is_pdf = name.endswith(".pdf")
    wrong_marks = tuple(punctuation.misplaced(promised, found, name))
    promised, found = punctuation.alike(promised, found)
    if is_pdf:
        promised, found = without(promised, _UNSEEN_IN_PDF), without(found, _UNSEEN_IN_PDF)
    compared = compare(promised, found, _same_in_pdf if is_pdf else _same_kind, name)
    problems = (*compared.problems, *wrong_marks, *agree(promised, found, compared.places, name))
    if witness and is_pdf and not problems:
        from bookbuild.proof.readback.witness import testify

        problems = tuple(islice(testify(promised, artifact.data, name), MAX_PROBLEMS))
    return replace(compared, problems=problems)


def _same_kind(promised: Kind, found: Kind) -> bool:
    return promised is found


def _same_in_pdf(promised: Kind, found: Kind) -> bool:
    return promised is found or (promised in _PLAIN_IN_PDF and found is Kind.TEXT)
