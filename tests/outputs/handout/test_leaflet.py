"""Articles laid out as leaflets."""

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import MakeManuscript

from bookbuild.manuscript import load
from bookbuild.pipeline.build import build
from bookbuild.pipeline.check import prove
from bookbuild.problems import SettingsError
from bookbuild.results import Report

pytestmark = pytest.mark.slow

PARAGRAPH = "The keeper has counted ships for forty years, and his dog has counted the keeper. " * 6 + "\n\n"
TITLE = 'A "Light" \\ at <Sea>'
FRONT = f"""---
title: '{TITLE}'
byline: Ada Moreau
publisher: Wren Press
date: 2024-03-01
handout: {{from: article%s}}
---

"""


def leaflet(
    make: MakeManuscript, tmp_path: Path, paragraphs: int, more: str = "", formats: tuple[str, ...] = ("pdf",)
) -> tuple[Report, bytes]:
    folder = make({"a.md": FRONT % more + PARAGRAPH * paragraphs + "> Look.\n>\n> — Anna Lind\n"})
    report = build(folder, tmp_path / "out", formats)
    (made,) = [artifact for artifact in report.artifacts if artifact.name.endswith(".handout.pdf")]
    return report, made.data


def texts(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)]


def letter_size(data: bytes) -> float:
    """Of the first letter of the text, in points; the layout counts in pixels, of which there are 96 to the inch."""
    page = pypdfium2.PdfDocument(data)[0]
    text = page.get_textpage()
    hit = text.search("The keeper").get_next()
    return 0.75 * float(pypdfium2.raw.FPDFText_GetFontSize(text, hit[0]))


def test_a_leaflet_stands_beside_the_other_outputs_and_is_proven(
    make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    report, _ = leaflet(make_manuscript, tmp_path, 3, formats=("epub", "pdf", "html"))
    endings = [artifact.name.partition(".")[2] for artifact in report.artifacts[:4]]
    assert endings == ["epub", "pdf", "html", "handout.pdf"]
    assert report.figures is not None
    assert report.figures.outputs == 4


def test_the_foot_of_each_page_says_whose_words_these_are(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    _, data = leaflet(make_manuscript, tmp_path, 8)
    pages = texts(data)
    assert len(pages) > 1
    for page in pages:
        assert f"Ada Moreau, “{TITLE}”, Wren Press, 1 March 2024" in page.replace("\r\n", " ")


def test_the_source_can_be_said(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    _, data = leaflet(make_manuscript, tmp_path, 1, ", source: 'The Evening Post, page 3'")
    assert f"Ada Moreau, “{TITLE}”, The Evening Post, page 3" in texts(data)[0].replace("\r\n", " ")


def test_quotation_marks_of_a_title_are_not_doubled_at_the_foot(
    make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    front = FRONT.replace(TITLE, "A “Light”") % ""
    report = build(make_manuscript({"a.md": f"{front}{PARAGRAPH}"}), tmp_path / "out", ["pdf"])
    (made,) = [artifact for artifact in report.artifacts if artifact.name.endswith(".handout.pdf")]
    assert "Ada Moreau, A “Light”, Wren Press" in texts(made.data)[0].replace("\r\n", " ")


def test_letters_are_as_large_as_two_sheets_allow(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    sizes = []
    for number, paragraphs in enumerate((2, 20, 25)):
        report, data = leaflet(make_manuscript, tmp_path / str(number), paragraphs)
        assert not report.problems
        assert len(texts(data)) <= 4
        sizes.append(letter_size(data))
    assert sizes[0] == pytest.approx(18, abs=0.01)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < sizes[0]


def test_a_text_too_long_for_two_sheets_is_a_warning(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    report, data = leaflet(make_manuscript, tmp_path, 60)
    (problem,) = report.problems
    assert problem.code == "BB604"
    assert f"{len(texts(data))} pages" in problem.message


def test_it_lies_on_the_paper_that_is_asked_for(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    for paper, size in (("", (595.28, 841.89)), (", paper: Letter", (612, 792))):
        _, data = leaflet(make_manuscript, tmp_path / paper[-6:], 1, paper)
        assert pypdfium2.PdfDocument(data)[0].get_size() == pytest.approx(size, abs=0.1)


def test_a_changed_letter_in_a_leaflet_is_noticed(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    report, data = leaflet(make_manuscript, tmp_path, 2)
    (artifact,) = [each for each in report.artifacts if each.name.endswith(".handout.pdf")]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        quotation = next(o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/BlockQuote")
        quotation.S = pikepdf.Name.Div
        changed = io.BytesIO()
        pdf.save(changed)
    manuscript = load(tmp_path / "book")
    assert not prove(manuscript, [artifact]).problems
    spoilt = type(artifact)(artifact.name, artifact.media_type, changed.getvalue())
    assert [problem.code for problem in prove(manuscript, [spoilt]).problems][:1] == ["BB803"]


@pytest.mark.parametrize("more", [", layout: 4-up", ", cover: false", ", margin: 5mm", ", marks: [fold]"])
def test_settings_for_sheets_have_no_place_here(more: str, make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refusal:
        leaflet(make_manuscript, tmp_path, 1, more)
    assert refusal.value.problems[0].code == "BB106"


def test_a_book_is_no_leaflet(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    settings = 'title = "T"\n[handout]\nfrom = "article"\n'
    folder = make_manuscript({"book.toml": settings, "1.md": "# One\n\nWords.", "2.md": "# Two\n\nWords."})
    with pytest.raises(SettingsError) as refusal:
        build(folder, tmp_path / "out")
    assert refusal.value.problems[0].code == "BB106"


@pytest.mark.parametrize("paragraphs", [4, 6, 9, 13])
def test_a_leaflet_fills_its_last_side(paragraphs: int, make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    """The last words of more than one side stand in the lower two fifths."""
    _, data = leaflet(make_manuscript, tmp_path, paragraphs)
    pages = list(pypdfium2.PdfDocument(data))
    assert 1 <= len(pages) <= 4
    text = pages[-1].get_textpage()
    index, _ = text.search("Anna Lind").get_next()
    assert text.get_charbox(index)[1] < pages[-1].get_height() * (0.4 if len(pages) > 1 else 1)


def test_large_print_keeps_its_size_in_leaflets(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    _, data = leaflet(make_manuscript, tmp_path, 3, "}\nstyle: {theme: large-print")
    assert letter_size(data) >= 17
