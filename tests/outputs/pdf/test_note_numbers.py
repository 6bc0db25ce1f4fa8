"""The number of a note stands on the line of what comes before it, whatever that is."""

import io
import itertools
from collections.abc import Iterator

import pikepdf
import pytest
from conftest import MakeManuscript
from geometry import Letter, letters, lines
from numbered import manuscript

from bookbuild.pipeline.build import build

_FAR = 12.0
"""In points: a full stop of Chinese has so much room behind it."""


def _pdf(make_manuscript: MakeManuscript, text: str, settings: str = "", language: str = "en") -> bytes:
    book = f'title = "Notes"\nlanguage = "{language}"\nkind = "book"\n{settings}'
    folder = make_manuscript({"book.toml": book, "01.md": text})
    report = build(folder, folder / "build", ["pdf"])
    assert not [problem for problem in report.problems if problem.severity.name == "ERROR"]
    return next(artifact.data for artifact in report.artifacts if artifact.name.endswith(".pdf"))


def _numbers(data: bytes, *, rtl: bool = False) -> Iterator[tuple[str, list[Letter]]]:
    """The number of each note in the text, by where it leads, with the letters right before it on its line."""
    shown = list(letters(data))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            there = [letter for letter in shown if letter.page == number]
            for link in page.get("/Annots", ()):
                if "-note-" in (place := str(link.get("/Dest", ""))):
                    left, bottom, right, top = (float(side) for side in link.Rect)
                    middle = (bottom + top) / 2
                    yield (
                        place,
                        [
                            letter
                            for letter in there
                            if letter.bottom - 6 <= middle <= letter.top + 9
                            and not left - 0.5 <= (letter.left + letter.right) / 2 <= right + 0.5
                            and abs(letter.left - right if rtl else left - letter.right) < _FAR
                        ],
                    )


@pytest.mark.slow
@pytest.mark.parametrize("size", ["5.5x8.5in", "4.25x6.87in"])
def test_no_number_is_torn_from_its_word(make_manuscript: MakeManuscript, size: str) -> None:
    text = manuscript()
    beside = dict(_numbers(_pdf(make_manuscript, text, f'[pdf]\npage-size = "{size}"\n')))
    assert len(beside) == text.count("]: ")
    assert [place for place, near in beside.items() if not near] == []


def test_nor_in_headings_cells_verse_quotations_and_captions(make_manuscript: MakeManuscript) -> None:
    widths = range(4, 60, 3)
    notes = iter(range(1, 1000))
    parts: list[str] = []
    for width in widths:
        words = ("gulls and ships over the harbour " * 3)[:width].strip() + "?"
        parts += [
            f"## {words}[^{next(notes)}]",
            f"> {words}[^{next(notes)}] and then {words}[^{next(notes)}]\n> — {words}[^{next(notes)}]",
            f"::: verse\n{words} {words}[^{next(notes)}]\nand {words}[^{next(notes)}]\n:::",
            f"| One | Two | Three |\n|---|---|---|\n| {words}[^{next(notes)}] | {words} | {words}[^{next(notes)}] |\n\n"
            f": {words}{words}[^{next(notes)}]",
        ]
    last = next(notes)
    text = "# Notes\n\n" + "\n\n".join(parts) + "\n\n" + "\n".join(f"[^{n}]: Note {n}." for n in range(1, last)) + "\n"
    beside = dict(_numbers(_pdf(make_manuscript, text)))
    assert len(beside) == last - 1
    assert [place for place, near in beside.items() if not near] == []


def test_nor_where_lines_run_from_right_to_left(make_manuscript: MakeManuscript) -> None:
    texts = [f"كان الحارس يعدّ {'السفن ' * count}كل ليلة![^{count}] ثم نام.[^{count}]" for count in range(1, 30)]
    notes = "\n".join(f"[^{count}]: ملاحظة." for count in range(1, 30))
    data = _pdf(make_manuscript, "# الفصل\n\n{}\n\n{}\n".format("\n\n".join(texts), notes), language="ar")
    assert [place for place, near in _numbers(data, rtl=True) if not near] == []


def test_no_short_word_is_alone_with_its_number_in_the_last_line(make_manuscript: MakeManuscript) -> None:
    words = "while snow quiet or the forty quiet keeper gulls ships and lamp forty nobody over rain minded years it"
    starts = [words[: len(words) - 3 - cut].rsplit(" ", 1)[0] for cut in range(0, 60, 2)]
    texts = [f"{start} it.[^{number}]" for number, start in enumerate(starts, start=1)]
    notes = [f"[^{number}]: Note." for number, _ in enumerate(starts, start=1)]
    data = _pdf(make_manuscript, "# Notes\n\n{}\n\n{}\n".format("\n\n".join(texts), "\n".join(notes)))
    assert [line for _, line in lines(data) if line == "it."] == []


@pytest.mark.parametrize("theme", ["classic", "modern", "large-print"])
def test_numbers_of_notes_do_not_push_lines_apart(make_manuscript: MakeManuscript, theme: str) -> None:
    words = "gulls and ships over the harbour, and nobody there to count them all. " * 3
    text = f"# Notes\n\n{words}[^1] {words}[^2] {words}\n\n[^1]: One.\n\n[^2]: Two.\n"
    data = _pdf(make_manuscript, text, f'[style]\ntheme = "{theme}"\n')
    grid = sorted({round(each.baseline, 2) for each in letters(data) if each.letter in "hgb"})
    steps = [after - before for before, after in itertools.pairwise(grid)]
    assert len(steps) > 5
    assert max(steps) - min(steps) < 0.1
