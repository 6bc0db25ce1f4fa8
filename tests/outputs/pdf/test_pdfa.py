"""PDFs for archives, and the files that they carry."""

import datetime
import hashlib
import io
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from conftest import Built, MakeManuscript
from PIL import Image

from bookbuild.judges import verapdf
from bookbuild.outputs.pdf.pdfa import archive
from bookbuild.pipeline.build import build

UA = "http://www.aiim.org/pdfua/ns/id/"
A = "http://www.aiim.org/pdfa/ns/id/"


def claims(data: bytes) -> tuple[str, str, str]:
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as xmp:
        return tuple(str(xmp.get(key, "")) for key in (f"{{{UA}}}part", f"{{{A}}}part", f"{{{A}}}conformance"))  # type: ignore[return-value]


def test_it_claims_both_standards_and_says_its_colours(carrier: Built, garden: Built) -> None:
    assert claims(garden.artifact(".pdf").data) == ("1", "", "")
    data = carrier.artifact(".pdf").data
    assert claims(data) == ("1", "3", "A")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (intent,) = list(pdf.Root.OutputIntents)
        assert intent.DestOutputProfile.N == 3
        assert b"sRGB" in intent.DestOutputProfile.read_bytes()[:4000]


def test_each_file_says_what_it_is_and_when_it_was_changed(carrier: Built) -> None:
    with pikepdf.open(io.BytesIO(carrier.artifact(".pdf").data)) as pdf:
        held: dict[str, Any] = {str(spec.UF): spec for spec in list(pdf.Root.AF)}
        assert len(pdf.Root.AF) == len(held) == len(pdf.attachments) == 7
        for name, spec in held.items():
            file = spec.EF.F
            assert str(spec.F) == name
            assert str(spec.Desc)
            assert file.Params.Size == len(file.read_bytes())
            assert bytes(file.Params.CheckSum) == hashlib.md5(file.read_bytes()).digest()
            assert {str(file.Params.ModDate), str(file.Params.CreationDate)} == {"D:20240301000000Z"}
        kinds = {name: (str(spec.AFRelationship)[1:], str(spec.EF.F.Subtype)[1:]) for name, spec in held.items()}
    epub = carrier.artifact(".epub").name
    assert kinds == {
        epub: ("Alternative", "application/epub+zip"),
        "manuscript/01-soil.md": ("Source", "text/markdown"),
        "manuscript/02-water.md": ("Source", "text/markdown"),
        "manuscript/03-frost.md": ("Source", "application/octet-stream"),
        "manuscript/book.toml": ("Source", "application/toml"),
        "manuscript/images/can.png": ("Source", "image/png"),
        "manuscript/images/leaf.svg": ("Source", "image/svg+xml"),
    }


def test_names_of_files_keep_their_letters(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    front = "---\ntitle: T\npdf: {attach: [manuscript]}\n---\n\n"
    made = build(make_manuscript({"Ä und 雨.md": f"{front}Words."}) / "Ä und 雨.md", tmp_path / "out", ["pdf"])
    document = pypdfium2.PdfDocument(made.artifacts[0].data)
    assert [document.get_attachment(0).get_name()] == ["manuscript/Ä und 雨.md"]


def test_an_archive_carries_nothing_unless_it_is_told_to(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    front = "---\ntitle: T\npdf:\n  archive: true\n---\n\n"
    made = build(make_manuscript({"a.md": f"{front}Words."}), tmp_path / "out", ["pdf"])
    data = made.artifacts[0].data
    assert claims(data) == ("1", "3", "A")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/AF" not in pdf.Root
        assert not len(pdf.attachments)


def test_pictures_of_printers_inks_become_those_of_screens(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("CMYK", (40, 30), (200, 30, 0, 10)).save(picture, "JPEG")
    files: dict[str, str | bytes] = {"a.md": "---\ntitle: T\npdf: {archive: true}\n---\n\n![Blue](a.jpg)"}
    files["a.jpg"] = picture.getvalue()
    made = build(make_manuscript(files), tmp_path / "out", ["pdf"])
    with pikepdf.open(io.BytesIO(made.artifacts[0].data)) as pdf:
        spaces = [str(o.ColorSpace) for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/ColorSpace" in o]
    assert spaces == ["/DeviceRGB"]
    found = [problem.message for problem in made.problems if problem.code != "BB859"]
    assert found == []
    if verapdf.probe().version is not None:
        assert verapdf.judge(made.folder / made.artifacts[0].name, 120) == ()


@pytest.mark.parametrize("book", ["article", "garden"])
def test_words_and_pages_stay_what_they_are(book: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(book)
    data = built.artifact(".pdf").data
    archived = archive(data, (), datetime.datetime(2020, 1, 2))
    assert archived == archive(data, (), datetime.datetime(2020, 1, 2))
    before, after = (
        [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(each)] for each in (data, archived)
    )
    assert before == after
