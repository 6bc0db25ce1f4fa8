"""With `smart-punctuation` the proof lets marks have their forms, and still notices every letter and every mark."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import MakeManuscript

from bookbuild import manuscript
from bookbuild.pipeline.build import build
from bookbuild.pipeline.check import prove
from bookbuild.pipeline.lint import lint
from bookbuild.problems import Problem
from bookbuild.results import Artifact

TEXT = """---
title: The Dogs' "Days"
author: Ada O'Hara
smart-punctuation: SMART
---

## It's -- "so"

She said "it's 'fine'" -- he left--- and "typed “already”"... 'Twas [the dogs' bowl](https://example.org).[^1]

[^1]: A note's "end".
"""


def _built(make_manuscript: MakeManuscript, tmp_path: Path, smart: str) -> tuple[Path, tuple[Artifact, ...]]:
    folder = make_manuscript({"book.md": TEXT.replace("SMART", smart)})
    return folder, build(folder / "book.md", tmp_path / "out").artifacts


def _problems(folder: Path, *artifacts: Artifact) -> tuple[Problem, ...]:
    return prove(manuscript.load(folder / "book.md"), artifacts, witness=True).problems


def _with(artifact: Artifact, old: str, new: str) -> Artifact:
    """An EPUB in which a text is another."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive, zipfile.ZipFile(buffer, "w") as copy:
        members = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        assert any(old.encode() in data for data in members.values())
        for name, data in members.items():
            copy.writestr(name, data.replace(old.encode(), new.encode()))
    return replace(artifact, data=buffer.getvalue())


@pytest.mark.slow
def test_the_outputs_have_typographic_marks_and_are_proven(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder, artifacts = _built(make_manuscript, tmp_path, "true")
    epub, pdf, html, ledger = artifacts[:4]
    with zipfile.ZipFile(io.BytesIO(epub.data)) as archive:
        assert "“it’s ‘fine’” – he left— and" in archive.read("EPUB/text/book.xhtml").decode()
        assert "The Dogs’ “Days”" in archive.read("EPUB/content.opf").decode()
        assert "It’s – “so”" in archive.read("EPUB/nav.xhtml").decode()
    assert "“it’s ‘fine’” – he left— and" in html.data.decode()
    assert _problems(folder, epub, pdf, html) == ()
    assert ledger.data.count(b"<img") >= 2  # the note and the byline were found on the page


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("‘fine’", "‘fime’", "BB801"),
        ("“it’s", "it’s", "BB801"),
        ("‘fine’”", "‘fine”", "BB801"),
        ("“it’s ‘fine", "’it’s ‘fine", "BB801"),
        ("“typed “already””", "“typed ‘already””", "BB801"),
        ("– he left", "— he left", "BB801"),
        ("– he left", "- he left", "BB801"),
        ("left— and", "left and", "BB801"),
        ("…", ".", "BB801"),
        ("the dogs’ bowl</a>", "the dogs bowl</a>", "BB807"),
        ("A note’s", "A notes", "BB801"),
        ("A note’s", "A note”s", "BB801"),
        ("O’Hara", "OHara", "BB808"),
        ("The Dogs’ “Days”", "The Dogs “Days”", "BB808"),
    ],
)
def test_a_lost_or_swapped_mark_is_noticed(
    old: str, new: str, code: str, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    folder, artifacts = _built(make_manuscript, tmp_path, "true")
    problems = _problems(folder, _with(artifacts[0], old, new))
    assert code in {problem.code for problem in problems}


@pytest.mark.slow
def test_all_that_settings_say_has_the_marks_and_is_proven(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    settings = """title = "Ada's \\"Sums\\""
author = "O'Hara"
translator = { name = "D'Arcy", file-as = "D'Arcy" }
series = { name = "The 'Blue' Books", number = 2 }
publisher = "Wren's"
rights = "It's -- free"
keywords = ["it's"]
dedication = "To \\"Ben\\""
smart-punctuation = true
"""
    folder = make_manuscript({"book.toml": settings, "1.md": "# One\n\nSo.\n", "2.md": "# Two\n\nSo.\n"})
    epub = build(folder, tmp_path / "out").artifacts[0]
    with zipfile.ZipFile(io.BytesIO(epub.data)) as archive:
        package = archive.read("EPUB/content.opf").decode()
    for said in ("Ada’s “Sums”", "O’Hara", "D’Arcy", "The ‘Blue’ Books", "Wren’s", "It’s – free", "it’s"):
        assert f">{said}<" in package
    assert "'" not in package.partition("<metadata")[2].partition("</metadata>")[0]


@pytest.mark.slow
def test_without_the_setting_every_mark_must_be_as_typed(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder, artifacts = _built(make_manuscript, tmp_path, "false")
    epub = artifacts[0]
    assert _problems(folder, epub) == ()
    assert _problems(folder, _with(epub, "'Twas", "’Twas"))
    assert _problems(folder, _with(epub, " -- he", " – he"))
    assert _problems(folder, _with(epub, "...", "…"))


def test_marks_are_no_second_way_to_read_a_text(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"book.md": TEXT.replace("SMART", "true")})
    assert lint(folder / "book.md") == ()
    mixed = 'She said "so" and “so” and "so".'
    plain = make_manuscript({"a.md": f"---\ntitle: T\n---\n{mixed}\n"}) / "a.md"
    assert {problem.code for problem in lint(plain)} == {"BB357"}
    plain.write_text(f"---\ntitle: T\nsmart-punctuation: true\n---\n{mixed}\n", encoding="utf-8")
    assert lint(plain) == ()
