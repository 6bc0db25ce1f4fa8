"""Chapters laid out apart and joined are what one call of WeasyPrint makes of the whole book."""

import functools
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from conftest import MANUSCRIPT, TESTS, MakeManuscript
from pikepdf import Array, Dictionary, Name, Object, Pdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bookbuild import load, read
from bookbuild.jobs.cache import Cache
from bookbuild.jobs.executor import start
from bookbuild.model import Book
from bookbuild.outputs import pdf
from bookbuild.outputs.context import Context
from bookbuild.outputs.pdf import layout, math
from bookbuild.outputs.pdf.html import document
from bookbuild.outputs.pdf.model import Leaf, Part
from bookbuild.outputs.pdf.pagination import plan
from bookbuild.settings.schema import PdfSettings
from bookbuild.typography.faces import named

pytestmark = pytest.mark.slow

BOOKS = TESTS / "books"


@pytest.fixture
def novel(make_manuscript: MakeManuscript) -> Path:
    """Chapters of several pages in parts, with notes, quotations and links from one to another."""
    files = {"book.toml": 'title = "The Long Way"\nauthor = "Nobody"\n\ndedication = "For whoever waits."\n'}
    for number in range(1, 7):
        paragraphs = [
            f"In chapter {number}, paragraph {count}, the road goes on past well-kept gardens and over the hill, "
            f"and whoever walks it counts the milestones by the light of the moon.{'[^n]' if count == 4 else ''} "
            f"Then [another place](0{number % 6 + 1}.md) is named, and everything begins again from the river."
            for count in range(number * 9)
        ]
        quotation = "> Nobody walks alone.\n>\n> — A milestone"
        part = f"# Part {number // 2 + 1}\n\n" if number % 2 else ""
        text = "\n\n".join([*paragraphs[:5], quotation, "## Later", *paragraphs[5:], "[^n]: As the map has it."])
        files[f"0{number}.md"] = f"{part}# Chapter {number}\n\n{text}\n"
    return make_manuscript(files)


@dataclass(frozen=True)
class Looked:
    """What a reader finds in a PDF, page by page."""

    words: list[list[str]]
    links: list[list[tuple[list[float], str | int]]]
    outline: list[tuple[int, str, int]]
    labels: list[str]

    @property
    def front(self) -> int:
        """How many pages precede the one where numbers begin anew."""
        return self.labels.index("1") if "1" in self.labels else 0


def look(data: bytes) -> Looked:
    with pikepdf.open(io.BytesIO(data)) as opened, pypdfium2.PdfDocument(data) as drawn:
        numbers = {page.obj.objgen: index for index, page in enumerate(opened.pages)}
        named = dict(_destinations(opened))
        outline = [
            (item.level, item.get_title(), (item.get_dest() or pytest.fail("an entry leads nowhere")).get_index())
            for item in drawn.get_toc()
        ]
        return Looked(
            [sorted(page.get_textpage().get_text_range().split()) for page in drawn],
            [
                sorted(_links(page.obj, named, numbers), key=lambda link: (str(link[1]), link[0]))
                for page in opened.pages
            ],
            outline,
            [str(page.label) for page in opened.pages],
        )


def _destinations(opened: Pdf) -> Iterator[tuple[str, Object]]:
    names = list(opened.Root.Names.Dests.Names) if "/Names" in opened.Root else []
    yield from ((str(name), place) for name, place in zip(names[::2], names[1::2], strict=True))


def _links(page: Object, named: dict[str, Object], numbers: dict[Any, int]) -> Iterator[tuple[list[float], str | int]]:
    for annotation in page.get("/Annots", Array()):
        box = [float(edge) for edge in annotation.Rect]
        yield box, numbers[named[str(annotation.Dest)][0].objgen] if "/Dest" in annotation else str(annotation.A.URI)


