"""Metadata is taken out of pictures; pixels and colours stay."""

import base64
import io
import re
import struct
import zipfile
import zlib
from functools import partial
from pathlib import Path

import pikepdf
import pytest
from conftest import MakeManuscript
from PIL import Image, ImageCms, PngImagePlugin

from bookbuild.assets import svg
from bookbuild.assets.picture_metadata import stripped
from bookbuild.attachments.unpack import attachments
from bookbuild.pipeline.build import build
from bookbuild.problems import Problem

SECRET = b"51 degrees north"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>51 degrees north</x:xmpmeta>"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def photograph(kind: str, turned: int = 1) -> bytes:
    image = Image.linear_gradient("L").resize((40, 30)).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = turned
    data = io.BytesIO()
    if kind == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", SECRET.decode())
        image.save(data, kind, exif=exif, pnginfo=told, icc_profile=PROFILE)
    else:
        image.save(data, kind, exif=exif, xmp=XMP, icc_profile=PROFILE)
    return data.getvalue()


@pytest.mark.parametrize("kind", TYPES)
def test_what_was_told_is_gone_and_the_picture_is_not(kind: str) -> None:
    data = photograph(kind)
    assert SECRET in data
    clean = stripped(TYPES[kind], data)
    assert SECRET not in clean
    assert len(clean) < len(data)
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(clean)) as after:
        assert after.tobytes() == before.tobytes()
        assert after.info["icc_profile"] == PROFILE
    assert stripped(TYPES[kind], clean) == clean


@pytest.mark.parametrize("kind", [*TYPES.values(), "image/gif", "image/svg+xml"])
@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"RIFF", b"\x89PNG\r\n\x1a\n\x00", b"GIF89a"])
def test_what_is_not_understood_stays(kind: str, data: bytes) -> None:
    assert stripped(kind, data) == data


