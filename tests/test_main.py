"""`python -m bookbuild` is the program."""

import subprocess
import sys
from importlib.metadata import version


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "bookbuild", *arguments], capture_output=True, text=True, check=False)


def test_it_says_which_version_it_is() -> None:
    done = run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert version("bookbuild") in done.stdout


def test_its_exit_code_is_that_of_the_command() -> None:
    done = run("lint", "nowhere.md")
    assert done.returncode == 2
    assert "nowhere.md" in done.stdout
