"""Wide tables on screens: on phones nothing of them is cut off, and the page never scrolls sideways."""

import zipfile
from io import BytesIO
from pathlib import Path

import lxml.etree
import lxml.html
import pytest
from browsing import ask_browser
from conftest import Built, MakeManuscript

from bookbuild.outputs.wide_tables import mark
from bookbuild.pipeline.build import build

WORDS = "keeper lighthouse wrote every evening how many ships had passed and lanterns".split()
KEY = "server.connection.pool." + "_".join(["idle_timeout"] * 7) + "_milliseconds"
ADDRESS = "https://www.example.org/archive/" + "/".join(WORDS * 2) + "?query=parameter&another=one_two-three"


def table(head: list[str], *rows: list[str]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


HOSTILE = "\n".join(
    (
        "---\ntitle: Tables\nlanguage: en\n---\n\nWords.\n",
        table(WORDS, WORDS, WORDS[::-1], [" ".join(WORDS)] * 12) + f": {' '.join(WORDS)}, each of them in a caption\n",
        table(["Key", "Type", "Meaning"], [f"`{KEY}`", "integer", "How long it is kept open. " * 3]),
        table(["Place", "Address"], ["Here", ADDRESS], ["There", f"<{ADDRESS}>"], ["Code", f"`{ADDRESS}`"]),
        table(["Word", "Another"], ["x" * 300, "short"], ["one", "donaudampfschifffahrts" * 14]),
        table([f"Head {number}" for number in range(12)], ["w" * 300] * 12) + '{widths="1,2,3,1,1,1,1,1,1,1,1,1"}\n',
        "<table><tr><th colspan='11'>many</th></tr><tr>"
        + "".join(f"<td>{word}</td>" for word in WORDS)
        + "</tr></table>\n",
        "".join(f"> {line}\n" for line in table(WORDS[:8], WORDS[:8]).splitlines()),
        table(["Day", "Rain"], ["1", "none"]),
    )
)


def made(make: MakeManuscript) -> Built:
    folder = make({"tables.md": HOSTILE})
    report = build(folder, folder / "build", ["epub", "html"])
    assert not report.problems
    return Built(folder, report)


@pytest.mark.slow
def test_nothing_of_a_table_is_cut_off_on_phones_and_tablets(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    built = made(make_manuscript)
    page = tmp_path / "tables.html"
    page.write_bytes(built.artifact(".html").data)
    with zipfile.ZipFile(BytesIO(built.artifact(".epub").data)) as archive:
        archive.extractall(tmp_path / "epub")
    chapters = [str(path) for path in (tmp_path / "epub").rglob("text/*.xhtml")]

    seen = ask_browser("tables.mjs", page, *chapters)

    assert len(seen) >= 6
    assert [each for each in seen if each["overflow"] or each["cut"] or each["stuck"]] == []


def test_a_caption_stands_above_the_box_in_which_its_table_scrolls(make_manuscript: MakeManuscript) -> None:
    page = lxml.html.document_fromstring(made(make_manuscript).artifact(".html").data)

    (figure,) = page.xpath("//figure[@class='tabular']")
    caption, box = figure
    assert caption.tag == "figcaption"
    assert caption.text.endswith("each of them in a caption")
    assert (box.get("class"), box.get("tabindex"), box.get("aria-labelledby")) == ("table", "0", caption.get("id"))
    assert box[0].get("aria-labelledby") == caption.get("id")
    assert page.xpath("//caption") == []
    assert {box.get("tabindex") for box in page.xpath("//table/..")} == {"0"}


def test_cells_of_wide_tables_in_an_e_book_tell_what_they_are_about(make_manuscript: MakeManuscript) -> None:
    with zipfile.ZipFile(BytesIO(made(make_manuscript).artifact(".epub").data)) as archive:
        (chapter,) = [name for name in archive.namelist() if name.endswith("text/tables.xhtml")]
        tree = lxml.etree.fromstring(archive.read(chapter))
        (sheet,) = [name for name in archive.namelist() if name.endswith("styles/tables.css")]
        css = archive.read(sheet).decode()

    classes = [each.get("class", "") for each in tree.iter("{*}table")]
    assert all(name.startswith("wide-table") for name in classes[:2])
    assert classes[-1] == ""
    stacked = {name for each in classes for name in each.split() if name.startswith("stacked-")}
    assert stacked
    assert all(f".{name} tr" in css for name in stacked)
    first = next(tree.iter("{*}tbody"))[0]
    assert [cell.get("data-label") for cell in first] == [None, *WORDS[1:]]


def test_a_table_is_as_wide_as_its_longest_words() -> None:
    def marked(html: str) -> str:
        tree = lxml.etree.fromstring(f"<div>{html}</div>")
        mark(tree)
        return tree[0].get("class", "")

    narrow = (
        "<table><thead><tr><th>Day</th><th>Rain</th></tr></thead><tr><td>1</td><td>many words of rain</td></tr></table>"
    )
    assert marked(narrow) == ""
    assert marked(narrow.replace("rain", "r" * 30)) == "wide-table stacked-40"
    assert marked(narrow.replace("rain", "r" * 80)) == "wide-table stacked-60"
    assert marked(narrow.replace("<td>1", "<td rowspan='2'>1").replace("rain", "r" * 30)) == "wide-table"
