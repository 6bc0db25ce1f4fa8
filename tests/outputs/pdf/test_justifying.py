"""Justified lines end at the edge of the text, in fonts too that kern words with spaces."""

from collections import defaultdict

import pytest
from conftest import MakeManuscript
from geometry import letters

from bookbuild.pipeline.build import build

_TEXT = "“They” took a *very* fast “way” to Yvoire, they say; after that “you” try what we try. " * 12


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["modern", "classic"])
def test_lines_end_at_one_edge(make_manuscript: MakeManuscript, theme: str) -> None:
    settings = f'title = "Edges"\nlanguage = "en-GB"\nkind = "article"\n[style]\ntheme = "{theme}"\n'
    folder = make_manuscript({"book.toml": settings, "01.md": f"{_TEXT}\n"})
    pdf = build(folder, folder / "build", ["pdf"]).artifacts[0].data
    ends: dict[int, float] = defaultdict(float)
    for letter in letters(pdf):
        ends[round(letter.baseline)] = max(ends[round(letter.baseline)], letter.right)
    full = sorted(ends.values())[-8:]
    assert full[-1] - full[0] < 1.2  # an f leans out of its line, and a comma stands a little inside
