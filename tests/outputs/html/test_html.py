"""The single HTML file: whole, small, closed to the outside, and honest about itself."""

import base64
import hashlib
import io
import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from conftest import TESTS, Built, MakeManuscript
from fontTools.ttLib import TTFont
from lxml.html import HtmlElement

from bookbuild.pipeline.build import build
from bookbuild.publish.names import LEDGER

BOOKS = ("article", "garden", "lecture", "lighthouse", "tongues")
FACE = re.compile(
    r'@font-face { font-family: "([^"]+)"; font-style: (\w+); font-weight: ([\d ]+); '
    r'src: url\("data:font/woff2;base64,([^"]+)"\) format\("woff2"\) }'
)


@pytest.fixture(params=BOOKS)
def built(request: pytest.FixtureRequest) -> Built:
    """Each book in turn."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Built)
    return found


def text_of(built: Built) -> str:
    return built.artifact(".html").data.decode()


def page_of(built: Built) -> HtmlElement:
    return lxml.html.document_fromstring(built.artifact(".html").data)


def made(folder: Path, tmp_path: Path) -> HtmlElement:
    build(folder, tmp_path / "out", ["html"])
    (file,) = [file for file in (tmp_path / "out").glob("*.html") if file.name != LEDGER]
    return lxml.html.document_fromstring(file.read_bytes())


def faces(built: Built) -> Sequence[tuple[str, str, str, bytes]]:
    return [
        (family, style, weight, base64.b64decode(data)) for family, style, weight, data in FACE.findall(text_of(built))
    ]


def linked_data(page: HtmlElement) -> dict[str, Any]:
    (block,) = page.xpath("//script[@type='application/ld+json']/text()")
    data = json.loads(block)
    assert isinstance(data, dict)
    return data


def metas(page: HtmlElement, name: str) -> list[str]:
    return [str(each) for each in page.xpath("//meta[@name=$n or @property=$n]/@content", n=name)]


def test_a_browser_is_forbidden_everything_but_what_is_inside(built: Built) -> None:
    page = page_of(built)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = page.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; font-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    assert page.xpath("//@style") == []
    assert page.xpath("//script/@type") == ["application/ld+json"]


def test_nothing_is_outside(built: Built) -> None:
    page = page_of(built)
    assert all(address.startswith("data:") for address in page.xpath("//@src | //link/@href"))
    named = {f"#{name}" for name in page.xpath("//@id")}
    assert {address for address in page.xpath("//a/@href") if address.startswith("#")} <= named
    assert len(named) == len(page.xpath("//@id"))
    assert not re.search(r"url\((?!\"data:)|@import", page.xpath("//style/text()")[0])


def test_it_is_small(built: Built) -> None:
    words = sum(path.stat().st_size for path in built.manuscript.rglob("*.md"))
    sizes = [len(source.partition(",")[2]) * 3 / 4 for source in page_of(built).xpath("//img/@src")]
    assert len(built.artifact(".html").data) <= words * 1.3 + sum(sizes) * 1.34 + 120_000


def test_fonts_hold_the_letters_of_the_text_and_no_more(built: Built) -> None:
    letters = set(str(page_of(built).text_content()))
    held = [(face, set(map(chr, TTFont(io.BytesIO(face[3])).getBestCmap()))) for face in faces(built)]
    whole = {face[0]: letters for face, letters in held if len(letters) > 90}
    assert set("abcxyzABCXYZ0123456789.,;:!?“”’—") <= set.intersection(*whole.values())
    for face, characters in held:
        assert len(characters - letters) < 110, face[0]


def test_only_faces_that_are_used_come_along(article: Built, garden: Built, tongues: Built) -> None:
    assert [face[:3] for face in faces(article)] == [
        ("Newsreader", "normal", "400"),
        ("Newsreader Display", "normal", "600"),
        ("Source Sans 3", "normal", "200 900"),
    ]
    assert {face[0] for face in faces(garden)} == {"EB Garamond", "Source Code Pro"}
    assert {"Amiri", "Frank Ruhl Libre"} <= {face[0] for face in faces(tongues)}


@pytest.mark.parametrize(("typed", "there"), [("[nato]{.smallcaps}", True), ("NATO", False)])
def test_small_capitals_come_along_where_they_are_used(
    typed: str, there: bool, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    page = made(make_manuscript({"a.md": f"---\ntitle: T\nkind: book\n---\n\n{typed} said.\n"}), tmp_path)
    fonts = [TTFont(io.BytesIO(base64.b64decode(face[3]))) for face in FACE.findall(page.xpath("//style/text()")[0])]
    tags = {record.FeatureTag for record in fonts[0]["GSUB"].table.FeatureList.FeatureRecord}
    assert ("smcp" in tags) == there


def test_an_article_says_what_it_is(article: Built) -> None:
    page = page_of(article)
    assert page.get("lang") == "en-US"
    assert page.xpath("//title/text()") == ["Strikes Near At Tanf"]
    assert metas(page, "author") == metas(page, "article:author") == ["The bookbuild editors"]
    assert metas(page, "og:title") == ["Strikes Near At Tanf"]
    assert metas(page, "og:type") == ["article"]
    assert metas(page, "og:locale") == ["en_US"]
    data = linked_data(page)
    assert (data["@context"], data["@type"], data["inLanguage"]) == ("https://schema.org", "Article", "en-US")
    assert data["name"] == data["headline"] == "Strikes Near At Tanf"
    assert data["author"] == [{"@type": "Person", "name": "The bookbuild editors"}]
    assert data["creditText"].startswith("After a report by Niamh Harris")
    assert "alternativeText" in data["accessibilityFeature"]


def test_a_book_says_what_it_is(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    settings = (
        'title = "Tides & <Tales>"\nauthor = ["Ada", { name = "Ben", role = "trl" }]\nlanguage = "en-GB"\n'
        'publisher = "Wren"\ndate = "2024-03-01"\nidentifier = "urn:isbn:978-3-16-148410-0"\nrights = "© Ada"\n'
        'description = "About \\"tides\\" </script><script>alert(1)</script>"\n'
    )
    page = made(make_manuscript({"book.toml": settings, "1.md": "# One\n\nA.\n", "2.md": "# Two\n\nB.\n"}), tmp_path)
    data = linked_data(page)
    assert (data["@type"], data["name"]) == ("Book", "Tides & <Tales>")
    assert data["author"] == [{"@type": "Person", "name": "Ada"}]
    assert data["translator"] == [{"@type": "Person", "name": "Ben"}]
    assert data["publisher"] == {"@type": "Organization", "name": "Wren"}
    assert (data["datePublished"], data["isbn"]) == ("2024-03-01", "9783161484100")
    assert metas(page, "author") == ["Ada"]
    assert metas(page, "book:isbn") == ["9783161484100"]
    assert metas(page, "book:release_date") == ["2024-03-01"]
    assert metas(page, "description") == [data["description"]] == ['About "tides" </script><script>alert(1)</script>']
    assert len(page.xpath("//script")) == 1


def test_a_date_in_words_is_no_date_for_programs(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    page = made(make_manuscript({"a.md": "---\ntitle: T\ndate: 9 June 2017\n---\n\nText.\n"}), tmp_path)
    assert "datePublished" not in linked_data(page)
    assert metas(page, "article:published_time") == []


def test_contents_lead_to_every_heading(garden: Built) -> None:
    page = page_of(garden)
    (nav,) = page.xpath("//nav[@role='doc-toc']")
    assert nav.get("aria-label") == nav.xpath("./details/summary/text()")[0] == "Contents"
    titles = [" ".join(str(link.text_content()).split()) for link in nav.iter("a")]
    assert titles == ["Soil", "A list", "A table", "Water & Light", "Rain"]
    (skip,) = page.xpath("/html/body/a")
    assert page.xpath("//main/@id") == [skip.get("href")[1:]]


def test_one_heading_needs_no_contents(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    page = made(make_manuscript({"a.md": "# Light\n\nIt shines.\n"}), tmp_path)
    assert not page.xpath("//nav")
    assert page.xpath("//body/@class") == ["article"]


def test_the_way_past_the_contents_takes_no_name_of_the_book(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    page = made(make_manuscript({"a.md": "# Light\n\n## On it {#text}\n\n[There](#text).\n"}), tmp_path)
    assert page.xpath("//main/@id") == ["text-"]
    assert page.xpath("//*[@id='text']")[0].tag == "h2"


def test_a_book_called_as_the_ledger_is_keeps_its_own_file(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    report = build(make_manuscript({"a.md": "# Proof\n\nText.\n"}), tmp_path / "out", ["html"])
    assert [artifact.name for artifact in report.artifacts] == ["proof-book.html", LEDGER, "build.json"]


def test_tables_and_code_scroll_in_boxes_of_their_own(garden: Built) -> None:
    page = page_of(garden)
    (box,) = page.xpath("//table/..")
    assert (box.get("class"), box.get("tabindex"), box.get("aria-label")) == ("table", "0", "Table")
    assert page.xpath("//pre/@tabindex") == ["0"]


def test_widths_of_pictures_become_rules(garden: Built) -> None:
    page = page_of(garden)
    (figure,) = page.xpath("//figure[contains(@class, 'style-1')]")
    assert figure.xpath("./img/@alt") == ["A leaf"]
    assert ".style-1 { width: 30% }" in page.xpath("//style/text()")[0]


def test_a_book_from_right_to_left(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    text = "---\ntitle: الحديقة\nlanguage: ar\n---\n\nكان البستاني يعمل.\n\n## الماء\n\nماء.\n"
    page = made(make_manuscript({"a.md": text}), tmp_path)
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.xpath("//a[@class='skip']/text()") == ["انتقل إلى النص"]
    assert '"Amiri"; font-style: normal; font-weight: 400; src: url("data:font/woff2' in page.xpath("//style/text()")[0]


def notes_of(page: HtmlElement) -> list[HtmlElement]:
    return list(page.xpath("//*[@role='doc-footnote']"))


def test_notes_are_tied_to_their_first_places(garden: Built) -> None:
    page = page_of(garden)
    (style,) = page.xpath("//style/text()")
    assert [note.get("data-note") for note in notes_of(page)] == ["1", "2", "3"]
    assert page.xpath("//a[@data-note]/@id") == ["c01-soil-noteref-1", "c01-soil-noteref-2", "c02-water-noteref-1"]
    for number in (1, 2, 3):
        assert f"--at: --r{number}; --above: --n{number - 1}" in style
    assert page.xpath("//body/@class") == ["book with-contents with-notes"]


def test_many_long_notes_stay_below_their_chapter(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    words = "A note that is much longer than what it is about. " * 12
    marks = " ".join(f"Word.[^{number}]" for number in range(9))
    notes = "\n\n".join(f"[^{number}]: {words}" for number in range(9))
    files = {"book.toml": 'title = "T"', "1.md": f"# A\n\n{marks}\n\n{notes}\n", "2.md": "# B\n\nA.[^a]\n\n[^a]: B.\n"}
    page = made(make_manuscript(files), tmp_path)
    kept = [note.get("data-note") for note in notes_of(page)]
    assert kept == [None] * 9 + ["1"]
    assert page.xpath("//div[starts-with(@class, 'notes')]/@class") == ["notes", "notes beside"]


def test_headings_have_no_gaps(built: Built) -> None:
    levels = [int(str(each.tag)[1:]) for each in page_of(built).iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_places_where_a_line_may_end_are_empty_elements(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript({"a.md": "# A\n\nSee <https://example.org/a/long/path/to/what/is/meant>.\n"})
    (html, *_) = build(folder, tmp_path / "out", ["html"]).artifacts
    assert b"<wbr>" in html.data
    assert b"</wbr>" not in html.data


def test_contents_written_by_hand_are_seen_on_paper_too(tmp_path: Path) -> None:
    book = TESTS / "cases" / "pages-written"
    report = build(book, tmp_path, ["html"])
    assert report.figures is not None, "the proof finds nothing that is hidden"
