"""The command line: arguments, commands, what they print, exit codes. The only package that prints."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from bookbuild.cli.arguments import parser
from bookbuild.cli.printing import print_problems
from bookbuild.problems import BookError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    arguments = parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return command(arguments)
    except BookError as error:
        print_problems(error.problems, arguments)
        return error.exit_code
    except KeyboardInterrupt:
        print("bookbuild: stopped; the outputs of the last build are untouched", file=sys.stderr)
        return 130
    except Exception as error:  # the last line of defence: a writer is never shown a traceback
        frame = traceback.extract_tb(error.__traceback__)[-1]
        print(
            "bookbuild: something went wrong in bookbuild itself [BB901]\n"
            f"  {type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})\n"
            "  The outputs of the last build are untouched. Please report these three lines.",
            file=sys.stderr,
        )
        return 3
