"""The changes that CONTRIBUTING shows are made in copies of the program, as they stand, and work from end to end."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pypdfium2
import pytest
from conftest import ROOT

pytestmark = pytest.mark.slow

CHAPTER = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\n## Five changes, worked\n")[2]
CHANGES = dict(
    part.partition("\n")[::2] for part in re.split(r"^### ", CHAPTER.partition("\n## ")[0], flags=re.MULTILINE)[1:]
)
"""Each change with the text that shows it, by its title."""
INSTRUCTION = re.compile(
    r"^(?:Add the file (?P<new>`[^`]+`)"
    r"|Add to (?P<file>`[^`]+`)(?:, before (?P<before>`[^`]+`))?"
    r"|In (?P<of>`[^`]+`), instead of (?P<old>`[^`]+`(?:, and of `[^`]+`)*)):\n\n"
    r"(?P<blocks>(?:^```\w+\n.*?^```\n\n?)+)",
    re.MULTILINE | re.DOTALL,
)
BLOCK = re.compile(r"^```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MOST_FILES = {
    "A block": 2,
    "An output format": 4,
    "A setting": 2,
    "A lint rule": 2,
    "A kind of project": 2,
}
"""How many files each change may touch."""


@dataclass(frozen=True)
class Copy:
    """A copy of the program, with a folder for manuscripts in it."""

    root: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run bookbuild as the copy has it."""
        return subprocess.run(
            [sys.executable, "-m", "bookbuild", *arguments],
            cwd=self.root / "work",
            env={**os.environ, "PYTHONPATH": str(self.root / "src")},
            capture_output=True,
            text=True,
        )

    def succeed(self, *arguments: str) -> str:
        """What bookbuild prints when it succeeds."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def write(self, name: str, text: str) -> None:
        """Write a file of a manuscript."""
        path = self.root / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def output(self, name: str) -> Path:
        """The only output whose name ends so."""
        (path,) = [path for path in (self.root / "work" / "out").iterdir() if path.name.endswith(name)]
        return path


def quoted(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


def make(change: str, root: Path) -> Iterator[str]:
    """Make a change in a copy, as CONTRIBUTING has it; yields the path of each file that it touches."""
    for shown in INSTRUCTION.finditer(CHANGES[change]):
        blocks = BLOCK.findall(shown["blocks"])
        (name,) = quoted(shown["new"] or shown["file"] or shown["of"])
        path = root / name
        if shown["new"]:
            assert not path.exists()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(blocks[0], encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
            for old, new in replacements(shown, blocks, text):
                assert text.count(old) == 1, f"{name} has {text.count(old)} times {old}"
                text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")
        yield name


def replacements(shown: re.Match[str], blocks: list[str], text: str) -> Iterator[tuple[str, str]]:
    """What an instruction has instead of what in a file."""
    if shown["of"]:
        yield from zip(quoted(shown["old"]), (block.removesuffix("\n") for block in blocks), strict=True)
    elif shown["before"]:
        (before,) = quoted(shown["before"])
        (line,) = [line for line in text.split("\n") if line.lstrip().startswith(before)]
        yield line, blocks[0] + line
    else:
        yield text, f"{text}\n{blocks[0]}"


@pytest.fixture
def copy_with(tmp_path: Path) -> Callable[[str], Copy]:
    """Makes a copy of the program with one of the changes."""

    def changed(change: str) -> Copy:
        for folder in ("src", "styles"):
            shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
        touched = set(make(change, tmp_path))
        assert 0 < len(touched) <= MOST_FILES[change]
        (tmp_path / "work").mkdir()
        return Copy(tmp_path)

    return changed


def test_every_change_that_is_shown_is_made() -> None:
    assert list(CHANGES) == list(MOST_FILES)
    blocks = [BLOCK.findall(text) for text in CHANGES.values()]
    made = [
        list(chain.from_iterable(BLOCK.findall(shown["blocks"]) for shown in INSTRUCTION.finditer(text)))
        for text in CHANGES.values()
    ]
    assert made == blocks


def test_a_block(copy_with: Callable[[str], Copy]) -> None:
    copy = copy_with("A block")
    copy.write("soup.md", "---\ntitle: Soup\nlanguage: fr\n---\n\n::: {.recipe #onions}\n- six oignons\n:::\n\nFin.\n")
    assert "proven" in copy.succeed("build", "soup.md", "-o", "out")
    section = '<section class="recipe" id="onions" role="region" aria-label="Recette">'
    html = copy.output("soup.html").read_text(encoding="utf-8")
    assert section in html
    assert ".recipe{" in html.replace(" ", "")
    with zipfile.ZipFile(copy.output(".epub")) as epub:
        texts = {name: epub.read(name).decode() for name in epub.namelist() if name.endswith((".xhtml", ".css"))}
    assert any('class="recipe"' in text for name, text in texts.items() if name.endswith(".xhtml"))
    assert any(".recipe" in text for name, text in texts.items() if name.endswith(".css"))


def test_an_output_format(copy_with: Callable[[str], Copy]) -> None:
    copy = copy_with("An output format")
    copy.write(
        "rain.md",
        "---\ntitle: Rain\nbyline: Ada Moreau\n---\n\nNine days.[^n]\n\n> It fell.\n>\n> — Anna Lind\n"
        "\n***\n\n- a\n- b *c*d\n\n[^n]: Or ten.\n",
    )
    assert "all in the output, in order" in copy.succeed("build", "rain.md", "-o", "out", "--to", "txt")
    text = copy.output(".txt")
    assert "\nNine days.[^1]\nIt fell.\n" in text.read_text(encoding="utf-8")
    assert "proven" in copy.succeed("check", "rain.md", "--outputs", str(text))
    text.write_text(text.read_text(encoding="utf-8").replace("fell", "rose"), encoding="utf-8")
    broken = copy.run("check", "rain.md", "--outputs", str(text))
    assert broken.returncode == 1
    assert "[BB801]" in broken.stdout + broken.stderr
    assert ".txt" in copy.succeed("build", "rain.md", "-o", "all")
    mistyped = copy.run("build", "rain.md", "--to", "tex")
    assert mistyped.returncode == 2
    assert "Did you mean “txt”?" in mistyped.stderr


def test_a_setting(copy_with: Callable[[str], Copy]) -> None:
    copy = copy_with("A setting")
    chapter = "".join(
        f"Word {number} of many words that fill a line or two of a page, and more.\n\n" for number in range(40)
    )
    for name in ("one", "two"):
        copy.write(f"book/{name}.md", f"# Chapter {name}\n\n{chapter}")
    copy.write("book/book.toml", 'title = "Lines"\n\n[pdf]\nline-number = true\n')
    mistyped = copy.run("build", "book", "--to", "pdf")
    assert mistyped.returncode == 2
    assert "book.toml:4" in mistyped.stderr
    assert "line-numbers" in mistyped.stderr
    copy.write("book/book.toml", 'title = "Lines"\n\n[pdf]\nline-numbers = true\n')
    assert "proven" in copy.succeed("build", "book", "--to", "pdf", "-o", "out")
    document = pypdfium2.PdfDocument(copy.output(".pdf"))
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert any(re.search(r"\b5\s+10\s+15\s+20\b", text) for text in texts)


def test_a_lint_rule(copy_with: Callable[[str], Copy]) -> None:
    copy = copy_with("A lint rule")
    sentence = "Several question marks stand in a row."
    copy.write("rain.md", "---\ntitle: Rain\n---\n\nDid it stop???\n")
    assert "rain.md:5: warning: several question marks stand here in a row [BB364]" in copy.succeed("lint", "rain.md")
    (rule,) = json.loads(copy.run("lint", "rain.md", "--format", "sarif").stdout)["runs"][0]["tool"]["driver"]["rules"]
    assert (rule["id"], rule["shortDescription"]["text"]) == ("BB364", sentence)
    assert copy.succeed("lint", "--explain", "BB364").startswith(f"BB364: {sentence}\n")
    assert f"### BB364\n\n{sentence} " in copy.succeed("lint", "--explain", "all")


def test_a_kind_of_project(copy_with: Callable[[str], Copy]) -> None:
    copy = copy_with("A kind of project")
    copy.write("songs/playlist.txt", "Songs of Rain\n\nsecond.md\nfirst.md\n")
    copy.write("songs/first.md", "# One\n\nIt fell.\n")
    copy.write("songs/second.md", "# Two\n\nIt [rose](first.md).\n")
    assert "proven" in copy.succeed("build", "songs", "-o", "out")
    words = copy.output("songs-of-rain.html").read_text(encoding="utf-8")
    assert words.index("rose</a>") < words.index("It fell")
    copy.write("songs/playlist.txt", "Songs of Rain\n\nthird.md\n")
    lost = copy.run("lint", "songs")
    assert lost.returncode != 0
    assert "third.md" in lost.stdout + lost.stderr
