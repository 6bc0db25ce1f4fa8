"""What several tests share: making tiny manuscripts, building them, and asking external judges."""

import json
import os
import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from pikepdf import AttachedFileSpec, Pdf

from bookbuild.pipeline.build import build
from bookbuild.problems import ContentError
from bookbuild.publish.names import LEDGER
from bookbuild.results import Artifact, Report

TESTS = Path(__file__).parent
ROOT = TESTS.parent
MANUSCRIPT = ROOT / "manuscript"

MakeManuscript = Callable[[Mapping[str, str | bytes]], Path]


@dataclass(frozen=True)
class Built:
    """A manuscript and what was built from it."""

    manuscript: Path
    report: Report

    def artifact(self, ending: str) -> Artifact:
        """The only output whose name ends so, with as many dots in it."""
        dots = ending.count(".")
        (found,) = [each for each in self.outputs if each.name.endswith(ending) and each.name.count(".") == dots]
        return found

    @property
    def outputs(self) -> tuple[Artifact, ...]:
        """What was made of the manuscript, without the ledger and build.json."""
        return tuple(each for each in self.report.artifacts if each.name not in (LEDGER, "build.json"))


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test touches the cache of whoever runs the tests, and no run meets what another has left."""
    os.environ["BOOKBUILD_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def make_manuscript(tmp_path: Path) -> MakeManuscript:
    """Write files, by their paths in a manuscript folder, and return the folder."""

    def make(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "book"
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The manuscript of this repository, built."""
    folder = tmp_path_factory.mktemp("article")
    return Built(MANUSCRIPT, build(MANUSCRIPT, folder))


@pytest.fixture(scope="session")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A small book of several files with quotations, notes, tables, lists and pictures, built."""
    folder = tmp_path_factory.mktemp("garden")
    manuscript = TESTS / "books" / "garden"
    return Built(manuscript, build(manuscript, folder))


def prose(seed: int, words: int) -> str:
    """Seeded prose, no line of which is like another."""
    chance = random.Random(seed)
    vocabulary = "ship lamp keeper harbour winter rope fog bell light tide of and the that which by under".split()
    return " ".join(chance.choice(vocabulary) for _ in range(words)).capitalize() + "."


@pytest.fixture(scope="session")
def crossing(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A book in which paragraphs, lists, quotations and a section go over page ends, with notes on several pages."""
    folder = tmp_path_factory.mktemp("crossing")
    paragraphs = "\n\n".join(f"Paragraph {number}.[^{number}] {prose(number, 230)}" for number in range(9))
    quotation = "\n".join(f"> {prose(number, 230)}\n>" for number in range(20, 24))
    items = "\n".join(
        f"{number}. Ship {number}. {prose(number + 40, 70)}\n    - with sails, and with {prose(number + 60, 40)}"
        for number in range(1, 12)
    )
    notes = "\n\n".join(f"[^{number}]: Note {number}." for number in range(9))
    text = f"# One\n\n{paragraphs}\n\n{quotation}\n> — A keeper\n\n{items}\n\nThe end.\n\n{notes}\n\n# Two\n\nMore.\n"
    manuscript = folder / "crossing.md"
    manuscript.write_text(f"---\ntitle: Ships at Night\nauthor: Nobody\n---\n\n{text}", encoding="utf-8")
    return Built(manuscript, build(manuscript, folder / "build"))


