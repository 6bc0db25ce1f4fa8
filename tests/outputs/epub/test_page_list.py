"""The page list of an EPUB that is built together with its PDF: each mark stands where pdfium sees the page begin."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import lxml.etree
import pypdfium2
import pytest
from conftest import Built, MakeManuscript

from bookbuild.pipeline.build import build

NAMES = {"x": "http://www.w3.org/1999/xhtml", "ncx": "http://www.daisy.org/z3986/2005/ncx/"}
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
LOREM = (
    "Nevertheless the extraordinarily long afternoon continued uninterruptedly, notwithstanding the weather, and the "
    "harbourmaster considered every circumstance again and again: number {}. "
)


@dataclass(frozen=True)
class Page:
    label: str
    address: str
    before: str
    """The letter before the mark."""
    after: str
    """What follows it in its document."""


def letters(text: str) -> str:
    return "".join(filter(str.isalpha, unicodedata.normalize("NFC", text))).casefold()


def listed(data: bytes) -> Iterator[Page]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    nav = lxml.etree.fromstring(archive.read("EPUB/nav.xhtml"))
    for link in nav.xpath("//x:nav[@id='page-list']//x:a", namespaces=NAMES):
        file, _, name = link.get("href").partition("#")
        tree = lxml.etree.fromstring(archive.read(f"EPUB/{file}"))
        (mark,) = tree.xpath(f"//x:span[@id='{name}']", namespaces=NAMES)
        assert (mark.get(EPUB_TYPE), mark.get("role")) == ("pagebreak", "doc-pagebreak")
        assert mark.get("aria-label") == link.text
        assert len(mark) == 0
        assert not mark.text
        before = "".join(mark.xpath("preceding::text()[1]"))
        yield Page(link.text, link.get("href"), before[-1:], "".join(mark.xpath("following::text()")))


def printed(data: bytes) -> list[tuple[str, str]]:
    """Label and text of each page."""
    pdf = pypdfium2.PdfDocument(data)
    return [(pdf.get_page_label(index), pdf[index].get_textpage().get_text_range()) for index in range(len(pdf))]


def agree(epub: bytes, pdf: bytes) -> int:
    """Hold every page of the text against its mark; returns how many were compared."""
    pages, marks = printed(pdf), list(listed(epub))
    assert [label for label, _ in pages] == [mark.label for mark in marks]
    compared = 0
    for (label, text), mark in zip(pages, marks, strict=True):
        if label.isdecimal() and len(letters(text)) > 100:
            assert letters(mark.after)[12:40] in letters(text)[:200], label
            assert not mark.before.isalpha(), label
            compared += 1
    return compared


@pytest.fixture(scope="module")
def novel(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """EPUB and PDF of a book with pages that begin in words, lists, verse, quotations and tables."""
    folder = tmp_path_factory.mktemp("novel") / "book"
    folder.mkdir()
    prose = "\n\n".join("".join(LOREM.format(f"{part}{line}") for line in range(9)) + "Rain.[^n]" for part in range(6))
    items = "\n".join(f"- {LOREM.format(number)}" for number in range(30))
    verse = (
        "::: verse\n" + "\n\n".join("The sea, the sea\nthe open sea\nand always the sea" for _ in range(30)) + "\n:::"
    )
    rows = "| word | sense |\n| --- | --- |\n" + "\n".join(f"| harbour {n} | shelter for ships |" for n in range(8))
    text = (
        f"# Rain\n\n{prose}\n\n{verse}\n\n> {prose[:2500]}\n\n# Sea\n\n{items}\n\n{rows}\n\n[^n]: A note about rain.\n"
    )
    (folder / "book.toml").write_text('title = "Rain and Sea"\n', encoding="utf-8")
    (folder / "rain.md").write_text(text.replace("Rain.[^n]", "Rain.", 5), encoding="utf-8")
    artifacts = build(folder, folder.parent / "out", ["pdf", "epub"]).artifacts
    return tuple(next(each.data for each in artifacts if each.name.endswith(end)) for end in (".epub", ".pdf"))  # type: ignore[return-value]


def test_marks_stand_where_pages_begin(novel: tuple[bytes, bytes]) -> None:
    assert agree(*novel) > 8


def test_pages_of_scripts_from_right_to_left_are_found(tongues: Built) -> None:
    marks = list(listed(tongues.artifact(".epub").data))
    assert [mark.label for mark in marks] == [label for label, _ in printed(tongues.artifact(".pdf").data)]
    files = [mark.address.partition("#")[0] for mark in marks]
    assert len(files) > len(set(files)) > 3


def test_old_readers_find_the_pages_too(garden: Built) -> None:
    data = garden.artifact(".epub").data
    ncx = lxml.etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("EPUB/toc.ncx"))
    targets = ncx.xpath("ncx:pageList/ncx:pageTarget", namespaces=NAMES)
    named = ["".join(target.xpath("ncx:navLabel/ncx:text/text()", namespaces=NAMES)) for target in targets]
    marks = list(listed(data))
    assert named == [mark.label for mark in marks]
    assert [target.xpath("string(ncx:content/@src)", namespaces=NAMES) for target in targets] == [
        mark.address for mark in marks
    ]
    orders = [int(order) for order in ncx.xpath("//@playOrder")]
    assert orders == list(range(1, len(orders) + 1))
    said = {meta.get("name"): meta.get("content") for meta in ncx.iterfind("ncx:head/ncx:meta", NAMES)}
    assert said["dtb:totalPageCount"] == str(len(marks))
    assert said["dtb:depth"] == "2"


def test_package_says_that_pages_are_marked(garden: Built) -> None:
    package = zipfile.ZipFile(io.BytesIO(garden.artifact(".epub").data)).read("EPUB/content.opf").decode()
    assert re.search(r'<meta property="pageBreakSource">urn:uuid:', package)
    assert '<meta property="schema:accessibilityFeature">pageBreakMarkers</meta>' in package
    assert "The page numbers of the print edition are marked." in package


@pytest.mark.slow
@pytest.mark.parametrize("place", ["chapter", "book"])
def test_pages_of_notes_follow_those_of_the_text(make_manuscript: MakeManuscript, tmp_path: Path, place: str) -> None:
    text = "".join(f"Rain number {number}.[^{number}]\n\n" for number in range(40))
    notes = "".join(f"[^{number}]: {LOREM.format(number)}\n\n" for number in range(40))
    book = f'title = "Rain"\nkind = "book"\n[pdf]\nnotes = "{place}"\n'
    folder = make_manuscript({"book.toml": book, "a.md": f"# Rain\n\n{text}{notes}", "b.md": f"# Sea\n\n{LOREM}"})
    epub, pdf = (
        each.data for each in build(folder, tmp_path / "out", ["pdf", "epub"]).artifacts if each.name[-1] in "bf"
    )
    marks, pages = {mark.label: mark for mark in listed(epub)}, printed(pdf)
    texts = ("Rain number", "number {}")
    of_notes = [label for label, page in pages if "number" in page and not any(text in page for text in texts)]
    assert len(of_notes) >= 3
    if place == "book":
        assert [label for label, _ in pages if label not in marks] == of_notes
    else:
        assert [label for label, _ in pages if label not in marks] == []
        assert not [label for label in of_notes if "Rain number" in marks[label].after]


def test_epub_alone_has_no_pages(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript({"walk.md": "# A Walk\n\nIt rained.\n"})
    (epub,) = [each for each in build(folder, tmp_path / "out", ["epub"]).artifacts if each.name.endswith(".epub")]
    members = zipfile.ZipFile(io.BytesIO(epub.data))
    assert not list(listed(epub.data))
    assert not [name for name in members.namelist() if b"pagebreak" in members.read(name)]
    assert b"pageBreak" not in members.read("EPUB/content.opf")


def test_epub_inside_the_pdf_knows_its_pages(carrier: Built) -> None:
    labels = [label for label, _ in printed(carrier.artifact(".pdf").data)]
    assert [mark.label for mark in listed(carrier.artifact(".epub").data)] == labels
