"""The writer's own style sheets: found beside the manuscript, checked, with the files that they use."""

import hashlib
import posixpath
import re
from collections.abc import Sequence
from pathlib import Path

from bookbuild.jobs.watch import working_on
from bookbuild.manuscript.files import contained, read_file
from bookbuild.model import Asset, Stylesheet
from bookbuild.problems import Location, Problem
from bookbuild.results import EPUB, FORMATS

FOLDER = "styles"
OUTPUTS = tuple(each.stylesheets for each in FORMATS if each.stylesheets)
"""What the first word of a style sheet's name restricts it to."""
_MAX_BYTES = 1024 * 1024


def load(
    root: Path, listed: Sequence[str], place: Location
) -> tuple[tuple[Stylesheet, ...], tuple[Asset, ...], tuple[Problem, ...]]:
    """The style sheets in the folder `styles`, sorted by name, then those that are listed; and what they use.

    `place` is where the settings list them.
    """
    folder = contained(root, FOLDER)
    beside = sorted(f"{FOLDER}/{path.name}" for path in folder.glob("*.css")) if folder and folder.is_dir() else []
    stylesheets: list[Stylesheet] = []
    files: dict[str, Asset] = {}
    problems: list[Problem] = []
    for path in dict.fromkeys((*beside, *listed)):
        typed = _read(root, path, place)
        if isinstance(typed, Problem):
            problems.append(typed)
            continue
        working_on(Location(path), len(typed))
        text, used, wrong = _checked(root, typed, path)
        problems += wrong
        files.update((asset.name, asset) for asset in used)
        digest = hashlib.sha256(typed.encode()).hexdigest()
        stylesheets.append(Stylesheet(f"own-{len(stylesheets) + 1}.css", text, _outputs(path), path, digest))
    return tuple(stylesheets), tuple(files[name] for name in sorted(files)), tuple(problems)


def _outputs(path: str) -> tuple[str, ...]:
    first = re.split(r"[-_.]", posixpath.basename(path))[0]
    return (first,) if first in OUTPUTS else OUTPUTS


def _read(root: Path, path: str, place: Location) -> str | Problem:
    target = contained(root, path)
    if target is None:
        return Problem(
            "BB402", place, f"the style sheet “{path}” lies outside the manuscript folder", "Copy it into the folder."
        )
    if not target.is_file():
        return Problem("BB401", place, f"the style sheet “{path}” does not exist", "Put it there, or correct the path.")
    try:
        return read_file(target, path, _MAX_BYTES).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return Problem("BB203", Location(path), "the style sheet is not UTF-8 text", "Save the file as UTF-8.")


def _checked(root: Path, text: str, path: str) -> tuple[str, list[Asset], list[Problem]]:
    """A style sheet with the names of its files, these, and what is wrong; only here the library for CSS is loaded."""
    from bookbuild.assets import css_checks, stylesheet_files

    broken = list(css_checks.breaks(text, path))
    if broken:
        return text, [], broken
    wrong = list(css_checks.faults(text, path, for_epub=EPUB.stylesheets in _outputs(path)))
    named, used, missing = stylesheet_files.with_files(root, text, path)
    return named, used, [*wrong, *missing]
