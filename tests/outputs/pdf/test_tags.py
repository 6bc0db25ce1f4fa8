"""The structure tree of the PDF where the book's own parts go over the ends of pages."""

import io
import itertools
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import TESTS, absent
from pikepdf import Array, Dictionary, Object, Pdf

from bookbuild.judges import verapdf
from bookbuild.pipeline.build import build
from bookbuild.proof.readback.pdf_text import marked

pytestmark = pytest.mark.slow

WORDS = "the keeper rowed out to the far rock and counted every lamp along that shore before the tide came in again "


@dataclass
class Tag:
    """An element with its words, the pages that it stands on, and what it holds."""

    kind: str
    object: Object
    words: str = ""
    pages: list[int] = field(default_factory=list)
    kids: list["Tag"] = field(default_factory=list)
    areas: list[Object] = field(default_factory=list)

    def all(self, *kinds: str) -> Iterator["Tag"]:
        for kid in self.kids:
            if kid.kind in kinds:
                yield kid
            yield from kid.all(*kinds)

    def having(self, kind: str, words: str) -> "Tag":
        """The only element of a kind that has some words."""
        (found,) = [tag for tag in self.all(kind) if words in tag.words]
        return found


def tags(pdf: Pdf) -> Tag:
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    texts = [marked(page, {}).texts for page in pdf.pages]
    return Tag("", pdf.Root, kids=[_tag(pdf.Root.StructTreeRoot.K[0], numbers, texts, -1)])


def _tag(element: Object, numbers: dict[tuple[int, int], int], texts: list[dict[int, str]], page: int) -> Tag:
    made = Tag(str(element.S)[1:], element)
    page = numbers[element.Pg.objgen] if "/Pg" in element else page
    held = element.get("/K", Array())
    for kid in held if isinstance(held, Array) else [held]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            below = _tag(kid, numbers, texts, page)
            made.kids.append(below)
            made.words += below.words
            made.pages += below.pages
        elif isinstance(kid, Dictionary) and "/Obj" in kid:
            made.areas.append(kid.Obj)
        else:
            number, mcid = (numbers[kid.Pg.objgen], int(kid.MCID)) if isinstance(kid, Dictionary) else (page, int(kid))
            made.words += texts[number].get(mcid, "")
            made.pages.append(number)
    return made


def _numbered(name: str, count: int) -> str:
    """Text of many words, each of which tells where it stands."""
    return " ".join(f"{name}{number} {WORDS.split()[number % 20]}" for number in range(count))


def _rows(count: int) -> str:
    return "\n".join(f"| lamp{number} | {WORDS} |" for number in range(count))


CROSSING = f"""\
# One

{_numbered("first", 420)}

{_numbered("second", 420)} [a link of many words that goes on and on, over the ends of many lines, {WORDS}]\
(https://example.org/shore)

> {_numbered("quoted", 330)}
>
> {_numbered("again", 150)}
>
> -- Ada Moreau, *The Shore*

- outer one {_numbered("outer", 90)}
    - inner {_numbered("inner", 260)}
    - inner two
- outer two

1. {_numbered("count", 260)}
2. last

| Lamp | Seen |
| ---- | ---- |
{_rows(40)}

::: aside
{_numbered("aside", 330)}

Beside.
:::

Lamp
:   What is lit.
:   What is carried.

Ebb
:   The tide.

Text with notes[^a] and more[^b] of them.

[^a]: {_numbered("noted", 60)}

    - bullet one, with [ein Wort]{{lang=de}}
    - bullet two[^c]

    1. numbered

[^b]: Short.

[^c]: Referred to by a note.
"""


@pytest.fixture(scope="module")
def overrun(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("crossing")
    (folder / "book.toml").write_text('title = "Over the End"\nauthor = "A. Moreau"\nlanguage = "en-GB"\n')
    (folder / "01.md").write_text(CROSSING, encoding="utf-8")
    (folder / "02.md").write_text("# Two\n\nBack to [the first](01.md).[^1]\n\n[^1]: Its own.\n", encoding="utf-8")
    report = build(folder, folder / "out", ["pdf"])
    (data,) = [artifact.data for artifact in report.artifacts if artifact.name.endswith(".pdf")]
    return data


@pytest.fixture(scope="module")
def document(overrun: bytes) -> Iterator[Tag]:
    with pikepdf.open(io.BytesIO(overrun)) as pdf:
        yield tags(pdf)


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("P", "first0 ", "first419 "),
        ("P", "second0 ", "second419 "),
        ("BlockQuote", "quoted0 ", "again149 "),
        ("L", "outer0 ", "outer two"),
        ("L", "count0 ", "last"),
        ("Table", "lamp0", "lamp39"),
        ("Div", "aside0 ", "aside329 "),
    ],
)
def test_what_goes_over_the_end_of_a_page_is_one_tag(document: Tag, kind: str, first: str, last: str) -> None:
    holding = [tag for tag in document.all(kind) if first in tag.words.replace("\u2010", "")]
    tag = min(holding, key=lambda tag: len(tag.words))
    assert last.strip() in tag.words
    assert len(set(tag.pages)) > 1
    assert tag.pages == sorted(tag.pages)


