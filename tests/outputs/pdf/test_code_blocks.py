"""Blocks of code in print: lines that are continued, their marks and numbers, and what the text of the page holds."""

import io
import re
from itertools import pairwise

import pikepdf
from conftest import Built, MakeManuscript
from geometry import letters, outside

from bookbuild.pipeline.build import build

_WIDE = "    return {" + ", ".join(f'"key_number_{number}": compute(value_{number})' for number in range(1, 6)) + "}"
_SOLID = "abcdefghij" * 18
_INSIDE, _OUTSIDE = 0.875 * 72, 0.625 * 72


def _built(make_manuscript: MakeManuscript, text: str) -> Built:
    book = 'title = "Code"\nlanguage = "en"\nkind = "book"\n'
    folder = make_manuscript({"book.toml": book, "01.md": f"# One\n\n{text}\n"})
    return Built(folder, build(folder, folder / "build", ["pdf"]))


def _pdf(make_manuscript: MakeManuscript, text: str) -> bytes:
    return _built(make_manuscript, text).artifact(".pdf").data


def _tagged(data: bytes) -> str:
    """The content of the pages that stands outside of artifacts."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    return re.sub(rb"/Artifact\s*<<.*?EMC", b"", content, flags=re.DOTALL).decode("latin-1")


def test_code_of_180_columns_stays_on_its_page_and_whole(make_manuscript: MakeManuscript) -> None:
    assert len(_WIDE) > 180 or len(_SOLID) == 180
    data = _pdf(
        make_manuscript,
        f"```python\n{_WIDE}\n{_SOLID}\n```\n\n- item\n\n      {_WIDE}\n\n> > ```\n> > {_WIDE}\n> > ```",
    )
    assert not outside(data, left=_OUTSIDE, right=_OUTSIDE)
    shown = "".join(letter.letter for letter in letters(data))
    assert shown.count(_WIDE.replace(" ", "")) == 3
    assert _SOLID in shown


def test_a_continued_line_is_indented_and_has_a_mark_that_is_no_text(make_manuscript: MakeManuscript) -> None:
    plain, wide = (_pdf(make_manuscript, f"```python\n{code}\n```") for code in ("x = 1", _WIDE.strip()))
    starts = _line_starts(wide)
    assert len(starts) > 2
    assert max(starts[1:]) - min(starts[1:]) <= 2
    assert starts[1] - starts[0] > 10
    assert [_artifacts(data).count(" l S\n") // 2 for data in (plain, wide)] == [0, len(starts) - 1]


def _artifacts(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    return b"".join(re.findall(rb"/Artifact\s*<</Type /Layout>>.*?EMC", content, flags=re.DOTALL)).decode("latin-1")


def _line_starts(data: bytes) -> list[float]:
    """Where the lines of code begin on the last page, left of the middle of the title above them."""
    last = max(letter.page for letter in letters(data))
    code = [letter for letter in letters(data) if letter.page == last and 80 < letter.bottom < letter.height - 170]
    starts = [after for before, after in pairwise(code) if after.left < before.left - 30]
    return [round(letter.left) for letter in starts]


def test_numbers_of_lines_are_artifacts(make_manuscript: MakeManuscript) -> None:
    data = _pdf(make_manuscript, "```python {linenos=8001}\nx = 1\ny = 2\n```")
    shown = "".join(letter.letter for letter in letters(data))
    assert "8001" in shown
    plain = _pdf(make_manuscript, "```python\nx = 1\ny = 2\n```")
    assert _artifacts(data).count("BDC") - _artifacts(plain).count("BDC") == 2


def test_code_that_nearly_fits_is_set_smaller(make_manuscript: MakeManuscript) -> None:
    def size(columns: int) -> float:
        data = _pdf(make_manuscript, f"```\n{'abxy ' * (columns // 5)}\n```")
        places = [letter.left for letter in letters(data) if letter.letter == "b"]
        return places[1] - places[0]

    usual, nearly, wide = size(30), size(60), size(120)
    assert 0.84 * usual <= nearly < 0.98 * usual
    assert abs(wide - usual) < 0.01


def test_tabs_stand_at_their_columns(make_manuscript: MakeManuscript) -> None:
    data = _pdf(make_manuscript, "```make\nall:\n\tqq -o a\na\tz\n```")
    places = {letter.letter: letter.left for letter in letters(data) if letter.letter in "qz"}
    assert abs(places["z"] - places["q"]) < 6


def test_code_in_a_quotation_is_proven(make_manuscript: MakeManuscript) -> None:
    assert _pdf(make_manuscript, "> Quoted\n>\n> ```\n> x = 1\n> ```")


def test_long_lines_use_the_free_part_of_wide_margins(make_manuscript: MakeManuscript) -> None:
    words = "The road went over the hill and down to the river, where nobody lived any more. " * 4
    text = f"---\ntitle: Code\npdf:\n  page-size: A4\n---\n\n{words}\n\n```\n{'0123456789 ' * 9}\n```\n"
    folder = make_manuscript({"code.md": text})
    found = list(letters(Built(folder, build(folder, folder / "build", ["pdf"])).artifact(".pdf").data))
    code = max(each.right for each in found if each.letter.isdigit())
    assert max(each.right for each in found if each.letter.isalpha()) + 9 < code < 595 - 45
