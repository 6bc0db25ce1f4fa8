"""The proof that an output holds what the manuscript promises, word for word and each thing as itself.

`expect` reads the manuscript with a parser of its own, `read_epub` and `read_pdf` read finished files as a stranger
would, `compare` holds the one against the other. Nothing here imports `dialect` or `outputs`.
"""

from bookbuild.model import Artifact, Manuscript
from bookbuild.problems import Problem
from bookbuild.proof.compare import compare
from bookbuild.proof.expect import expect
from bookbuild.proof.passages import Kind, Reading
from bookbuild.proof.read_epub import read_epub
from bookbuild.proof.read_pdf import read_pdf

__all__ = ["expect", "prove", "prove_all"]

_PLAIN_IN_PDF = frozenset({Kind.SUBTITLE, Kind.BYLINE, Kind.CREDIT, Kind.CODE})
"""What a PDF has no structure type for; their places among the other passages tell them."""


def prove_all(manuscript: Manuscript, artifacts: tuple[Artifact, ...]) -> tuple[Problem, ...]:
    """Prove every EPUB and PDF among some artifacts."""
    promised = expect(manuscript)
    return tuple(problem for artifact in artifacts for problem in prove(promised, artifact))


def prove(promised: Reading, artifact: Artifact) -> tuple[Problem, ...]:
    """Every difference between what is promised and an output; empty for outputs of other kinds."""
    if artifact.name.endswith(".epub"):
        return compare(promised, read_epub(artifact.data), _same_in_epub, "the EPUB")
    if artifact.name.endswith(".pdf"):
        return compare(promised, read_pdf(artifact.data, artifact.name), _same_in_pdf, "the PDF")
    return ()


def _same_in_epub(promised: Kind, found: Kind) -> bool:
    return promised is found


def _same_in_pdf(promised: Kind, found: Kind) -> bool:
    return promised is found or (promised in _PLAIN_IN_PDF and found is Kind.TEXT)