def test_book_does_not_tell_where_its_photographs_were_taken(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript({"walk.md": "# Walk\n\n![A path](path.jpg)\n", "path.jpg": photograph("JPEG")})
    build(folder, tmp_path / "out", ["epub"])
    (file,) = (tmp_path / "out").glob("*.epub")
    with zipfile.ZipFile(file) as archive:
        (picture,) = [archive.read(name) for name in archive.namelist() if name.endswith("path.jpg")]
    assert SECRET not in picture
    assert picture == stripped("image/jpeg", photograph("JPEG"))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def segment(kind: int, content: bytes) -> bytes:
    return bytes([0xFF, kind]) + struct.pack(">H", len(content) + 2) + content


def riff(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\x00" * (len(content) % 2)


def drawn(kind: str, **options: object) -> bytes:
    packed = io.BytesIO()
    Image.linear_gradient("L").resize((8, 6)).convert("RGB").save(packed, kind, **options)
    return packed.getvalue()


JPEG, PNG, WEBP, GIF = (drawn(kind) for kind in ("JPEG", "PNG", "WEBP", "GIF"))
MOVING = drawn("GIF", save_all=True, append_images=[Image.new("RGB", (8, 6))], loop=3, duration=70)
MOVING_WEBP = drawn("WEBP", save_all=True, append_images=[Image.new("RGB", (8, 6))], loop=3, duration=70)


def in_jpeg(*extra: bytes) -> bytes:
    return JPEG[:2] + b"".join(extra) + JPEG[2:]


def in_png(*extra: bytes) -> bytes:
    return PNG[:33] + b"".join(extra) + PNG[33:]


def in_webp(data: bytes, extra: bytes) -> bytes:
    body = data[8:] + extra
    return b"RIFF" + struct.pack("<I", len(body)) + body


def in_gif(data: bytes, extra: bytes) -> bytes:
    at = 13 + 3 * 2 ** ((data[10] & 7) + 1)
    return data[:at] + extra + data[at:]


def in_frame(data: bytes, extra: bytes) -> bytes:
    """A chunk inside the first frame of what moves."""
    at = data.index(b"ANMF")
    (length,) = struct.unpack_from("<I", data, at + 4)
    frame = data[at + 8 : at + 8 + length] + extra
    body = data[8:at] + riff(b"ANMF", frame) + data[at + 8 + length + length % 2 :]
    return b"RIFF" + struct.pack("<I", len(body)) + body


BLOCK = bytes([len(SECRET)]) + SECRET + b"\x00"
STOWAWAYS = {
    "PNG private chunk": in_png(chunk(b"prVt", SECRET)),
    "PNG suggested palette": in_png(chunk(b"sPLT", SECRET)),
    "PNG behind the end": PNG + SECRET,
    "PNG chunk behind the end": PNG + chunk(b"IDAT", SECRET),
    "PNG text, without an end": in_png(chunk(b"tEXt", SECRET))[:-12] + b"\x00\x00",
    **{f"JPEG APP{n}": in_jpeg(segment(0xE0 + n, SECRET)) for n in range(16)},
    "JPEG comment": in_jpeg(segment(0xFE, SECRET)),
    "JPEG comment after bytes that belong to nothing": in_jpeg(b"\xff\x00", segment(0xFE, SECRET)),
    "JPEG comment after bytes that fill": in_jpeg(b"\xff\xff", segment(0xFE, SECRET)),
    "JPEG thumbnail": JPEG[:2] + segment(0xE0, JPEG[6:18] + b"\x02\x03" + SECRET + b"..") + JPEG[20:],
    "JPEG further thumbnail": in_jpeg(segment(0xE0, b"JFXX\x00\x10" + SECRET)),
    "JPEG longer colours": in_jpeg(segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01" + SECRET)),
    "JPEG behind the end": JPEG + SECRET,
    "GIF comment": in_gif(GIF, b"\x21\xfe" + BLOCK),
    "GIF application": in_gif(GIF, b"\x21\xff\x0bXMP DataXMP" + BLOCK),
    "GIF plain text": in_gif(GIF, b"\x21\x01\x0c" + bytes(12) + BLOCK),
    "GIF unknown extension": in_gif(GIF, b"\x21\x77" + BLOCK),
    "GIF longer loops": in_gif(MOVING, b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x03\x00" + BLOCK),
    "GIF comment in what moves": in_gif(MOVING, b"\x21\xfe" + BLOCK),
    "GIF behind the end": GIF + SECRET,
    "WebP chunk": in_webp(WEBP, riff(b"secr", SECRET)),
    "WebP in a frame": in_frame(MOVING_WEBP, riff(b"secr", SECRET)),
    "WebP behind the end": WEBP + SECRET,
}


@pytest.mark.parametrize("what", STOWAWAYS)
def test_no_stowaway_stays(what: str) -> None:
    data = STOWAWAYS[what]
    assert SECRET in data
    clean = stripped({"WebP": "image/webp"}.get(what.split()[0]) or f"image/{what.split()[0].lower()}", data)
    assert SECRET not in clean
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(clean)) as after:
        frames = getattr(before, "n_frames", 1)
        assert (after.size, after.mode, getattr(after, "n_frames", 1)) == (before.size, before.mode, frames)
        for frame in range(frames):
            before.seek(frame)
            after.seek(frame)
            assert after.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()
            assert after.info.get("duration") == before.info.get("duration")
        assert after.info.get("loop") == before.info.get("loop")


@pytest.mark.parametrize("picture", [JPEG, PNG, WEBP, GIF, MOVING, MOVING_WEBP])
def test_a_picture_without_stowaways_stays_as_it_is(picture: bytes) -> None:
    kind = next(f"image/{kind}" for sign, kind in SIGNS.items() if picture.startswith(sign))
    assert stripped(kind, picture) == picture


SIGNS = {b"\xff\xd8": "jpeg", b"\x89PNG": "png", b"RIFF": "webp", b"GIF": "gif"}

PHOTOGRAPH = base64.b64encode(in_jpeg(segment(0xE1, SECRET))).decode()
DRAWING = f"""<?xml version="1.0"?>
<!-- 51 degrees north -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:ink="http://ink.example/" xmlns:xlink="http://www.w3.org/1999/xlink"
  viewBox="0 0 99 40" ink:export="/home/ida/51 degrees north.png">
  <title>A lamp</title><metadata>51 degrees north</metadata><ink:view at="51 degrees north"/>
  <style>/* 51 degrees north */ .a {{ fill: red }}</style>
  <image width="3" height="3" xlink:href="data:image/jpeg;base64,{PHOTOGRAPH}"/><path class="a" d="M0 0h3v3z"/>
  <text y="30" font-size="9">Light<!-- 51 degrees north --> and dark</text>
</svg><!-- 51 degrees north -->""".encode()


def test_no_stowaway_stays_in_any_output(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    """One book with all kinds of pictures; the manuscript is carried as the settings ask for."""
    rasters = [STOWAWAYS[each] for each in ("PNG private chunk", "JPEG APP12", "GIF comment", "WebP chunk")]
    pictures = {
        f"p{n}.{kind}": data for n, (kind, data) in enumerate(zip(SIGNS.values(), sorted(rasters), strict=True))
    }
    pictures = {"d.svg": DRAWING, **pictures}
    text = "# Walk\n\n" + "\n\n".join(f"![A picture {name}]({name})" for name in pictures)
    quoted = '\n\n<blockquote cite="../51 degrees north">A quotation.</blockquote>\n'
    for carries, holds in (("stripped-manuscript", False), ("manuscript", True)):
        files: dict[str, str | bytes] = {**pictures, "walk.md": text if holds else text + quoted}
        folder = make_manuscript({**files, "book.toml": f'title = "T"\nlang = "en"\n[pdf]\nattach = ["{carries}"]\n'})
        report = build(folder, tmp_path / carries, ["pdf"] if holds else None)
        assert [problem.code for problem in report.problems] == ([] if holds else ["BB307"])
        unpacked: list[bytes] = []
        for artifact in report.artifacts:
            unpacked += [artifact.data]
            if artifact.name.endswith(".epub"):
                with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
                    unpacked += [archive.read(name) for name in archive.namelist()]
            if artifact.name.endswith(".html"):
                unpacked += [base64.b64decode(each) for each in re.findall(rb";base64,([\w+/=]+)", artifact.data)]
            if artifact.name.endswith(".pdf"):
                with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
                    streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
                    unpacked += [each.read_raw_bytes() for each in streams]
                carried = {file.path: file.data for file in attachments(artifact.data, "")}
        assert {path: data for path, data in carried.items() if path.endswith(".md")} != {}
        pictures_carried = [data for path, data in carried.items() if not path.endswith((".md", ".toml"))]
        assert any(SECRET in data for data in pictures_carried) == holds
        assert len(pictures_carried) == len(pictures)
        if holds:
            assert sorted(pictures_carried) == sorted(pictures.values())
        else:
            texts = {data for path, data in carried.items() if path.endswith(".md")}
            assert [data[:60] for data in unpacked if SECRET in data and data not in texts] == []
    assert SECRET not in svg.checked(DRAWING, partial(Problem, "BB404"))[1]
    assert b"Light and dark" in svg.checked(DRAWING, partial(Problem, "BB404"))[1]
