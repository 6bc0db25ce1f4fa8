"""The proof that outputs hold what the manuscript promises, word for word and each thing as itself.

`expect` reads the manuscript with a parser of its own, `read_epub`, `read_html` and `read_pdf` read finished files as a
stranger would, `compare` and `agree` hold the one against the other. Nothing here imports `dialect` or `outputs`.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bookbuild.model import Artifact, Figures, Manuscript
from bookbuild.problems import Location, Problem
from bookbuild.proof import marks
from bookbuild.proof.agree import agree
from bookbuild.proof.compare import MAX_PROBLEMS, Comparison, compare
from bookbuild.proof.expect import expect
from bookbuild.proof.passages import FORMULA_MARK, Kind, Reading, without
from bookbuild.proof.read_epub import read_epub
from bookbuild.proof.read_html import read_html
from bookbuild.proof.read_pdf import read_pdf
from bookbuild.proof.unreadable import Unreadable, Untagged
from bookbuild.proof.witness import testify, untagged

__all__ = ["Proof", "prove", "prove_reading"]

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
    proven = [artifact for artifact in artifacts if artifact.name.endswith(tuple(_READERS))]
    return Proof(promised, tuple(_prove_one(promised, artifact, witness=witness) for artifact in proven))


def _prove_one(promised: Reading, artifact: Artifact, *, witness: bool) -> Comparison:
    name = artifact.name
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the reading libraries' remarks on a broken file are for programmers
            return _compared(promised, artifact, witness=witness)
    except Exception as error:  # whatever goes wrong while a stranger's file is read is a fault of that file
        where = promised.passages[0].location if promised.passages else Location("")
        problem = Problem("BB805", where, f"{name} cannot be read: {_reason(error)}", "Build it again.")
        return Comparison(name, (problem,), {}, 0)


def _compared(promised: Reading, artifact: Artifact, *, witness: bool) -> Comparison:
    name = artifact.name
    read, same = next(reader for ending, reader in _READERS.items() if name.endswith(ending))
    try:
        found = read(artifact.data, name)
    except Untagged:
        seen = islice(testify(promised, artifact.data, name), MAX_PROBLEMS)
        return Comparison(name, (untagged(promised, name), *seen), {}, 0)
    wrong_marks = tuple(marks.misplaced(promised, found, name))
    promised, found = marks.alike(promised, found)
    if name.endswith(".pdf"):
        promised, found = without(promised, _UNSEEN_IN_PDF), without(found, _UNSEEN_IN_PDF)
    compared = compare(promised, found, same, name)
    problems = (*compared.problems, *wrong_marks, *agree(promised, found, compared.places, name))
    if witness and name.endswith(".pdf") and not problems:
        problems = tuple(islice(testify(promised, artifact.data, name), MAX_PROBLEMS))
    return replace(compared, problems=problems)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Unreadable) else f"it is damaged ({type(error).__name__})"


def _same_kind(promised: Kind, found: Kind) -> bool:
    return promised is found


def _same_in_pdf(promised: Kind, found: Kind) -> bool:
    return promised is found or (promised in _PLAIN_IN_PDF and found is Kind.TEXT)


_Reader = tuple[Callable[[bytes, str], Reading], Callable[[Kind, Kind], bool]]
_READERS: dict[str, _Reader] = {
    ".epub": (read_epub, _same_kind),
    ".pdf": (read_pdf, _same_in_pdf),
    ".html": (read_html, _same_kind),
}
"""How each kind of output is read, and which kinds of passage it can tell apart."""
