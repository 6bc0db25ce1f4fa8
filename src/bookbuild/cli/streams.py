"""Where the command line prints: a stream may be closed, lack letters or lose its reader, and that is no accident."""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import TextIO

from bookbuild.problems import HostError, Location, Problem

UNREAD = 128 + 13
"""The exit code when nobody reads what is printed: that of programs that are ended by SIGPIPE. The signal itself stays
ignored, since it would also end this process when a worker dies that it writes to."""

_PLAIN_ERRORS = "bookbuild.plain"
_PLAIN = {
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "…": "...", "×": "x", "→": ">"
}  # fmt: skip
"""What the marks of our own messages become where an encoding lacks them."""


class UnreadError(Exception):
    """Whoever read what is printed has gone, as `head` goes when it has its lines."""


def prepare() -> None:
    """Make standard output and standard error usable, whatever this process was started with.

    What is printed to a closed one goes nowhere. Letters that an encoding lacks become plain ones, or question marks.
    """
    _take_numbers_of_closed_streams()
    if sys.stdout is None:
        sys.stdout = io.StringIO()
    if sys.stderr is None:
        sys.stderr = io.StringIO()
    codecs.register_error(_PLAIN_ERRORS, _in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_PLAIN_ERRORS)


def say(text: str, stream: TextIO | None = None) -> None:
    """Print a line, by default on standard output.

    Raises UnreadError where its reader has gone, HostError where it cannot be written, as on a full disk.
    """
    stream = stream or sys.stdout
    try:
        print(text, file=stream)
    except BrokenPipeError as error:
        _silence(stream)
        raise UnreadError from error
    except OSError as error:
        _silence(stream)
        raise HostError([Problem("BB602", Location(""), _unwritable(error))]) from error


def finish(code: int) -> int:
    """The exit code once everything is printed, which is another one where that does not succeed."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            _silence(stream)
            code = UNREAD
        except OSError as error:
            _silence(stream)
            code = HostError.exit_code
            if stream is sys.stdout:
                print(f"bookbuild: {_unwritable(error)} [BB602]", file=sys.stderr)
    return code


def lossless(text: str, encoding: str | None) -> str:
    """JSON in a stream's encoding, with all letters escaped where that is not UTF-8, which JSON wants."""
    try:
        if codecs.lookup(encoding or "utf-8").name == "utf-8":
            text.encode()
            return text
    except UnicodeEncodeError:  # half a letter, as in the name of a file that is not UTF-8
        pass
    import json

    return json.dumps(json.loads(text), indent=2)


def _take_numbers_of_closed_streams() -> None:
    """Otherwise the next file gets the number of standard error, and a library that complains there writes into it."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from rich.cells import cell_len  # so that carets in the next line still stand below what they point at

    letters = error.object[error.start : error.end]
    return "".join(_PLAIN.get(letter, "?" * cell_len(letter)) for letter in letters), error.end


def _unwritable(error: OSError) -> str:
    return f"what is printed cannot be written: {(error.strerror or str(error)).lower()}"


def _silence(stream: TextIO) -> None:
    """Let what is still to be written go nowhere, so that Python does not try again when it ends."""
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
