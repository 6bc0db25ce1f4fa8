"""Pictures of pixels as outputs show them: the right way up, and no larger than the settings ask for.

Cameras leave the pixels as they fell and only write down which way is up; e-readers and old programs do not look
there, so that the pixels are turned. What is packed without loss stays so; a JPEG is packed anew with its own tables.
"""

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image, JpegImagePlugin

_ORIENTATION = 0x0112
_WAYS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes pictures upright, by the numbers of Exif 2.32, 4.6.4."""
_LYING = frozenset({5, 6, 7, 8})
_RESIZED = frozenset({"L", "LA", "RGB", "RGBA", "CMYK"})
"""Modes whose colours can be blended."""
DEEP = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I"})
"""Modes of pictures with 65,536 greys, which WeasyPrint and some e-readers do not show."""
_QUALITY = 90
_SAMPLINGS = {0: "4:4:4", 1: "4:2:2", 2: "4:2:0"}


def prepared(image: Image.Image, data: bytes, longest_side: int | None = None) -> bytes:
    """The bytes of a picture that is upright, has 8 bits for a colour and at most so many pixels a side; `data`, where
    it is that already.

    What moves stays as it is, and GIFs, whose few colours do not blend; so does what would become no smaller in bytes.
    """
    if image.format == "GIF" or (image.format != "MPO" and getattr(image, "n_frames", 1) > 1):
        return data
    if image.mode in DEEP:
        image, data = _eight_bits(image)
    way = orientation(image)
    upright = image.transpose(_WAYS[way]) if way in _WAYS else image
    if longest_side and max(upright.size) > longest_side and (smaller := _smaller(upright, longest_side)):
        packed = _packed(smaller, image, data, _new(image))
        if way in _WAYS or len(packed) < len(data):
            return packed
    return _packed(upright, image, data, _as_it_was(image, way)) if way in _WAYS else data


def _eight_bits(image: Image.Image) -> tuple[Image.Image, bytes]:
    """A picture of 65,536 greys with the 256 that paper and screens show, and its bytes."""
    packed = io.BytesIO()
    image.point(lambda grey: grey * (1 / 256)).convert("L").save(packed, "PNG", optimize=True)
    return Image.open(io.BytesIO(packed.getvalue())), packed.getvalue()


def orientation(image: Image.Image) -> int:
    """Which way is up, by the numbers of Exif; 1 where it is not said there. What XMP says no browser follows."""
    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif", b""))
        return int(exif.get(_ORIENTATION, 1))
    except (ValueError, TypeError, SyntaxError, OSError, KeyError):
        return 1


def _smaller(image: Image.Image, longest_side: int) -> Image.Image | None:
    """The picture with so many pixels on its longest side; None where its colours cannot be blended."""
    if image.mode in ("P", "1") or "transparency" in image.info:
        image = image.convert("RGBA" if "transparency" in image.info else "L" if image.mode == "1" else "RGB")
    if image.mode not in _RESIZED:
        return None
    part = longest_side / max(image.size)
    width, height = (max(round(side * part), 1) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _packed(picture: Image.Image, image: Image.Image, data: bytes, options: Mapping[str, Any]) -> bytes:
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    if kind == "WEBP":
        options = {"lossless": _is_lossless(data), "quality": _QUALITY, "method": 6, "exact": True}
    kept = {name: image.info[name] for name in ("icc_profile", "transparency") if name in image.info}
    if picture.mode == "RGBA":
        kept.pop("transparency", None)
    packed = io.BytesIO()
    picture.info.clear()
    picture.save(packed, kind, **kept, **(options if kind != "PNG" else {"optimize": True}))
    return packed.getvalue()


def _is_lossless(webp: bytes) -> bool:
    """Whether the chunk that holds the picture is of the kind without loss (RFC 9649, 2.6)."""
    at = 12
    while webp[at : at + 4] not in (b"VP8L", b"VP8 ", b""):
        at += 8 + int.from_bytes(webp[at + 4 : at + 8], "little")
        at += at % 2
    return webp[at : at + 4] == b"VP8L"


def _new(image: Image.Image) -> dict[str, Any]:
    """How a JPEG that is drawn anew is packed."""
    return {"quality": _QUALITY, "subsampling": _sampling(image) or "4:2:0", "optimize": True, "progressive": True}


def _as_it_was(image: Image.Image, way: int) -> dict[str, Any]:
    """How a JPEG that was only turned is packed: with its own tables, turned too, so that next to nothing is lost."""
    if not (tables := getattr(image, "quantization", None)):
        return {}
    lying = way in _LYING
    turned = {
        number: [table[column * 8 + row] for row in range(8) for column in range(8)] if lying else list(table)
        for number, table in tables.items()
    }
    sampling = _sampling(image)
    kept = {"subsampling": "4:4:4" if lying and sampling == "4:2:2" else sampling} if sampling else {}
    coarse = any(value > 255 for table in turned.values() for value in table)
    return {**({"quality": 95} if coarse else {"qtables": turned}), **kept, "optimize": True}


def _sampling(image: Image.Image) -> str:
    """How much less colour than light a JPEG has; empty where it has no colour, or Pillow no name for it."""
    if not isinstance(image, JpegImagePlugin.JpegImageFile) or image.mode != "RGB":
        return ""
    return _SAMPLINGS.get(JpegImagePlugin.get_sampling(image), "")
