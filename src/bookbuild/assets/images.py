"""Images → checked bytes."""

import difflib
import hashlib
import io
import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import lxml.etree

from bookbuild.assets.metadata import stripped
from bookbuild.manuscript.files import contained, read_file
from bookbuild.model import Asset, ImageReference
from bookbuild.problems import Location, Problem, Severity

MAX_IMAGE_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 50_000_000
"""Larger pictures are refused: unpacked, one would fill 200 MB of memory."""
MAX_SVG_NODES = 50_000
"""Counted after `<use>` is followed, since a few lines of nested `<use>` can stand for millions of shapes."""

SVG_TYPE = "image/svg+xml"
_RASTER_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # with more pictures behind it, as telephones and cameras write it
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
_COVERS = ("cover.jpg", "cover.jpeg", "cover.png", "cover.svg", "cover.webp")
"""Names by which a picture beside the manuscript is its cover."""
_SVG = "{http://www.w3.org/2000/svg}"
_FORBIDDEN_SVG = frozenset({"script", "foreignObject", "iframe", "embed", "object", "handler", "audio", "video"})
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_ADDRESSES = (*_HREFS, "src", "{http://www.w3.org/XML/1998/namespace}base")
_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_URL = re.compile(r"url\(\s*[\"']?#([^\"')]+)[\"']?\s*\)")
_OUTSIDE_URL = re.compile(r"@import|image-set\(|url\(\s*[\"']?(?!#)|\\", re.IGNORECASE)
"""A backslash too: with it, CSS can write `url` or `@import` in other letters."""


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
            is_svg = _looks_like_svg(data)
            checked_image = _check_svg(data, problem) if is_svg else _check_raster(data, problem, longest_side)
            media_type, clean, found = checked_image
            problems += found
            assets[reference.name] = Asset(
                reference.name, media_type, clean, reference.path, hashlib.sha256(data).hexdigest()
            )
    return tuple(asset for _, asset in sorted(assets.items())), tuple(problems)


def load_cover(
    root: Path, said: bool | str, place: Location, used: Collection[str]
) -> tuple[Asset | None, tuple[Problem, ...]]:
    """The picture for the cover that the settings name, at a place, or one beside the manuscript that is called so.

    One that the text uses is taken only where the settings say so.
    """
    names = {entry.name.casefold(): entry.name for entry in root.iterdir()} if said is True else {}
    beside = (names[name] for name in _COVERS if name in names)
    path = said if isinstance(said, str) else next((name for name in beside if name not in used), "")
    if not path:
        return None, ()
    name = f"cover{Path(path).suffix.lower()}"
    reference = ImageReference(path, name, place.path, place.line, True, place.column, place.length)
    (found, problems) = load_images(root, [reference])
    return next(iter(found), None), problems


def _remedy(target: Path) -> str:
    """Most often the name is mistyped, in a letter or only in its capitals."""
    folder = target.parent
    there = {entry.name.casefold(): entry.name for entry in folder.iterdir()} if folder.is_dir() else {}
    near = difflib.get_close_matches(target.name.casefold(), there, n=1)
    if near and target.name.casefold() == near[0]:
        return f"The file is called “{there[near[0]]}”: small and capital letters count."
    meant = f"Did you mean “{there[near[0]]}”? " if near else ""
    return f"{meant}Put it there, or correct the path; it was looked for at {target}."


def _problem(
    reference: ImageReference, code: str, message: str, hint: str, severity: Severity = Severity.ERROR
) -> Problem:
    location = Location(reference.source, reference.line, reference.column, reference.length)
    return Problem(code, location, f"the image “{reference.path}” {message}", hint, severity)


def _looks_like_svg(data: bytes) -> bool:
    return b"<svg" in data[:4096].lower() or data.lstrip()[:5] == b"<?xml"


def _check_raster(data: bytes, problem: partial[Problem], longest_side: int | None) -> tuple[str, bytes, list[Problem]]:
    """Decode the picture, so that a damaged one is found now and not by a reader."""
    from PIL import Image, ImageFile  # not waited for where there are no pictures

    from bookbuild.assets.raster import prepared

    remedy = "Save it again as PNG or JPEG."
    try:
        with Image.open(io.BytesIO(data)) as image:
            kind, (width, height) = image.format or "", image.size
            if kind not in _RASTER_TYPES:
                return "", data, [problem("BB404", f"is of the kind {kind}, which not all readers show", remedy)]
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


