"""Where lists stand: their numbers inside the text block, whatever their width, and nested ones where lines begin."""

import pytest
from conftest import MakeManuscript
from geometry import Letter, letters

from bookbuild.pipeline.build import build

_TOLERANCE = 1.5
"""In points: a letter may begin so far beside the edge that it stands at."""


def _letters(make_manuscript: MakeManuscript, text: str, language: str = "en") -> list[Letter]:
    settings = f'title = "Lists"\nlanguage = "{language}"\nkind = "book"\n[pdf]\npage-size = "A5"\n'
    folder = make_manuscript({"book.toml": settings, "01.md": text})
    report = build(folder, folder / "build", ["pdf"])
    data = next(artifact.data for artifact in report.artifacts if artifact.name.endswith(".pdf"))
    shown = list(letters(data))
    last = max(letter.page for letter in shown)
    return [letter for letter in shown if letter.page == last and 60 < letter.baseline < letter.height - 60]


def _edges(there: list[Letter]) -> list[tuple[float, float]]:
    """Left and right of the words of each line of a page, from the top down."""
    shown = [letter for letter in there if letter.letter.isalpha()]
    heights = sorted({round(letter.baseline) for letter in shown}, reverse=True)
    rows = [[letter for letter in shown if round(letter.baseline) == height] for height in heights]
    return [(min(letter.left for letter in row), max(letter.right for letter in row)) for row in rows]


@pytest.mark.slow
@pytest.mark.parametrize("first", [1, 8, 98, 996])
@pytest.mark.parametrize("kind", ["{}.", "{})", "({})"])
def test_numbers_of_any_width_hang_inside_the_text_block(
    make_manuscript: MakeManuscript, first: int, kind: str
) -> None:
    items = "\n".join(f"{kind.format(number)} Hill" for number in range(first, first + 4))
    shown = _letters(make_manuscript, f"# One\n\nHills and hills.\n\n{items}\n")
    text = next(letter for letter in shown if letter.letter == "H")
    hills = [letter for letter in shown if letter.letter == "H"][-4:]
    assert min(letter.left for letter in shown) >= text.left - _TOLERANCE
    assert max(letter.left for letter in hills) - min(letter.left for letter in hills) < 0.1
    for hill in hills:
        marks = [each for each in shown if round(each.baseline) == round(hill.baseline) and each.left < hill.left]
        assert marks
        assert max(mark.right for mark in marks) < hill.left - 1


NESTED = ["- {one}\n    - {two}\n        - {three}", "1. {one}\n    1. {two}\n        1. {three}"]


@pytest.mark.parametrize("items", NESTED)
def test_nested_lists_are_indented_where_lines_begin(make_manuscript: MakeManuscript, items: str) -> None:
    english = _edges(_letters(make_manuscript, "# One\n\n" + items.format(one="Hill", two="Hill", three="Hill") + "\n"))
    lefts = [left for left, _ in english[-3:]]
    assert lefts[0] + 8 < lefts[1] < lefts[2] - 8
    text = "# الفصل\n\n" + items.format(one="الأول", two="الثاني", three="الثالث") + "\n"
    arabic = _edges(_letters(make_manuscript, text, "ar"))
    rights = [right for _, right in arabic[-3:]]
    assert rights[0] - 8 > rights[1] > rights[2] + 8
