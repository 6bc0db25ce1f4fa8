"""What a camera, an editor or somebody else put into a picture beside the picture itself: taken out, no pixel touched.

That is where and when a photograph was taken, with what, small pictures of it as it was before it was cut, comments,
and whatever programs keep in parts of their own or behind the end. Only parts that a picture is drawn by stay, the
profile of its colours among them. Which way is up is not kept: `raster` turns the pixels.
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping

_JPEG_START = b"\xff\xd8"
_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
_JPEG_KEPT = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xE0)})
"""What describes the pixels (ITU-T T.81, table B.1), without what applications and comments have."""
_JPEG_APPLICATIONS: Mapping[int, tuple[bytes, int | None]] = {
    0xE0: (b"JFIF\x00", 12),
    0xE2: (b"ICC_PROFILE\x00", None),
    0xEE: (b"Adobe", 12),
}
"""What of applications tells how colours and measures are meant: how it begins, and its length without a thumbnail."""
_JPEG_NO_THUMBNAIL = b"\x00\x00"
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd7\xff])", re.DOTALL)
"""One that ends a scan."""
_JPEG_NEXT = re.compile(rb"\xff[^\x00\xff]", re.DOTALL)
"""One between segments."""

_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT".split()
)
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"

_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_FLAGS = 0x08 | 0x04
"""That there are Exif and XMP (RFC 9649, 2.7)."""
_WEBP_FRAME = 16
"""Bytes before the chunks of a frame."""

_GIF_STARTS = (b"GIF87a", b"GIF89a")
_GIF_EXTENSION, _GIF_IMAGE, _GIF_END = 0x21, 0x2C, 0x3B
_GIF_CONTROL, _GIF_APPLICATION = 0xF9, 0xFF
_GIF_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")
"""The only extensions of applications that say how a picture is shown."""


def stripped(media_type: str, data: bytes) -> bytes:
    """A picture without its metadata; one that is not built as its kind has it stays as it is."""
    strip = _STRIPPERS.get(media_type)
    try:
        return b"".join(strip(data)) if strip else data
    except (struct.error, IndexError, ValueError):
        return data


def _jpeg(data: bytes) -> Iterator[bytes]:
    """The segments and scans of a JPEG; what stands behind its end, such as a film or a second picture, is left out."""
    if not data.startswith(_JPEG_START):
        raise ValueError
    yield _JPEG_START
    at = len(_JPEG_START)
    while data[(at := _next_marker(data, at)) + 1] != _JPEG_END:
        kind = data[at + 1]
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if kind == _JPEG_SCAN:
            marker = _JPEG_MARKER.search(data, end)
            if marker is None:  # cut off, or ended by nothing
                yield data[at:]
                return
            end = marker.start()
        if kind in _JPEG_KEPT:
            yield data[at:end]
        elif kind in _JPEG_APPLICATIONS:
            yield _jpeg_application(kind, data[at + 4 : end])
        at = end
    yield data[at : at + 2]


def _next_marker(data: bytes, at: int) -> int:
    """Where the next marker begins: bytes that fill, or belong to nothing, may stand before it (B.1.1.2)."""
    marker = _JPEG_NEXT.search(data, at)
    if marker is None:
        raise ValueError
    return marker.start()


def _jpeg_application(kind: int, content: bytes) -> bytes:
    begins, length = _JPEG_APPLICATIONS[kind]
    if not content.startswith(begins):
        return b""
    kept = content[:length] + (_JPEG_NO_THUMBNAIL if kind == 0xE0 else b"")
    return b"\xff" + bytes([kind]) + struct.pack(">H", len(kept) + 2) + kept


def _png(data: bytes) -> Iterator[bytes]:
    if not data.startswith(_PNG_START) or data[12:16] != b"IHDR":
        raise ValueError
    yield _PNG_START
    at, kind = len(_PNG_START), b""
    while at + 12 <= len(data) and kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind in _PNG_KEPT and kind != b"IEND":
            yield data[at : at + 12 + length]
        at += 12 + length
    yield _PNG_END


def _webp(data: bytes) -> Iterator[bytes]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError
    (size,) = struct.unpack_from("<I", data, 4)
    body = b"WEBP" + _webp_chunks(data[12 : 8 + size])
    yield b"RIFF" + struct.pack("<I", len(body)) + body


def _webp_chunks(data: bytes) -> bytes:
    """The chunks of a file, or of a frame of it, by which something is drawn."""
    kept = []
    at = 0
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        content = data[at + 8 : at + 8 + length]
        if kind == b"VP8X":
            content = bytes([content[0] & ~_WEBP_FLAGS & 0xFF]) + content[1:10]
        elif kind == b"ANMF":
            content = content[:_WEBP_FRAME] + _webp_chunks(content[_WEBP_FRAME:])
        if kind in _WEBP_KEPT:
            kept.append(kind + struct.pack("<I", len(content)) + content + b"\x00" * (len(content) % 2))
        at += 8 + length + length % 2
    return b"".join(kept)


def _gif(data: bytes) -> Iterator[bytes]:
    """The pictures of a GIF (GIF89a, appendix B), how long each is shown, and how often all are."""
    if not data.startswith(_GIF_STARTS):
        raise ValueError
    at = 13 + _gif_colours(data[10])
    yield data[:at]
    while at < len(data) and data[at] != _GIF_END:
        begin = at
        if data[at] == _GIF_EXTENSION:
            at = _gif_blocks_end(data, at + 2)
            if data[begin + 1] == _GIF_CONTROL:
                yield data[begin:at]
            elif data[begin + 1] == _GIF_APPLICATION and data.startswith(_GIF_LOOPS, begin + 2):
                yield data[begin : begin + 18] + b"\x00"
        elif data[at] == _GIF_IMAGE:
            at = _gif_blocks_end(data, at + 11 + _gif_colours(data[at + 9]))
            yield data[begin:at]
        else:  # belongs to nothing
            at += 1
    yield bytes([_GIF_END])


def _gif_colours(flags: int) -> int:
    """How many bytes a table of colours has."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks_end(data: bytes, at: int) -> int:
    """Where a row of blocks ends, each of which begins with its length; the last has none."""
    while length := data[at]:
        at += 1 + length
    return at + 1


_STRIPPERS: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/gif": _gif,
}
