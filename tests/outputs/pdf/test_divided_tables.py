"""Tables that are too wide for any page: divided by their columns, with the first one again, and one in the tags."""

import io
from pathlib import Path

import pikepdf
import pytest
from conftest import Built, MakeManuscript
from geometry import Letter, letters, outside
from pikepdf import Dictionary

from bookbuild.judges import verapdf
from bookbuild.outputs.pdf.tables.widths import Measured, fit
from bookbuild.pipeline.build import build
from bookbuild.problems import ContentError

BOOK = "---\ntitle: Sales\nlanguage: en\nkind: book\n---\n\n# Sales\n\n"
COLUMNS = 24


def row(first: str, cell: str) -> str:
    return "| " + " | ".join([first, *(f"{cell}{number}" for number in range(1, COLUMNS))]) + " |\n"


WIDE = (
    row("Region[^r]", "Quarter")
    + "| --- " * COLUMNS
    + "|\n"
    + row("[North](#sales)", "N")
    + row("South", "S[^r]")
    + ": Sold in all quarters\n\n[^r]: As the offices report.\n"
)


def pdf_of(make: MakeManuscript, text: str) -> bytes:
    """The pages, proven: whatever the proof misses, or finds twice, is an error."""
    folder = make({"book.md": BOOK + text})
    report = build(folder, folder / "build", ["pdf"])
    assert not report.problems
    return Built(folder, report).artifact(".pdf").data


