"""Justified lines end at the edge of the text, in fonts too that kern words with spaces."""

from collections import defaultdict
from itertools import pairwise

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


_CHINESE = (
    "一九八四年三月十二日，灯灭了三次，来了一位带着一台 Siemens S7 和一本叫 Lamps and Lenses 的英文书的工程师。" * 3
)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_few_spaces_between_wide_letters_do_not_become_holes(make_manuscript: MakeManuscript, language: str) -> None:
    chapter = "" if language == "zh" else "---\nlanguage: zh\n---\n\n"
    settings = f'title = "Book"\nlanguage = "{language}"\nkind = "book"\n'
    text = f"{chapter}# 灯\n\n{_CHINESE}[^1]\n\n> {_CHINESE}\n\n[^1]: {_CHINESE}\n"
    folder = make_manuscript({"book.toml": settings, "01.md": text})
    pdf = build(folder, folder / "build", ["pdf"]).artifacts[0].data
    lines = defaultdict(list)
    for letter in letters(pdf):
        lines[letter.page, round(letter.baseline)].append((letter.left, letter.right, letter.letter))
    pairs = [pair for line in lines.values() for pair in pairwise(sorted(line)) if (pair[0][2] + pair[1][2]).isascii()]
    gaps = [after[0] - before[1] for before, after in pairs if before[2].isalpha()]
    assert len(gaps) > 150
    assert max(gaps) < 5
