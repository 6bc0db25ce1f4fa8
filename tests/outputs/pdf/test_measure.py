"""Lines of running text have as many letters as an eye takes in, whatever the theme, the kind and the page."""

import itertools
import statistics
from pathlib import Path

import pypdfium2
import pytest
from conftest import MakeManuscript
from test_page_design import INCH, measure

from bookbuild.pipeline.build import build

pytestmark = pytest.mark.slow

SIZES = ("4.25x6.87in", "5x8in", "A5", "5.5x8.5in", "6x9in", "7x10in", "Letter", "A4")
TEXT = """\
# One

The keeper had lived on the rock for thirty-one years when the letter came, and in all that time he had never once
been late with the lamp. He read it twice by the window, in which the grey of the morning was only beginning to tell
the water from the sky, and laid it under the barometer, where he kept whatever wanted an answer. It said that the
light would be turned off at the end of October, and that a boat would be sent for him and for his things.

What does a man take with him from a place that has been built around a single room? There was the clock, which had
been his father's; there were eleven books, of which he knew seven by heart; and there was the bell, which belonged to
the Board. Nobody had rung it since the winter of the great fog, when he had stood at the rope for two nights and the
day between them, and had counted the strokes aloud so as not to fall asleep.

He went up at dusk as he always did, trimmed the wick, wound the weights and entered the hour in the book. Far out, a
steamer was making for the channel with all her windows lit, and it pleased him to think that somebody on board would
look up from a game of cards, see the beam go over, and say without thinking about it that they were nearly home.
"""


def lines_of(data: bytes) -> list[str]:
    """The lines of all pages as pdfium reads them, hyphens at their ends included."""
    with pypdfium2.PdfDocument(data) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [line.strip("\r") for text in texts for line in text.replace("\ufffe", "-").split("\n")]


def pages(folder: Path) -> bytes:
    report = build(folder, folder / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    return made.data


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["book", "article"])
@pytest.mark.parametrize(("theme", "least", "most"), [("classic", 45, 70), ("modern", 45, 70), ("large-print", 28, 70)])
def test_lines_have_neither_too_few_letters_nor_too_many(
    theme: str, least: int, most: int, kind: str, size: str, make_manuscript: MakeManuscript
) -> None:
    settings = f'title = "T"\nlanguage = "en-GB"\nkind = "{kind}"\n[style]\ntheme = "{theme}"\n'
    manuscript = make_manuscript({"book.toml": f'{settings}[pdf]\npage-size = "{size}"\n', "1.md": TEXT})
    data = pages(manuscript)
    full = [line for line in lines_of(data) if len(line) > 15 and not line.endswith((".", "?")) and ". ." not in line]
    assert len(full) >= 15
    assert least <= statistics.mean(map(len, full)) <= most
    if theme == "large-print":
        assert distance_of_lines(data) == pytest.approx(17 * 1.5, abs=0.2)


def distance_of_lines(data: bytes) -> float:
    """How far most lines stand from the one above them, in points."""
    lines = measure(data).lines
    steps = [one.baseline - other.baseline for one, other in itertools.pairwise(lines) if one.page == other.page]
    return statistics.mode(round(step, 1) for step in steps)


@pytest.mark.parametrize(
    ("kind", "size", "wide"), [("article", "A4", 6.4), ("article", "Letter", 6.4), ("book", "A4", 6.4)]
)
def test_what_is_wide_may_reach_into_the_free_margin(
    kind: str, size: str, wide: float, make_manuscript: MakeManuscript
) -> None:
    settings = f'title = "T"\nlanguage = "en-GB"\nkind = "{kind}"\n[pdf]\npage-size = "{size}"\n'
    reaching = ".aside.aside { margin: 0 calc(-1 * var(--free-margin)); padding: 0; border: 0; font-size: 1em }"
    text = f"# One\n\n{TEXT.partition('# One')[2]}\n\n::: aside\n{'oneword' * 11}\n:::\n"
    found = measure(pages(make_manuscript({"book.toml": settings, "1.md": text, "styles/print.css": reaching})))
    (line,) = [each for each in found.lines if each.text.startswith("onewordoneword")]
    column = [each for each in found.on(line.page) if len(each.text) > 40 and each is not line]
    left, right = min(each.left for each in column), max(each.right for each in column)
    reach = left - line.left
    assert reach > 0.8 * INCH
    assert right - left + 2 * reach >= wide * INCH
    assert line.left >= 0.6 * INCH
