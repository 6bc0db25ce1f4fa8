"""The proof that outputs hold what the manuscript promises, word for word and each thing as itself.

`expect` reads the manuscript with a parser of its own, `read_epub` and `read_pdf` read finished files as a stranger
would, `compare` and `agree` hold the one against the other. Nothing here imports `dialect` or `outputs`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bookbuild.model import Artifact, Manuscript
from bookbuild.problems import Location, Problem
from bookbuild.proof.agree import agree
from bookbuild.proof.compare import Comparison, compare
from bookbuild.proof.expect import expect
from bookbuild.proof.passages import Kind, Reading
from bookbuild.proof.read_epub import read_epub
from bookbuild.proof.read_pdf import read_pdf
from bookbuild.proof.unreadable import Unreadable

__all__ = ["Proof", "prove"]

_PLAIN_IN_PDF = frozenset({Kind.SUBTITLE, Kind.BYLINE, Kind.CREDIT, Kind.CODE})
"""What a PDF has no structure type for; their places among the other passages tell them."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a manuscript promises, and each output held against it."""

    promised: Reading
    comparisons: tuple[Comparison, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All differences, output by output."""
        return tuple(problem for comparison in self.comparisons for problem in comparison.problems)


def prove(manuscript: Manuscript, artifacts: Sequence[Artifact]) -> Proof:
    """Hold every EPUB and PDF among some artifacts against a manuscript."""
    promised = expect(manuscript)
    comparisons = [_prove_one(promised, artifact) for artifact in artifacts if artifact.name.endswith(tuple(_READERS))]
    return Proof(promised, tuple(comparisons))


def _prove_one(promised: Reading, artifact: Artifact) -> Comparison:
    read, same = next(reader for ending, reader in _READERS.items() if artifact.name.endswith(ending))
    try:
        found = read(artifact.data, artifact.name)
    except Exception as error:  # whatever goes wrong while a stranger's file is read is a fault of that file
        where = promised.passages[0].location if promised.passages else Location("")
        problem = Problem("BB805", where, f"{artifact.name} cannot be read: {_reason(error)}", "Build it again.")
        return Comparison(artifact.name, (problem,), {}, 0)
    compared = compare(promised, found, same, artifact.name)
    return Comparison(
        artifact.name,
        (*compared.problems, *agree(promised, found, compared.places, artifact.name)),
        compared.places,
        compared.characters,
    )


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Unreadable) else f"it is damaged ({type(error).__name__})"


def _same_in_epub(promised: Kind, found: Kind) -> bool:
    return promised is found


def _same_in_pdf(promised: Kind, found: Kind) -> bool:
    return promised is found or (promised in _PLAIN_IN_PDF and found is Kind.TEXT)


_Reader = tuple[Callable[[bytes, str], Reading], Callable[[Kind, Kind], bool]]
_READERS: dict[str, _Reader] = {".epub": (read_epub, _same_in_epub), ".pdf": (read_pdf, _same_in_pdf)}
"""How each kind of output is read, and which kinds of passage it can tell apart."""
