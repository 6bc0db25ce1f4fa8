"""The look at pages notices what it is to notice."""

import pytest
from conftest import MakeManuscript, prose
from draw import picture
from printed import UNFILLED, Area, Printed, Tag, faults, read, text_areas

from bookbuild import dialect
from bookbuild.manuscript import load
from bookbuild.outputs.pdf.page_design import stylesheets
from bookbuild.pipeline.build import build

_BOOK = 'title = "Pages"\nlanguage = "en"\nkind = "book"\n'
_PICTURE = '![A](images/a.png "Below the picture.")'


def _found(make_manuscript: MakeManuscript, text: str, style: str) -> list[str]:
    files: dict[str, str | bytes] = {"book.toml": _BOOK, "01.md": f"# One\n\n{text}\n", "styles/print.css": style}
    folder = make_manuscript({**files, "images/a.png": picture(300, 200)})
    report = build(folder, folder / "build", ["pdf"], proof=False)
    pages = read(report.artifacts[0].data)
    return faults(pages, text_areas([*stylesheets(dialect.read(load(folder))), style], pages.sizes))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "style", "said"),
    [
        (prose(1, 90), "p { margin-left: -0.3in }", "outside the text"),
        (prose(1, 90), "p { margin-left: -2in }", "off the page"),
        (prose(1, 90), "p { margin-right: -0.3in }", "outside the text"),
        (f"{prose(1, 60)}\n\n## Two\n\n{prose(2, 90)}", "h2 { break-before: page }", "though the text goes on"),
    ],
)
def test_what_is_wrong_is_said(make_manuscript: MakeManuscript, text: str, style: str, said: str) -> None:
    assert any(said in fault for fault in _found(make_manuscript, text, style))


@pytest.mark.slow
def test_nothing_is_said_of_good_pages(make_manuscript: MakeManuscript) -> None:
    text = f"{prose(1, 300)}\n\n{_PICTURE}\n\n## Two\n\n{prose(2, 500)}\n\n| a | b |\n| --- | --- |\n| c | d |\n"
    assert _found(make_manuscript, text, "") == []


def _chapter(*children: Tag) -> Printed:
    """A chapter of some blocks, on three pages without letters."""
    boxes = [box for child in children for box in child.boxes]
    return Printed(((400, 500),) * 3, frozenset(), (), (Tag("Sect", ("Sect",), 0, boxes, list(children)),))


def _block(role: str, *boxes: tuple[int, float, float], children: tuple[Tag, ...] = ()) -> Tag:
    return Tag(role, ("Sect", role), 0, list(boxes), list(children))


def _lines(page: int, bottom: int, top: int) -> list[tuple[int, float, float]]:
    """Lines of text between two heights of a page."""
    return [(page, line, line + 10.0) for line in range(bottom, top, 16)]


_AREAS = [Area(0, 0, 400, 500)] * 3


@pytest.mark.parametrize(
    ("following", "is_fault"),
    [("P", True), ("L", True), ("BlockQuote", True), ("Table", False), ("Code", False), ("Div", False)],
)
def test_a_gap_is_excused_by_what_is_kept_whole(following: str, is_fault: bool) -> None:
    pages = _chapter(
        _block("P", (1, 300, 500)), _block(following, *_lines(2, 180, 500)), _block("P", (2, 0, 170), (3, 0, 500))
    )
    assert [fault.endswith(UNFILLED) for fault in faults(pages, _AREAS)] == [True] * is_fault


@pytest.mark.parametrize(("height", "is_fault"), [(80, True), (320, False)])
def test_a_gap_is_not_excused_by_what_would_have_fitted(height: float, is_fault: bool) -> None:
    table = _block("Table", (2, 500 - height, 500))
    pages = _chapter(_block("P", (1, 300, 500)), table, _block("P", (2, 0, 170), (3, 0, 500)))
    assert bool(faults(pages, _AREAS)) == is_fault


@pytest.mark.parametrize("is_alone", [True, False])
def test_a_picture_is_no_excuse_unless_it_has_the_page_for_itself(is_alone: bool) -> None:
    figure = _block("Figure", (2, 170, 500))
    held = _block("Div", *figure.boxes, children=(figure,))
    below = [] if is_alone else [_block("P", (2, 0, 160))]
    pages = _chapter(_block("P", (1, 300, 500)), held, *below, _block("P", (3, 0, 500)))
    assert bool([fault for fault in faults(pages, _AREAS) if fault.startswith("page 1")]) == (not is_alone)


def test_a_caption_on_another_page_is_noticed() -> None:
    figure, caption = _block("Figure", (1, 100, 500)), _block("Caption", (2, 480, 500))
    held = _block("Div", *figure.boxes, *caption.boxes, children=(figure, caption))
    assert any("apart" in fault for fault in faults(_chapter(held), _AREAS))