def _check_svg(data: bytes, problem: partial[Problem]) -> tuple[str, bytes, list[Problem]]:
    parser = lxml.etree.XMLParser(resolve_entities="internal", no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = lxml.etree.fromstring(data, parser)
    except lxml.etree.XMLSyntaxError as error:
        return SVG_TYPE, data, [problem("BB404", f"is not valid SVG: {error.msg}", "Save it again as plain SVG.")]
    if root.tag != f"{_SVG}svg":
        return SVG_TYPE, data, [problem("BB404", "is not SVG", "Save it again as plain SVG.")]
    if _nodes(root) > MAX_SVG_NODES:
        return (
            SVG_TYPE,
            data,
            [problem("BB404", "repeats too many shapes to be drawn", "Simplify it, or save it as PNG.")],
        )
    gone = _clean_svg(root)
    if _mend_ids(root) and not gone:
        return SVG_TYPE, lxml.etree.tostring(root, encoding="utf-8", xml_declaration=True), []
    if not gone:
        return SVG_TYPE, data, []
    message = f"held {', '.join(sorted(gone))}, which was removed: a picture may not run code or load other files"
    found = [problem("BB405", message, "Save it as plain SVG with everything inside.", Severity.WARNING)]
    return SVG_TYPE, lxml.etree.tostring(root, encoding="utf-8", xml_declaration=True), found


def _clean_svg(root: lxml.etree._Element) -> set[str]:
    """Take out what could run code or reach other files; returns what it was."""
    gone: set[str] = set()
    if root.getroottree().docinfo.doctype:
        gone.add("a document type")
    for element in [*root.itersiblings(preceding=True), *root.iter()]:
        if not isinstance(element.tag, str):
            if isinstance(element, lxml.etree._ProcessingInstruction):
                gone.add("an instruction")
                _remove(element)
            continue
        name = lxml.etree.QName(element).localname
        imports = name == "style" and _OUTSIDE_URL.search("".join(element.itertext()))
        if name in _FORBIDDEN_SVG or imports or element.get("attributeName", "").endswith("href"):
            gone.add(f"<{name}>")
            _remove(element)
            continue
        for key, value in list(element.attrib.items()):
            attribute = lxml.etree.QName(key).localname
            outside = key in _ADDRESSES and not value.startswith(("#", "data:image/png", "data:image/jpeg"))
            if attribute.lower().startswith("on") or outside or _OUTSIDE_URL.search(value):
                gone.add(f"{attribute}=")
                del element.attrib[key]
    return gone


def _mend_ids(root: lxml.etree._Element) -> bool:
    """Make ids the names that XML wants, each given once, as drawing programs do not; tells whether any was changed."""
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    taken = {name for element in elements if _XML_NAME.fullmatch(name := element.get("id", ""))}
    names: dict[str, str] = {}
    changed = False
    seen: set[str] = set()
    for element in elements:
        name = element.get("id", "")
        if not name:
            continue
        if name in seen:
            del element.attrib["id"]
            changed = True
        elif not _XML_NAME.fullmatch(name):
            names[name] = next(each for each in _candidates(name) if each not in taken)
            taken.add(names[name])
            element.set("id", names[name])
            changed = True
        seen.add(name)
    for element in elements if names else ():
        for key, written in element.attrib.items():
            if key in _HREFS and written[1:] in names:
                element.set(key, f"#{names[written[1:]]}")
            elif "url(#" in written:
                element.set(key, _URL.sub(lambda found: f"url(#{names.get(found[1], found[1])})", written))
    return changed


def _candidates(name: str) -> Iterator[str]:
    base = f"id-{re.sub(r'[^A-Za-z0-9_.-]', '-', name)}"
    yield base
    yield from (f"{base}-{number}" for number in count(2))


def _remove(element: lxml.etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _nodes(root: lxml.etree._Element) -> int:
    """How many elements a renderer would draw; stops counting past the limit."""
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    count = 0
    waiting = [root]
    while waiting and count <= MAX_SVG_NODES:
        element = waiting.pop()
        count += 1
        waiting.extend(element)
        if isinstance(element.tag, str) and lxml.etree.QName(element).localname == "use":
            reference = next((element.get(key) for key in _HREFS if element.get(key)), None) or ""
            if (target := by_id.get(reference[1:])) is not None:
                waiting.append(target)
    return count
