"""The pictures of a book → checked bytes; drawings are checked in `svg`, photographs prepared in `raster`."""

import difflib
import hashlib
import io
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

from bookbuild.assets import svg
from bookbuild.assets.picture_metadata import stripped
from bookbuild.jobs.watch import weight, working_on
from bookbuild.manuscript.files import contained, read_file
from bookbuild.model import Asset, ImageReference
from bookbuild.problems import Location, Problem, Severity

MAX_IMAGE_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 50_000_000
"""Larger pictures are refused: unpacked, one would fill 200 MB of memory."""
_RASTER_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # with more pictures behind it, as telephones and cameras write it
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
_COVERS = ("cover.jpg", "cover.jpeg", "cover.png", "cover.svg", "cover.webp")
"""Names by which a picture beside the manuscript is its cover."""


def load_images(
    root: Path, references: Sequence[ImageReference], longest_side: int | None = None
) -> tuple[tuple[Asset, ...], tuple[Problem, ...]]:
    """Load every image once, in order of name, and say what is wrong with those that cannot be used.

    They are turned upright; those with a longer side than so many pixels are made smaller, drawings apart.
    """
    assets: dict[str, Asset] = {}
    problems: list[Problem] = []
    checked: set[str] = set()
    for reference in references:
        if reference.path in checked:
            continue
        checked.add(reference.path)
        problem = partial(_problem, reference)
        target = contained(root, reference.path)
        if target is None:
            problems.append(
                problem("BB402", "lies outside the manuscript folder", "Copy it into the folder and correct the path.")
            )
        elif not target.is_file():
            problems.append(problem("BB401", "does not exist", _remedy(target)))
        else:
            data = read_file(target, reference.path, MAX_IMAGE_BYTES)
            working_on(Location(reference.source, reference.line), weight(data))
            checked_image = (
                svg.checked(data, problem) if svg.looks_like_svg(data) else _check_raster(data, problem, longest_side)
            )
            media_type, clean, image_problems = checked_image
            problems += image_problems
            assets[reference.name] = Asset(
                reference.name, media_type, clean, reference.path, hashlib.sha256(data).hexdigest()
            )
    return tuple(asset for _, asset in sorted(assets.items())), tuple(problems)


def load_cover(
    root: Path, setting: bool | str, place: Location, used: Collection[str]
) -> tuple[Asset | None, tuple[Problem, ...]]:
    """The picture for the cover that the settings name, at a place, or one beside the manuscript that is called so.

    One that the text uses is taken only where the settings say so.
    """
    names = {entry.name.casefold(): entry.name for entry in root.iterdir()} if setting is True else {}
    beside = (names[name] for name in _COVERS if name in names)
    path = setting if isinstance(setting, str) else next((name for name in beside if name not in used), "")
    if not path:
        return None, ()
    name = f"cover{Path(path).suffix.lower()}"
    reference = ImageReference(path, name, place.path, place.line, True, place.column, place.length)
    pictures, problems = load_images(root, [reference])
    return next(iter(pictures), None), problems


def _remedy(target: Path) -> str:
    """Most often the name is mistyped, in a letter or only in its capitals."""
    folder = target.parent
    there = {entry.name.casefold(): entry.name for entry in folder.iterdir()} if folder.is_dir() else {}
    near = difflib.get_close_matches(target.name.casefold(), there, n=1)
    if near and target.name.casefold() == near[0]:
        return f"The file is called “{there[near[0]]}”: upper and lower case matter."
    meant = f"Did you mean “{there[near[0]]}”? " if near else ""
    return f"{meant}Put it there, or correct the path; bookbuild looked for it at {target}."


def _problem(
    reference: ImageReference, code: str, message: str, hint: str, severity: Severity = Severity.ERROR
) -> Problem:
    location = Location(reference.source, reference.line, reference.column, reference.length)
    return Problem(code, location, f"the image “{reference.path}” {message}", hint, severity)


def _check_raster(data: bytes, problem: partial[Problem], longest_side: int | None) -> tuple[str, bytes, list[Problem]]:
    """Decode the picture, so that a damaged one is found now and not by a reader."""
    from PIL import Image, ImageFile  # not waited for where there are no pictures

    from bookbuild.assets.raster import prepared

    remedy = "Save it again as PNG or JPEG."
    try:
        with Image.open(io.BytesIO(data)) as image:
            kind, (width, height) = image.format or "", image.size
            if kind not in _RASTER_TYPES:
                return "", data, [problem("BB404", f"is a {kind} file, which not all readers can show", remedy)]
            if width * height > MAX_PIXELS:
                big = f"has {width} × {height} pixels, more than {MAX_PIXELS // 1_000_000} million"
                return "", data, [problem("BB404", big, "Save a smaller copy.")]
            ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once imported, lets half a picture pass
            image.load()
            shown = prepared(image, data, longest_side)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        what = "is empty" if not data else "is damaged or is not an image"
        return "", data, [problem("BB404", what, remedy)]
    return _RASTER_TYPES[kind], stripped(_RASTER_TYPES[kind], shown), []
