"""What several tests share: making tiny manuscripts, building them, and asking external judges."""

import json
import os
import pickle
import random
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn, TypeVar, cast

import msgspec
import pytest
from filelock import FileLock
from pikepdf import AttachedFileSpec, Pdf

from bookbuild.model import Manuscript
from bookbuild.pipeline.build import build
from bookbuild.problems import ContentError
from bookbuild.publish.names import LEDGER
from bookbuild.results import Artifact, Report

TESTS = Path(__file__).parent
ROOT = TESTS.parent
MANUSCRIPT = ROOT / "manuscript"

MakeManuscript = Callable[[Mapping[str, str | bytes]], Path]
Made = TypeVar("Made")


SHELVED = frozenset(
    "article carrier crossing everything garden harbour kitab large lecture lighthouse shapes thousand tongues "
    "yoko".split()
)
"""The fixtures that are books, built."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as fast what is not slow, not long and needs no built book, so that nobody has to think of it."""
    for item in items:
        if not needs_book(item) and not any(item.iter_markers("slow")) and not any(item.iter_markers("long")):
            item.add_marker(pytest.mark.fast)


def needs_book(item: pytest.Item) -> bool:
    """Whether a test asks for a built book: by a fixture, or by a parameter that begins with its name."""
    callspec = getattr(item, "callspec", None)
    named = [getattr(value, "book", value) for value in callspec.params.values()] if callspec else []
    words = {re.split("[ _]", value)[0] for value in named if isinstance(value, str)}
    return not SHELVED.isdisjoint(words) or "shelf" in getattr(item, "fixturenames", ())


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


@dataclass(frozen=True)
class Shelf:
    """What is made once in a run of the tests, by the first worker that needs it, and then read by all."""

    folder: Path

    def once(self, name: str, make: Callable[[Path], Made]) -> Made:
        """What `make` returns, which must be fit for pickle, when it is given a folder of its own."""
        kept = self.folder / f"{name}.pickle"
        with FileLock(self.folder / f"{name}.lock"):
            if not kept.is_file():
                own = self.folder / name
                own.mkdir(exist_ok=True)
                kept.write_bytes(pickle.dumps(make(own)))
        return cast(Made, pickle.loads(kept.read_bytes()))

    def built(self, name: str, write: Callable[[Path], Path], *formats: str) -> Built:
        """The manuscript that is written into a folder, and what is built from it: by default, all formats."""

        def make(folder: Path) -> Built:
            manuscript = write(folder)
            return Built(manuscript, build(manuscript, folder / "build", *([formats] if formats else ())))

        return self.once(name, make)

    def book(self, name: str, *formats: str) -> Built:
        """One of `tests/books`, built."""
        return self.built(name, lambda folder: TESTS / "books" / name, *formats)


@pytest.fixture(scope="session")
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The shelf of this run, which the workers of pytest-xdist share."""
    assert request.config.option.markexpr != "fast", "a test that builds a book for the shelf must be marked as slow"
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shelf"
    folder.mkdir(exist_ok=True)
    return Shelf(folder)


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
def article(shelf: Shelf) -> Built:
    """The manuscript of this repository, built."""
    return shelf.built("article", lambda folder: MANUSCRIPT)


@pytest.fixture(scope="session")
def garden(shelf: Shelf) -> Built:
    """A small book of several files with quotations, notes, tables, lists and pictures, built."""
    return shelf.book("garden")


@pytest.fixture(scope="session")
def shapes(shelf: Shelf) -> Built:
    """A small book with every mark, list, table and box that a text can have, built."""
    return shelf.book("shapes")


def written(text: str) -> Callable[[Path], Path]:
    """What writes a manuscript of one file."""

    def write(folder: Path) -> Path:
        path = folder / "book.md"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def coverless(manuscript: Manuscript) -> Manuscript:
    """A manuscript that wants no cover, as `Context` has none by default."""
    return replace(manuscript, settings=msgspec.structs.replace(manuscript.settings, cover=False))


def prose(seed: int, words: int) -> str:
    """Seeded prose, no line of which is like another."""
    chance = random.Random(seed)
    vocabulary = "ship lamp keeper harbour winter rope fog bell light tide of and the that which by under".split()
    return " ".join(chance.choice(vocabulary) for _ in range(words)).capitalize() + "."


@pytest.fixture(scope="session")
def crossing(shelf: Shelf) -> Built:
    """A book in which paragraphs, lists, quotations and a section go over page ends, with notes on several pages."""
    paragraphs = "\n\n".join(f"Paragraph {number}.[^{number}] {prose(number, 230)}" for number in range(9))
    quotation = "\n".join(f"> {prose(number, 230)}\n>" for number in range(20, 24))
    items = "\n".join(
        f"{number}. Ship {number}. {prose(number + 40, 70)}\n    - with sails, and with {prose(number + 60, 40)}"
        for number in range(1, 12)
    )
    notes = "\n\n".join(f"[^{number}]: Note {number}." for number in range(9))
    text = f"# One\n\n{paragraphs}\n\n{quotation}\n> — A keeper\n\n{items}\n\nThe end.\n\n{notes}\n\n# Two\n\nMore.\n"
    return shelf.built("crossing", written(f"---\ntitle: Ships at Night\nauthor: Nobody\n---\n\n{text}"))


@pytest.fixture(scope="session")
def lighthouse(shelf: Shelf) -> Built:
    """A small book with every block: epigraph, verse, pull quote, callouts, asides, terms, tasks, captions; built."""
    return shelf.book("lighthouse")


@pytest.fixture(scope="session")
def carrier(shelf: Shelf) -> Built:
    """The garden, whose PDF carries the e-book and the manuscript, with a booklet and a chapter that is a draft."""

    def write(folder: Path) -> Path:
        manuscript = folder / "book"
        shutil.copytree(TESTS / "books" / "garden", manuscript)
        with (manuscript / "book.toml").open("a", encoding="utf-8") as settings:
            settings.write('[pdf]\nattach = ["epub", "manuscript"]\n[handout]\nmarks = ["fold", "staple"]\n')
        (manuscript / "03-frost.md").write_text("---\ndraft: true\n---\n\n# Frost\n\nSecret.\n", encoding="utf-8")
        return manuscript

    return shelf.built("carrier", write)


def held(pdf: Pdf, name: str, data: bytes, media_type: str = "") -> AttachedFileSpec:
    """A file to be put inside a PDF, with nothing said of it that need not be."""
    return AttachedFileSpec(
        pdf, data, filename=name, mime_type=media_type, description="", creation_date="", mod_date=""
    )


@pytest.fixture(scope="session")
def harbour(shelf: Shelf) -> Built:
    """A tiny book that says of itself all that can be said, and has every page that a book can have, built."""
    return shelf.book("harbour")


def absent(judge: str, why: str) -> NoReturn:
    """Skip a test whose judge is not installed; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{judge} is absent: {why}")
    pytest.skip(f"{judge} is absent: {why}")


