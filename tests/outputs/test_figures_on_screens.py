"""Text flows round a figure on screens with room for both, in HTML and EPUB; on phones the figure stands alone."""

import io
import zipfile
from pathlib import Path

import pytest
from browsing import ask_browser
from conftest import MakeManuscript
from draw import picture

from bookbuild.pipeline.build import build

SENTENCE = "The road went over the hill and down to the river, where nobody lived any more. "
TEXT = f"""\
# Walks

{SENTENCE}

![A hill](hill.png "The hill"){{.left}}

{SENTENCE * 12}

![A hill](hill.png "The hill"){{.right width=30%}}

{SENTENCE * 12}

> ![A hill](hill.png){{.right}}
>
> {SENTENCE * 4}
"""


def _files(make: MakeManuscript, tmp_path: Path, text: str) -> tuple[Path, list[Path], list[str]]:
    """The HTML file, the chapters of the EPUB, and the names of all in it."""
    folder = make({"book.toml": 'title = "Walks"\nlanguage = "en"\n', "01.md": text, "hill.png": picture(900, 900)})
    report = build(folder, folder / "build", ["epub", "html"])
    assert not [problem for problem in report.problems if problem.severity.value == "error"]
    page = tmp_path / "walks.html"
    page.write_bytes(next(each.data for each in report.artifacts if each.name.endswith(".html")))
    data = next(each.data for each in report.artifacts if each.name.endswith(".epub"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path / "epub")
        names = archive.namelist()
    chapters = [path for path in (tmp_path / "epub").rglob("*.xhtml") if "<figure" in path.read_text()]
    return page, chapters, names


@pytest.mark.slow
def test_text_flows_round_figures_where_its_lines_keep_enough_letters(
    make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    page, chapters, _ = _files(make_manuscript, tmp_path, TEXT)
    seen = ask_browser("beside.mjs", "320,375,768,1024", page, *chapters)
    assert len(seen) == 8
    for each in seen:
        assert each["over"] <= 0
        for figure in each["figures"]:
            assert figure["lines"] == 0 or figure["room"] > 14, each
        assert [figure["lines"] > 2 for figure in each["figures"][:2]] == [each["width"] > 700] * 2, each


def test_old_readers_get_no_sheet_that_they_drop_where_a_book_has_no_such_figures(
    make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    *_, names = _files(make_manuscript, tmp_path, f"# Walks\n\n{SENTENCE}\n\n![A hill](hill.png)\n")
    assert not [name for name in names if name.endswith("beside.css")]
