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
from bookbuild.jobs.watch import lift_memory_limit, out_of_memory, watched, worked_on
from bookbuild.problems import BookError, HostError, LimitError
from bookbuild.problems.libraries import library_fault

__all__ = ["main"]

_GARBAGE = (10_000, 10, 10)
"""When a command looks for garbage: less often than Python would, since nearly all it makes is wanted to the end."""


def main(argv: Sequence[str] | None = None, *, alone: bool = False) -> int:
    """Run a command and return its exit code. Ctrl-C is left to the process that runs it.

    With `alone`, for a process that does nothing else, it parts into one that works within limits and one that watches.
    """
    gc.set_threshold(*_GARBAGE)
    try:
        arguments = parser().parse_args(argv)
        return _run(arguments, alone=alone)
    except UnreadError:
        return UNREAD
    except HostError as error:  # not even the error could be printed
        return error.exit_code


def _run(arguments: argparse.Namespace, *, alone: bool) -> int:
    command: Callable[[argparse.Namespace], int] = arguments.run
    try:
        if alone and "limit" in arguments:
            watched(arguments.limit)
        return command(arguments)
    except UnreadError:
        raise
    except BookError as error:
        return _told(error, arguments)
    except MemoryError:
        return _told(out_of_memory(), arguments)
    except Exception as error:  # the last line of defence: a writer is never shown a traceback
        if problem := library_fault(error, worked_on()):
            return _told(LimitError([problem]), arguments)
        frame = traceback.extract_tb(error.__traceback__)[-1]
        say(
            "bookbuild: something went wrong in bookbuild itself [BB901]\n"
            f"  {type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})\n"
            "  No output is half written. Please report these three lines.",
            sys.stderr,
        )
        return 3


def _told(error: BookError, arguments: argparse.Namespace) -> int:
    lift_memory_limit()
    print_problems(error.problems, arguments)
    return error.exit_code
