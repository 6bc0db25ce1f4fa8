"""Generated documents, each word of which is unlike all others: every word is in the output, or a problem tells of it.

What is more, two parsers that share nothing read every one of them alike.
"""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import coverless

from bookbuild import load, read
from bookbuild.outputs import epub
from bookbuild.outputs.context import Context
from bookbuild.pipeline.check import prove
from bookbuild.problems import errors
from bookbuild.proof.readback.epub import read_epub

SEEDS = 120
PER_TEST = 20
DEEPEST = 3

_WORD = re.compile(r"q\d+q")


class _Writer:
    """Writes Markdown of CommonMark and of the dialect, with words that are numbered through."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.notes: list[str] = []

    def words(self, most: int = 6) -> str:
        written = []
        for _ in range(self.random.randint(1, most)):
            self.count += 1
            written.append(f"q{self.count}q")
        return " ".join(written)

    def line(self) -> str:
        """Words of which some are marked up."""
        marks: list[Callable[[], str]] = [
            self.words,
            lambda: f"*{self.words()}*",
            lambda: f"**{self.words()}**",
            lambda: f"***{self.words()}***",
            lambda: f"_{self.words()}_",
            lambda: f"*{self.words()} **{self.words()}***",
            lambda: f"`{self.words()}`",
            lambda: f"``{self.words()} ` {self.words()}``",
            lambda: f"[{self.words()}](https://example.org/a_b?c=d&e)",
            lambda: f'[{self.words()}](<https://example.org/a b> "title")',
            lambda: f"<b>{self.words()}</b>",
            lambda: f"~~{self.words()}~~",
            lambda: f"{self.words(1)}~{self.words(1)}~ {self.words(1)}^{self.words(1)}^",
            lambda: f"[{self.words()}]{{lang=fr .x}}",
            lambda: f"{self.words()} &amp; {self.words()} &#8212; \\* {self.words()}",
            lambda: f"{self.words()}\\\n{self.words()}",
            lambda: f"{self.words()}  \n{self.words()}",
            lambda: f"{self.words()}\n{self.words()}",
            lambda: f"“{self.words()}” ({self.words()}) — {self.words()}!",
            self.note,
        ]
        return " ".join(self.random.choice(marks)() for _ in range(self.random.randint(1, 4)))

    def note(self) -> str:
        name = f"n{len(self.notes)}"
        self.notes.append(f"[^{name}]: {self.words()}\n\n    {self.words()}")
        return f"{self.words()}[^{name}]"

    def block(self, depth: int = 0) -> str:
        kinds: list[Callable[[], str]] = [
            self.line,
            self.line,
            lambda: f"{'#' * self.random.randint(1, 6)} {self.words()}",
            lambda: f"{self.words()}\n{self.random.choice('=-') * 4}",
            lambda: f"```\n{self.words()}\n\n  {self.words()}\n```",
            lambda: f"{self.words()}\n\n    {self.words()}\n\n    {self.words()}",
            lambda: "***",
            lambda: (
                f"| {self.words()} | {self.line_in_cell()} |\n|:--|--:|\n| {self.line_in_cell()} | {self.words()} |"
            ),
            lambda: f"| {self.words()} |\n|---|\n| {self.words()} |\n: {self.words()}",
            lambda: f"{self.words()}\n: {self.words()}\n: {self.words()}",
            lambda: f"::: verse\n{self.words()}\n  {self.words()}\n\n{self.words()}\n:::",
        ]
        if depth < DEEPEST:
            kinds += [
                lambda: _prefixed(self.blocks(depth + 1), "> ", "> "),
                lambda: _prefixed(self.blocks(depth + 1), "> ", "> ") + f"\n>\n> — {self.words()}",
                lambda: self.items("-", depth),
                lambda: self.items("1.", depth),
                lambda: self.items("+", depth),
                lambda: f"::: {self.random.choice(NAMES)}\n{self.blocks(depth + 1)}\n:::",
            ]
        return self.random.choice(kinds)()

    def line_in_cell(self) -> str:
        return f"*{self.words()}* `{self.words(1)}`"

    def items(self, mark: str, depth: int) -> str:
        written = []
        for _ in range(self.random.randint(1, 3)):
            inside = self.line() if self.random.random() < 0.6 else f"{self.line()}\n\n{self.blocks(depth + 1)}"
            written.append(_prefixed(inside, f"{mark} ", " " * (len(mark) + 1)))
        return self.random.choice(["\n", "\n\n"]).join(written)

    def blocks(self, depth: int) -> str:
        return "\n\n".join(self.block(depth) for _ in range(self.random.randint(1, 3)))

    def document(self) -> str:
        text = "\n\n".join(self.block() for _ in range(self.random.randint(3, 12)))
        return "\n\n".join(["---\ntitle: Words\nsplit: 0\n---", text, *self.notes, ""])


NAMES = ("aside", "note", "warning", "epigraph", "pull-quote", "{.own}", "dedication", "author-note")


def _prefixed(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join(f"{first if index == 0 else rest}{line}".rstrip() for index, line in enumerate(lines))


def _unexplained(text: str, path: Path) -> Iterator[str]:
    path.write_text(text, encoding="utf-8")
    book = read(load(path))
    if errors(book.problems):
        return
    artifact = epub.render(book, Context("book"))
    reading = read_epub(artifact.data, "book.epub")
    there = " ".join(passage.words for passage in reading.everything)
    seen = set(_WORD.findall(there))
    yield from (word for word in _WORD.findall(text) if word not in seen)
    yield from (problem.message for problem in prove(coverless(load(path)), [artifact]).problems)


@pytest.mark.parametrize("start", range(0, SEEDS, PER_TEST))
def test_every_word_arrives_and_means_the_same_to_two_parsers(start: int, tmp_path: Path) -> None:
    lost = {}
    for seed in range(start, start + PER_TEST):
        text = _Writer(seed).document()
        if missing := list(_unexplained(text, tmp_path / f"{seed}.md")):
            lost[seed] = missing
    assert lost == {}


@pytest.mark.parametrize("seed", range(3))
def test_a_generated_document_gives_the_same_bytes_twice(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "words.md"
    path.write_text(_Writer(seed).document(), encoding="utf-8")
    book = read(load(path))
    assert not errors(book.problems)
    assert epub.render(book, Context("book")).data == epub.render(read(load(path)), Context("book")).data
