"""The help of every command, as it is printed on a terminal of a hundred columns."""

import sys
from pathlib import Path

import golden
import pytest

from bookbuild import cli

HELP = Path(__file__).with_name("help.txt")
COMMANDS = ("bookbuild", *(f"bookbuild {name}" for name in ("build", "check", "lint", "handout", "unpack", "doctor")))


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="argparse puts short and long options otherwise there")
@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_worded_as_recorded(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit, match="0"):
        cli.main([*command.split()[1:], "--help"])
    golden.agrees(HELP, command, capsys.readouterr().out)


def test_the_help_of_every_command_is_recorded() -> None:
    golden.has_no_others(HELP, COMMANDS)
    names = {line.split()[0] for line in golden.recorded(HELP)["bookbuild"].split("\n") if line.startswith("    ")}
    assert {command.removeprefix("bookbuild ") for command in COMMANDS[1:]} <= names
