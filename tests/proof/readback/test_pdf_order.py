"""Numbers printed on pages are told from other numbers that stand there."""

from collections.abc import Sequence

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from bookbuild.proof.readback.pdf_order import page_labels, pages_faults, value
from bookbuild.proof.readback.pdf_text import Marked


def _faults(artifacts: Sequence[Sequence[str]]) -> list[str]:
    """What is said of pages, counted from 1, with so much beside their text."""
    with pikepdf.new() as pdf:
        for _ in artifacts:
            pdf.add_blank_page()
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=1)]))
        assert page_labels(pdf) == [(0, number) for number, _ in enumerate(artifacts, start=1)]
        contents = {number: Marked(artifacts=list(some)) for number, some in enumerate(artifacts, start=1)}
        return list(pages_faults(pdf, contents, set()))


@pytest.mark.parametrize(
    "artifacts",
    [
        [["1"], ["2"], [], ["4"]],
        [["7"], ["8"], ["9"]],
        [["The Courier, 3 March", "2025", "1 / 2"], ["The Courier, 3 March", "2025", "2 / 2"]],
        [["2025"], ["1"], ["2"]],
        [["1"], ["1", "2", "3", "4"], ["3"]],
        [["Chapter", "5"], ["5", "2"]],
    ],
    ids=["plain", "from another number", "a year", "a year once", "lines of code", "chapters"],
)
def test_numbers_that_are_right_are_left_alone(artifacts: Sequence[Sequence[str]]) -> None:
    assert _faults(artifacts) == []


@pytest.mark.parametrize("artifacts", [[["1"], ["3"], ["4"]], [["1"], ["2"], [], [], ["4"]], [["2"], ["1"]]])
def test_numbers_that_do_not_go_on_are_told(artifacts: Sequence[Sequence[str]]) -> None:
    assert len(_faults(artifacts)) == 1


@pytest.mark.parametrize(
    ("figures", "number"),
    [("12", 12), ("xiv", 14), ("XL", 40), ("٣", 3), ("mm", 2000), ("", 0), ("iiii", 0), ("no", 0)],
)
def test_figures_are_read(figures: str, number: int) -> None:
    assert value(figures) == number
