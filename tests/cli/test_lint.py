"""What `bookbuild lint` is given: files, folders, chapters of a book, and texts that are still being typed."""

import io
import json
from pathlib import Path

import pytest

from bookbuild import cli
from bookbuild.manuscript import files

DEAD = "See [it](no.md).\n"
FOLDERS = {
    "book/book.toml": 'title = "Oil"\n',
    "book/1.md": f"# One\n\nOf [two](2.md). {DEAD}",
    "book/2.md": f"# Two\n\nOf [one](1.md). {DEAD}",
    "book/README.md": "# Read me\n\nSee [one](1.md).\n",
    "essay.md": f"# Essay\n\n{DEAD}",
    "fine.md": "# Fine\n\nWords.\n",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in FOLDERS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    """The exit code, and the place and code of each problem."""
    code = cli.main(["lint", "--format", "json", *arguments])
    problems = json.loads(capsys.readouterr().out)["problems"]
    return code, [f"{each['path']}:{each['line']} {each['code']}" for each in problems]


def test_several_files_and_folders_are_told_of_together(capsys: pytest.CaptureFixture[str]) -> None:
    everything = ["essay.md:3 BB306", "book/README.md:None BB212", "book/1.md:3 BB306", "book/2.md:3 BB306"]
    assert told(capsys, "essay.md", "fine.md", "book") == (1, everything)
    assert told(capsys, "fine.md") == (0, [])
    assert cli.main(["lint", "essay.md", "book"]) == 1
    printed = capsys.readouterr().out
    assert "essay.md:3: the link" in printed
    assert "  It is the same in book/2.md:3.\n" in printed  # where another remedy is given, too
    assert "    See [it](no.md)." in printed
    assert printed.endswith("3 errors, 1 warning\n")


def test_of_a_chapter_the_book_is_read_and_the_chapter_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "book/1.md") == (1, ["1.md:3 BB306"])
    assert told(capsys, "book/1.md", "book/2.md") == (1, ["1.md:3 BB306", "2.md:3 BB306"])
    assert told(capsys, "book/2.md", "fine.md", "essay.md") == (1, ["essay.md:3 BB306", "book/2.md:3 BB306"])


def test_a_file_beside_the_chapters_is_read_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "book/README.md") == (1, ["README.md:3 BB306"])


def test_settings_that_cannot_be_read_stop_all_chapters(capsys: pytest.CaptureFixture[str]) -> None:
    Path("book/book.toml").write_text("title =\n")
    assert told(capsys, "book/1.md", "fine.md") == (2, ["book/book.toml:1 BB103"])


@pytest.mark.parametrize(
    ("arguments", "text", "places"),
    [
        (["-"], f"# T\n\n{DEAD}", ["text.md:3 BB306"]),
        (["-", "--name", "essay.md"], "# Essay\n\nAll is well.\n", []),
        (["-", "--name", "new.md"], f"# New\n\n\n{DEAD}", ["new.md:4 BB306"]),
        (["-", "--name", "book/2.md"], f"# Two\n\nOf [one](1.md).\n\n{DEAD}", ["2.md:5 BB306"]),
        (["-", "essay.md", "--name", "new.md"], f"# New\n\n{DEAD}", ["new.md:3 BB306", "essay.md:3 BB306"]),
    ],
)
def test_standard_input_is_read_as_the_text_of_a_file(
    arguments: list[str],
    text: str,
    places: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert told(capsys, *arguments) == (int(bool(places)), places)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    cli.main(["lint", *arguments])
    assert ("    See [it](no.md)." in capsys.readouterr().out) is bool(places)


def test_standard_input_has_a_limit(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_CHAPTER_BYTES", 5)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"# Too long")))
    assert cli.main(["lint", "-"]) == 4
    assert "text.md: the file is larger than" in capsys.readouterr().err