@pytest.fixture(scope="session")
def lighthouse(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A small book with every block: epigraph, verse, pull quote, callouts, asides, terms, tasks, captions; built."""
    folder = tmp_path_factory.mktemp("lighthouse")
    manuscript = TESTS / "books" / "lighthouse"
    return Built(manuscript, build(manuscript, folder))


@pytest.fixture(scope="session")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The garden, whose PDF carries the e-book and the manuscript, with a booklet and a chapter that is a draft."""
    manuscript = tmp_path_factory.mktemp("carrier") / "book"
    shutil.copytree(TESTS / "books" / "garden", manuscript)
    with (manuscript / "book.toml").open("a", encoding="utf-8") as settings:
        settings.write('[pdf]\nattach = ["epub", "manuscript"]\n[handout]\nmarks = ["fold", "staple"]\n')
    (manuscript / "03-frost.md").write_text("---\ndraft: true\n---\n\n# Frost\n\nSecret.\n", encoding="utf-8")
    folder = manuscript.with_name("build")
    return Built(manuscript, build(manuscript, folder))


def held(pdf: Pdf, name: str, data: bytes, media_type: str = "") -> AttachedFileSpec:
    """A file to be put inside a PDF, with nothing said of it that need not be."""
    return AttachedFileSpec(
        pdf, data, filename=name, mime_type=media_type, description="", creation_date="", mod_date=""
    )


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A tiny book that says of itself all that can be said, and has every page that a book can have, built."""
    folder = tmp_path_factory.mktemp("harbour")
    manuscript = TESTS / "books" / "harbour"
    return Built(manuscript, build(manuscript, folder))


def absent(judge: str, why: str) -> NoReturn:
    """Skip a test whose judge is not installed; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{judge} is absent: {why}")
    pytest.skip(f"{judge} is absent: {why}")


@pytest.fixture(scope="session")
def lecture(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A small book with formulas and typographic marks, built."""
    folder = tmp_path_factory.mktemp("lecture")
    manuscript = TESTS / "books" / "lecture"
    return Built(manuscript, build(manuscript, folder))


@pytest.fixture(scope="session")
def kitab(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A book in Arabic, read from right to left, built."""
    manuscript = TESTS / "books" / "kitab"
    return Built(manuscript, build(manuscript, tmp_path_factory.mktemp("kitab")))


@pytest.fixture(scope="session")
def yoko(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A book in Japanese whose e-book has lines that run down the page; only that is built."""
    manuscript = TESTS / "books" / "yoko"
    return Built(manuscript, build(manuscript, tmp_path_factory.mktemp("yoko"), ["epub"]))


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Our small books in one, with every page there can be, fonts inside and a theme; e-book and pages are built."""
    books, folder = TESTS / "books", tmp_path_factory.mktemp("everything") / "book"
    shutil.copytree(books / "harbour", folder)
    for name in ("garden", "lighthouse", "lecture", "tongues"):
        shutil.copytree(books / name, folder / name, ignore=shutil.ignore_patterns("book.toml"))
    chapters = [path.relative_to(folder).as_posix() for path in sorted(folder.glob("*/*.md"))]
    settings = (folder / "book.toml").read_text(encoding="utf-8")
    added = '[epub]\nfonts = true\n[style]\ntheme = "modern"\n'
    listed = json.dumps([*chapters, *(path.name for path in sorted(folder.glob("0*.md")))])
    (folder / "book.toml").write_text(f"chapters = {listed}\nmath = true\n{settings}{added}", encoding="utf-8")
    return Built(folder, build(folder, folder.with_name("build"), ["epub", "pdf"]))


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A book of forty tiny chapters in large print; only its e-book is built."""
    folder = tmp_path_factory.mktemp("large")
    chapters = "\n\n".join(f"# Day {number}\n\n{prose(number, 20)}" for number in range(1, 41))
    head = "---\ntitle: Forty Days\nauthor: Nobody\nstyle:\n  theme: large-print\n---\n\n"
    (folder / "forty.md").write_text(f"{head}{chapters}\n", encoding="utf-8")
    return Built(folder / "forty.md", build(folder / "forty.md", folder / "build", ["epub"]))


@pytest.fixture(scope="session")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A thousand tiny chapters; only the e-book is built."""
    folder = tmp_path_factory.mktemp("thousand")
    manuscript = folder / "thousand.md"
    chapters = "\n\n".join(f"# Day {number}\n\n{prose(number, 20)}" for number in range(1, 1001))
    manuscript.write_text(f"---\ntitle: A Thousand Days\nauthor: Nobody\n---\n\n{chapters}\n", encoding="utf-8")
    return Built(manuscript, build(manuscript, folder / "build", ["epub"]))


@pytest.fixture(scope="session")
def tongues(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A book in eight languages and five scripts, two of them from right to left, built."""
    folder = tmp_path_factory.mktemp("tongues")
    manuscript = TESTS / "books" / "tongues"
    try:
        return Built(manuscript, build(manuscript, folder))
    except ContentError as error:
        if any(problem.code == "BB502" for problem in error.problems):
            absent("a font for Chinese and Japanese", str(error))
        raise
