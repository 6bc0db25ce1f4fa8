"""What could run in a stranger's file is told of by `check` and `unpack`, and `handout` leaves it out."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from conftest import Built, held
from pikepdf import Array, Dictionary, Name, Pdf, String

from bookbuild.assets.active_contents import problems
from bookbuild.attachments.unpack import unpack
from bookbuild.outputs.handout import impose
from bookbuild.pipeline.check import check
from bookbuild.settings.schema import HandoutSettings

SCRIPT = "app.alert(1)"


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(SCRIPT))


def on_page(action: Dictionary) -> Callable[[Pdf], None]:
    """Puts a link with such an action on the first page."""

    def change(pdf: Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
        noted = pdf.pages[0].obj.get("/Annots", Array())
        pdf.pages[0].obj.Annots = Array([*noted, pdf.make_indirect(note)])

    return change


def in_catalog(key: str, make: Callable[[Pdf], object]) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        pdf.Root[key] = make(pdf)

    return change


def address(text: str) -> Dictionary:
    return Dictionary(S=Name.URI, URI=String(text))


def in_names(pdf: Pdf) -> None:
    names = pdf.Root.get("/Names", Dictionary())
    names.JavaScript = Dictionary(Names=Array([String("a"), pdf.make_indirect(script())]))
    pdf.Root.Names = names


def in_outline(pdf: Pdf) -> None:
    entry = pdf.make_indirect(Dictionary(Title=String("a"), A=script()))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=entry, Last=entry, Count=1))


def with_program(pdf: Pdf) -> None:
    pdf.attachments["run.exe"] = held(pdf, "run.exe", b"MZ")


PDFS: dict[str, Callable[[Pdf], None]] = {
    "script on opening": in_catalog("/OpenAction", lambda pdf: script()),
    "print on opening": in_catalog("/OpenAction", lambda pdf: Dictionary(S=Name.Named, N=Name.Print)),
    "program on closing": in_catalog("/AA", lambda pdf: Dictionary(WC=Dictionary(S=Name.Launch, F=String("a.exe")))),
    "script by name": in_names,
    "script in the outline": in_outline,
    "program": on_page(Dictionary(S=Name.Launch, Win=Dictionary(F=String("a.exe")))),
    "script behind a link": on_page(Dictionary(S=Name.URI, URI=String("https://example.org"), Next=Array([script()]))),
    "script when a page is turned": lambda pdf: pdf.pages[0].obj.__setitem__("/AA", Dictionary(O=script())),
    "form that is sent": on_page(Dictionary(S=Name.SubmitForm, F=String("http://example.org"))),
    "form with a program": in_catalog("/AcroForm", lambda pdf: Dictionary(XFA=String("<xdp/>"), Fields=Array())),
    "address of a script": on_page(address("java\tscript:alert(1)")),
    "address of a file": on_page(address("FILE:///etc/passwd")),
}
HONEST: dict[str, Callable[[Pdf], None]] = {
    "place on opening": in_catalog("/OpenAction", lambda pdf: Array([pdf.pages[0].obj, Name.Fit])),
    "going on opening": in_catalog(
        "/OpenAction", lambda pdf: Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))
    ),
    "address": on_page(address("https://example.org/javascript:x")),
    "link to another PDF": on_page(Dictionary(S=Name.GoToR, F=String("b.pdf"), D=Array([0, Name.Fit]))),
}


def changed(change: Callable[[Pdf], None], data: bytes | None = None) -> bytes:
    with pikepdf.new() if data is None else pikepdf.open(io.BytesIO(data)) as pdf:
        if data is None:
            pdf.add_blank_page()
        change(pdf)
        written = io.BytesIO()
        pdf.save(written, static_id=True)
        return written.getvalue()


@pytest.mark.parametrize("what", PDFS)
def test_it_is_found_in_a_pdf_and_not_in_its_handout(what: str) -> None:
    data = changed(PDFS[what])
    (problem,) = problems("x.pdf", data)
    assert problem.code == "BB610"
    made = impose(data, HandoutSettings(), "x.pdf").data
    assert problems("x.pdf", made) == ()


@pytest.mark.parametrize("what", HONEST)
def test_nothing_is_found_in_an_honest_pdf(what: str) -> None:
    assert problems("x.pdf", changed(HONEST[what])) == ()


PAGES = {
    "<p>a</p><script>1</script>": True,
    '<p onclick="x()">a</p>': True,
    '<a href=" JavaScript:x()">a</a>': True,
    '<a href="java&#10;script:x()">a</a>': True,
    '<form action="vbscript:x">a</form>': True,
    '<iframe src="https://example.org"></iframe>': True,
    '<svg xmlns="http://www.w3.org/2000/svg"><a xlink:href="data:text/html,x">a</a></svg>': True,
    '<a href="https://example.org/?javascript:">a</a><img src="data:image/png;base64,AA==" alt="">': False,
    '<script type="application/ld+json">{}</script><p>on</p>': False,
    "": False,
}


@pytest.mark.parametrize("markup", PAGES)
def test_it_is_found_in_pages_and_books(markup: str) -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("a/b.xhtml", markup)
    for name, data in (("x.html", markup.encode()), ("x.svg", markup.encode()), ("x.epub", book.getvalue())):
        assert [problem.code for problem in problems(name, data)] == ["BB610"] * PAGES[markup], name


@pytest.mark.parametrize("name", ["run.exe", "a/b.JS", "c.lnk"])
def test_programs_are_found_by_their_names(name: str) -> None:
    assert len(problems(name, b"")) == 1
    assert problems("notes.md", b"<script>") == ()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xfe<", b"<!DOCTYPE"])
def test_what_cannot_be_read_is_left_to_others(data: bytes) -> None:
    for name in ("x.pdf", "x.epub", "x.html"):
        assert problems(name, data) == ()


def test_unpack_tells_of_it_and_leaves_the_bytes_alone(tmp_path: Path) -> None:
    page = b"<script>1</script>"

    def change(pdf: Pdf) -> None:
        pdf.attachments["a"] = held(pdf, "a.html", page)
        pdf.attachments["b"] = held(pdf, "b.md", page)
        in_names(pdf)

    (tmp_path / "x.pdf").write_bytes(changed(change))
    _, told = unpack(tmp_path / "x.pdf", tmp_path / "out")
    assert [Path(problem.location.path).name for problem in told] == ["x.pdf", "a.html"]
    assert (tmp_path / "out" / "a.html").read_bytes() == page


def test_check_tells_of_it_in_every_format(lecture: Built, tmp_path: Path) -> None:
    """Our own files have none; the same ones with a script have one each."""
    link = b'<a href="javascript:x()">'
    for artifact in lecture.outputs:
        if artifact.name.endswith(".pdf"):
            assert problems(artifact.name, artifact.data) == ()
            (tmp_path / artifact.name).write_bytes(changed(PDFS["script on opening"], artifact.data))
        elif artifact.name.endswith(".epub"):
            with (
                zipfile.ZipFile(io.BytesIO(artifact.data)) as archive,
                zipfile.ZipFile(tmp_path / artifact.name, "w") as out,
            ):
                for name in archive.namelist():
                    page = archive.read(name)
                    is_text = name.endswith(".xhtml") and b"<p>" in page
                    out.writestr(name, page.replace(b"<p>", b"<p>" + link + b"</a>", 1) if is_text else page)
    report, _ = check(lecture.manuscript, tmp_path, judges=False)
    told = " ".join(f"{problem.location.path} {problem.message}" for problem in report.problems)
    assert "this file can do something by itself: something it does when it is opened (JavaScript)" in told
    assert "has a link that runs something" in told