@pytest.mark.slow
def test_the_first_column_is_there_in_each_part_and_one_table_in_the_tags(
    make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    data = pdf_of(make_manuscript, WIDE)

    printed = "".join(letter.letter for letter in letters(data))
    assert printed.count("Region") == printed.count("South") == 2
    assert all(printed.count(f"Quarter{number}") >= 1 for number in range(1, COLUMNS))
    assert outside(data, left=45, right=45) == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (table,) = [kid for kid in pdf.Root.StructTreeRoot.K[0].K[-1].K if kid.S == "/Table"]
        rows = [row for group in table.K if group.S != "/Caption" for row in group.K]
        assert [len(row.K) for row in rows] == [COLUMNS] * 3
        assert [str(cell.S) for cell in rows[0].K] == ["/TH"] * COLUMNS
    if verapdf.probe().version is not None:
        (tmp_path / "divided.pdf").write_bytes(data)
        assert verapdf.judge(tmp_path / "divided.pdf", 120) == ()


@pytest.mark.slow
@pytest.mark.parametrize("letters", [150, 225, 300])
def test_no_part_loses_its_head_to_a_row_that_is_nearly_as_high_as_a_page(
    make_manuscript: MakeManuscript, letters: int
) -> None:
    heads, cells = (" | ".join(each) for each in ([f"Head {number}" for number in range(12)], ["w" * letters] * 12))

    data = pdf_of(make_manuscript, f"Words.\n\n| {heads} |\n{'| --- ' * 12}|\n| {cells} |\n")

    assert outside(data, left=45, right=45) == []


SPANNING = (
    "<table><thead><tr><th rowspan='2'>Region</th>"
    + "".join(f"<th colspan='2'>Quarter{number}</th>" for number in range(12))
    + "</tr><tr>"
    + "".join(f"<th>Sales{number}</th><th>Costs{number}</th>" for number in range(12))
    + "</tr></thead><tbody><tr><td colspan='25'>Mainland</td></tr>"
    + "".join(f"<tr><td>{place}</td>{'<td>10</td><td>20</td>' * 12}</tr>" for place in ("North", "South"))
    + "</tbody></table>\n"
)


@pytest.mark.slow
def test_cells_that_span_columns_stay_whole(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    data = pdf_of(make_manuscript, SPANNING)

    printed = ["".join(letter.letter for letter in line) for line in rows_of(data)]
    parts = [line for line in printed if "Quarter" in line]
    assert len(parts) > 1
    assert "".join(printed).count("Mainland") == len(parts) == "".join(printed).count("Region")
    for number in range(12):
        (sales,) = (line for line in printed if f"Sales{number}C" in line or line.endswith(f"Sales{number}"))
        assert f"Costs{number}" in sales
    assert outside(data, left=45, right=45) == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (table,) = [kid for kid in pdf.Root.StructTreeRoot.K[0].K[-1].K if kid.S == "/Table"]
        spans = [
            [int(cell.get("/A", Dictionary()).get("/ColSpan", 1)) for cell in row.K]
            for group in table.K
            for row in group.K
        ]
        assert spans == [[1, *[2] * 12], [1] * 24, [25], [1] * 25, [1] * 25]
    if verapdf.probe().version is not None:
        (tmp_path / "spanning.pdf").write_bytes(data)
        assert verapdf.judge(tmp_path / "spanning.pdf", 120) == ()


def rows_of(data: bytes) -> list[list[Letter]]:
    """The letters of each line, from the left."""
    rows: dict[tuple[int, int], list[Letter]] = {}
    for letter in letters(data):
        rows.setdefault((letter.page, -round(letter.baseline)), []).append(letter)
    return [sorted(row, key=lambda letter: letter.left) for _, row in sorted(rows.items())]


@pytest.mark.slow
def test_a_table_that_nothing_helps_is_an_error_on_its_line(make_manuscript: MakeManuscript) -> None:
    spanning = "".join(f"<th>Measurements{number}</th>" for number in range(30))
    head = "<tr><th>First</th><th colspan='30'>Others</th></tr>"
    html = f"| Another |\n| --- |\n| one |\n\n<table>\n{head}\n<tr><th>One</th>{spanning}</tr>\n</table>\n"

    with pytest.raises(ContentError) as caught:
        pdf_of(make_manuscript, html)

    (problem,) = caught.value.problems
    assert (problem.code, str(problem.location)) == ("BB506", "book.md:14")


def test_parts_fit_the_room_and_hold_all_columns_in_order() -> None:
    widths = (60.0, *(50.0,) * 19)
    fitted = fit(Measured(400, widths, widths, widths, 12, 0, 500))

    assert [column for part in fitted.parts for column in part.columns[1:]] == list(range(1, 20))
    assert {part.columns[0] for part in fitted.parts} == {0}
    assert len(fitted.parts) == 3
    assert not fitted.turned
    for part in fitted.parts:
        assert sum(part.fit.widths) <= 1.0001
        assert len(part.fit.widths) == len(part.columns) <= 8


def test_parts_are_turned_where_they_are_fewer_than_on_upright_pages_and_those_are_many() -> None:
    widths = (60.0, *(50.0,) * 40)

    fitted = fit(Measured(300, widths, widths, widths, 12, 0, 700))

    assert fitted.turned
    assert [part.columns[-1] for part in fitted.parts][-1] == 40


def test_a_table_is_not_divided_within_the_columns_that_a_cell_spans() -> None:
    widths = (60.0, *(50.0,) * 40)
    pairs = frozenset(range(2, 41, 2))

    fitted = fit(Measured(300, widths, widths, widths, 12, 0, 300, 0, joined=pairs))

    assert len(fitted.parts) > 3
    assert all(part.columns[1] % 2 == 1 and part.columns[-1] % 2 == 0 for part in fitted.parts)
    assert [column for part in fitted.parts for column in part.columns[1:]] == list(range(1, 41))


def test_a_table_with_cells_that_hold_all_columns_together_is_not_divided() -> None:
    widths = (60.0, *(50.0,) * 40)

    fitted = fit(Measured(300, widths, widths, widths, 12, 0, 700, 0, joined=frozenset(range(2, 41))))

    assert fitted.is_lost
    assert not fitted.parts


def test_a_table_reaches_into_the_free_margin_before_words_are_divided_or_letters_shrink() -> None:
    fitted = fit(Measured(300, (200, 150), (60, 150), (900, 900), 12, 16, 700, 40))

    assert sum(fitted.widths) == pytest.approx(380 / 300)
    assert (fitted.size, fitted.narrow, fitted.parted, fitted.turned) == (0, False, frozenset(), False)
