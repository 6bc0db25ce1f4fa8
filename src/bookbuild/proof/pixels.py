"""A picture → a digest of what it shows, the same however it is packed, and a small copy of it.

Where a picture is turned upright or made smaller on its way into an output, its pixels are no longer the same; then it
is known by its small copy, and by its shape.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import lxml.etree

from bookbuild.jobs.cache import Cache, key

if TYPE_CHECKING:
    from PIL import Image

_SHAPES = frozenset("path circle ellipse line polyline polygon rect text tspan use image g".split())
_SVG = "http://www.w3.org/2000/svg"
_DRAWN = frozenset("d cx cy r rx ry x y x1 y1 x2 y2 width height points transform fill stroke".split())
_ORIENTATION = 0x0112
_XMP = ("xmp", "XML:com.adobe.xmp")
"""Pillow would ask these too which way is up; browsers do not."""
UNSEEN = "!"
"""Stands for what a picture of a screen shows that cannot be decoded, or whose file is not there."""
_WITH_PICTURE = "svg:picture:"
"""Begins what is told of a drawing that holds a picture."""
NO_COVER = "none"
"""Stands for what the cover of an e-book without one shows."""
_DOT = "1x1:"
"""Begins what is told of a picture of one pixel, which counts readers or keeps a space."""
_CHANGED = "~"
"""Begins what is told of a picture that outputs may show in other pixels."""
_COPY = (16, 16)
"""The sides of a small copy in pixels."""
_FAR, _FURTHEST = 3.0, 40
"""By how much the colours of two copies of one picture differ on the average and at the most, of 255."""
_DEEP = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I"})
"""Modes of pictures with 65,536 greys."""
_OPAQUE = frozenset({"RGB", "L", "P"})
"""Modes in which nothing shines through unless a picture says so beside its pixels."""
_NO_NUMBER = re.compile(r"(?<![\w.#-])[+-]?(nan|inf|infinity)(?![\w-])|\d[eE]\+?\d{2}", re.ASCII | re.IGNORECASE)
"""Places and lengths that no program can draw by, so that they are left out."""
_WHITE = 240
"""The darkest part of a colour, of 255, that is white to the eye."""
_NOWHERE = Cache()


def digest(data: bytes, cache: Cache = _NOWHERE) -> str:
    """A digest of the pixels of a raster image with its copy, or of the shapes of a drawing (SVG); empty where it
    cannot be read. To unpack a photograph takes long, so that the digest is kept in `cache` under the bytes."""
    return _kept(key("pixels", data), cache, partial(_digest, data))


def promised(data: bytes, longest_side: int | None, cache: Cache = _NOWHERE) -> str:
    """The same of a picture of a manuscript whose longer ones may be made so small."""
    return _kept(key("promised pixels", str(longest_side), data), cache, partial(_promised, data, longest_side))


def alike(wanted: str, shown: str) -> bool:
    """Whether an output shows the picture that is promised; also where one of the two cannot be told."""
    if not wanted or not shown or wanted == shown:
        return True
    if wanted.startswith(_WITH_PICTURE) and not shown.startswith("svg:"):
        return True  # a page has it taken apart into lines and the picture inside
    if not wanted.startswith(_CHANGED) or shown.startswith("svg:"):
        return False
    (size, _, copy), (other_size, _, other_copy) = wanted[1:].split(":"), shown.split(":")
    (width, height), (other_width, other_height) = (map(int, each.split("x")) for each in (size, other_size))
    as_wide = other_height * width / height
    pairs = zip(bytes.fromhex(copy), bytes.fromhex(other_copy), strict=True)
    apart = [abs(one - other) for one, other in pairs]
    return (
        abs(as_wide - other_width) <= max(1, width / height)
        and sum(apart) / len(apart) <= _FAR
        and max(apart) <= _FURTHEST
    )


def _kept(name: str, cache: Cache, tell: Callable[[], str]) -> str:
    kept = cache.get(name)
    if kept is None:
        kept = tell().encode()
        cache.put(name, kept)
    return kept.decode()


def _digest(data: bytes) -> str:
    if b"<svg" in data[:4096]:
        return _of_shapes(data)
    from PIL import Image  # not waited for where there are no pictures

    try:
        with Image.open(io.BytesIO(data)) as image:
            return of_pixels(image)
    except (OSError, SyntaxError, ValueError):
        return ""


def _promised(data: bytes, longest_side: int | None) -> str:
    if b"<svg" in data[:4096]:
        return _of_shapes(data)
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as image:
            for told in _XMP:
                image.info.pop(told, None)
            lies = "exif" in image.info and image.getexif().get(_ORIENTATION, 1) != 1
            is_deep = image.mode in _DEEP
            is_smaller = longest_side is not None and max(image.size) > longest_side
            return (_CHANGED if lies or is_smaller or is_deep else "") + of_pixels(
                ImageOps.exif_transpose(image) if lies else image
            )
    except (OSError, SyntaxError, ValueError):
        return ""


def shows_nothing(pixels: str) -> bool:
    """Whether a picture, by what is told of it, shows nothing on white paper: it is white, or a single pixel."""
    if pixels.startswith(_DOT):
        return True
    copy = pixels.rpartition(":")[2] if not pixels.startswith("svg:") else ""
    return bool(copy) and min(bytes.fromhex(copy)) >= _WHITE


def of_pixels(image: Image.Image) -> str:
    """A digest of the colours of an image, blended with white where it is transparent, and its copy."""
    from PIL import Image

    if image.mode in _DEEP:
        image = image.point(lambda grey: grey * (1 / 256)).convert("L")
    if image.mode in _OPAQUE and not image.has_transparency_data:
        colours = image.convert("RGB")
    else:
        flat = Image.new("RGBA", image.size, "white")
        flat.alpha_composite(image.convert("RGBA"))
        colours = flat.convert("RGB")
    copy = colours.resize(_COPY, Image.Resampling.BOX, reducing_gap=2.0)
    seen = hashlib.sha256(colours.tobytes()).hexdigest()
    return f"{image.width}x{image.height}:{seen}:{copy.tobytes().hex()}"


def _of_shapes(data: bytes) -> str:
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = lxml.etree.fromstring(data, parser)
    except lxml.etree.XMLSyntaxError:
        return ""
    drawn = hashlib.sha256()
    for element in root.iter():
        if isinstance(element.tag, str) and lxml.etree.QName(element).namespace == _SVG and _local(element) in _SHAPES:
            numbers = sorted(
                (name, value)
                for name, value in element.attrib.items()
                if name in _DRAWN and not _NO_NUMBER.search(value)
            )
            words = re.sub(r"\s+", " ", "".join(_own_words(element)))
            drawn.update(repr((_local(element), numbers, words)).encode())
    holds_picture = any(isinstance(each.tag, str) and each.tag.endswith("}image") for each in root.iter())
    return f"{_WITH_PICTURE if holds_picture else 'svg:'}{drawn.hexdigest()}"


def _local(element: lxml.etree._Element) -> str:
    return lxml.etree.QName(element).localname


def _own_words(element: lxml.etree._Element) -> Iterator[str]:
    """The words directly in an element, whatever stands between them: comments and marks of programs are not drawn."""
    yield element.text or ""
    for child in element:
        yield child.tail or ""
