"""The ledger: complete, honest, self-contained, and readable in a real browser."""

import base64
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import lxml.html
import pytest
from browsing import ask_browser
from conftest import Built, MakeManuscript
from PIL import Image

from bookbuild import manuscript
from bookbuild.pipeline.build import build
from bookbuild.pipeline.check import prove
from bookbuild.proof import Proof
from bookbuild.proof.ledger import ledger
from bookbuild.proof.passages import NOTE_MARK, PassageKind
from bookbuild.results import Artifact

LISTED = {
    PassageKind.BYLINE,
    PassageKind.CREDIT,
    PassageKind.QUOTATION,
    PassageKind.ATTRIBUTION,
    PassageKind.CAPTION,
    PassageKind.AUTHOR_NOTE,
}
SENTENCE = "The gardener went slowly along the wall and counted what the frost had left of the {}. "


def outputs(built: Built) -> list[Artifact]:
    return [built.artifact(".epub"), built.artifact(".pdf")]


def sabotaged(epub: Artifact, old: str, new: str) -> Artifact:
    """The EPUB with other words in its chapters."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub.data)) as before, zipfile.ZipFile(file, "w") as after:
        for entry in before.infolist():
            data = before.read(entry)
            after.writestr(entry, data.replace(old.encode(), new.encode()) if "/text/" in entry.filename else data)
    return replace(epub, data=file.getvalue())


def written(folder: Path, artifacts: Sequence[Artifact]) -> tuple[Proof, lxml.html.HtmlElement]:
    proof = prove(manuscript.load(folder), artifacts)
    return proof, lxml.html.document_fromstring(ledger(proof, proof.promised.facts.title, artifacts))


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def pictures(page: lxml.html.HtmlElement) -> list[Image.Image]:
    sources = page.xpath("//img/@src")
    return [Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))) for source in sources]


@pytest.mark.parametrize("book", ["article", "garden"])
def test_everything_is_listed_with_its_source(book: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(book)
    proof, page = written(built.manuscript, outputs(built))
    promised = proof.promised
    text = words(page)
    for passage in [p for p in promised.passages if p.kind in LISTED] + [p for n in promised.notes for p in n.passages]:
        assert passage.words.replace(NOTE_MARK, "note") in text
    sources = [words(each) for each in page.xpath("//dt[.='Manuscript']/following-sibling::dd")]
    opening = {str(note.passages[0].location) for note in promised.notes}
    opening |= {
        str(p.location)
        for p in promised.passages
        if p.kind in LISTED - {PassageKind.QUOTATION, PassageKind.ATTRIBUTION}
    }
    assert opening <= set(sources)
    assert len(page.xpath("//li[starts-with(@id, 'quotation-')]")) == promised.quotations
    assert words(page.xpath("//*[contains(@class, 'verdict')]")[0]) == "✓ Every word arrived"
    assert not page.xpath("//*[@id='differences']")
    arrived = page.xpath("//dt[.='EPUB' or .='PDF']/following-sibling::dd")
    assert len(arrived) == 2 * len(sources)
    assert all(words(each).startswith("✓ Whole") for each in arrived)


def test_a_quotation_has_its_speaker_places_and_picture(garden: Built) -> None:
    proof, page = written(garden.manuscript, outputs(garden))
    first, second, third = page.xpath("//li[starts-with(@id, 'quotation-')]")
    assert [words(p) for p in first.xpath(".//blockquote/p")] == [
        "A garden is a friend you can visit any time.",
        "It never minds the hour.",
        "— Anna Lind, The Green Year",
    ]
    assert first.xpath(".//blockquote/@lang") == [proof.promised.facts.language]
    assert re.fullmatch(r"✓ Whole \S+c01-soil\.xhtml:\d+", words(first.xpath(".//dt[.='EPUB']/../dd")[0]))
    assert re.fullmatch(r"✓ Whole page \d+", words(first.xpath(".//dt[.='PDF']/../dd")[0]))
    assert words(first.xpath(".//figcaption")[0]).startswith("As printed on page ")
    assert words(second.xpath(".//*[@class='silent']")[0]) == "The manuscript names no speaker."
    assert "— The inner speaker" in words(third)
    assert "— The outer speaker" in words(third)


def test_differences_come_first(garden: Built) -> None:
    epub, pdf = outputs(garden)
    proof, page = written(garden.manuscript, [sabotaged(epub, "It never minds the hour.", "It minds the hour."), pdf])
    assert len(proof.problems) == 1
    assert words(page.xpath("//*[contains(@class, 'verdict')]")[0]) == "✗ 1 difference"
    assert page.xpath("//main/section/@aria-labelledby")[0] == "differences"
    (problem,) = page.xpath("//*[@class='problems']/li")
    assert "BB801" in words(problem)
    assert "01-soil.md:7" in words(problem)
    first = page.xpath("//li[@id='quotation-1']")[0]
    assert words(first.xpath(".//dt[.='EPUB']/../dd")[0]) == "✗ Not found whole"
    assert words(first.xpath(".//dt[.='PDF']/../dd")[0]).startswith("✓ Whole")
    assert first.xpath(".//a/@href") == ["#quotation-1", "#difference-1"]


def test_an_unreadable_output_is_told(garden: Built) -> None:
    epub, pdf = outputs(garden)
    _, page = written(garden.manuscript, [epub, replace(pdf, data=b"%PDF-1.7 and no more")])
    assert "✗ 1 difference" in words(page.xpath("//*[contains(@class, 'verdict')]")[0])
    assert not page.xpath("//img")
    (told,) = {words(each) for each in page.xpath("//dt[.='PDF']/following-sibling::dd")}
    assert told == "– Not compared passage by passage"


def test_words_of_strangers_do_no_harm(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript(
        {"book.toml": 'title = "A <b> & “B”"\n', "a.md": "> <i>\\<script>alert(1)\\</script> & so\n"}
    )
    report = build(folder, tmp_path / "out")
    _, page = written(folder, [each for each in report.artifacts if each.name.endswith((".epub", ".pdf"))])
    assert words(page.xpath("//h1")[0]) == "A <b> & “B”"
    assert "<script>alert(1)</script> & so" in words(page.xpath("//blockquote")[0])
    assert not page.xpath("//script")


@pytest.mark.parametrize("book", ["article", "garden"])
def test_nothing_is_asked_for_from_outside(book: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(book)
    _, page = written(built.manuscript, outputs(built))
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert all(source.startswith("data:image/png;base64,") for source in page.xpath("//@src"))
    assert all(address.startswith("#") for address in page.xpath("//@href"))
    assert set(page.xpath("//@href")) <= {f"#{name}" for name in page.xpath("//@id")}
    (style,) = page.xpath("//style/text()")
    assert "url(" not in style
    assert "@import" not in style


def test_the_same_bytes_again(garden: Built) -> None:
    artifacts = outputs(garden)
    proof = prove(manuscript.load(garden.manuscript), artifacts)
    assert ledger(proof, "A title", artifacts) == ledger(proof, "A title", artifacts)


def test_pictures_have_ink_and_differ(garden: Built) -> None:
    _, page = written(garden.manuscript, outputs(garden))
    found = pictures(page)
    assert len(found) == len(page.xpath("//ol[@class='entries']/li"))
    shown = set()
    for picture in found:
        grey = picture.convert("L")
        assert min(grey.tobytes()) < 80, "it has letters"
        dark = sum(grey.histogram()[:128]) / (grey.width * grey.height)
        assert 0.005 < dark < 0.4
        shown.add((grey.size, grey.tobytes()))
    assert len(shown) == len(found)


def test_a_picture_goes_on_over_the_page(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    paragraphs = [SENTENCE.format(f"bed number {number}") * 12 for number in range(6)]
    text = (
        "# One\n\n" + SENTENCE.format("lawn") * 9 + "\n\n> " + "\n>\n> ".join(paragraphs) + "\n>\n> — The *gardener*\n"
    )
    folder = make_manuscript({"book.toml": 'title = "Long"\n', "a.md": text})
    report = build(folder, tmp_path / "out")
    proof, page = written(folder, [each for each in report.artifacts if each.name.endswith((".epub", ".pdf"))])
    assert not proof.problems
    captions = [words(each) for each in page.xpath("//li[@id='quotation-1']//figcaption")]
    assert len(captions) >= 2
    first = int(captions[0].rpartition(" ")[2])
    assert captions[1] == f"Continued on page {first + 1}"
    place = words(page.xpath("//li[@id='quotation-1']//dt[.='PDF']/../dd")[0])
    assert place == f"✓ Whole pages {first} to {first + len(captions) - 1}"
    assert all(picture.height > 15 for picture in pictures(page))


def test_the_headings_have_no_gaps(garden: Built) -> None:
    _, page = written(garden.manuscript, outputs(garden))
    levels = [int(str(each.tag)[1:]) for each in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("state", ["whole", "sabotaged"])
def test_in_a_browser(state: str, garden: Built, tmp_path: Path) -> None:
    artifacts = outputs(garden)
    if state == "sabotaged":
        artifacts[0] = sabotaged(artifacts[0], "It never minds the hour.", "It minds the hour.")
    proof = prove(manuscript.load(garden.manuscript), artifacts)
    page = tmp_path / "ledger.html"
    page.write_bytes(ledger(proof, proof.promised.facts.title, artifacts))
    results = ask_browser("check.mjs", page, "360,768,1440")
    assert len(results) == 6
    for result in results:
        for wrong in ("violations", "messages", "requests"):
            assert result[wrong] == [], (result["width"], result["scheme"])
        assert result["overflow"] == 0