def in_one_call(book: Book, joined: Looked, folder: Path) -> bytes:
    """What WeasyPrint makes of all chapters at once, with the same style sheets, if told where numbers begin anew."""
    tasks = pdf.prepare(book)
    drawings, _ = math.draw(book.chapters[-1])
    measured = functools.partial(layout.type_of, stylesheets=tasks[0].stylesheets)
    styles = [*tasks[0].stylesheets, f"@page :nth({joined.front + 1}) {{ counter-reset: page 1 }}"]
    fonts = named(styles)
    styles += [face.rule(face.name) for face in fonts]
    files = [(face.name, face.data) for face in fonts]
    files += [(asset.name, asset.data) for asset in book.assets]
    files += [(drawing.asset.name, drawing.asset.data) for drawing in drawings.values()]
    for name, data in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    configuration = FontConfiguration()
    made = HTML(string=document(tasks, drawings, type_of=measured), base_url=f"{folder}/").write_pdf(
        stylesheets=[CSS(string=style, font_config=configuration, base_url=f"{folder}/") for style in styles],
        font_config=configuration,
        pdf_variant="pdf/ua-1",
    )
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize("name", ["garden", "harbour", "lighthouse", "tongues", "novel", "article"])
def test_parts_are_what_one_call_makes(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    made: dict[str, Path] = {"article": MANUSCRIPT, "novel": request.getfixturevalue("novel")}
    book = replace(read(load(made.get(name, BOOKS / name))), pdf=PdfSettings(half_title=False))
    joined = look(pdf.render(book, Context("x")).data)
    whole = look(in_one_call(book, joined, tmp_path))
    assert joined.words == whole.words
    assert joined.outline == whole.outline
    assert [[place for _, place in page] for page in joined.links] == [
        [place for _, place in page] for page in whole.links
    ]
    for one, other in zip(chain.from_iterable(joined.links), chain.from_iterable(whole.links), strict=True):
        assert one[0] == pytest.approx(other[0], abs=0.5)
    assert joined.labels[joined.front :] == [str(number) for number in range(1, len(joined.labels) - joined.front + 1)]


def test_all_ways_of_working_make_the_same_bytes(novel: Path, tmp_path: Path) -> None:
    book = read(load(novel))
    cache = Cache(tmp_path / "cache")
    alone = pdf.render(book, Context("x")).data
    with start(2) as two:
        assert pdf.render(book, Context("x", executor=two, cache=cache)).data == alone
    assert pdf.render(book, Context("x", cache=cache)).data == alone
    entries = sorted(path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    for number, entry in enumerate(entries):
        data = entry.read_bytes()
        entry.write_bytes(data[: len(data) // 2] if number % 2 else data[:-1] + bytes([data[-1] ^ 1]))
    assert pdf.render(book, Context("x", cache=cache)).data == alone


def _overhear(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The tasks that are laid out from now on."""
    tasks: list[bytes] = []
    original = layout.lay_out

    def lay_out(task: bytes, sheets: Sequence[str]) -> bytes:
        tasks.append(task)
        return original(task, sheets)

    monkeypatch.setattr(layout, "lay_out", lay_out)
    return tasks


def test_a_word_more_lays_out_one_chapter(novel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / "cache")
    pdf.render(read(load(novel)), Context("x", cache=cache))
    chapter = novel / "04.md"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("begins again", "begins anew", 1), encoding="utf-8")
    laid_out = _overhear(monkeypatch)
    pdf.render(read(load(novel)), Context("x", cache=cache))
    (task,) = laid_out
    assert b"begins anew" in task


def test_chapters_moved_by_a_page_are_only_surrounded_anew(
    novel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / "cache")
    without = PdfSettings(half_title=False)
    before = look(pdf.render(replace(read(load(novel)), pdf=without), Context("x", cache=cache)).data)
    chapter = novel / "02.md"
    longer = chapter.read_text(encoding="utf-8") + "\n\nMore.\n" * 60
    chapter.write_text(longer, encoding="utf-8")
    laid_out = _overhear(monkeypatch)
    book = replace(read(load(novel)), pdf=without)
    after = look(pdf.render(book, Context("x", cache=cache)).data)
    assert len(after.words) > len(before.words)
    assert after == look(pdf.render(book, Context("x")).data)
    assert sum(b"More." in task for task in laid_out[:2]) == 1
    assert look(in_one_call(book, after, tmp_path)).words == after.words


def test_fonts_of_all_parts_are_embedded_once(novel: Path) -> None:
    with pikepdf.open(io.BytesIO(pdf.render(read(load(novel)), Context("x")).data)) as opened:
        files = [item for item in opened.objects if isinstance(item, Dictionary) and "/FontFile2" in item]
        streams = {item.FontFile2.objgen for item in files}
        assert 1 <= len(streams) <= 3
        assert Name("/BookbuildFonts") not in opened.Root


def test_sides_with_spaces_of_different_sizes_are_refused(novel: Path) -> None:
    design = ("@page text:left { margin-left: 0.2in }",)
    (problem,) = pdf.designed(read(load(novel)), Context("x"), design).problems
    assert problem.code == "BB503"
    assert "page 2 " in problem.message


def test_numbers_of_pages_can_be_printed_in_the_text(novel: Path) -> None:
    design = (
        'a[href^="#"]::after { content: " (page " target-counter(attr(href url), page) ")" }',
        '@page text { @bottom-center { content: counter(page) " of " counter(pages) } }',
    )
    made = pdf.designed(read(load(novel)), Context("x"), design)
    assert made.problems == ()
    found = look(made.data)
    starts = {title: found.labels[page] for _, title, page in found.outline}
    with pypdfium2.PdfDocument(made.data) as drawn:
        text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in drawn)
    linked = re.findall(r"another place \(page (\w*)\)", text)
    files = ("Part 1", "Chapter 2", "Part 2", "Chapter 4", "Part 3", "Chapter 6")  # what they begin with
    assert list(dict.fromkeys(linked)) == [starts[files[number % 6]] for number in range(1, 7)]
    assert "(page )" not in text
    assert f"1 of {len(found.labels)}" in text


def _part(count: int, begins: str = "", then: str = "") -> Part:
    return Part(b"", (Leaf("text", (0, 0, 1, 1), (), (), ()),) * count, (), begins, then)


@pytest.mark.parametrize(
    ("parts", "rtl", "expected"),
    [
        ([_part(2), _part(1)], False, "1r 2l 3r"),
        ([_part(1), _part(1, "recto")], False, "1r 2l- 3r"),
        ([_part(1), _part(1, "recto")], True, "1l 2r- 3l"),
        ([_part(1), _part(1, "verso")], False, "1r 2l"),
        ([_part(2, then="left"), _part(1)], False, "1r 2l 3r- 4l"),
        ([_part(1, "left"), _part(1, "page")], False, "1r 2l"),
    ],
)
def test_plan_puts_blank_pages_where_a_side_is_asked_for(parts: list[Part], rtl: bool, expected: str) -> None:
    sheets = plan(parts, [False] * len(parts), right_to_left=rtl)
    assert " ".join(f"{s.label}{s.side[0]}{'-' if s.part is None else ''}" for s in sheets) == expected


def test_front_matter_has_roman_numbers_and_the_text_begins_at_1() -> None:
    sheets = plan([_part(3), _part(1, "recto"), _part(2, "recto")], [True, True, False], right_to_left=False)
    assert [sheet.label for sheet in sheets] == ["i", "ii", "iii", "iv", "v", "vi", "1", "2"]
    assert [sheet.part for sheet in sheets] == [0, 0, 0, None, 1, None, 2, 2]
