"""The files inside a PDF: taken out as they went in, and never put where they do not belong."""

import base64
import hashlib
import io
import os
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf
import pytest
from conftest import Built, held
from pikepdf import Array, Dictionary, Name, Pdf

from bookbuild.attachments import unpack as unpacking
from bookbuild.attachments.unpack import attachments, unpack
from bookbuild.problems import BookError, ContentError, LimitError, SettingsError


def holding(
    files: Mapping[str, bytes], change: Callable[[Pdf], None] = lambda pdf: None, compress: bool = True
) -> bytes:
    """A PDF by a stranger, with files inside."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for number, (name, data) in enumerate(files.items()):
            pdf.attachments[f"{number:04}"] = held(pdf, name, data)
        change(pdf)
        written = io.BytesIO()
        pdf.save(written, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=compress)
        return written.getvalue()


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".bookbuild.lock"
    }


def test_what_went_in_comes_out_byte_for_byte(carrier: Built, tmp_path: Path) -> None:
    pdf = write(tmp_path / "x.pdf", carrier.artifact(".pdf").data)
    unpack(pdf, tmp_path / "out")
    found = everything(tmp_path / "out")
    assert found.pop(carrier.artifact(".epub").name) == carrier.artifact(".epub").data
    wanted = {f"manuscript/{path}": data for path, data in everything(carrier.manuscript).items()}
    assert found.keys() == wanted.keys()
    assert {path for path in found if found[path] != wanted[path]} == {"manuscript/03-frost.md"}


def test_of_a_draft_only_that_it_is_one_is_given_out(carrier: Built) -> None:
    data = carrier.artifact(".pdf").data
    (draft,) = [each for each in attachments(data, "x.pdf") if each.path.endswith("03-frost.md")]
    assert draft.data == b"---\ndraft: true\n---\n"
    assert not any(b"Secret" in each.data for each in attachments(data, "x.pdf"))


def test_files_of_strangers_come_out_wherever_they_hang(tmp_path: Path) -> None:
    def hang(pdf: Pdf) -> None:
        spec = held(pdf, "note.txt", b"noted").obj
        rect = Array([0, 0, 9, 9])
        note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, FS=spec, Rect=rect)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])
        pdf.Root.AF = Array([held(pdf, "data.csv", b"beside").obj, pdf.attachments["0000"].obj])

    pdf = write(tmp_path / "x.pdf", holding({"a/b/ä 1.txt": b"one", "two.bin": bytes(range(256))}, hang))
    made, _ = unpack(pdf, tmp_path / "out")
    wanted = {"a/b/ä 1.txt": b"one", "two.bin": bytes(range(256)), "note.txt": b"noted", "data.csv": b"beside"}
    assert everything(tmp_path / "out") == wanted
    assert [artifact.name for artifact in made] == sorted(wanted)


UNSAFE = [
    "../a.txt",
    "a/../../b.txt",
    "a/..",
    "..",
    "/etc/passwd",
    "//server/share",
    "C:/a.txt",
    "C:a.txt",
    "a\\b.txt",
    "..\\a.txt",
    "a.txt:stream",
    "",
    "a//b",
    "a/",
    "./a",
    ".profile",
    ".git/hooks/pre-commit",
    "nul",
    "a/CON.txt",
    "com1.md",
    "a.",
    "a ",
    "a\nb",
    "a\x00b",
    "a\u202eb",
    "x" * 300,
    "what?.txt",
]


@pytest.mark.parametrize("name", UNSAFE)
def test_a_name_that_could_lead_elsewhere_is_refused_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    def rename(pdf: Pdf) -> None:
        spec = pdf.attachments["0001"].obj
        spec.F = spec.UF = pikepdf.String(name)

    pdf = write(tmp_path / "x.pdf", holding({"good.txt": b"good", "bad": b"bad"}, rename))
    folder = tmp_path / "deep" / "out"
    with pytest.raises(ContentError) as refusal:
        unpack(pdf, folder)
    (problem,) = refusal.value.problems
    assert problem.code == "BB605"
    assert not folder.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.pdf"]


@pytest.mark.parametrize(
    "names", [("a.txt", "A.TXT"), ("\u00e9.txt", "e\u0301.txt"), ("same", "same"), ("a", "a/b"), ("A/b/c", "a/B")]
)
def test_files_that_would_be_one_on_some_disk_are_refused(names: tuple[str, str], tmp_path: Path) -> None:
    def rename(pdf: Pdf) -> None:
        for key, name in zip(("0000", "0001"), names, strict=True):
            spec = pdf.attachments[key].obj
            spec.F = spec.UF = pikepdf.String(name)

    pdf = write(tmp_path / "x.pdf", holding({"1": b"one", "2": b"two"}, rename))
    with pytest.raises(ContentError) as refusal:
        unpack(pdf, tmp_path / "out")
    assert refusal.value.problems[0].code == "BB605"
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="links need a system that has them")
def test_a_link_in_the_folder_does_not_lead_out_of_it(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    folder.mkdir()
    (outside / "a.txt").write_text("old", encoding="utf-8")
    (folder / "sub").symlink_to(outside, target_is_directory=True)
    (folder / "b.txt").symlink_to(outside / "b.txt")
    for name in ("sub/a.txt", "sub/new.txt", "b.txt"):
        pdf = write(tmp_path / "x.pdf", holding({name: b"new"}))
        with pytest.raises(ContentError) as refusal:
            unpack(pdf, folder, force=True)
        assert refusal.value.problems[0].code == "BB605"
    assert everything(outside) == {"a.txt": b"old"}


def test_what_lies_there_is_overwritten_only_by_force(tmp_path: Path) -> None:
    pdf = write(tmp_path / "x.pdf", holding({"a.txt": b"new", "sub/b.txt": b"new", "c.txt": b"new"}))
    folder = tmp_path / "out"
    (folder / "sub").mkdir(parents=True)
    write(folder / "a.txt", b"old")
    write(folder / "sub" / "b.txt", b"old")
    with pytest.raises(SettingsError) as refusal:
        unpack(pdf, folder)
    assert [problem.code for problem in refusal.value.problems] == ["BB606", "BB606"]
    assert everything(folder) == {"a.txt": b"old", "sub/b.txt": b"old"}
    unpack(pdf, folder, force=True)
    assert everything(folder) == {"a.txt": b"new", "sub/b.txt": b"new", "c.txt": b"new"}


def code_of(data: bytes, kind: type[BookError]) -> str:
    with pytest.raises(kind) as refusal:
        attachments(data, "x.pdf")
    (problem,) = refusal.value.problems
    assert problem.location.path == "x.pdf"
    return problem.code


def test_a_file_that_unpacks_beyond_measure_is_not_unpacked() -> None:
    def pack_twice(pdf: Pdf) -> None:
        stream = pdf.attachments["0000"].obj.EF.F
        pdf.attachments["0000"].obj.EF.UF = stream
        stream.write(
            zlib.compress(zlib.compress(bytes(50_000_000))), filter=Array([Name.FlateDecode, Name.FlateDecode])
        )

    once, twice = holding({"a": bytes(20_000_000)}), holding({"a": b""}, pack_twice, compress=False)
    assert len(once) < 30_000
    assert len(twice) < 5_000
    assert code_of(once, LimitError) == "BB608"
    assert code_of(twice, LimitError) == "BB608"
    assert attachments(holding({"a": bytes(1_000_000)}), "x.pdf")[0].data == bytes(1_000_000)


def test_there_is_an_end_to_the_number_of_files_and_to_what_they_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(100))
    data = holding({"a": noise, "b": noise[1:], "c": noise[2:]})
    assert len(attachments(data, "x.pdf")) == 3
    monkeypatch.setattr(unpacking, "MAX_FILES", 2)
    assert code_of(data, LimitError) == "BB608"
    monkeypatch.setattr(unpacking, "MAX_FILES", 3)
    monkeypatch.setattr(unpacking, "MAX_BYTES", 9_000)
    assert code_of(data, LimitError) == "BB608"


def packed(data: bytes, *filters: Name) -> bytes:
    def write_raw(pdf: Pdf) -> None:
        pdf.attachments["0000"].obj.EF.UF = pdf.attachments["0000"].obj.EF.F
        pdf.attachments["0000"].obj.EF.F.write(data, filter=Array(list(filters)))

    return holding({"a": b""}, write_raw, compress=False)


def test_files_written_in_letters_are_read_and_other_packings_refused() -> None:
    assert attachments(packed(b"48 69>", Name.ASCIIHexDecode), "x.pdf")[0].data == b"Hi"
    assert attachments(packed(base64.a85encode(b"Hi") + b"~>", Name.ASCII85Decode), "x.pdf")[0].data == b"Hi"
    assert code_of(packed(b"\x80\x0b\x60\x50", Name.LZWDecode), ContentError) == "BB608"
    assert code_of(packed(b"x\x9cK\xcb", Name.FlateDecode), ContentError) == "BB608"


def test_pdfs_without_files_and_what_is_no_pdf_are_refused(tmp_path: Path) -> None:
    for name, data in (("none.pdf", holding({})), ("text.pdf", b"It shines."), ("empty.pdf", b"")):
        with pytest.raises(ContentError) as refusal:
            unpack(write(tmp_path / name, data), tmp_path / "out")
        assert refusal.value.problems[0].code == "BB607"
    with pikepdf.open(io.BytesIO(holding({"a": b"1"}))) as pdf:
        locked = io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(ContentError, match="password"):
        unpack(write(tmp_path / "locked.pdf", locked.getvalue()), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_pdf_that_only_keeps_others_from_changing_it_gives_its_files() -> None:
    with pikepdf.open(io.BytesIO(holding({"a": b"words"}))) as pdf:
        guarded = io.BytesIO()
        pdf.save(guarded, encryption=pikepdf.Encryption(owner="a", user=""))
    assert attachments(guarded.getvalue(), "x.pdf")[0].data == b"words"
