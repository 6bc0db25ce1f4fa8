"""Page breaks that a writer typed: on paper they end the page, on screens they show what the settings say."""

import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from conftest import MakeManuscript

from bookbuild.pipeline.build import build
from bookbuild.problems import ContentError
from bookbuild.results import Report

pytestmark = pytest.mark.slow

TEXT = """\
# A Walk

First words.

::: page-break
:::

Second words.
\\newpage
Third words.

\\pagebreak

## A heading

Fourth words.

{pagebreak}

***

Fifth words.
"""


def made(report: Report, ending: str) -> bytes:
    (data,) = [each.data for each in report.artifacts if each.name.endswith(ending)]
    return data


@pytest.mark.parametrize("kind", ["article", "book"])
def test_each_form_ends_the_page(kind: str, make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    files = {"book.toml": f'title = "T"\nkind = "{kind}"\n', "1.md": TEXT}
    report = build(make_manuscript(files), tmp_path / "out", ["pdf"])
    with pypdfium2.PdfDocument(made(report, ".pdf")) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    words = ("First", "Second", "Third", "Fourth", "Fifth")
    (first,) = [number for number, text in enumerate(pages) if "First" in text]
    assert [[word for word in words if f"{word} words" in text] for text in pages[first:]] == [[word] for word in words]
    assert not any("pagebreak" in text or "newpage" in text for text in pages)


@pytest.mark.parametrize(("shown", "ruled"), [("nothing", False), ("rule", True)])
def test_screens_show_nothing_or_a_rule(
    shown: str, ruled: bool, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    files = {"book.toml": f'title = "T"\n[style]\npage-breaks = "{shown}"\n', "1.md": TEXT}
    report = build(make_manuscript(files), tmp_path / "out", ["epub", "html", "pdf"])
    page = made(report, "t.html").decode()
    with zipfile.ZipFile(io.BytesIO(made(report, ".epub"))) as opened:
        chapters = "".join(opened.read(name).decode() for name in opened.namelist() if name.endswith(".xhtml"))
    for text in (page, chapters):
        assert text.count('<div class="page-break ruled"') == 4 * ruled
        assert text.count('<div class="page-break"') == 4 * (not ruled)


def test_the_proof_sees_where_a_page_does_not_begin(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    files = {
        "book.toml": 'title = "T"\n',
        "1.md": TEXT,
        "styles/print.css": "div.page-break.page-break { break-after: auto !important }",
    }
    with pytest.raises(ContentError) as caught:
        build(make_manuscript(files), tmp_path / "out", ["pdf"])
    found = [problem for problem in caught.value.problems if problem.code == "BB809"]
    assert [problem.location.line for problem in found] == [8, 10, 14, 20]
    assert "“Second words.”" in found[0].message
    assert "the scene break" in found[3].message
