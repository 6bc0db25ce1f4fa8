"""Pages as a designer measures them, from the finished PDF: lines, their distance, margins, what stands together."""

import io
import itertools
import random
import re
import shutil
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import TESTS, MakeManuscript, prose

from bookbuild.pipeline.build import build
from bookbuild.problems import SettingsError

pytestmark = pytest.mark.slow

INCH = 72.0
BOOKS = TESTS / "books"


@dataclass(frozen=True)
class Line:
    """A line of text on a page, in points from the lower left corner."""

    page: int
    left: float
    right: float
    baseline: float
    text: str


@dataclass(frozen=True)
class Set:
    """A book as it was set."""

    width: float
    height: float
    lines: list[Line]
    data: bytes

    def text_lines(self) -> list[Line]:
        """Full lines of paragraphs, without heads, folios, titles and quotations."""
        return [line for line in self.lines if line.text.startswith("§") or len(line.text) > 30]

    def on(self, page: int) -> list[Line]:
        return [line for line in self.lines if line.page == page]


def measure(data: bytes) -> Set:
    with pypdfium2.PdfDocument(data) as document:
        lines = [line for number, page in enumerate(document) for line in _lines(number, page)]
        width, height = document[len(document) - 1].get_size()
        return Set(width, height, lines, data)


def _lines(number: int, page: pypdfium2.PdfPage) -> Iterator[Line]:
    """Letters with one baseline are a line; capitals and small letters stand on it, so its foot is what most share."""
    text = page.get_textpage()
    letters = []
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        if character.strip():
            left, _, right, _ = text.get_charbox(index, loose=True)
            letters.append((character, left, right, round(text.get_charbox(index, loose=True)[1], 1)))
    while letters:
        foot = letters[0][3]
        line = [each for each in letters if abs(each[3] - foot) < 2]
        letters = [each for each in letters if abs(each[3] - foot) >= 2]
        words = "".join(each[0] for each in line)
        yield Line(number, min(each[1] for each in line), max(each[2] for each in line), foot, words)


QUOTED = "A quotation that is long enough to go over two lines of any page, and that has somebody who said it."


def manuscript(settings: str) -> dict[str, str]:
    paragraphs = [prose(number, 60 + number % 7 * 20) for number in range(40)]
    for place in range(5, 40, 6):
        paragraphs.insert(place, f"> {QUOTED}\n>\n> — Speaker{place}")
    text = "\n\n".join(paragraphs)
    return {
        "book.toml": f'title = "A Book to Be Measured"\nlanguage = "en-GB"\nkind = "book"\n{settings}',
        "01.md": f"# First\n\n{text}\n",
        "02.md": f"# Second\n\n{text}\n",
    }


