"""Whose fault an exception is that nobody expected: a library's, which met what it cannot work on, or our own."""

import traceback
from pathlib import Path

from bookbuild.problems import Location, Problem

_OURS = Path(__file__).parents[1]
_LIBRARIES = "site-packages"


def library_fault(error: Exception, place: Location) -> Problem | None:
    """What a library could not do while something at a place was worked on; None where the fault is our own."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = Path(frame.filename)
        if file.is_relative_to(_OURS):
            return None
        if _LIBRARIES in file.parts:
            where = f"{file.parts[file.parts.index(_LIBRARIES) + 1]}, {file.name}:{frame.lineno}"
            message = f"a library cannot work on this ({type(error).__name__}: {error}; {where})"
            hint = "Look in it, and in its pictures and style sheets, for numbers far too large, and the like."
            return Problem("BB703", place, message, hint)
    return None
