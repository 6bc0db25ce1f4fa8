"""Metadata is taken out of pictures; pixels and colours stay."""

import io
import zipfile
from pathlib import Path

import pytest
from conftest import MakeManuscript
from PIL import Image, ImageCms, PngImagePlugin

from bookbuild.assets.picture_metadata import stripped
from bookbuild.pipeline.build import build

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
