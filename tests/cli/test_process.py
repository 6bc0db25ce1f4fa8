"""bookbuild as a process: pipes that are closed, terminals that lack letters, Ctrl-C at any moment."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import MakeManuscript

COMMAND = (sys.executable, "-m", "bookbuild")
LONG = "---\ntitle: Light\n---\n\n" + "See [it] (b.md).\n\n" * 2_000
"""A text with more warnings than a pipe holds."""


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """What a line of the shell does, in which `bookbuild` is this one, and every part of a pipe counts."""
    program = f'bookbuild() {{ "{sys.executable}" -m bookbuild "$@"; }}; set -o pipefail; {line}'
    variables = {**os.environ, **environment}
    return subprocess.run(["bash", "-c", program], cwd=folder, capture_output=True, check=False, env=variables)


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        "lint x.md | head -1",
        "lint --format json x.md | head -1",
        "lint --format sarif x.md | head -1",
        "lint x.md 2>&- | head -1",
        "lint --explain all | head -c 1",
        "build x.md --to epub 2>&1 | head -1",
        "build x.md --to epub -v 2>&1 | head -c 1",
    ],
)
def test_a_reader_that_leaves_is_no_error(command: str, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(LONG)
    ended = shell(f"bookbuild {command}", tmp_path)
    assert ended.stderr == b""
    assert ended.returncode in (0, 141), "141 is what shells say of a program that SIGPIPE ends; 0, that all was read"
    assert b"BB901" not in ended.stdout


def test_a_program_that_is_no_longer_read_ends_as_others_do(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(LONG)
    assert shell("bookbuild lint --format json x.md | head -1", tmp_path).returncode == 141
    assert shell("bookbuild --help | true", tmp_path).returncode in (0, 141)


@pytest.mark.slow
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_error(closed: str, make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    make_manuscript({"essay.md": "---\ntitle: Light\n---\n\nOne.\n"})
    ended = shell(f"bookbuild build book --to epub {closed}", tmp_path)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert (tmp_path / "build" / "light.epub").read_bytes()[:2] == b"PK"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_full_disk_is_said_once(tmp_path: Path) -> None:
    ended = shell("bookbuild lint --explain all > /dev/full", tmp_path)
    assert ended.returncode == 3
    assert b"cannot be written: no space left on device [BB602]" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def lint(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    variables = {**os.environ, **environment}
    return subprocess.run([*COMMAND, "lint", *arguments], cwd=folder, capture_output=True, check=False, env=variables)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("ascii", 'there is no setting "tit?l" [BB101]\n    tit?l: "??" - x'),
        ("latin-1", 'there is no setting "titél" [BB101]\n    titél: "??" - x'),
        ("cp1252", "there is no setting “titél” [BB101]\n    titél: “??” – x"),
        ("utf-8", "there is no setting “titél” [BB101]\n    titél: “水” – x"),
    ],
)
def test_letters_that_a_terminal_lacks_are_replaced(encoding: str, shown: str, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("---\ntitél: “水” – x\n---\n")
    ended = lint(tmp_path, "x.md", PYTHONIOENCODING=encoding)
    assert (ended.returncode, ended.stderr) == (2, b"")
    assert f"x.md:2: {shown}" in ended.stdout.decode(encoding)


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "cp1252"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
@pytest.mark.parametrize("form", ["json", "sarif"])
def test_what_programs_read_loses_nothing(form: str, environment: Mapping[str, str], tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("---\nsubtitlé水: x\n---\n")
    printed = lint(tmp_path, "--format", form, "x.md", **environment).stdout
    assert "there is no setting “subtitlé水”" in json.dumps(json.loads(printed), ensure_ascii=False)


def test_an_explanation_is_printed_in_any_encoding(tmp_path: Path) -> None:
    ended = lint(tmp_path, "--explain", "BB336", PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"BB336: " in ended.stdout


INTERRUPTED = """
import os, signal, sys

class AtImport:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, AtImport())
sys.argv = ["bookbuild", *{arguments!r}]
from bookbuild.__main__ import main
sys.exit(main())
"""
"""Ctrl-C when a module is about to be imported."""


def interrupted(module: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program = INTERRUPTED.format(module=module, arguments=arguments)
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("bookbuild.cli", ["--help"]),
        ("argparse", ["--help"]),
        ("bookbuild.cli.streams", ["--version"]),
        ("bookbuild.pipeline.build", ["build", "book"]),
        ("msgspec", ["build", "book"]),
        ("lxml.etree", ["build", "book", "-j", "1"]),
        ("weasyprint", ["build", "book", "-j", "2"]),
        ("bookbuild.publish", ["build", "book", "--to", "epub"]),
        ("bookbuild.judges", ["doctor"]),
    ],
)
def test_ctrl_c_ends_with_one_line_at_any_moment(
    module: str, arguments: list[str], make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    make_manuscript({"essay.md": "---\ntitle: Light\n---\n\nOne.\n"})
    ended = interrupted(module, *arguments, folder=tmp_path)
    assert (ended.returncode, ended.stdout) == (130, "")
    assert ended.stderr == "bookbuild: stopped; no output is half written\n"
    assert not list(tmp_path.glob("build/*"))


def test_ctrl_c_that_python_would_forget_is_not_lost() -> None:
    program = """
import os, signal, sys
from bookbuild import cli
from bookbuild.__main__ import main

class Forgotten:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)

def busy(alone):
    Forgotten()
    while True: pass

cli.main = busy
sys.exit(main())
"""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert (ended.returncode, ended.stderr) == (130, "bookbuild: stopped; no output is half written\n")
