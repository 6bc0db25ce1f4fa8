"""Photographs are upright in every output, and pictures no larger than the settings ask for."""

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pikepdf
import pytest
from conftest import MakeManuscript
from PIL import Image, ImageChops, ImageCms, ImageOps, ImageStat

from bookbuild.pipeline.build import build
from bookbuild.problems import ContentError, SettingsError

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
CHAPTER = "# Walk\n\n![A path]({name})\n\nIt rained.\n"


def scene(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    """A picture that is another one however it is turned: red above, a blue corner on the left."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width, height // 4))
    image.paste("blue", (0, height // 2, width // 3, height))
    return image.convert(mode)


def photograph(kind: str, way: int, image: Image.Image | None = None) -> bytes:
    """A picture that cameras held in some way would write, by the numbers of Exif."""
    back = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    turns = {
        **back,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        7: Image.Transpose.TRANSVERSE,
    }
    upright = image or scene()
    fallen = upright.transpose(turns[way]) if way in turns else upright
    exif = Image.Exif()
    exif[0x0112] = way
    data = io.BytesIO()
    options = {"quality": 92} if kind == "JPEG" else {"lossless": True} if kind == "WEBP" else {}
    fallen.save(data, kind, exif=exif, icc_profile=PROFILE, **options)
    with Image.open(io.BytesIO(data.getvalue())) as again:
        assert ImageOps.exif_transpose(again).size == upright.size
    return data.getvalue()


def shown(folder: Path, formats: tuple[str, ...] = ("epub", "html", "pdf")) -> Iterator[tuple[str, Image.Image]]:
    """The picture of the text in each output, as a program shows it that knows nothing of Exif."""
    for artifact in build(folder, folder.parent / "out", formats).artifacts:
        if artifact.name.endswith(".epub"):
            with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
                (name,) = [name for name in archive.namelist() if name.startswith("EPUB/images/")]
                yield "epub", _bare(archive.read(name))
        elif artifact.name == "walk.html":
            (source,) = lxml.html.document_fromstring(artifact.data).xpath("//img/@src")
            yield "html", _bare(base64.b64decode(str(source).partition(",")[2]))
        elif artifact.name.endswith(".pdf"):
            with pikepdf.Pdf.open(io.BytesIO(artifact.data)) as pdf:
                (picture,) = [image for page in pdf.pages for image in page.get_images().values()]
                assert isinstance(picture, pikepdf.Stream)
                yield "pdf", pikepdf.PdfImage(picture).as_pil_image().convert("RGB")


def _bare(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert not dict(image.getexif())
    assert "exif" not in image.info
    return image.convert("RGB")


def apart(one: Image.Image, other: Image.Image) -> float:
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
@pytest.mark.parametrize("way", [3, 6])
def test_photographs_are_upright_in_every_output(
    kind: str, ending: str, way: int, make_manuscript: MakeManuscript
) -> None:
    name = f"path.{ending}"
    data = photograph(kind, way)
    folder = make_manuscript({"walk.md": CHAPTER.format(name=name), name: data})
    found = dict(shown(folder))
    with Image.open(io.BytesIO(data)) as fallen:
        seen = ImageOps.exif_transpose(fallen).convert("RGB")
    assert set(found) == {"epub", "html", "pdf"}
    for image in found.values():
        assert apart(image, scene()) < 4
        assert apart(image, seen) <= (2 if kind == "JPEG" else 0)


def test_a_scan_of_many_greys_is_seen_in_every_output(make_manuscript: MakeManuscript) -> None:
    greys = bytes(part for row in range(64) for grey in range(96) for part in (grey * 680).to_bytes(2, "little"))
    data = io.BytesIO()
    Image.frombytes("I;16", (96, 64), greys).save(data, "PNG")
    found = dict(shown(make_manuscript({"walk.md": CHAPTER.format(name="path.png"), "path.png": data.getvalue()})))
    assert set(found) == {"epub", "html", "pdf"}
    for image in found.values():
        assert image.getpixel((0, 9)) == (0, 0, 0)
        assert image.getpixel((48, 9)) == (127, 127, 127)
        assert image.getpixel((95, 9)) == (252, 252, 252)


@pytest.mark.slow
def test_a_picture_inside_a_drawing_is_seen_on_the_page(make_manuscript: MakeManuscript) -> None:
    data = io.BytesIO()
    scene().save(data, "PNG")
    inside = (
        f'<image width="96" height="64" href="data:image/png;base64,{base64.b64encode(data.getvalue()).decode()}"/>'
    )
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="64">{inside}<path d="M99 0h99v64z"/></svg>'
    folder = make_manuscript({"walk.md": CHAPTER.format(name="path.svg"), "path.svg": drawing})
    ((_, image),) = shown(folder, ("pdf",))
    assert apart(image, scene()) == 0


@pytest.mark.parametrize("way", range(2, 9))
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_every_way_of_holding_a_camera_is_known(way: int, mode: str, make_manuscript: MakeManuscript) -> None:
    data = photograph("JPEG", way, scene(mode=mode))
    folder = make_manuscript({"walk.md": CHAPTER.format(name="path.jpg"), "path.jpg": data})
    for _, image in shown(folder, ("epub",)):
        assert apart(image, scene(mode=mode).convert("RGB")) < 3


def test_photographs_keep_the_profile_of_their_colours_and_most_of_their_quality(
    make_manuscript: MakeManuscript,
) -> None:
    noise = Image.effect_noise((320, 240), 60).convert("RGB")
    data = photograph("JPEG", 6, noise)
    folder = make_manuscript({"walk.md": CHAPTER.format(name="path.jpg"), "path.jpg": data})
    (artifact,) = [each for each in build(folder, folder.parent / "out", ["epub"]).artifacts if "epub" in each.name]
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
        packed = archive.read("EPUB/images/path.jpg")
    with Image.open(io.BytesIO(packed)) as after, Image.open(io.BytesIO(data)) as before:
        assert after.info["icc_profile"] == PROFILE
        assert apart(after.convert("RGB"), ImageOps.exif_transpose(before).convert("RGB")) < 1
    assert len(packed) < 1.1 * len(data)


def test_an_upright_photograph_is_taken_as_it_is(make_manuscript: MakeManuscript) -> None:
    plain = io.BytesIO()
    scene().save(plain, "JPEG", quality=92)
    folder = make_manuscript({"walk.md": CHAPTER.format(name="path.jpg"), "path.jpg": plain.getvalue()})
    for _, image in shown(folder, ("epub", "html")):
        assert apart(image, Image.open(plain).convert("RGB")) == 0


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_pictures_are_made_smaller_only_where_that_is_asked_for(
    kind: str, ending: str, make_manuscript: MakeManuscript
) -> None:
    data = io.BytesIO()
    Image.effect_noise((600, 400), 50).convert("RGB").save(data, kind)
    name = f"path.{ending}"
    files: dict[str, str | bytes] = {"walk.md": CHAPTER.format(name=name), name: data.getvalue()}
    settings = 'title = "Walk"\n'
    assert {image.size for _, image in shown(make_manuscript({**files, "book.toml": settings}))} == {(600, 400)}
    settings += "[images]\nlongest-side = 300\n"
    smaller = dict(shown(make_manuscript({**files, "book.toml": settings})))
    assert {output: image.size for output, image in smaller.items()} == dict.fromkeys(
        ("epub", "html", "pdf"), (300, 200)
    )
    again = dict(shown(make_manuscript({**files, "book.toml": settings})))
    assert all(image.tobytes() == again[output].tobytes() for output, image in smaller.items())


def test_a_photograph_is_turned_and_made_smaller_at_once(make_manuscript: MakeManuscript) -> None:
    files: dict[str, str | bytes] = {
        "walk.md": CHAPTER.format(name="path.jpg"),
        "path.jpg": photograph("JPEG", 8, scene(400, 600)),
    }
    folder = make_manuscript({**files, "book.toml": 'title = "Walk"\n[images]\nlongest-side = 300\n'})
    for _, image in shown(folder):
        assert image.size == (200, 300)
        assert apart(image, scene(200, 300)) < 3


@pytest.mark.parametrize(("typed", "said"), [("50", "a whole number of at least 100"), ('"big"', "a whole number")])
def test_a_side_that_cannot_be_is_refused_at_its_line(typed: str, said: str, make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript(
        {"book.toml": f'title = "Walk"\n\n[images]\nlongest-side = {typed}\n', "walk.md": "# Walk\n\nRain.\n"}
    )
    with pytest.raises(SettingsError) as caught:
        build(folder, folder.parent / "out")
    (problem,) = caught.value.problems
    assert (problem.code, problem.location.path, problem.location.line) == ("BB102", "book.toml", 4)
    assert "“images.longest-side”" in problem.message
    assert said in problem.message


def test_what_stands_behind_the_end_of_a_photograph_is_left_out(make_manuscript: MakeManuscript) -> None:
    data = io.BytesIO()
    scene().save(data, "MPO", save_all=True, append_images=[scene(40, 30)])
    with Image.open(data) as opened:
        assert opened.format == "MPO"
    folder = make_manuscript({"walk.md": CHAPTER.format(name="path.jpg"), "path.jpg": data.getvalue()})
    for output, image in shown(folder):
        assert apart(image, scene()) < 3, output
    with zipfile.ZipFile(next((folder.parent / "out").glob("*.epub"))) as archive:
        packed = archive.read("EPUB/images/path.jpg")
    assert len(re.findall(b"\xff\xd8\xff", packed)) == 1
    assert packed.endswith(b"\xff\xd9")


def test_the_proof_notices_another_picture_even_where_pictures_are_made_smaller(
    make_manuscript: MakeManuscript, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, str | bytes] = {
        "walk.md": CHAPTER.format(name="path.jpg"),
        "path.jpg": photograph("JPEG", 1, scene(600, 400)),
    }
    folder = make_manuscript({**files, "book.toml": 'title = "Walk"\n[images]\nlongest-side = 300\n'})
    monkeypatch.setattr("bookbuild.assets.raster._smaller", lambda image, side: scene(300, 200).rotate(180))
    with pytest.raises(ContentError) as caught:
        build(folder, folder.parent / "out")
    assert any("another picture" in problem.message for problem in caught.value.problems)
