"""Tables that are too wide for a page that stands upright: turned, on pages of their own, while the text goes on."""

import io
from pathlib import Path

import pikepdf
import pytest
from conftest import Built, MakeManuscript
from geometry import letters, outside

from bookbuild.judges import verapdf
from bookbuild.outputs.pdf.tables.widths import Measured, fit
from bookbuild.pipeline.build import build

BOOK = "---\ntitle: Fuses\nlanguage: en\nkind: book\n---\n\n# All of them\n\n"
HEADS = "Fuse Circuit Rating Voltage Colour Position Replace Supplier Order Price Stock Remarks".split()
ROW = (
    "F1[^1] | Ignition | 10 A | 12 V | yellow | panel | months | [Brand](#all-of-them) | LF1037 | 4.25 | 13 | see below"
)
PARAGRAPH = "The keeper wrote every evening how many ships had passed, and with what lanterns they were seen.\n\n"


def wide(rows: int = 3) -> str:
    ruled = [f"| {' | '.join(HEADS)} |", "|" + " --- |" * len(HEADS)]
    return "\n".join((*ruled, *(f"| {ROW.replace('F1', f'F{row}')} |" for row in range(1, rows + 1)))) + "\n"


def pdf_of(make: MakeManuscript, text: str) -> bytes:
    """The pages, proven: whatever the proof misses is an error."""
    folder = make({"book.md": f"{BOOK}{text}\n\n[^1]: A note on a fuse.\n"})
    report = build(folder, folder / "build", ["pdf"])
    assert not report.problems
    return Built(folder, report).artifact(".pdf").data


def texts(data: bytes) -> list[str]:
    """The letters of each page."""
    pages: dict[int, str] = {}
    for letter in letters(data):
        pages[letter.page] = pages.get(letter.page, "") + letter.letter
    return [pages.get(number, "") for number in range(1, max(pages) + 1)]


def turned_page(data: bytes) -> int:
    return next(number for number, text in enumerate(texts(data), start=1) if "Ignition" in text)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    def make(files: object) -> Path:
        folder = tmp_path_factory.mktemp("turned")
        (folder / "book.md").write_text(files["book.md"])  # type: ignore[index]
        return folder

    return pdf_of(make, PARAGRAPH * 8 + wide() + ": Every fuse\n\n" + PARAGRAPH * 20 + "## After\n\n" + PARAGRAPH)


@pytest.mark.slow
def test_a_table_with_many_columns_is_turned_and_the_text_goes_on(made: bytes) -> None:
    page = turned_page(made)
    before, turned, after = texts(made)[page - 2 : page + 1]

    assert "FuseCircuitRatingVoltageColourPositionReplaceSupplierOrderPriceStockRemarks" in turned.replace("\x02", "")
    assert "Everyfuse" in turned
    assert "Anoteonafuse" in turned
    assert "keeper" not in turned
    assert before.count("keeper") > 8  # the page before it is filled by what follows
    assert "keeper" in after


@pytest.mark.slow
def test_head_and_folio_of_a_turned_page_are_where_they_are_on_others(made: bytes) -> None:
    def folio(page: int) -> list[tuple[float, float]]:
        on_page = [letter for letter in letters(made) if letter.page == page and letter.bottom < 50]
        return [(round(letter.left), round(letter.baseline)) for letter in on_page]

    page = turned_page(made)
    assert len(folio(page)) == 1
    assert folio(page) == folio(page + 2)
    assert outside(made, left=45, right=45, top=20, bottom=25) == []


@pytest.mark.slow
def test_what_is_turned_runs_from_the_foot_of_the_page_to_its_head(made: bytes) -> None:
    page = turned_page(made)
    on_page = [letter for letter in letters(made) if letter.page == page]
    caption, first, last = (next(letter for letter in on_page if letter.letter == name) for name in "EFR")

    assert first.bottom < last.bottom
    assert abs(first.left - caption.left) < 40
    assert caption.left < first.left


@pytest.mark.slow
def test_the_tags_have_a_turned_table_where_it_was_typed(made: bytes, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        chapter = [kid for kid in pdf.Root.StructTreeRoot.K[0].K if kid.S == "/Sect"][-1]
        kinds = [str(kid.S) for kid in chapter.K]

    assert kinds[:12].count("/Table") == 1
    assert kinds.index("/Table") == 9  # after the heading of the chapter and eight paragraphs
    if verapdf.probe().version is not None:
        (tmp_path / "turned.pdf").write_bytes(made)
        assert verapdf.judge(tmp_path / "turned.pdf", 120) == ()


@pytest.mark.slow
def test_links_on_turned_pages_lie_on_their_words(made: bytes) -> None:
    page = turned_page(made)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        links = [tuple(map(float, link.Rect)) for link in pdf.pages[page - 1].Annots]
    brand = [letter for letter in letters(made) if letter.page == page and letter.letter == "B"]

    assert any(
        left - 1 <= letter.left and letter.right <= right + 1 and bottom - 1 <= letter.bottom <= top + 1
        for left, bottom, right, top in links
        for letter in brand
    )


@pytest.mark.slow
def test_a_heading_goes_with_the_table_with_which_its_chapter_ends(make_manuscript: MakeManuscript) -> None:
    data = pdf_of(make_manuscript, PARAGRAPH + "## The list\n\n" + wide())

    with pikepdf.open(io.BytesIO(data)) as pdf:
        (chapter,) = [item for item in pdf.open_outline().root if item.title == "All of them"]
        assert [item.title for item in chapter.children] == ["The list"]
    assert "Thelist" in texts(data)[turned_page(data) - 1]


@pytest.mark.slow
def test_a_long_table_goes_on_on_the_next_turned_page_with_its_head(make_manuscript: MakeManuscript) -> None:
    data = pdf_of(make_manuscript, PARAGRAPH + wide(40) + "\n" + PARAGRAPH)

    text = "".join(letter.letter for letter in letters(data))
    assert text.count("FuseCircuitRating") >= 3
    assert text.count("Ignition") == 40
    assert outside(data, left=45, right=45) == []


@pytest.mark.slow
def test_a_writer_has_any_table_turned(make_manuscript: MakeManuscript) -> None:
    table = "| Ignition | Fuse |\n| --- | --- |\n| one | two |\n{landscape}\n\nA note.[^1]\n\n"

    data = pdf_of(make_manuscript, PARAGRAPH + table + PARAGRAPH * 3)

    assert "keeper" not in texts(data)[turned_page(data) - 1]


def test_columns_have_the_widths_that_their_writer_gave_them_where_their_words_fit() -> None:
    columns = (60.0, 60.0, 60.0)
    given = (0.2, 0.5, 0.3)
    assert fit(Measured(400, columns, columns, columns, 12, 0, 900, given=given)).widths == pytest.approx(given)
    smaller = fit(Measured(250, columns, columns, columns, 12, 0, 900, given=given))
    assert smaller.widths == pytest.approx(given)
    assert 0.8 * 12 <= smaller.size < 12
    assert fit(Measured(200, columns, columns, columns, 12, 0, 900, given=given)).widths == ()


def test_a_table_is_turned_only_when_letters_have_shrunk_to_the_limit() -> None:
    columns = (60.0,) * 10
    assert not fit(Measured(500, columns, columns, columns, 12, 0, 900)).turned
    turned = fit(Measured(400, columns, columns, columns, 12, 0, 900))
    assert (turned.turned, turned.widths, turned.size) == (True, (), 0)
