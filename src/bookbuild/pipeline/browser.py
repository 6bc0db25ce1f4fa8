"""What a browser shows of finished files, held against their manuscript."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bookbuild.judges import chromium
from bookbuild.judges.findings import limited, unable
from bookbuild.judges.process import ToolError
from bookbuild.problems import Problem, beginning
from bookbuild.proof.comparison.seen import Places
from bookbuild.proof.passages import Reading

_PATIENCE = 300.0
"""Seconds for a book; one of 400 chapters takes one minute."""


def unseen(promised: Reading, files: Sequence[Path]) -> tuple[Problem, ...]:
    """Words of a manuscript that Chromium does not show in some files, each at its line."""
    return tuple(problem for file in files for problem in _of_file(promised, file))


def _of_file(promised: Reading, file: Path) -> tuple[Problem, ...]:
    try:
        looked = chromium.unseen(file, _PATIENCE)
    except ToolError as reason:
        return (unable(chromium.NAME, file, reason),)
    return limited(_problems(promised, file, looked), chromium.NAME)


def _problems(promised: Reading, file: Path, looked: Sequence[chromium.NotShown]) -> Iterator[Problem]:
    places = Places(promised)
    told = set()
    for each in looked:
        passage = places.of(each.words, each.passage)
        if passage is None or passage.location in told:
            continue  # words of the edition itself, such as a link back; or said already
        told.add(passage.location)
        words = " ".join(each.words.split())
        message = (
            f"{chromium.NAME} does not show “{beginning(words)}” in {file.name}, {each.width} pixels wide: {each.why}"
        )
        yield Problem("BB854", passage.location, message)
