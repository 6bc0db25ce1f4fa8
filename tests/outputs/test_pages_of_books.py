"""The pages of a book beside its text, as they stand in its EPUB and on its pages."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import lxml.etree
import lxml.html
import pikepdf
import pypdfium2 as pdfium
import pytest
from conftest import Built

from bookbuild.pipeline.build import build

NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

MakeManuscript = Callable[..., Path]


def _opened(data: bytes, name: str) -> lxml.etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return lxml.etree.fromstring(archive.read(f"EPUB/{name}"))


def _said(data: bytes) -> list[tuple[str, str]]:
    """Each element of the metadata: its name or property, behind the words of what it refines, and its words."""
    metadata = _opened(data, "content.opf").find("opf:metadata", NAMES)
    assert metadata is not None
    words = {f"#{element.get('id')}": (element.text or "").strip() for element in metadata}
    return [
        (
            f"{words.get(element.get('refines', ''), '')} "
            f"{element.get('property') or lxml.etree.QName(element).localname}".strip(),
            (element.text or "").strip(),
        )
        for element in metadata
    ]


def test_the_package_says_all_that_the_settings_say(harbour: Built) -> None:
    said = _said(harbour.artifact(".epub").data)
    for each in [
        ("identifier", "urn:isbn:9780306406157"),
        ("urn:isbn:9780306406157 identifier-type", "15"),
        ("identifier", "urn:isbn:9791090636071"),
        ("identifier", "doi:10.5555/12345678"),
        ("doi:10.5555/12345678 identifier-type", "06"),
        ("source", "urn:isbn:9780306406157"),
        ("source", "Harbour Weekly, 1984 to 1986"),
        ("pageBreakSource", "urn:isbn:9780306406157"),
        ("creator", "Ada Moreau"),
        ("Ada Moreau file-as", "Moreau, Ada"),
        ("creator", "Ben Ito"),
        ("Ben Ito role", "aut"),
        ("contributor", "Clara Voss"),
        ("Clara Voss role", "trl"),
        ("Clara Voss file-as", "Voss, Clara"),
        ("contributor", "Eva Lund"),
        ("Eva Lund role", "ill"),
        ("belongs-to-collection", "Harbour Stories"),
        ("Harbour Stories collection-type", "series"),
        ("Harbour Stories group-position", "2"),
        ("publisher", "Wren Press"),
        ("date", "2024-03-01"),
        ("description", "A keeper, a lamp and a year of weather."),
        ("subject", "Lighthouses"),
        ("subject", "Weather"),
        ("rights", "The drawings are free to share under CC BY 4.0."),
    ]:
        assert said.count(each) == 1, each
    assert _opened(harbour.artifact(".epub").data, "toc.ncx").xpath("string(//*[@name='dtb:uid']/@content)") == (
        "urn:isbn:9780306406157"
    )


def test_the_pages_stand_in_their_order_and_say_what_they_are(harbour: Built) -> None:
    data = harbour.artifact(".epub").data
    package = _opened(data, "content.opf")
    places = {item.get("id"): item.get("href") for item in package.iterfind("opf:manifest/opf:item", NAMES)}
    spine = [str(places[item.get("idref")]) for item in package.iterfind("opf:spine/opf:itemref", NAMES)]
    found = [
        (section.get("class", "").split()[0], section.get("role"), section.get(EPUB_TYPE), section.get("aria-label"))
        for name in spine
        if name not in ("nav.xhtml", "cover.xhtml")
        for section in _opened(data, name).iterfind("x:body/x:section", NAMES)
    ]
    assert spine.index("nav.xhtml") == 4
    assert found == [
        ("title-page", None, "titlepage", "Title page"),
        ("copyright-page", None, "copyright-page", "Copyright page"),
        ("dedication", "doc-dedication", "dedication", "Dedication"),
        ("chapter", "doc-chapter", "chapter", None),
        ("chapter", "doc-chapter", "chapter", None),
        ("about", "doc-afterword", "afterword", None),
        ("colophon", "doc-colophon", "colophon", "Colophon"),
    ]


def test_contents_list_what_has_a_heading_and_landmarks_every_page(harbour: Built) -> None:
    nav = _opened(harbour.artifact(".epub").data, "nav.xhtml")
    titles = [link.text for link in nav.xpath("//x:nav[@role='doc-toc']//x:a", namespaces=NAMES)]
    kinds = [link.get(EPUB_TYPE) for link in nav.xpath("//x:nav[@id='landmarks']//x:a", namespaces=NAMES)]
    assert titles == ["Spring", "Summer", "About the authors"]
    assert kinds == ["cover", "titlepage", "copyright-page", "dedication", "toc", "bodymatter", "afterword", "colophon"]


def _pages(data: bytes) -> list[tuple[str, str]]:
    """Label and words of every page."""
    document = pdfium.PdfDocument(data)
    return [
        (document.get_page_label(number), " ".join(page.get_textpage().get_text_bounded().split()))
        for number, page in enumerate(document)
    ]


def test_pages_of_the_print_edition_stand_where_a_printer_expects_them(harbour: Built) -> None:
    pages = _pages(harbour.artifact(".pdf").data)
    assert [label for label, _ in pages] == ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "1", "2", "3", "4"]
    assert (pages[0][1], pages[1][1]) == ("The Keeper’s Year", "")
    words = [text for _, text in pages[2:]]
    assert words[0].startswith("The Keeper’s Year A story in four seasons Harbour Stories 2 Ada Moreau, Ben Ito")
    assert "Translated by Clara Voss Illustrated by Dan Okoye, Eva Lund" in words[0]
    assert words[1].startswith("Wren Press, 2024 © 2024 Ada Moreau and Ben Ito.")
    assert "ISBN 978-0-306-40615-7 (print) ISBN 979-10-90636-07-1 (EPUB) doi:10.5555/12345678" in words[1]
    assert words[2] == "To the keepers, and to those who wait for them."
    assert (words[3], words[5]) == ("", "")
    assert "Spring" in words[4]
    assert words[4].endswith(" vii")
    assert "Ada Moreau and Ben Ito keep a lamp together." in words[8]
    assert words[9].endswith("Printed on paper that will outlast its readers.")


def test_the_copyright_page_stands_at_the_foot_of_its_page(harbour: Built) -> None:
    page = pdfium.PdfDocument(harbour.artifact(".pdf").data)[3]
    _, height = page.get_size()
    assert page.get_textpage().get_text_bounded(0, height / 2, 1000, height) == ""


def test_the_outline_begins_where_the_contents_do(harbour: Built) -> None:
    entries = [entry.get_title() for entry in pdfium.PdfDocument(harbour.artifact(".pdf").data).get_toc()]
    assert entries == ["Spring", "Summer", "About the authors"]


def test_the_packet_of_the_pdf_says_what_its_document_information_cannot(harbour: Built) -> None:
    with pikepdf.open(io.BytesIO(harbour.artifact(".pdf").data)) as pdf, pdf.open_metadata() as packet:
        assert packet["dc:title"] == "The Keeper’s Year"
        assert list(packet["dc:creator"]) == ["Ada Moreau", "Ben Ito"]
        assert set(packet["dc:contributor"]) == {"Clara Voss", "Dan Okoye", "Eva Lund"}
        assert set(packet["dc:publisher"]) == {"Wren Press"}
        assert packet["dc:identifier"] == "urn:isbn:9780306406157"
        assert "All rights reserved." in str(packet["dc:rights"])


LONG = "\n\n".join(f"Line {number} of an imprint that is longer than a page." for number in range(60))


@pytest.mark.parametrize(
    ("settings", "files", "front"),
    [
        ("title-page = false\ncontents = false\n", {}, ["1", "2"]),
        ('publisher = "Wren"\ntitle-page = false\n', {}, ["i", "ii", "iii", "iv", "1", "2"]),
        ('publisher = "Wren"\ncopyright-page = false\ncontents = false\n', {}, ["i", "ii", "1", "2"]),
        ("contents = false\n", {"copyright.md": LONG}, ["i", "ii", "iii", "iv", "1", "2"]),
        ('contents = "list.md"\n', {"list.md": "# All\n\n[One](1.md)\n"}, ["i", "ii", "iii", "iv", "1", "2"]),
    ],
    ids=["none", "no title page", "no copyright page", "long copyright page", "own contents"],
)
def test_pages_can_be_left_out_or_replaced(
    settings: str, files: dict[str, str], front: list[str], make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    chapters = {"1.md": "# One\n\nFirst.\n", "2.md": "# Two\n\nSecond.\n"}
    folder = make_manuscript(
        {"book.toml": f'title = "The Lamp"\n{settings}[pdf]\nhalf-title = false\n', **chapters, **files}
    )
    built = Built(folder, build(folder, tmp_path / "out"))
    assert [label for label, _ in _pages(built.artifact(".pdf").data)] == front


def test_the_html_holds_the_pages_and_tells_search_engines_of_the_book(harbour: Built) -> None:
    tree = lxml.html.document_fromstring(harbour.artifact(".html").data)
    classes = [section.get("class", "").split()[0] for section in tree.xpath("//main/section")]
    assert classes == ["title-page", "copyright-page", "dedication", "chapter", "chapter", "about", "colophon"]
    data = json.loads(tree.xpath("string(//script[@type='application/ld+json'])"))
    assert (data["isbn"], data["identifier"]) == ("9780306406157", "urn:isbn:9780306406157")
    assert data["isPartOf"] == {"@type": "BookSeries", "name": "Harbour Stories", "position": "2"}
    assert data["license"] == "The drawings are free to share under CC BY 4.0."
    assert [person["name"] for person in data["translator"]] == ["Clara Voss"]
