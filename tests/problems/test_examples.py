"""Every example of `codes.toml` is run: the wrong one has exactly its problem, at its place, and the right one none.

What the wrong ones print stands in the golden file `messages.txt`.
"""

import io
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

import golden
import pytest
from _pytest.mark import ParameterSet
from PIL import Image

from bookbuild import cli
from bookbuild.problems.catalogue import Explanation, explanations

MESSAGES = Path(__file__).with_name("messages.txt")
SHOWN = {code: each for code, each in explanations().items() if not each.unshown}
REASONS = {"machine", "damaged", "judge", "bug"}
FOLDER = "manuscript"
TITLED = {"book.toml": 'title = "The Lighthouse"'}
TEXT = {"essay.md": "# Rain\n\nThe rain had stopped."}
REPORTED = re.compile(r"^(?P<place>[^\s:].*?): (?:warning: )?\S.* \[(?P<code>BB\d{3})\]$", re.MULTILINE)
"""The first line of a problem as it is printed."""
OUTPUT_LINE = re.compile(r"(the-lighthouse\.html):\d+")
"""A place in an output, which changes with its style sheets."""


def sides() -> list[ParameterSet]:
    """The codes with an example; pages take their time."""

    def makes_pages(each: Explanation) -> bool:
        return any("--to pdf" in command for command in (each.command, *each.before))

    return [pytest.param(code, marks=[pytest.mark.slow] if makes_pages(each) else []) for code, each in SHOWN.items()]


def picture(name: str) -> bytes:
    """A small picture of the kind that the name says; each name has a picture of its own."""
    if name.endswith(".svg"):
        return b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    data = io.BytesIO()
    colour = (40 * len(name) % 256, 120, 90)
    Image.new("RGB", (60, 40), colour).save(data, "JPEG" if name.endswith(".jpg") else "PNG")
    return data.getvalue()


def files_of(explanation: Explanation, text: str) -> dict[str, str]:
    """The manuscript of an example with one of its texts, and what it needs to be one."""
    own = dict(explanation.beside) if explanation.is_command else {**explanation.beside, explanation.file: text}
    own_title = "book.toml" in own or text.startswith("---\n")
    has_text = any(name.endswith((".md", ".qmd")) for name in own)
    return {**({} if own_title else TITLED), **({} if has_text else TEXT), **own}


def write(folder: Path, files: Mapping[str, str], encoding: str) -> None:
    """Write the files of a manuscript; pictures that are empty are drawn."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        drawn = not text and path.suffix in (".jpg", ".png", ".svg")
        path.write_bytes(picture(name) if drawn else f"{text}\n".encode(encoding) if text else b"")


def run(command: str) -> int:
    """Run a command as a shell would, in the current folder."""
    try:
        return cli.main(shlex.split(command)[1:])
    except SystemExit as ended:
        return int(ended.code or 0)


class Example:
    """One of the two sides of an example, run in an empty folder."""

    def __init__(self, explanation: Explanation, side: str, capsys: pytest.CaptureFixture[str]) -> None:
        text = getattr(explanation, side)
        encoding = explanation.encoding if side == "wrong" else ""
        if explanation.output:
            write(Path(FOLDER), files_of(explanation, explanation.output), "utf-8")
            assert run("bookbuild build --to html") == 0
        write(Path(FOLDER), files_of(explanation, text), encoding or "utf-8")
        for command in explanation.before:
            assert run(command) == 0
        capsys.readouterr()
        checking = "bookbuild check --no-judges" if explanation.output else "bookbuild lint"
        self.command = text if explanation.is_command else explanation.command or checking
        self.exit_code = run(self.command)
        printed = capsys.readouterr()
        self.printed = (printed.out if self.command.startswith("bookbuild lint") else printed.err).rstrip()
        self.problems = [(match["code"], match["place"]) for match in REPORTED.finditer(self.printed)]


def place_of(explanation: Explanation) -> str:
    """Where the wrong side has its problem, as it is printed."""
    if explanation.is_command:
        return explanation.at or "bookbuild"
    if explanation.at == ".":
        return FOLDER
    return (
        explanation.at
        if explanation.at.startswith("build/")
        else f"{FOLDER}/{explanation.at or explanation.file + ':1'}"
    )


@pytest.mark.parametrize("code", sides())
def test_the_wrong_example_has_its_problem_and_no_other(
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    example = Example(SHOWN[code], "wrong", capsys)
    assert {problem[0] for problem in example.problems} == {code}, example.printed
    assert example.problems[0][1] == place_of(SHOWN[code]), example.printed
    printed = f"$ {example.command}\n{example.printed}".replace(str(tmp_path), "…")
    golden.agrees(MESSAGES, code, OUTPUT_LINE.sub(r"\1:…", printed))


@pytest.mark.parametrize("code", sides())
def test_the_right_example_has_no_problem(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    example = Example(SHOWN[code], "right", capsys)
    assert (example.problems, example.exit_code) == ([], 0), example.printed


def test_no_other_messages_are_recorded() -> None:
    golden.has_no_others(MESSAGES, list(SHOWN))


@pytest.mark.parametrize("code", [code for code, each in explanations().items() if each.unshown])
def test_a_code_without_an_example_says_why(code: str) -> None:
    explanation = explanations()[code]
    assert explanation.unshown in REASONS
    assert (explanation.wrong, explanation.right, explanation.beside) == ("", "", {})