@pytest.fixture(scope="session")
def lecture(shelf: Shelf) -> Built:
    """A small book with formulas and typographic marks, built."""
    return shelf.book("lecture")


@pytest.fixture(scope="session")
def kitab(shelf: Shelf) -> Built:
    """A book in Arabic, read from right to left, built."""
    return shelf.book("kitab")


@pytest.fixture(scope="session")
def yoko(shelf: Shelf) -> Built:
    """A book in Japanese whose e-book has lines that run down the page; only that is built."""
    return shelf.book("yoko", "epub")


@pytest.fixture(scope="session")
def everything(shelf: Shelf) -> Built:
    """Our small books in one, with every page there can be, fonts inside and a theme; e-book and pages are built."""
    books = TESTS / "books"

    def write(folder: Path) -> Path:
        book = folder / "book"
        shutil.copytree(books / "harbour", book)
        for name in ("garden", "lighthouse", "lecture", "tongues"):
            shutil.copytree(books / name, book / name, ignore=shutil.ignore_patterns("book.toml"))
        chapters = [path.relative_to(book).as_posix() for path in sorted(book.glob("*/*.md"))]
        settings = (book / "book.toml").read_text(encoding="utf-8")
        added = '[epub]\nfonts = true\n[style]\ntheme = "modern"\n'
        listed = json.dumps([*chapters, *(path.name for path in sorted(book.glob("0*.md")))])
        (book / "book.toml").write_text(f"chapters = {listed}\nmath = true\n{settings}{added}", encoding="utf-8")
        return book

    return shelf.built("everything", write, "epub", "pdf")


@pytest.fixture(scope="session")
def large(shelf: Shelf) -> Built:
    """A book of forty tiny chapters in large print; only its e-book is built."""
    head = "---\ntitle: Forty Days\nauthor: Nobody\nstyle:\n  theme: large-print\n---\n\n"
    return shelf.built("large", written(head + days(40)), "epub")


@pytest.fixture(scope="session")
def thousand(shelf: Shelf) -> Built:
    """A thousand tiny chapters; only the e-book is built."""
    head = "---\ntitle: A Thousand Days\nauthor: Nobody\n---\n\n"
    return shelf.built("thousand", written(head + days(1000)), "epub")


def days(count: int) -> str:
    """So many tiny chapters."""
    return "\n\n".join(f"# Day {number}\n\n{prose(number, 20)}" for number in range(1, count + 1)) + "\n"


@pytest.fixture(scope="session")
def tongues(shelf: Shelf) -> Built:
    """A book in eight languages and five scripts, two of them from right to left, built."""
    try:
        return shelf.book("tongues")
    except ContentError as error:
        if any(problem.code == "BB502" for problem in error.problems):
            absent("a font for Chinese and Japanese", str(error))
        raise
