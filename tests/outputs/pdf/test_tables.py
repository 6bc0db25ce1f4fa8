"""Tables on pages: how wide their columns are, where lines end in cells, and that nothing leaves the text area."""

from collections import Counter

import pytest
from conftest import Built, MakeManuscript
from geometry import letters, lines, outside

from bookbuild.outputs.pdf.tables.widths import Measured, TableFit, fit
from bookbuild.pipeline.build import build

WORDS = "keeper lighthouse wrote every evening how many ships had passed and lanterns".split()
KEY = "server.connection.pool." + "_".join(["idle_timeout"] * 7) + "_milliseconds"
ADDRESS = "https://www.example.org/archive/" + "/".join(WORDS * 2) + "?query=parameter&another=one_two-three"
BOOK = "---\ntitle: Tables\nlanguage: en\nkind: book\n---\n\n# Tables\n\n"


def table(head: list[str], *rows: list[str]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n\n"


def pages(make: MakeManuscript, text: str) -> bytes:
    """The pages of a book, proven: whatever the proof misses is an error."""
    folder = make({"book.md": BOOK + text})
    report = build(folder, folder / "build", ["pdf"])
    assert not report.problems
    return Built(folder, report).artifact(".pdf").data


HOSTILE = {
    "twelve columns": table([word.title() for word in WORDS], WORDS, WORDS[::-1], [" ".join(WORDS)] * 12),
    "a long key": table(["Key", "Type", "Meaning"], [f"`{KEY}`", "integer", "How long it is kept open. " * 3]),
    "a long address": table(
        ["Place", "Address"], ["Here", ADDRESS], ["There", f"<{ADDRESS}>"], ["Code", f"`{ADDRESS}`"]
    ),
    "a long word": table(["Word", "Another"], ["x" * 300, "short"], ["one", "donaudampfschifffahrts" * 14]),
    "twelve long words": table([f"Head {number}" for number in range(12)], ["w" * 300] * 12),
    "in a list and a quotation": "- In a list\n\n"
    + "".join(f"    {line}\n" for line in table(WORDS[:8], WORDS[:8]).splitlines())
    + "\n"
    + "".join(f"> {line}\n" for line in table(WORDS[:8], WORDS[:8]).splitlines()),
    "a caption": table(["Word"], ["one"]) + f": The caption {'c' * 120}\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_in_a_table_leaves_the_text_area(make_manuscript: MakeManuscript, text: str) -> None:
    assert outside(pages(make_manuscript, text), left=45, right=45) == []  # 0.625 inches, the smaller margin


@pytest.mark.slow
def test_keys_and_addresses_end_lines_after_their_marks(make_manuscript: MakeManuscript) -> None:
    rows = [["Here", ADDRESS], ["There", f"<{ADDRESS}>"], ["Code", f"`{ADDRESS}`"], ["Key", f"`{KEY}`"]]
    printed = [line for _, line in lines(pages(make_manuscript, table(["Place", "Address"], *rows)))]

    pieces = [line for line in printed if "/" in line or "_" in line]
    ends = [line[-1] for line in pieces if not line.endswith(("three", "milliseconds"))]
    assert len(ends) > 8
    assert set(ends) <= set("/_=?&-.\x02")  # pdfium has \x02 for any hyphen at the end of a line


@pytest.mark.slow
def test_words_stay_whole_where_there_is_room_for_them(make_manuscript: MakeManuscript) -> None:
    row = [f"`{KEY}`", "integer", "`3000`", "How long an idle connection is kept open before it is closed."]

    printed = "".join(
        line for _, line in lines(pages(make_manuscript, table(["Key", "Type", "Default", "Meaning"], row)))
    )

    for word in ("Type", "integer", "Default", "Meaning"):
        assert word in printed


@pytest.mark.slow
def test_a_short_table_stands_on_one_page_with_its_caption(make_manuscript: MakeManuscript) -> None:
    rows = [[f"Thing{number}", str(number)] for number in range(5)]
    for before in range(14, 20):
        text = "Words.\n\n" * before + table(["Item", "Price"], *rows, ["Total", "9"]) + ": The caption\n"

        places = {line: page for page, line in lines(pages(make_manuscript, text))}

        assert len({places[name] for name in ("Thecaption", "ItemPrice", "Thing00", "Thing44", "Total9")}) == 1


@pytest.mark.slow
def test_neither_the_first_nor_the_last_row_of_a_table_is_alone(make_manuscript: MakeManuscript) -> None:
    for length in range(30, 36):
        rows = [[f"Thing{number}.", str(number)] for number in range(length)]
        text = table(["Item", "Price"], *rows, ["Total", "9"]) + ": The caption\n"

        printed = list(lines(pages(make_manuscript, text)))

        divided = Counter(page for page, line in printed if line.startswith(("Thing", "Total")))
        assert len(divided) > 1
        assert min(divided.values()) > 1
        assert {page for page, line in printed if line == "ItemPrice"} == set(divided)  # the head is on every page


def test_a_table_with_room_is_left_alone() -> None:
    assert fit(Measured(300, (50, 60), (40, 50), (140, 150), 12, 16)) == TableFit()


def test_columns_fill_the_room_and_hold_their_longest_words() -> None:
    fitted = fit(Measured(300, (50, 60), (40, 50), (90, 900), 12, 16))

    short, long = (share * 300 for share in fitted.widths)
    assert short + long == pytest.approx(300)
    assert 50 <= short <= 90 < long
    assert (fitted.size, fitted.narrow, fitted.parted) == (0, False, frozenset())


def test_a_long_word_is_parted_before_columns_stand_closer_or_letters_shrink() -> None:
    fitted = fit(Measured(300, (400, 60), (80, 60), (900, 900), 12, 16))

    assert (fitted.size, fitted.narrow, fitted.parted) == (0, False, frozenset({0}))


def test_columns_stand_closer_before_letters_shrink_and_those_shrink_within_a_limit() -> None:
    close = fit(Measured(300, (155, 155), (155, 155), (900, 900), 12, 16))
    small = fit(Measured(300, (170, 170), (170, 170), (900, 900), 12, 16))
    least = fit(Measured(300, (900, 900), (900, 900), (900, 900), 12, 16))

    assert (close.size, close.narrow, close.parted) == (0, True, frozenset())
    assert 0.8 * 12 < small.size < 12
    assert (small.narrow, small.parted) == (True, frozenset())
    assert least.size == pytest.approx(0.8 * 12)
    assert sum(least.widths) == pytest.approx(1)


@pytest.mark.slow
def test_decimal_marks_stand_below_each_other(make_manuscript: MakeManuscript) -> None:
    rows = [
        ["One", "4.5", "1%"],
        ["Two", "1,112.25", "12.5%"],
        ["Three", "9", "**0.125%**"],
        ["Four", "10.875", "100%"],
    ]

    found = list(letters(pages(make_manuscript, table(["Item", "Price", "Share"], *rows))))

    points = sorted(letter.left for letter in found if letter.letter == "." and letter.page == found[-1].page)
    assert len(points) == 5
    assert points[2] - points[0] < 0.5
    assert points[4] - points[3] < 0.5


@pytest.mark.slow
@pytest.mark.parametrize("units", [("mm²", "mm²", "mm²"), ("MW", "kW", "W"), ("km/h", "m/s", "%"), ("N·m", "Ω", "g")])
def test_numbers_with_units_stand_so_too_and_units_apart_from_them(
    make_manuscript: MakeManuscript, units: tuple[str, str, str]
) -> None:
    numbers = ["7.5", "7", "7.125"]
    cells = [f"{number} {unit}" for number, unit in zip(numbers, units, strict=True)]
    found = list(
        letters(
            pages(make_manuscript, table(["Item", "Value"], *([str(place), cell] for place, cell in enumerate(cells))))
        )
    )

    sevens = [letter for letter in found if letter.letter == "7"]
    assert max(each.left for each in sevens) - min(each.left for each in sevens) < 0.5
    whole = sevens[1]
    unit = next(each for each in found if each.left > whole.right and abs(each.baseline - whole.baseline) < 1)
    assert unit.left - whole.right > 1.5


def test_a_table_reaches_out_of_the_text_rather_than_break_a_line() -> None:
    reaching = fit(Measured(400, (60, 100), (60, 100), (60, 420), 12, 16, 700, 60))
    assert reaching.widths == pytest.approx((60 / 400, 420 / 400), abs=0.001)
    assert (reaching.size, reaching.narrow, reaching.parted) == (0, False, frozenset())
    assert sum(fit(Measured(400, (60, 100), (60, 100), (60, 420), 12, 16, 700, 0)).widths) == pytest.approx(1)


def test_it_stays_in_the_text_where_reaching_out_saves_no_line() -> None:
    assert sum(fit(Measured(400, (60, 100), (60, 100), (60, 540), 12, 16, 700, 60)).widths) == pytest.approx(1)
    assert sum(fit(Measured(400, (60, 100), (60, 100), (60, 6200), 12, 16, 700, 60)).widths) == pytest.approx(1)


def test_columns_share_the_room_so_that_no_cell_has_more_lines_than_need_be() -> None:
    short, long = fit(Measured(474, (54, 77, 83), (54, 77, 83), (54, 149, 561), 14, 20, 900, 0)).widths[1:]
    assert short * 474 >= 77
    assert long * 474 >= (561 - 20) / 2 + 20


@pytest.mark.slow
def test_the_only_table_of_a_chapter_reaches_into_the_free_margin_of_a_large_page(
    make_manuscript: MakeManuscript,
) -> None:
    row = ["E001", "Input 1 out of range", "Check the sensor on terminal X3 and its cable below 107 Ω."]
    text = "Words that begin a line.\n\n" + table(["Code", "Meaning", "Remedy"], row, row)
    folder = make_manuscript({"book.md": BOOK.replace("kind: book", "kind: book\npdf: {page-size: A4}") + text})
    data = Built(folder, build(folder, folder / "build", ["pdf"])).artifact(".pdf").data
    there = [line for _, line in lines(data)]
    assert "".join(row).replace(" ", "") in there
    edge = next(letter.left for letter in letters(data) if letter.letter == "W")
    assert min(letter.left for letter in letters(data) if letter.letter == "E") < edge - 10
    assert outside(data, left=45, right=45) == []


@pytest.mark.slow
def test_a_number_stays_with_its_unit_where_a_cell_has_nothing_else(make_manuscript: MakeManuscript) -> None:
    head = [f"Head {number}" for number in range(8)]
    cells = ["2.5 mm²", "230 V~", "±5 V", "16 A gG", "0.25 N·m", "24 V DC", "120 Ω", "words and words"]
    data = pages(make_manuscript, table(head, *[cells] * 3))
    there = " ".join(line for _, line in lines(data))
    assert all(there.count(cell.replace(" ", "")) == 3 for cell in cells[:-1])
