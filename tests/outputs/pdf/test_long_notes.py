"""Notes of any length: what does not fit at the foot of a page goes on at the foot of the next one."""

import random
from collections import defaultdict

import pypdfium2
import pytest
from conftest import MakeManuscript
from geometry import letters, outside

from bookbuild.pipeline.build import build

WORDS = "while snow quiet or the forty keeper gulls ships lamp nobody harbour minded years counted and over under rain"


def words(count: int, mark: str) -> str:
    """So many words, always the same ones for a mark, which is the first of them and the last."""
    chosen = random.Random(mark).choices(WORDS.split(), k=count)
    return " ".join((mark, *chosen, f"{mark}end."))


def long_one(mark: str) -> str:
    """A note of 2,000 words with all kinds of blocks inside."""
    blocks = [
        words(900, f"{mark}a"),
        f"- {words(30, f'{mark}b')}\n    - {words(20, f'{mark}c')}",
        f"> {words(60, f'{mark}d')}\n    >\n    > — Anna Lind",
        f"::: verse\n    {words(5, f'{mark}e')}\n    {words(5, f'{mark}f')}\n    :::",
        words(1000, f"{mark}g"),
    ]
    return "\n\n    ".join(blocks)


def pdf_of(make_manuscript: MakeManuscript, text: str, settings: str = "") -> bytes:
    """The pages of a text; the build proves that every word and every note is there once."""
    folder = make_manuscript({"book.toml": f'title = "T"\nlanguage = "en"\nkind = "book"\n{settings}', "01.md": text})
    report = build(folder, folder / "build", ["pdf"])
    return next(artifact.data for artifact in report.artifacts if artifact.name.endswith(".pdf"))


def pages_with(data: bytes, *marks: str) -> list[int]:
    """The pages on which the words stand that begin with certain marks."""
    with pypdfium2.PdfDocument(data) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [next(number for number, text in enumerate(texts) if mark in text) for mark in marks]


@pytest.mark.slow
@pytest.mark.parametrize("size", ["5.5x8.5in", "4.25x6.87in", "A4"])
def test_notes_of_two_thousand_words_go_on_at_the_foot_of_the_next_pages(
    make_manuscript: MakeManuscript, size: str
) -> None:
    paragraphs = [f"{words(60, f'T{count}')}[^{count}] {words(60, f'U{count}')}" for count in range(8)]
    notes = [long_one(f"N{count}") if count in (1, 2, 6) else words(12 * count, f"N{count}a") for count in range(8)]
    text = "\n\n".join(("# One", *paragraphs, *(f"[^{count}]: {note}" for count, note in enumerate(notes)), ""))
    data = pdf_of(make_manuscript, text, f'[pdf]\npage-size = "{size}"\n')
    assert not outside(data, left=20, right=20, top=18, bottom=18)
    called = pages_with(data, *(f"T{count}end" for count in range(8)))
    begun = pages_with(data, *(f"N{count}a" for count in range(8)))
    ended = pages_with(data, *(f"N{count}gend" if count in (1, 2, 6) else f"N{count}aend" for count in range(8)))
    assert begun == sorted(begun)
    assert all(0 <= note - call <= 1 for call, note in zip(called, begun, strict=True))
    for count in (1, 2, 6):
        assert begun[count] == called[count]
        assert ended[count] > begun[count]


def test_the_parts_of_a_note_stand_at_the_foot_of_full_pages(make_manuscript: MakeManuscript) -> None:
    text = f"# One\n\n{words(40, 'T')}[^a] {words(900, 'U')}\n\n[^a]: {words(900, 'N')}\n"
    data = pdf_of(make_manuscript, text)
    (first,), (last,) = pages_with(data, "N "), pages_with(data, "Nend")
    assert last - first >= 1
    feet: dict[int, float] = defaultdict(lambda: float("inf"))
    for letter in letters(data):
        if letter.baseline > 60:  # above the folio
            feet[letter.page] = min(feet[letter.page], letter.baseline)
    parted = [feet[page + 1] for page in range(first, last + 1)]
    assert max(parted) - min(parted) < 1
    assert pages_with(data, "T ") == [first]
    with pypdfium2.PdfDocument(data) as document:
        assert "gulls" in document[first + 1].get_textpage().get_text_range()


def test_a_note_may_be_called_in_the_last_line(make_manuscript: MakeManuscript) -> None:
    text = f"# One\n\n{words(700, 'T')}[^a]\n\n# Two\n\nMore.\n\n[^a]: {words(1500, 'N')}\n"
    data = pdf_of(make_manuscript, text)
    (call,), (begun,), (ended,) = (pages_with(data, mark) for mark in ("Tend", "N ", "Nend"))
    assert call == begun
    assert ended - begun >= 2
    with pypdfium2.PdfDocument(data) as document:
        heads = [page.get_textpage().get_text_range() for page in list(document)[begun : ended + 1]]
        labels = [document.get_page_label(page) for page in range(begun, ended + 1)]
    assert all(label in text for label, text in zip(labels, heads, strict=True))


def test_the_next_text_waits_for_late_notes(make_manuscript: MakeManuscript) -> None:
    """Where a long note goes on on a page whose text refers to other ones, these do not come pages later."""
    paragraphs = [f"{words(25, f'T{count}')}[^{count}]" for count in range(30)]
    notes = [long_one(f"N{count}") if count == 3 else words(5, f"N{count}a") for count in range(30)]
    text = "\n\n".join(("# One", *paragraphs, *(f"[^{count}]: {note}" for count, note in enumerate(notes)), ""))
    data = pdf_of(make_manuscript, text)
    called = pages_with(data, *(f"T{count}end" for count in range(30)))
    begun = pages_with(data, *(f"N{count}a" for count in range(30)))
    assert called == begun


def test_tables_keep_their_heads_whatever_notes_their_cells_have(make_manuscript: MakeManuscript) -> None:
    rows = [f"| {words(12, f'T{count}')}[^{count}] | {words(30, f'U{count}')}[^u{count}] |" for count in range(8)]
    notes = [f"[^{count}]: {words(300 if count % 3 else 20, f'N{count}')}" for count in range(8)]
    notes += [f"[^u{count}]: {words(200 if count % 2 else 5, f'M{count}')}" for count in range(8)]
    text = "\n\n".join(("# One", "\n".join(("| Head | Other |", "|---|---|", *rows)), *notes, ""))
    data = pdf_of(make_manuscript, text)
    (head,), (first,) = pages_with(data, "Head"), pages_with(data, "T0 ")
    assert head == first


def test_a_note_that_goes_on_leaves_no_page_out(make_manuscript: MakeManuscript) -> None:
    chapters = [
        f"# Chapter {count}\n\n{words(40 + 3 * count, f'T{count}')}[^{count}] {words(12, 'U')}\n\n{words(4, 'V')}\n\n"
        f"{words(30, 'W')}\n\n{words(200, 'X')}\n\n[^{count}]: {f'n{count}x ' * 120}\n"
        for count in range(10, 24)
    ]
    settings = '[style]\ntheme = "large-print"\n[pdf]\npage-size = "4.25x6.87in"\n'
    data = pdf_of(make_manuscript, "\n\n".join(chapters), settings)
    with pypdfium2.PdfDocument(data) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    for count in range(10, 24):
        there = [number for number, text in enumerate(texts) if f"n{count}x" in text]
        called = next(number for number, text in enumerate(texts) if f"T{count}end" in text)
        assert there == list(range(called, there[-1] + 1))
        assert len(there) > 1
