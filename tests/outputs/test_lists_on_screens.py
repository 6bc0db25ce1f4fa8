"""Where lists stand on screens: their numbers inside the text, of any width, and nested ones where lines begin."""

import base64
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import ask_browser
from conftest import MakeManuscript
from geometry import Letter, letters

from bookbuild.pipeline.build import build

WIDTHS = "320,1280"
_TOLERANCE = 1.5
"""In points: a letter may begin so far beside the edge that it stands at."""
_LEAST = 8
"""In points: so far is a nested list indented at least."""

Line = list[Letter]


def _screens(make: MakeManuscript, tmp_path: Path, text: str, language: str = "en") -> Iterator[tuple[str, list[Line]]]:
    """The lines of a text at each width, in the HTML file and in the EPUB, from the top down."""
    folder = make({"book.toml": f'title = "Lists"\nlanguage = "{language}"\nkind = "book"\n', "01.md": text})
    data = {each.name: each.data for each in build(folder, folder / "build", ["epub", "html"]).artifacts}
    page = tmp_path / "book.html"
    page.write_bytes(data["lists.html"])
    with zipfile.ZipFile(io.BytesIO(data["lists.epub"])) as archive:
        archive.extractall(tmp_path / "epub")
    texts = (path for path in (tmp_path / "epub").rglob("text/*.xhtml"))
    (chapter,) = (path for path in texts if "</li>" in (text := path.read_text()) and "doc-toc" not in text)
    for seen in ask_browser("letters.mjs", WIDTHS, page, chapter):
        yield f"{Path(seen['file']).name} at {seen['width']}", _lines(base64.b64decode(seen["pdf"]))


def _lines(data: bytes) -> list[Line]:
    rows: dict[tuple[int, int], Line] = {}
    for letter in letters(data):
        rows.setdefault((letter.page, -round(letter.baseline)), []).append(letter)
    return [sorted(rows[key], key=lambda letter: letter.left) for key in sorted(rows)]


def _words(line: Line) -> Line:
    return [letter for letter in line if letter.letter.isalpha()]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["{}.", "{})", "({})"])
def test_numbers_of_any_width_hang_inside_the_text(make_manuscript: MakeManuscript, tmp_path: Path, kind: str) -> None:
    runs = ["\n".join(f"{kind.format(number)} Hill" for number in range(first, first + 4)) for first in (1, 8, 98, 996)]
    text = "# One\n\n" + "\n\n".join(f"Words and hills.\n\n{run}" for run in runs) + "\n"
    for where, there in _screens(make_manuscript, tmp_path, text):
        edge = max(line[0].left for line in there if "".join(each.letter for each in line).startswith("Wordsandhills"))
        items = [line for line in there if "".join(each.letter for each in line).endswith("Hill") and len(line) < 12]
        assert len(items) == 16, where
        for start in range(0, 16, 4):
            run = items[start : start + 4]
            begins = [line[-4].left for line in run]
            assert max(begins) - min(begins) < 0.5, where
            for line in run:
                mark = line[:-4]
                assert mark, where
                assert mark[0].left >= edge - _TOLERANCE, (where, "".join(each.letter for each in line))
                assert mark[-1].right < line[-4].left - 1, where


NESTED = {
    "dots": "- {one}\n    - {two}\n        - {three}",
    "numbers": "1. {one}\n    1. {two}\n        1. {three}",
    "several figures": '<ol start="98"><li>{one}<ol start="998"><li>{two}<ol><li>{three}</li></ol></li></ol></li></ol>',
}


@pytest.mark.slow
@pytest.mark.parametrize("items", NESTED.values(), ids=NESTED.keys())
def test_nested_lists_are_indented_where_lines_begin(
    make_manuscript: MakeManuscript, tmp_path: Path, items: str
) -> None:
    english = "# One\n\n" + items.format(one="Hills", two="Hills", three="Hills") + "\n"
    for where, there in _screens(make_manuscript, tmp_path, english):
        lefts = [_words(line)[0].left for line in there if "".join(e.letter for e in _words(line)) == "Hills"]
        assert len(lefts) == 3, where
        assert lefts[0] + _LEAST < lefts[1] < lefts[2] - _LEAST, where


@pytest.mark.slow
@pytest.mark.parametrize("items", NESTED.values(), ids=NESTED.keys())
def test_from_right_to_left_too(make_manuscript: MakeManuscript, tmp_path: Path, items: str) -> None:
    arabic = "# الفصل\n\nكلمات وكلمات\n\n" + items.format(one="تلال", two="تلال", three="تلال") + "\n"
    for where, there in _screens(make_manuscript, tmp_path, arabic, "ar"):
        rows = [line for line in there if len(_words(line)) == 4]
        assert len(rows) == 3, where
        rights = [_words(line)[-1].right for line in rows]
        assert rights[0] - _LEAST > rights[1] > rights[2] + _LEAST, where
        edge = next(line[-1].right for line in there if len(_words(line)) == 11)
        assert max(line[-1].right for line in rows) <= edge + _TOLERANCE, where
