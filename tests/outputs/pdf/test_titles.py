"""Titles on pages: their lines end at sense, their words stay whole and on the page, in every theme and size."""

import io
import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import MakeManuscript, prose
from geometry import outside
from test_page_design import Line, measure

from bookbuild.pipeline.build import build

pytestmark = pytest.mark.slow

TITLE = "A Short History of the Self-Help Meetings of the Pro-Government Coalition and of the Others"
CHAPTER = "In Which the Keeper of the Light Counts the Antidisestablishmentarianists, and Loses One of Them on the Way"
HEAD = "A Head that is Much Longer than a Single Line of Any Page: the *Great Fog* and the Long Winter of 1812 – 13"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
CLINGING = re.compile(r"(?:\b(?:a|an|the|of|and|in|on)|-|–)$", re.IGNORECASE)


def pages(folder: Path, out: Path) -> bytes:
    report = build(folder, out, ["pdf"])
    (made,) = [each for each in report.artifacts if each.name.endswith(".pdf")]
    return made.data


def lines_of(data: bytes, title: str) -> list[list[str]]:
    """The lines of a title wherever it stands alone on lines, from the text of the pages."""
    wanted = essence(title)
    found = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            lines = [line.strip() for line in page.get_textpage().get_text_range().split("\n")]
            for first in range(len(lines)):
                for last in range(first + 1, len(lines) + 1):
                    if essence("".join(lines[first:last])) == wanted:
                        found.append([line for line in lines[first:last] if line])
                        break
    return [each for each in found if each]


def essence(text: str) -> str:
    return "".join(text.replace("\ufffe", "").replace("\u2010", "").replace("*", "").split()).casefold()


def settings_of(title: str, language: str, kind: str, theme: str, size: str) -> str:
    return (
        f'title = "{title}"\nauthor = "Ada Moreau"\nlanguage = "{language}"\nkind = "{kind}"\n'
        f'[style]\ntheme = "{theme}"\n[pdf]\npage-size = "{size}"\n'
    )


@pytest.mark.parametrize(
    ("theme", "kind", "size"),
    [
        ("classic", "book", "5.5x8.5in"),
        ("classic", "article", "4.25x6.87in"),
        ("modern", "book", "4.25x6.87in"),
        ("modern", "article", "A4"),
        ("large-print", "book", "A5"),
        ("large-print", "article", "Letter"),
    ],
)
def test_titles_are_broken_at_sense_and_leave_no_line(
    theme: str, kind: str, size: str, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    settings = settings_of(TITLE, "en-GB", kind, theme, size)
    text = "\n\n".join(prose(number, 120) for number in range(12))
    chapter = f"# {CHAPTER}\n\n{text}\n\n## {HEAD}\n\n{text}\n" if kind == "book" else f"## {HEAD}\n\n{text}\n"
    data = pages(make_manuscript({"book.toml": settings, "1.md": chapter}), tmp_path / "out")
    assert not outside(data, left=0.35 * 72, right=0.3 * 72)
    for title, least in ((TITLE, 2 if kind == "book" else 1), (HEAD, 1), (CHAPTER, kind == "book")):
        places = lines_of(data, title)
        assert len(places) >= least, title
        for lines in places:
            if not any("..." in line or ". ." in line for line in lines):
                assert not [line for line in lines[:-1] if CLINGING.search(line)], lines


def heads_of(data: bytes) -> list[Line]:
    """What stands above the text."""
    found = measure(data)
    return [line for line in found.lines if line.baseline > found.height * 0.92]


@pytest.mark.parametrize("theme", ["classic", "modern", "large-print"])
@pytest.mark.parametrize("kind", ["book", "article"])
def test_running_heads_that_are_too_long_are_cut_short(
    kind: str, theme: str, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    settings = settings_of(LONG, "de", kind, theme, "4.25x6.87in")
    text = "\n\n".join(prose(number, 120) for number in range(12))
    chapter = f"# {CHAPTER}\n\n{text}\n" if kind == "book" else f"{text}\n"
    data = pages(make_manuscript({"book.toml": settings, "1.md": chapter}), tmp_path / "out")
    heads = heads_of(data)
    assert len(heads) > 2
    assert all(line.text.count("…") or "Ada" in line.text for line in heads)
    assert len({(line.page, line.baseline) for line in heads}) == len({line.page for line in heads})
    width = measure(data).width
    assert all(line.left >= 0.35 * 72 and line.right <= width - 0.3 * 72 for line in heads)


def test_a_word_that_almost_fits_is_set_smaller_rather_than_divided(
    make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    word = "Antidisestablishmentarianism"
    settings = 'title = "T"\nlanguage = "en-GB"\nkind = "book"\n[style]\ntheme = "modern"\n[pdf]\npage-size = "A5"\n'
    data = pages(make_manuscript({"book.toml": settings, "1.md": f"# {word} and {word}\n\nText.\n"}), tmp_path / "out")
    assert [f"{word}", f"and {word}"] in lines_of(data, f"{word} and {word}")


def test_a_long_title_page_stays_one_page(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    settings = (
        f'title = "{TITLE}"\nsubtitle = "{HEAD.replace("*", "")}"\nauthor = "Ada Moreau"\nlanguage = "en-GB"\n'
        'kind = "book"\n[style]\ntheme = "modern"\n[pdf]\npage-size = "4.25x6.87in"\nhalf-title = false\n'
    )
    data = pages(make_manuscript({"book.toml": settings, "1.md": "# One\n\nText.\n"}), tmp_path / "out")
    with pypdfium2.PdfDocument(data) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    assert "Ada Moreau" in texts[0]
    assert not any("Ada Moreau" in text for text in texts[1:3])


def test_titles_are_read_as_they_were_typed(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    """The lines of a title are no words of their own: outline and tags have it whole."""
    settings = f'title = "{TITLE}"\nlanguage = "en-GB"\nkind = "book"\n'
    data = pages(make_manuscript({"book.toml": settings, "1.md": f"# {CHAPTER}\n\nText.\n"}), tmp_path / "out")
    with pikepdf.open(io.BytesIO(data)) as opened, opened.open_outline() as outline:
        assert CHAPTER in [item.title for item in outline.root]


@pytest.mark.parametrize(("theme", "most"), [("classic", 35), ("modern", 33), ("large-print", 23)])
def test_contents_of_which_little_spills_over_are_drawn_together(
    theme: str, most: int, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    """Letters of large print keep their size; where much is on the second page, it stays there."""

    def contents(count: int) -> list[str]:
        chapters = "".join(f"# Keeper {number}\n\nText.\n\n" for number in range(1, count + 1))
        settings = f'title = "T"\nkind = "book"\nlanguage = "en-GB"\n[style]\ntheme = "{theme}"\n'
        folder = make_manuscript({"book.toml": settings, "1.md": chapters})
        with pypdfium2.PdfDocument(pages(folder, tmp_path / str(count))) as document:
            texts = [page.get_textpage().get_text_range() for page in document]
        return [text for text in texts if len(re.findall(r"Keeper \d+ ?\.", text)) > 1]

    assert len(contents(most)) == 1
    assert len(contents(most * 5 // 3)) == 2
