"""What a camera or an editor wrote into a picture beside the picture itself: taken out, without touching a pixel.

That is where and when a photograph was taken, with what, and small pictures of it as it was before it was cut. The
profile of its colours stays, and so does which way is up.
"""

import struct
from collections.abc import Callable, Iterator, Mapping

_EXIF, _ORIENTATION = b"Exif\x00\x00", 0x0112
_JPEG_START, _JPEG_SCAN = b"\xff\xd8", 0xDA
_JPEG_DROPPED = frozenset({0xE1, 0xED, 0xFE})
"""Exif and XMP, IPTC, comments (ITU-T T.81, table B.1)."""
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
    """The segments of a JPEG; from the first scan on, all is picture."""
    if not data.startswith(_JPEG_START):
        raise ValueError
    yield _JPEG_START
    at = len(_JPEG_START)
    while data[at + 1] != _JPEG_SCAN:
        if data[at] != 0xFF:
            raise ValueError
        (length,) = struct.unpack_from(">H", data, at + 2)
        segment = data[at : at + 2 + length]
        if segment[1] not in _JPEG_DROPPED:
            yield segment
        elif segment[4:10] == _EXIF and (turned := _orientation(segment[10:])) > 1:
            yield _only_orientation(turned)
        at += 2 + length
    yield data[at:]


def _orientation(exif: bytes) -> int:
    """Which way is up, by the numbers of Exif 2.32, 4.6.4; 1 where it does not say."""
    order = "<" if exif[:2] == b"II" else ">"
    (at,) = struct.unpack_from(f"{order}I", exif, 4)
    (count,) = struct.unpack_from(f"{order}H", exif, at)
    for index in range(count):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, at + 2 + 12 * index)
        if tag == _ORIENTATION:
            return int(value)
    return 1


def _only_orientation(turned: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turned, 0)
    exif = _EXIF + b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


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
