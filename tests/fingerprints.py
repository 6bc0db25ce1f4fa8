"""Print the SHA-256 of every output of every book of the tests, to compare before and after a change of the code.

    .venv/bin/python tests/fingerprints.py > before
    .venv/bin/python tests/fingerprints.py > after
    diff before after

A change that only moves code leaves all lines alike. A book that cannot be built is listed with its codes.
"""

import hashlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import bookbuild

TESTS = Path(__file__).parent
BOOKS = (TESTS.parent / "manuscript", *sorted((TESTS / "books").iterdir()), *sorted((TESTS / "cases").iterdir()))


def fingerprints(manuscript: Path) -> Iterator[str]:
    """A line for each output of a manuscript: its digest, the name of the manuscript and that of the file."""
    name = manuscript.relative_to(TESTS.parent).as_posix()
    single = manuscript / "input.md"
    with tempfile.TemporaryDirectory() as folder:
        try:
            report = bookbuild.build(single if single.is_file() else manuscript, folder)
        except bookbuild.BookError as error:
            yield f"{' '.join(sorted({problem.code for problem in error.problems}))}  {name}"
            return
        for artifact in report.artifacts:
            yield f"{hashlib.sha256(artifact.data).hexdigest()}  {name}/{artifact.name}"


if __name__ == "__main__":
    for book in BOOKS:
        for line in fingerprints(book):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
