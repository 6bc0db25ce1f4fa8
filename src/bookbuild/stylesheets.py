"""The writer's own style sheets: found beside the manuscript, checked, with the pictures and fonts that they use."""

import hashlib
import posixpath
import re
from collections.abc import Sequence
from pathlib import Path

from bookbuild.assets import load_images
from bookbuild.folder import contained, read_file
from bookbuild.model import Asset, ImageReference, Stylesheet
from bookbuild.problems import Location, Problem

FOLDER = "styles"
OUTPUTS = ("epub", "print", "web")
"""What the first word of a sheet's name restricts it to."""
_MAX_BYTES = 1024 * 1024
_MAX_FONT_BYTES = 16 * 1024 * 1024

_FONTS = {
    b"wOF2": "font/woff2",
    b"wOFF": "font/woff",
    b"\x00\x01\x00\x00": "font/ttf",
    b"OTTO": "font/otf",
}
"""First bytes of font files, and what they are."""


URL = re.compile(r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^)\"'\s]*))\s*\)", re.IGNORECASE)
"""How style sheets name files."""


def load(
    root: Path, listed: Sequence[str], place: Location
) -> tuple[tuple[Stylesheet, ...], tuple[Asset, ...], tuple[Problem, ...]]:
    """The sheets in the folder `styles`, in the order of their names, then those that are listed; and what they use.

    `place` is where the settings list them.
    """
    folder = contained(root, FOLDER)
    found = sorted(f"{FOLDER}/{path.name}" for path in folder.glob("*.css")) if folder and folder.is_dir() else []
    sheets: list[Stylesheet] = []
    files: dict[str, Asset] = {}
    problems: list[Problem] = []
    for path in dict.fromkeys((*found, *listed)):
        read = _read(root, path, place)
        if isinstance(read, Problem):
            problems.append(read)
            continue
        outputs = _outputs(path)
        wrong = _checked(read, path, for_epub="epub" in outputs)
        text, used, missing = _with_files(root, read, path)
        problems += [*wrong, *missing]
        files.update((asset.name, asset) for asset in used)
        digest = hashlib.sha256(read.encode()).hexdigest()
        sheets.append(Stylesheet(f"own-{len(sheets) + 1}.css", text, outputs, path, digest))
    return tuple(sheets), tuple(files[name] for name in sorted(files)), tuple(problems)


def _outputs(path: str) -> tuple[str, ...]:
    first = re.split(r"[-_.]", posixpath.basename(path))[0]
    return (first,) if first in OUTPUTS else OUTPUTS


def _read(root: Path, path: str, place: Location) -> str | Problem:
    target = contained(root, path)
    if target is None:
        return Problem(
            "BB402", place, f"the style sheet “{path}” lies outside the manuscript folder", "Copy it into it."
        )
    if not target.is_file():
        return Problem("BB401", place, f"the style sheet “{path}” does not exist", "Put it there, or correct the path.")
    try:
        return read_file(target, path, _MAX_BYTES).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return Problem("BB203", Location(path), "the style sheet is not UTF-8 text", "Save the file as UTF-8.")


def _checked(text: str, path: str, *, for_epub: bool) -> list[Problem]:
    """What is wrong with a sheet; the library that reads CSS is loaded only where there is some."""
    from bookbuild.survival import faults

    return list(faults(text, path, for_epub=for_epub))


def _with_files(root: Path, text: str, path: str) -> tuple[str, list[Asset], list[Problem]]:
    """The sheet with the names that outputs give the files that it uses; those files; and what is wrong with them."""
    assets: list[Asset] = []
    problems: list[Problem] = []

    def replaced(found: re.Match[str]) -> str:
        address = next((group for group in found.groups() if group), "")
        line = text.count("\n", 0, found.start()) + 1
        if not address or address.startswith("#"):
            return found[0]
        if re.match(r"[a-z][a-z0-9+.-]*:|//|/", address, re.IGNORECASE):
            hint = "Put the file into the manuscript folder, and write its path from this sheet."
            problems.append(Problem("BB422", Location(path, line), f"“{address}” is not a file of the book", hint))
            return found[0]
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
        asset = _file(root, file, Location(path, line), problems)
        if asset is None:
            return found[0]
        assets.append(asset)
        return f'url("{asset.name}")'

    return URL.sub(replaced, text), assets, problems


def _file(root: Path, path: str, where: Location, problems: list[Problem]) -> Asset | None:
    name = f"files/{hashlib.sha256(path.encode()).hexdigest()[:12]}{posixpath.splitext(path)[1].lower()}"
    target = contained(root, path)
    if target is not None and target.is_file() and target.suffix.lower() in (".woff2", ".woff", ".ttf", ".otf"):
        data = read_file(target, path, _MAX_FONT_BYTES)
        kind = _FONTS.get(data[:4])
        if kind is None:
            problems.append(Problem("BB404", where, f"“{path}” is no font", "Save it again as WOFF2, TTF or OTF."))
            return None
        return Asset(name, kind, data, path, hashlib.sha256(data).hexdigest())
    loaded, found = load_images(root, [ImageReference(path, name, where.path, where.line, True)])
    problems += found
    return next(iter(loaded), None)
