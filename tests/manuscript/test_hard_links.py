"""A file with a further name elsewhere may be one that its owner never meant for a book."""

from pathlib import Path

import pytest
from conftest import MakeManuscript

from bookbuild.dialect import read
from bookbuild.manuscript import load
from bookbuild.manuscript.files import hard_links

PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def codes(folder: Path) -> list[tuple[str, str]]:
    return [(problem.code, Path(problem.location.path).name) for problem in read(load(folder)).problems]


@pytest.mark.parametrize("name", ["01.md", "p.svg", "book.toml"])
def test_a_name_outside_the_folder_is_a_warning(name: str, make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript(
        {"01.md": "# A\n\n![A dot](p.svg)\n", "p.svg": PIXEL, "book.toml": 'title = "T"\nlang = "en"\n'}
    )
    assert codes(folder) == []
    (tmp_path / "mine").hardlink_to(folder / name)
    assert codes(folder) == [("BB213", name)]


def test_two_names_inside_the_folder_are_none(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"01.md": "# A\n\nText.\n", "book.toml": 'title = "T"\nlang = "en"\n'})
    (folder / "02.md").hardlink_to(folder / "01.md")
    assert hard_links(folder, ["01.md", "02.md", "01.md", "missing.md"]) == ()
    assert len(hard_links(folder, ["01.md"])) == 1


def test_one_warning_tells_of_all(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript({f"{number}.md": "Text." for number in range(3)})
    for number in range(3):
        (tmp_path / f"mine{number}").hardlink_to(folder / f"{number}.md")
    (problem,) = hard_links(folder, [f"{number}.md" for number in range(3)])
    assert "this file and 2 more have" in problem.message
