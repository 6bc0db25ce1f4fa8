"""What a camera or an editor wrote into a picture beside the picture itself: taken out, without touching a pixel.

That is where and when a photograph was taken, with what, and small pictures of it as it was before it was cut. The
profile of its colours stays. Which way is up is not kept: `raster` turns the pixels.
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping

_JPEG_START, _JPEG_SCAN = b"\xff\xd8", 0xDA
_JPEG_DROPPED = frozenset({0xE1, 0xED, 0xFE})
"""Exif and XMP, IPTC, comments (ITU-T T.81, table B.1)."""
_JPEG_MORE = b"MPF\x00"
"""How a segment begins that tells of further pictures behind the first (CIPA DC-007)."""
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd7\xff])", re.DOTALL)
"""One that ends a scan."""
_JPEG_END = b"\xd9"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = 0x08 | 0x04
"""That there are Exif and XMP (RFC 9649, 2.7)."""


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
    while data[at + 1 : at + 2] != _JPEG_END:
        if data[at] != 0xFF:
            raise ValueError
        kind = data[at + 1]
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if kind == _JPEG_SCAN:
            marker = _JPEG_MARKER.search(data, end)
            if marker is None:  # cut off, or ended by nothing
                yield data[at:]
                return
            end = marker.start()
        if kind not in _JPEG_DROPPED and not data.startswith(_JPEG_MORE, at + 4):
            yield data[at:end]
        at = end
    yield data[at : at + 2]


def _png(data: bytes) -> Iterator[bytes]:
    if not data.startswith(_PNG_START):
        raise ValueError
    yield _PNG_START
    at = len(_PNG_START)
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind not in _PNG_DROPPED:
            yield data[at : at + 12 + length]
        at += 12 + length


def _webp(data: bytes) -> Iterator[bytes]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError
    kept = []
    at = 12
    while at < len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        chunk = data[at : at + 8 + length + length % 2]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS & 0xFF]) + chunk[9:]
        if kind not in _WEBP_DROPPED:
            kept.append(chunk)
        at += len(chunk)
    body = b"WEBP" + b"".join(kept)
    yield b"RIFF" + struct.pack("<I", len(body)) + body


_STRIPPERS: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
}
