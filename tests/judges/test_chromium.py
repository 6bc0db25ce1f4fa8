"""Chromium as a judge: which words of finished files a browser shows."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Built, absent

from bookbuild import manuscript as manuscripts
from bookbuild.judges import chromium
from bookbuild.judges.process import ToolError
from bookbuild.pipeline import browser
from bookbuild.pipeline.check import check
from bookbuild.problems import Problem
from bookbuild.proof.promise import expect

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def installed() -> None:
    if chromium.probe().version is None:
        absent(chromium.NAME, chromium.probe().missing)


def _path(built: Built, ending: str) -> Path:
    return built.report.folder / built.artifact(ending).name


def _looked(built: Built, file: Path) -> tuple[Problem, ...]:
    return browser.unseen(expect(manuscripts.load(built.manuscript)), [file])


@pytest.mark.parametrize("book", ["garden", "lighthouse", "tongues", "lecture", "shapes"])
@pytest.mark.parametrize("ending", [".epub", ".html"])
def test_every_word_of_our_outputs_is_shown(book: str, ending: str, request: pytest.FixtureRequest) -> None:
    built = request.getfixturevalue(book)
    assert _looked(built, _path(built, ending)) == ()


HIDING = [
    "display: none",
    "opacity: 0.01",
    "color: #fffffe; background: white",
    "position: absolute; left: -9999px",
    "clip-path: inset(50%)",
    "max-height: 0; overflow: hidden",
    "font-size: 1px",
    "transform: scale(0)",
    "text-indent: -400em",
]


@pytest.mark.parametrize("declared", HIDING)
def test_what_a_sheet_hides_is_told_at_its_line(garden: Built, tmp_path: Path, declared: str) -> None:
    rule = f"\n.quotation p {{ {declared.replace(';', ' !important;')} !important }}"
    problems = _looked(garden, _with_rule(garden, tmp_path, rule))
    assert problems
    assert {problem.code for problem in problems} == {"BB854"}
    quoted = {passage.location for passage in expect(manuscripts.load(garden.manuscript)).passages}
    assert all(problem.location in quoted for problem in problems)


def test_what_covers_words_is_told(garden: Built, tmp_path: Path) -> None:
    rule = "\nsection::after { content: ''; position: fixed; inset: 0; background: white }"
    assert any(
        "something covers it" in problem.message for problem in _looked(garden, _with_rule(garden, tmp_path, rule))
    )


def _with_rule(built: Built, folder: Path, rule: str) -> Path:
    artifact = built.artifact(".epub")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            text = old.read(entry)
            new.writestr(entry, text + rule.encode() if entry.filename.endswith("epub.css") else text)
    file = folder / artifact.name
    file.write_bytes(replace(artifact, data=out.getvalue()).data)
    return file


def test_the_report_says_that_it_was_asked_or_why_not(garden: Built) -> None:
    report, _ = check(garden.manuscript, _path(garden, ".html"))
    (asked,) = [each for each in report.judges if each.judge == chromium.NAME]
    assert asked.files == (_path(garden, ".html").name,)
    report, _ = check(garden.manuscript, _path(garden, ".html"), judges=False)
    (asked,) = [each for each in report.judges if each.judge == chromium.NAME]
    assert (asked.files, asked.reason) == ((), "the check was to ask no judges")


def test_a_browser_that_gives_no_answer_is_a_warning(garden: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "browser", lambda: Path("/bin/true"))
    with pytest.raises(ToolError):
        chromium.unseen(_path(garden, ".html"), 10)
    assert [problem.code for problem in _looked(garden, _path(garden, ".html"))] == ["BB859"]
