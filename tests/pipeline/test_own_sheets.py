"""What style sheets of a writer's own may not do: hide words, change them, or add some."""

from pathlib import Path

import pytest

from bookbuild.pipeline.build import build
from bookbuild.problems import ContentError

_TEXT = """---
title: The Harbour
byline: Ada Moreau
language: en
---

The rain had stopped. The keeper counted ships.[^years]

Nobody spoke.
{: .quiet}

1. Lamps
2. Bells

[^years]: Since 1984.
"""


def _built(folder: Path, css: str, name: str = "mine.css", output: str = "epub") -> None:
    (folder / "styles").mkdir()
    (folder / "styles" / name).write_text(css, encoding="utf-8")
    (folder / "essay.md").write_text(_TEXT, encoding="utf-8")
    build(folder / "essay.md", folder / "build", [output])


HIDING = [
    "p { display: none }",
    ".quiet { opacity: 0 }",
    ".quiet { color: #fff }",
    ".quiet { font-size: 0.01em }",
    ".quiet { position: absolute; left: -9999px }",
    ".quiet { text-indent: -200em !important }",
    ".quiet { height: 0; overflow: hidden }",
    '.quiet:before { content: "Somebody else: " }',
    ".quiet { text-transform: lowercase }",
    "ol { list-style-type: none }",
    ".note { visibility: hidden }",
    "h1 { transform: scale(0) }",
]


@pytest.mark.parametrize("css", HIDING)
@pytest.mark.parametrize("output", ["epub", "pdf", "html"])
def test_a_declaration_that_hides_or_adds_words_is_an_error_at_its_line(tmp_path: Path, css: str, output: str) -> None:
    with pytest.raises(ContentError) as caught:
        _built(tmp_path, f"/* mine */\n\n{css}\n", output=output)
    problems = [problem for problem in caught.value.problems if problem.code == "BB423"]
    assert {(problem.location.path, problem.location.line) for problem in problems} == {("styles/mine.css", 3)}
    assert not (tmp_path / "build").exists() or not list((tmp_path / "build").glob("essay.*"))


@pytest.mark.parametrize(
    "css",
    [
        "p { text-align: left; text-indent: 0; margin: 0.4em 0; line-height: 1.5 }",
        ".unknown { display: none } .quiet { letter-spacing: 0.05em }",
        "h1 { text-align: center; color: #333; margin-top: 3em }",
        "ol { list-style-type: lower-roman } hr { width: 20% }",
        ".quiet { font-size: 0.8em; font-style: italic; opacity: 0.9 }",
        '.quiet:before { content: "— " }',
        ".note-back { display: none }",
    ],
)
def test_design_that_hides_nothing_passes(tmp_path: Path, css: str) -> None:
    _built(tmp_path, css)
    assert list((tmp_path / "build").glob("*.epub"))


def test_words_that_vanish_on_dark_screens_are_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        _built(tmp_path, "body { color: #222 }", "web.css", "html")
    (problem,) = caught.value.problems
    assert problem.code == "BB423"
    assert "on dark screens" in problem.message
    assert "prefers-color-scheme: light" in problem.hint


def test_colours_for_light_screens_alone_pass(tmp_path: Path) -> None:
    _built(tmp_path, "@media (prefers-color-scheme: light) { body { color: #222 } }", "web.css", "html")


def test_a_sheet_for_pages_does_not_count_for_screens(tmp_path: Path) -> None:
    _built(tmp_path, ".quiet { display: none }", "print.css")
    assert list((tmp_path / "build").glob("*.epub"))