@pytest.fixture(
    scope="module",
    params=[
        ("classic", "5.5x8.5in", 10.5 * 1.381),
        ("classic", "A5", None),
        ("classic", "6x9in", None),
        ("classic", "A4", 12 * 1.381),
        ("classic", "Letter", 12 * 1.381),
        ("modern", "6x9in", None),
        ("large-print", "", 17 * 1.5),
    ],
    ids=lambda each: f"{each[0]} {each[1]}".strip(),
)
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Set, str, float | None]:
    theme, size, leading = request.param
    folder = tmp_path_factory.mktemp("measured")
    page = f'page-size = "{size}"\n' if size else ""
    for name, content in manuscript(f'[style]\ntheme = "{theme}"\n[pdf]\n{page}').items():
        (folder / name).write_text(content, encoding="utf-8")
    report = build(folder, folder / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    return measure(made.data), theme, leading


def test_lines_have_as_many_letters_as_an_eye_takes_in(book: tuple[Set, str, float | None]) -> None:
    found, theme, _ = book
    counted = [len(line.text) + line.text.count(" ") for line in found.text_lines()]
    typical = statistics.median(sorted(counted)[len(counted) // 3 :])
    spaced = typical * 6 / 5  # spaces were left out: about one for five letters
    low, high = (38, 60) if theme == "large-print" else (55, 72)
    assert low <= spaced <= high


def test_lines_stand_on_a_grid(book: tuple[Set, str, float | None]) -> None:
    found, _, leading = book
    body = [line for line in found.text_lines() if line.page > 7]
    steps = [
        round(one.baseline - other.baseline, 1)
        for one, other in itertools.pairwise(body)
        if one.page == other.page and one.baseline > other.baseline
    ]
    usual = statistics.mode(steps)
    assert leading is None or usual == pytest.approx(leading, abs=0.2)
    size = usual / (1.5 if book[1] == "large-print" else 1.41)
    assert size >= (16 if book[1] == "large-print" else 9.5)


def test_margins_leave_room_for_the_binding_and_the_thumb(book: tuple[Set, str, float | None]) -> None:
    found, _, _ = book
    for line in found.lines:
        recto = line.page % 2 == 0
        inside, outside = (line.left, found.width - line.right) if recto else (found.width - line.right, line.left)
        assert inside >= 0.75 * INCH - 2
        assert outside >= 0.6 * INCH - 2
        assert 0.3 * INCH < line.baseline < found.height - 0.3 * INCH


def test_a_quotation_stands_with_its_source(book: tuple[Set, str, float | None]) -> None:
    found, _, leading = book
    sources = [line for line in found.lines if "Speaker" in line.text]
    assert len(sources) == 12
    for source in sources:
        above = [line for line in found.on(source.page) if 0 < line.baseline - source.baseline < 40]
        assert any("saidit." in line.text or "whosaid" in line.text or "somebody" in line.text for line in above)
        nearest = min(line.baseline for line in above) - source.baseline
        assert nearest < (leading or 16) * 1.3


@pytest.mark.parametrize("theme", ["classic", "modern"])
def test_a_pocket_book_has_the_margins_of_one(theme: str, make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript(manuscript(f'[style]\ntheme = "{theme}"\n[pdf]\npage-size = "4.25x6.87in"\n'))
    report = build(folder, tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    found = measure(made.data)
    full = sorted(len(line.text) for line in found.lines if len(line.text) > 30)
    assert 45 <= statistics.median(full[len(full) // 3 :]) * 6 / 5 <= 70
    rights = [line for line in found.lines if line.page % 2 == 0 and line.page > 7]
    assert min(line.left for line in rights) == pytest.approx(0.625 * INCH, abs=2)
    assert found.width - max(line.right for line in rights) == pytest.approx(0.45 * INCH, abs=3)


@pytest.mark.parametrize(
    ("name", "theme", "size"),
    [("garden", "modern", "A5"), ("garden", "large-print", "7x10in"), ("harbour", "classic", "6x9in")],
)
def test_books_of_all_kinds_of_blocks_stay_inside_their_margins(
    name: str, theme: str, size: str, tmp_path: Path
) -> None:
    folder = tmp_path / name
    shutil.copytree(BOOKS / name, folder)
    with (folder / "book.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[style]\ntheme = "{theme}"\n[pdf]\npage-size = "{size}"\n')
    report = build(folder, tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    found = measure(made.data)
    assert len(found.lines) > 20
    for line in found.lines:
        assert line.left >= 0.55 * INCH, line
        assert found.width - line.right >= 0.55 * INCH, line
        assert 0.3 * INCH < line.baseline < found.height - 0.3 * INCH, line


def test_no_page_begins_or_ends_with_a_line_alone(book: tuple[Set, str, float | None]) -> None:
    """Paragraphs end in a full stop and nothing else does, so that a widow is a first line that has one at its end."""
    found, _, _ = book
    pages = sorted({line.page for line in found.lines})
    for page in pages[8:]:
        column = [line for line in found.on(page) if found.height * 0.12 < line.baseline < found.height * 0.89]
        if len(column) < 6:
            continue
        first, second = sorted(column, key=lambda line: -line.baseline)[:2]
        is_continued = not first.text[:1].isupper()
        assert not (is_continued and first.text.endswith(".")), (page, first.text, second.text)


def test_no_paragraph_ends_in_a_line_of_one_short_word(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    """Each paragraph is a letter longer than the one before, so that many would end so."""
    paragraphs = [f"Lorem {'dolor sit amet ' * 6}{'x' * length} and so." for length in range(1, 40)]
    text = {"book.toml": 'title = "T"\nkind = "book"\n', "1.md": "# One\n\n" + "\n\n".join(paragraphs) + "\n"}
    report = build(make_manuscript(text), tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    ends = [line.text for line in measure(made.data).lines if line.text.endswith("so.")]
    assert len(ends) == 39
    assert "andso." in ends
    assert "so." not in ends
    assert min(map(len, ends)) > 5


def test_keeping_last_words_together_leaves_no_hole_above_them(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    """All lines of justified paragraphs but their last go to the right margin."""
    words = random.Random(1)
    paragraphs = [
        f"{' '.join(words.choices(('a', 'ship', 'came', 'along', 'the', 'shore', 'of', 'morning'), k=30))} and so."
        for _ in range(200)
    ]
    text = {"book.toml": 'title = "T"\nkind = "book"\n', "1.md": "# One\n\n" + "\n\n".join(paragraphs) + "\n"}
    report = build(make_manuscript(text), tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    pages = measure(made.data)
    lines = [line for line in pages.lines if re.search("ship|came|along|shore|morning|the", line.text)]
    inner = [line for line in lines if not line.text.endswith("so.")]
    margin = {line.page: max(each.right for each in inner if each.page == line.page) for line in inner}
    assert len(inner) > 350
    assert [line.text for line in inner if margin[line.page] - line.right > 12] == []


def test_no_note_falls_out_of_a_paragraph_that_is_divided(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    """Short paragraphs with a note in each fill page after page, so that many are divided right after a note."""
    chosen, words = random.Random(1), ("a", "ship", "came", "along", "the", "shore", "of", "morning")

    def some(least: int, most: int) -> str:
        return " ".join(chosen.choices(words, k=chosen.randint(least, most)))

    paragraphs = [f"{some(14, 22)} shore[^{n}] {some(12, 12)}, {some(6, 6)}.\n\n[^{n}]: A note." for n in range(160)]
    text = {"book.toml": 'title = "T"\nkind = "book"\n', "1.md": "# One\n\n" + "\n\n".join(paragraphs) + "\n"}
    report = build(make_manuscript(text), tmp_path / "out", ["pdf"])
    assert report.figures is not None
    assert report.figures.notes == 160


def test_a_book_opens_with_a_half_title_that_nobody_is_read_twice(book: tuple[Set, str, float | None]) -> None:
    found, _, _ = book
    assert [line.text for line in found.on(0)] == ["ABooktoBeMeasured"]
    assert found.on(1) == []
    with pikepdf.open(io.BytesIO(found.data)) as opened:
        assert "/StructParents" not in opened.pages[0].obj
        assert [str(page.label) for page in opened.pages[:4]] == ["i", "ii", "iii", "iv"]


def test_titles_of_parts_stand_on_pages_without_a_number(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    parts = "".join(f"# Part {name}\n\n## Chapter {name}\n\n{prose(1, 50)}\n\n" for name in ("A", "B"))
    text = {"book.toml": 'title = "T"\nkind = "book"\n', "1.md": parts}
    report = build(make_manuscript(text), tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    found = measure(made.data)
    texts = [[line.text.upper() for line in found.on(page)] for page in range(found.lines[-1].page + 1)]
    assert [lines for lines in texts if lines[:1] in (["PARTA"], ["PARTB"])] == [["PARTA"], ["PARTB"]]
    assert [lines[-1] for lines in texts if lines[:1] in (["CHAPTERA"], ["CHAPTERB"])] == ["3", "7"]


def test_marks_and_bleed_lie_outside_the_page(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript(manuscript('[pdf]\nbleed = "3mm"\ncrop-marks = true\nchapter-start = "recto"\n'))
    report = build(folder, tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    with pikepdf.open(io.BytesIO(made.data)) as opened:
        for page in opened.pages:
            boxes = (page.obj.MediaBox, page.obj.BleedBox, page.obj.TrimBox)
            media, bleed, trim = ([float(edge) for edge in box] for box in boxes)
            assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx([5.5 * INCH, 8.5 * INCH], abs=0.1)
            assert media[0] < bleed[0] < trim[0] < trim[2] < bleed[2] < media[2]
            assert b"/furniture" in page.obj.Contents.read_bytes()
    found = measure(made.data)
    openers = [line.page for line in found.lines if line.text.lower() in ("first", "second") and line.baseline < 560]
    assert all(page % 2 == 0 for page in openers)


@pytest.mark.parametrize(
    ("margins", "least"),
    [
        ('inside-margin = "0.3in"', "0.375 in"),
        ('outside-margin = "3mm"', "0.25 in"),
        ('inside-margin = "0.5in"\noutside-margin = "0.4in"', ""),
    ],
)
def test_margins_are_as_wanted_and_pointed_out_where_a_bound_book_needs_more(
    margins: str, least: str, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    report = build(make_manuscript(manuscript(f"[pdf]\n{margins}\n")), tmp_path / "out", ["pdf"])
    assert [problem.code for problem in report.problems] == ["BB505"] * bool(least)
    assert all(least in problem.message for problem in report.problems)
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    found = measure(made.data)
    rights = [line for line in found.lines if line.page % 2 == 0 and line.page > 5]
    inside, outside = min(line.left for line in rights), found.width - max(line.right for line in rights)
    wanted = dict(line.split(" = ") for line in margins.splitlines())
    if "inside-margin" in wanted:
        assert inside == pytest.approx(float(wanted["inside-margin"].strip('"in')) * INCH, abs=2)
    if "outside-margin" in wanted:
        assert outside == pytest.approx({'"3mm"': 8.5, '"0.4in"': 28.8}[wanted["outside-margin"]], abs=3)


@pytest.mark.parametrize("theme", ["classic", "modern", "large-print"])
def test_titles_in_other_scripts_need_no_font_of_the_machine(
    theme: str, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    settings = f'title = "كتاب"\nkind = "book"\nlanguage = "en"\n[style]\ntheme = "{theme}"\n'
    text = "\n\n".join(prose(number, 120) for number in range(8))
    files = {"book.toml": settings, "1.md": f"# كتاب البحر\n\n{text}\n", "2.md": f"# ספר הים\n\n{text}\n"}
    report = build(make_manuscript(files), tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    with pikepdf.open(io.BytesIO(made.data)) as opened:
        items = [item for item in opened.objects if isinstance(item, pikepdf.Dictionary)]
        fonts = {str(item.FontName) for item in items if "/FontName" in item}
    known = ("EB-Garamond", "Newsreader", "Source-Sans", "Atkinson", "Amiri", "Frank-Ruhl")
    assert all(any(family in font for family in known) for font in fonts), fonts


def test_changes_of_scene_are_seen_wherever_pages_end(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    scenes = [prose(number, 20 + number % 11 * 9) for number in range(60)]
    text = {"book.toml": 'title = "T"\nkind = "book"\n', "1.md": "# One\n\n" + "\n\n***\n\n".join(scenes) + "\n"}
    report = build(make_manuscript(text), tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    found = measure(made.data)
    breaks = [line for line in found.lines if line.text == "***"]
    assert len(breaks) == 59
    tops = [each for each in breaks if each.baseline > 0.82 * found.height]
    assert tops, "no page began with a change of scene, so that nothing was tested"
    for each in breaks:
        assert any(line.baseline < each.baseline and len(line.text) > 6 for line in found.on(each.page))


def test_long_titles_have_lines_of_about_one_length(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    title = "In Which the Keeper Counts the Ships and Loses One of Them"
    text = {"book.toml": 'title = "T"\nkind = "book"\n', "1.md": f"# {title}\n\nText.\n"}
    report = build(make_manuscript(text), tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    found = measure(made.data)
    last = [
        line
        for line in found.on(max(line.page for line in found.lines))
        if line.text.lower() in title.replace(" ", "").lower()
    ]
    lengths = [len(line.text) for line in last if len(line.text) > 3]
    assert len(lengths) > 1
    assert min(lengths) > 0.6 * max(lengths)


def test_an_article_has_the_margins_that_it_asks_for(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    settings = 'title = "T"\nkind = "article"\n[pdf]\ninside-margin = "1in"\noutside-margin = "2in"\n'
    text = "\n\n".join(prose(number, 150) for number in range(12))
    report = build(make_manuscript({"book.toml": settings, "1.md": f"# T\n\n{text}\n"}), tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    found = measure(made.data)
    for page in {line.page for line in found.lines}:
        full = [line for line in found.on(page) if len(line.text) > 30]
        assert min(line.left for line in full) == pytest.approx(1 * INCH, abs=2)
        assert found.width - max(line.right for line in full) == pytest.approx(2 * INCH, abs=5)


@pytest.mark.parametrize("theme", ["classic", "modern", "large-print"])
def test_scripts_keep_the_fonts_that_have_them(theme: str, make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    said = "He said [مرحبا]{lang=ar} and [שלום]{lang=he}.[^a]"
    text = f"# One\n\n{said}\n\n> *[سلام]{{lang=ar}}*\n\n[^a]: So: [كتاب]{{lang=ar}}\n"
    settings = f'title = "T"\nkind = "book"\n[style]\ntheme = "{theme}"\n'
    report = build(
        make_manuscript({"book.toml": settings, "1.md": text, "2.md": "# Two\n\nText.\n"}), tmp_path, ["pdf"]
    )
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    with pikepdf.open(io.BytesIO(made.data)) as opened:
        fonts = {
            str(item.FontName)
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and "/FontName" in item
        }
    known = ("EB-Garamond", "Newsreader", "Source-Sans", "Atkinson", "Amiri", "Frank-Ruhl")
    assert all(any(family in font for family in known) for font in fonts), fonts
    assert any("Amiri" in font for font in fonts)
    assert any("Frank-Ruhl" in font for font in fonts)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[style]\ntheme = "clasic"\n', "classic"),
        ('[pdf]\npage-size = "B5"\n', "A5, Letter or 6x9in"),
        ('[pdf]\npage-size = "1x1in"\n', "3 to 20 inches"),
        ('[pdf]\nbleed = "wide"\n', "a length such as 5mm"),
        ("[pdf]\ncrop-mark = true\n", "crop-marks"),
    ],
)
def test_what_is_no_design_is_said(settings: str, said: str, make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript({"book.toml": f'title = "T"\n{settings}', "1.md": "# One\n\nText.\n"})
    with pytest.raises(SettingsError) as caught:
        build(folder, tmp_path / "out", ["pdf"])
    (problem,) = caught.value.problems
    assert said in f"{problem.message} {problem.hint}"
    assert problem.location.path == "book.toml"


@pytest.mark.parametrize("theme", ["classic", "modern"])
@pytest.mark.parametrize("title", ["One", "In Which the Keeper Counts the Ships and Loses One of Them on the Way"])
def test_the_text_below_a_title_keeps_step_with_the_facing_page(
    theme: str, title: str, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    settings = f'title = "T"\nkind = "book"\n[style]\ntheme = "{theme}"\n'
    text = {"book.toml": settings, "1.md": f"# {title}\n\n{prose(1, 600)}\n"}
    report = build(make_manuscript(text), tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    body = [line for line in measure(made.data).lines if len(line.text) > 45 and line.text.islower()]
    opening, following = sorted({line.page for line in body})[:2]
    first, second, *_ = (line.baseline for line in body if line.page == opening)
    top = max(line.baseline for line in body if line.page == following)
    steps = (top - first) / (first - second)
    half_lines = 2 if len(title) < 10 else 1  # a title of two lines may leave the text half a line lower
    assert steps * 2 == pytest.approx(round(steps * half_lines) * 2 / half_lines, abs=0.06)


def test_what_announces_something_does_not_end_a_page(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    said = "\n\n".join(f"{prose(number, 12 + number % 5 * 3)[:-1]}:\n\n{prose(number, 25)}" for number in range(150))
    text = {"book.toml": 'title = "T"\nkind = "book"\n', "1.md": f"# One\n\n{said}\n"}
    report = build(make_manuscript(text), tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    found = measure(made.data)
    pages = sorted({line.page for line in found.lines if line.text.endswith(":")})
    assert len(pages) > 10
    for page in pages:
        column = [line for line in found.on(page) if line.baseline > found.height * 0.1]
        assert not min(column, key=lambda line: line.baseline).text.endswith(":")


def test_a_chapter_ends_with_some_lines(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    """Chapters whose last paragraphs are short, and each a line longer than the one before."""
    files = {"book.toml": 'title = "T"\nkind = "book"\n'}
    for number in range(1, 31):
        long = "\n\n".join(prose(n, 40) for n in range(5))
        files[f"{number:02}.md"] = (
            f"# Zenith\n\n{long}\n\n{prose(number, 13 * number)}\n\nThat was all.\n\nSo it was.\n"
        )
    report = build(make_manuscript(files), tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    found = measure(made.data)
    lasts = [line.page for line in found.lines if line.text == "Soitwas."]
    assert len(lasts) == 30
    depths = [len([line for line in found.on(page) if line.baseline > found.height * 0.11]) for page in lasts]
    assert min(depths) >= 4  # with the running head


def test_contents_that_run_from_right_to_left_have_their_numbers_at_the_left_margin(tmp_path: Path) -> None:
    report = build(BOOKS / "kitab", tmp_path, ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    found = measure(made.data)
    numbered = [
        line for line in found.lines if re.fullmatch(r"\d+\D+|\D+\d+", line.text) and line.right - line.left > 200
    ]
    assert len(numbered) >= 2
    edges = {round(line.left) for line in numbered}
    assert max(edges) - min(edges) <= 4
    assert min(edges) >= 0.6 * INCH - 2


def test_verse_that_is_read_from_right_to_left_stands_at_the_right(
    make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    text = "::: verse\nعلى البحر\nوعلى البر\n:::\n\nنص بعدها.\n"
    folder = make_manuscript({"a.md": f"---\ntitle: بيت\nlanguage: ar\n---\n\n{text}"})
    report = build(folder, tmp_path / "out", ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    found = measure(made.data)
    lines = sorted(found.lines, key=lambda line: -line.baseline)
    after = next(line for line in lines if "نص" in line.text or "صن" in line.text)
    verse = [line for line in lines if line.page == after.page and 0 < line.baseline - after.baseline < 60]
    assert len(verse) >= 2
    assert all(after.right - 40 < line.right <= after.right for line in verse)