def test_a_paragraph_over_two_pages_holds_its_lines_itself(document: Tag) -> None:
    paragraph = document.having("P", "first0 ")
    assert paragraph.kids == []
    assert not re.search(r"second\d", paragraph.words)
    assert len([tag for tag in document.all("P") if "first1 " in tag.words]) == 1


def test_paragraphs_that_meet_at_the_end_of_a_page_stay_two(tmp_path: Path) -> None:
    texts = [f"start{number} {WORDS * (2 + number % 4)} end{number}" for number in range(120)]
    (tmp_path / "a.md").write_text("---\ntitle: T\n---\n\n" + "\n\n".join(texts), encoding="utf-8")
    report = build(tmp_path / "a.md", tmp_path / "out", ["pdf"])
    with pikepdf.open(io.BytesIO(report.artifacts[0].data)) as pdf:
        found = [tag for tag in tags(pdf).all("P") if "start" in tag.words]
    assert [re.findall(r"start\d+", tag.words) for tag in found] == [[f"start{number}"] for number in range(120)]
    assert any(one.pages[-1] < two.pages[0] for one, two in itertools.pairwise(found))
    assert any(len(set(tag.pages)) == 2 for tag in found)


def test_lists_over_the_end_of_a_page_are_nested_as_written(document: Tag) -> None:
    outer = min((tag for tag in document.all("L") if "outer0 " in tag.words), key=lambda tag: len(tag.words))
    assert [kid.kind for kid in outer.kids] == ["LI", "LI"]
    body = outer.kids[0].kids[1]
    (inner,) = [kid for kid in body.kids if kid.kind == "L"]
    assert [[kid.kind for kid in item.kids] for item in inner.kids] == [["Lbl", "LBody"]] * 2
    assert len(set(inner.kids[0].pages)) > 1
    assert [str(tag.object.A.ListNumbering) for tag in document.all("L") if "count0 " in tag.words] == ["/Decimal"]


def test_terms_are_the_labels_of_what_they_mean(document: Tag) -> None:
    (terms,) = [tag for tag in document.all("L") if "What is lit." in tag.words]
    assert [[(kid.kind, kid.words) for kid in item.kids] for item in terms.kids] == [
        [("Lbl", "Lamp"), ("LBody", "What is lit."), ("LBody", "What is carried.")],
        [("Lbl", "Ebb"), ("LBody", "The tide.")],
    ]


def test_the_head_of_a_table_is_read_once(document: Tag) -> None:
    (table,) = document.all("Table")
    assert len(set(table.pages)) > 1
    assert [tag.words for tag in table.all("TH")] == ["Lamp", "Seen"]
    assert [kid.kind for kid in table.kids] == ["THead", "TBody"]
    assert len(table.kids[1].kids) == 40


def test_a_link_over_the_end_of_a_line_is_one_link(document: Tag) -> None:
    link = document.having("Link", "a link of many words")
    assert len(link.areas) > 1
    assert {str(area.Contents) for area in link.areas} == {
        f"a link of many words that goes on and on, over the ends of many lines, {WORDS.strip()} (example.org)"
    }
    assert all(int(area.F) & 4 for area in link.areas)


def test_notes_follow_the_paragraph_that_refers_to_them(document: Tag) -> None:
    section = min(
        (tag for tag in document.all("Sect") if "Text with notes" in tag.words), key=lambda tag: len(tag.words)
    )
    index = next(index for index, kid in enumerate(section.kids) if kid.words.startswith("Text with notes"))
    assert [kid.kind for kid in section.kids[index : index + 4]] == ["P", "Note", "Note", "Note"]
    notes = section.kids[index + 1 : index + 4]
    assert [note.kids[0].kind for note in notes] == ["Lbl"] * 3
    assert [note.kids[0].words.strip() for note in notes] == ["1.", "2.", "3."]
    everywhere = [str(note.object.ID) for note in document.all("Note")]
    assert len(set(everywhere)) == len(everywhere) == 4
    marks = [tag for tag in document.all("Reference") if "note" in str(next(tag.all("Link")).areas[0].get("/Dest", ""))]
    assert [str(next(tag.all("Link")).areas[0].Contents) for tag in marks][:2] == ["Note 1", "Note 2"]


def test_notes_lead_back_to_the_text(document: Tag) -> None:
    for note in document.all("Note"):
        (back,) = note.kids[0].all("Link")
        assert str(back.areas[0].Contents) == "Back to the text"
        assert "noteref" in str(back.areas[0].Dest)


def test_lists_in_notes_are_lists_with_labels(document: Tag) -> None:
    note = document.having("Note", "noted0 ")
    assert [[kid.kind for kid in tag.kids] for tag in note.all("LI")] == [["Lbl", "LBody"]] * 3
    assert [tag.words.strip() for tag in note.all("Lbl")] == ["1.", "•", "•", "1."]
    (foreign,) = [tag for tag in note.all("Span") if "/Lang" in tag.object]
    assert (str(foreign.object.Lang), foreign.words) == ("de", "ein Wort")


