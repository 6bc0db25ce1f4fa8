"""The title of a book that nobody gave one."""

from pathlib import Path

import pytest

from bookbuild import dialect, manuscript
from bookbuild.problems import Severity


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("files", "read", "title", "told"),
    [
        ({"essay.md": "# The *Lamp*\n\nLight."}, "essay.md", "The Lamp", None),
        ({"essay.md": "The Lamp\n========\n\nLight."}, "essay.md", "The Lamp", None),
        ({"essay.md": "---\ntitle: Oil\n---\n\n# One\n\nA.\n\n# Two\n\nB."}, "essay.md", "Oil", None),
        (
            {"02-the_winter-garrison.md": "Light."},
            "02-the_winter-garrison.md",
            "The winter garrison",
            "name of its file",
        ),
        ({"1984.md": "Light."}, "1984.md", "1984", "name of its file"),
        ({"essay.md": "A word first.\n\n# The Lamp\n\nLight."}, "essay.md", "The Lamp", "first heading"),
        ({"essay.md": "# One\n\nA.\n\n# Two\n\nB."}, "essay.md", "Essay", "name of its file"),
        (
            {"essay.md": "# War *and* [Peace](x.md)[^1]\n\n# One\n\nA.\n\n# Two\n\nB."},
            "essay.md",
            "War and Peace",
            "heading",
        ),
        ({"1.md": "# The Lamp\n\nA.", "2.md": "## Two\n\nB."}, "", "The Lamp", "first heading"),
        ({"1.md": "# One\n\nA.", "2.md": "# Two\n\nB."}, "", "Of oil", "name of its folder"),
        ({"src/1.md": "# One\n\nA.", "src/2.md": "# Two\n\nB."}, "src", "Of oil", "name of its folder"),
        ({"book.toml": 'title = "Oil"', "1.md": "# One\n\nA.", "2.md": "# Two\n\nB."}, "", "Oil", None),
    ],
)
def test_a_book_without_a_title_gets_one(
    files: dict[str, str], read: str, title: str, told: str | None, tmp_path: Path
) -> None:
    loaded = manuscript.load(write(tmp_path / "of-oil", files) / read)
    assert dialect.read(loaded).metadata.title == title
    guesses = [each for each in loaded.problems if each.code == "BB105"]
    assert [told in each.message and title in each.hint for each in guesses if told] == [True] * (told is not None)
    assert all(each.severity is Severity.WARNING for each in guesses)
    assert bool(guesses) is (told is not None)


@pytest.mark.parametrize(
    ("files", "remedy", "mended"),
    [
        (
            {"1.md": "# One\n\nA.", "2.md": "# Two\n\nB."},
            'Write title = "Lamp “a” \\"b\\"" in a file book.toml in the folder.',
            {"book.toml": 'title = "Lamp “a” \\"b\\""\n'},
        ),
        (
            {"book.toml": "author = 'Ada'\n", "1.md": "# One\n\nA.", "2.md": "# Two\n\nB."},
            'Write title = "Lamp “a” \\"b\\"" in book.toml.',
            {"book.toml": 'author = "Ada"\ntitle = "Lamp “a” \\"b\\""\n'},
        ),
        (
            {
                "book.toml": "[book]\n",
                "src/SUMMARY.md": "- [One](1.md)\n- [Two](2.md)\n",
                "src/1.md": "# One",
                "src/2.md": "# B",
            },
            'Write title = "Lamp “a” \\"b\\"" below [book] in book.toml.',
            {"book.toml": '[book]\ntitle = "Lamp “a” \\"b\\""\n'},
        ),
        (
            {
                "_quarto.yml": "project:\n  type: book\nbook:\n  chapters: [1.md, 2.md]\n",
                "1.md": "# One\n\nA.",
                "2.md": "# B",
            },
            'Write title: "Lamp “a” \\"b\\"" in _quarto.yml, below “book:”.',
            {"_quarto.yml": 'book:\n  title: "Lamp “a” \\"b\\""\n  chapters: [1.md, 2.md]\n'},
        ),
        (
            {'Lamp “a” "b".md': "Light."},
            'Write title: "Lamp “a” \\"b\\"" in the front matter, '
            "between two lines of three dashes at the top of the file.",
            {'Lamp “a” "b".md': '---\ntitle: "Lamp “a” \\"b\\""\n---\n\nLight.'},
        ),
    ],
)
def test_the_line_to_write_silences_the_warning(
    files: dict[str, str], remedy: str, mended: dict[str, str], tmp_path: Path
) -> None:
    folder = write(tmp_path / 'Lamp “a” "b"', files)
    told = [each for each in manuscript.load(folder).problems if each.code == "BB105"]
    assert [each.hint for each in told] == [remedy]
    loaded = manuscript.load(write(folder, mended))
    assert "BB105" not in {each.code for each in loaded.problems}
    assert dialect.read(loaded).metadata.title == 'Lamp “a” "b"'
