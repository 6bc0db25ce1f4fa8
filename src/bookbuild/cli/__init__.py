"""The command line: arguments, commands, what they print, exit codes. The only package that prints."""

from __future__ import annotations

import argparse
import gc
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from bookbuild.cli.arguments import parser
from bookbuild.cli.printing import print_problems
from bookbuild.cli.streams import UNREAD, UnreadError, say
from bookbuild.problems import BookError, HostError

__all__ = ["main"]

_GARBAGE = (10_000, 10, 10)
"""When a command looks for garbage: less often than Python would, since nearly all it makes is wanted to the end."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. Ctrl-C is left to the process that runs it."""
    gc.set_threshold(*_GARBAGE)
    try:
        arguments = parser().parse_args(argv)
        return _run(arguments)
    except UnreadError:
        return UNREAD
    except HostError as error:  # not even the error could be printed
        return error.exit_code


def _run(arguments: argparse.Namespace) -> int:
    command: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return command(arguments)
    except UnreadError:
        raise
    except BookError as error:
        print_problems(error.problems, arguments)
        return error.exit_code
    except Exception as error:  # the last line of defence: a writer is never shown a traceback
        frame = traceback.extract_tb(error.__traceback__)[-1]
        say(
            "bookbuild: something went wrong in bookbuild itself [BB901]\n"
            f"  {type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})\n"
            "  The outputs of the last build are untouched. Please report these three lines.",
            sys.stderr,
        )
        return 3
