"""Books of every kind, in every theme and on every size of page, and what is wrong with their pages.

    .venv/bin/python tests/matrix.py docs/matrix.md

builds all of them, asks EPUBCheck and veraPDF where they are installed, and writes a table of the results.
"""

import argparse
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import lxml.html
from judging import epubcheck_findings, verapdf_findings
from printed import faults, read, text_areas

from bookbuild import dialect
from bookbuild.manuscript import load
from bookbuild.outputs.pdf.page_design import stylesheets
from bookbuild.pipeline.build import build
from bookbuild.problems import BookError
from bookbuild.results import Report

BOOKS = Path(__file__).parent / "books"
KINDS = ("poems", "cookbook", "manual", "textbook", "essay", "picture-book", "report", "interview", "leaflet")
THEMES = ("classic", "modern", "large-print")
SIZES = ("A4", "A5", "Letter", "6x9in", "5.5x8.5in", "4.25x6.87in")


@dataclass(frozen=True)
class Combination:
    """A kind of book in a theme, on pages of a size."""

    kind: str
    theme: str
    size: str

    def __str__(self) -> str:
        return f"{self.kind}-{self.theme}-{self.size}"

    def write(self, folder: Path) -> Path:
        """Put the manuscript into a folder, with these settings; return where it is."""
        manuscript = folder / "book"
        shutil.copytree(BOOKS / self.kind, manuscript)
        with (manuscript / "book.toml").open("a", encoding="utf-8") as settings:
            if self.kind == "leaflet":  # whose last table is that of the handout
                settings.write(f'paper = "{self.size}"\n')
            settings.write(f'\n[style]\ntheme = "{self.theme}"\n\n[pdf]\npage-size = "{self.size}"\n')
        return manuscript


def all_combinations() -> Iterator[Combination]:
    """Every kind in every theme on every size."""
    for kind in KINDS:
        for theme in THEMES:
            for size in SIZES:
                yield Combination(kind, theme, size)


def pairs() -> Iterator[Combination]:
    """The fewest in which each theme meets each kind and each size; no kind is twice on pages of one size."""
    for place, kind in enumerate(KINDS):
        for shift, theme in enumerate(THEMES):
            yield Combination(kind, theme, SIZES[(place + 2 * shift) % len(SIZES)])


def page_faults(manuscript: Path, report: Report) -> list[str]:
    """What is wrong with the pages of a book, and what the build had to say of it."""
    book = dialect.read(load(manuscript))
    sheets = list(stylesheets(book))
    begun = [words for chapter in book.chapters for words in _page_beginnings(chapter.body)]
    said = [problem.message for problem in report.problems]
    for artifact in report.artifacts:
        if artifact.name.endswith(".pdf") and ".handout." not in artifact.name:
            printed = read(artifact.data)
            said += faults(printed, text_areas(sheets, printed.sizes), begun)
    return said


def _page_beginnings(body: str) -> Iterator[str]:
    """The words that stand after each page break that the writer asked for, and in each block that is to be kept."""
    for mark in lxml.html.fragment_fromstring(body, create_parent="div").iter("div", "section", "aside"):
        classes, following = mark.get("class", "").split(), mark.getnext()
        if "page-break" in classes and following is not None:
            yield "".join(following.itertext())
        elif "keep" in classes:
            yield "".join(mark.itertext())


@dataclass(frozen=True)
class Result:
    """What came of a combination."""

    combination: Combination
    pages: int
    faults: tuple[str, ...]


def result(folder: Path, combination: Combination) -> Result:
    """Build a combination; the files stay in the folder, for the judges."""
    own = folder / str(combination)
    manuscript = combination.write(own)
    try:
        report = build(manuscript, own / "build")
    except BookError as error:
        return Result(combination, 0, tuple(problem.message for problem in error.problems))
    counts = [len(read(each.data).sizes) for each in report.artifacts if each.name.endswith(".pdf")]
    return Result(combination, counts[0], tuple(page_faults(manuscript, report)))


def judged(folder: Path) -> dict[str, list[str]]:
    """What the judges find, by the name of the combination."""
    findings: dict[str, list[str]] = {}
    for ending, judge in ((".epub", epubcheck_findings), (".pdf", verapdf_findings)):
        for path, said in judge(sorted(folder.glob(f"*/build/*{ending}"))).items():
            findings.setdefault(path.parent.parent.name, []).extend(said)
    return findings


def page(found: Sequence[Result]) -> Iterator[str]:
    """The lines of the Markdown file: a table, and below it what is wrong."""
    right = sum(not result.faults for result in found)
    yield from _HEAD.format(right=right, all=len(found), pages=sum(result.pages for result in found)).splitlines()
    yield ""
    yield f"| kind | theme | {' | '.join(SIZES)} |"
    yield f"| --- | --- |{' ---: |' * len(SIZES)}"
    cells = {result.combination: f"{result.pages}{' ✗' if result.faults else ''}" for result in found}
    for kind in KINDS:
        for theme in THEMES:
            yield f"| {kind} | {theme} | {' | '.join(cells[Combination(kind, theme, size)] for size in SIZES)} |"
    if right < len(found):
        yield from ("", "What is wrong where a ✗ stands:", "")
        yield from (f"- {result.combination}: {fault}" for result in found for fault in result.faults)


_HEAD = """\
# Every kind in every theme on every size

Made by `.venv/bin/python tests/matrix.py docs/matrix.md`.

Each book of `tests/books` that stands for a kind is built in every theme and on every size of page, in all formats,
proven, and judged. No letter is off the page, and none outside the text, but for tables, code, figures and notes that
reach into a margin. A page of running text is at least 70 % full, unless a chapter ends there, or what follows is kept
together, asks for a new page or is a picture of a page. Captions stand with their figures and tables. EPUBCheck and
veraPDF find nothing.

{right} of {all} combinations are without a fault, on {pages:,} pages. A figure is the number of pages of the PDF;
✗ marks what is not as it should be.
"""


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("output", type=Path, help="the Markdown file to write")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many processes build at the same time")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        with ProcessPoolExecutor(arguments.jobs, multiprocessing.get_context("spawn")) as workers:
            found = list(workers.map(partial(result, Path(name)), all_combinations()))
        verdicts = judged(Path(name))
    whole = [replace(each, faults=(*each.faults, *verdicts.get(str(each.combination), ()))) for each in found]
    arguments.output.write_text("".join(f"{line}\n" for line in page(whole)), encoding="utf-8")


if __name__ == "__main__":
    main()