@pytest.fixture(scope="module")
def long_note(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    words, list_, verse = (
        _numbered("noted", 1400),
        "- one\n    - two",
        "::: verse\n    A line\n    and one more\n    :::",
    )
    text = f"Text.[^a] And {_numbered('more', 200)}[^b]\n\n[^a]: {words}\n\n    {list_}\n\n    {verse}\n\n    Last."
    folder = tmp_path_factory.mktemp("long-note")
    (folder / "a.md").write_text(f"---\ntitle: T\n---\n\n{text}\n\n[^b]: Another note.\n", encoding="utf-8")
    report = build(folder / "a.md", folder / "out", ["pdf"])
    return next(artifact.data for artifact in report.artifacts if artifact.name.endswith(".pdf"))


def test_a_note_that_is_longer_than_a_page_is_one_note_on_several(long_note: bytes) -> None:
    with pikepdf.open(io.BytesIO(long_note)) as pdf:
        document = tags(pdf)
    first, second = document.all("Note")
    assert sorted(set(first.pages)) == list(range(min(first.pages), max(first.pages) + 1))
    assert max(first.pages) - min(first.pages) >= 2
    assert first.pages == sorted(first.pages)
    assert [kid.kind for kid in first.kids][:1] == ["Lbl"]
    assert first.words.index("noted0 ") < first.words.index("noted1399 ") < first.words.index("Last.")
    assert [tag.words for tag in first.all("LBody")] == ["one", "two"]
    assert "Another note." in second.words


def test_text_is_painted_in_the_order_in_which_it_is_read(overrun: bytes, document: Tag) -> None:
    """pdfium reads the bare page: bullets and notes stand where they belong, before what follows them."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(overrun)]
    (page,) = [text for text in pages if "Text with notes" in text]
    assert re.search(r"•\s*bullet one", page)
    text = "".join(pages)
    assert re.search(r"•\s*outer one", text)
    assert re.search(r"2\.\s*last", text)


NOTES_EVERYWHERE = """\
---
title: Notes Everywhere
byline: A. Moreau
math: true
---

A note[^a], a picture in a link: [![the can](can.png)](https://example.org/can), and a [**bold** link with $x^2$](https://example.org/x).

## A heading with a note[^h]

| A | B[^t] |
| --- | --- |
| one[^u] | $y$ |

: The table with a note[^tc]

> Quoted[^q] text with [bon mot]{lang=fr}.
>
> > nested[^n]
>
> -- Someone[^s]

![](can.png){.decorative}

[^h]: Of a heading, with a formula $a_1$ and ![a drawn can](can.png).
[^a]: Of a paragraph: see also.[^only]
[^only]: Only from a note.
[^t]: In a table's head.
[^u]: In a cell.
[^tc]: In a table's caption.
[^q]: In a quotation.
[^n]: Nested.
[^s]: Of a source.
"""


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("noted")
    shutil.copy(TESTS / "books" / "garden" / "images" / "can.png", folder)
    (folder / "a.md").write_text(NOTES_EVERYWHERE, encoding="utf-8")
    report = build(folder / "a.md", folder / "out", ["pdf"])
    return next(artifact.data for artifact in report.artifacts if artifact.name.endswith(".pdf"))


def test_notes_stand_after_blocks_wherever_they_are_referred_to(noted: bytes) -> None:
    with pikepdf.open(io.BytesIO(noted)) as pdf:
        document = tags(pdf)
        section = document.kids[0].kids[0]
        kinds = [kid.kind for kid in section.kids]
        assert kinds == ["H1", "P", "P", "Note", "H2", "Note", "Table", "Note", "Note", "Note", "Div"]
        (quotation,) = [kid for kid in section.kids if kid.kind == "Div"]
        assert [kid.kind for kid in quotation.kids] == ["BlockQuote", "Caption", "Note", "Note"]
        assert [kid.kind for kid in quotation.kids[0].kids] == ["P", "Note", "BlockQuote"]
        link = next(tag for tag in section.all("Link") if next(tag.all("Figure"), None))
        assert (str(link.object.Alt), str(link.areas[0].Contents)) == ("the can", "the can (example.org)")
        assert [str(figure.object.Alt) for figure in section.all("Figure")] == ["the can", "a drawn can"]


@pytest.mark.parametrize("book", ["overrun", "noted", "long_note"])
def test_judges_find_nothing(book: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    pdf = tmp_path / f"{book}.pdf"
    pdf.write_bytes(request.getfixturevalue(book))
    command = Path(sys.executable).with_name("outloud")
    if not command.is_file():
        absent("outloud", "it is not installed beside the Python that runs the tests")
    asked = [str(command), "--json", "-", "--quiet", str(pdf)]
    said = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=False).stdout
    assert json.loads(said)["results"][0]["findings"] == []
    if verapdf.probe().version is not None:
        assert verapdf.judge(pdf, 120) == ()
