"""Notes at the end of their chapter or of the book: where they stand, what leads to them and back, and their tags."""

import io
import itertools
from collections.abc import Iterator, Mapping
from operator import itemgetter
from pathlib import Path

import pikepdf
import pytest
from conftest import Built, MakeManuscript
from geometry import Letter, letters, lines, outside
from pikepdf import Dictionary, Object
from PIL import Image

from bookbuild.i18n import words
from bookbuild.judges import verapdf
from bookbuild.pipeline.build import build

PLACES = ("foot", "chapter", "book")


def _picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (90, 60), "teal").save(written, "PNG")
    return written.getvalue()


PNG = _picture()
LONG = "so that it is a note of some length " * 12


def chapter(title: str, name: str, count: int) -> str:
    """A chapter whose notes hold whatever notes may hold."""
    text = f"# {title}\n\n" + "".join(f"The {name} has a word{number}.[^{number}] " for number in range(1, count + 1))
    text += f"\n\n![A leaf of {name}](dot.png)\n\nMore of the {name}, and once again.[^1]\n\n1. one\n2. two\n\n"
    text += "".join(f"[^{number}]: Said of {name} {number}, {LONG}\n\n" for number in range(3, count + 1))
    text += (
        f"[^1]: Said of {name} 1.[^inner]\n\n    3. third\n    4. fourth\n\n    Then a last paragraph of {name}.\n\n"
    )
    text += f"[^2]:\n    ![A dot of {name}](dot.png)\n\n"
    text += f"    | a | b |\n    |---|---|\n    | cell | [x](https://example.org/{name}) |\n\n"
    return text + f"[^inner]: Said inside a note of {name}.\n"


def book(place: str, language: str = "en", settings: str = "", kind: str = "book") -> dict[str, str | bytes]:
    head = f'title = "A Book"\nauthor = "Ann"\nlanguage = "{language}"\nkind = "{kind}"\nsplit = 2\n'
    return {
        "book.toml": f'{head}{settings}[pdf]\nnotes = "{place}"\n',
        "00.md": "Before all.[^f]\n\n[^f]: Said before all.\n",
        "01.md": f"# Part One\n\n#{chapter('Same', 'oak', 4)}",
        "02.md": f"# Part Two\n\nOf trees.[^p]\n\n[^p]: Said of the part.\n\n#{chapter('Same', 'elm', 12)}",
        "about.md": "Ann writes.[^a]\n\n[^a]: Said of Ann.\n",
        "dot.png": PNG,
    }


def pdf_of(make: MakeManuscript, files: Mapping[str, str | bytes]) -> bytes:
    """The pages, proven: whatever the proof misses, or finds twice, is an error."""
    folder = make(files)
    report = build(folder, folder / "build", ["pdf"])
    assert [problem for problem in report.problems if problem.code != "BB401"] == []
    return Built(folder, report).artifact(".pdf").data


def walk(element: Object) -> Iterator[Object]:
    """An element of the structure tree with all below it, in order."""
    yield element
    held = element.get("/K", ())
    for kid in held if isinstance(held, pikepdf.Array) else [held]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield from walk(kid)


def order(pdf: pikepdf.Pdf) -> list[str]:
    """The tags of headings and notes, in order; of a note its id."""
    return [
        str(element.ID) if element.S == "/Note" else str(element.S)
        for element in walk(pdf.Root.StructTreeRoot.K[0])
        if str(element.S) in ("/H1", "/H2", "/H3", "/Note")
    ]


def shown(data: bytes) -> list[tuple[int, str]]:
    return list(lines(data))


def page_of(data: bytes, words: str) -> int:
    """The page on which a line begins so."""
    (page,) = {page for page, line in shown(data) if line.startswith(words)}
    return page


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same book with its notes in each place."""

    def make(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path_factory.mktemp("book")
        for name, text in files.items():
            (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return folder

    return {place: pdf_of(make, book(place)) for place in PLACES}


@pytest.mark.slow
def test_notes_stand_where_the_settings_have_them(at: dict[str, bytes]) -> None:
    foot, end = shown(at["foot"]), shown(at["book"])
    assert not [line for _, line in foot if line in ("notes", "Notes", "NOTES")]
    assert not [line for _, line in end[: len(end) // 3] if "Saidofoak1" in line]
    oak = page_of(at["chapter"], "1.Saidofoak1")
    elm = page_of(at["chapter"], "1.Saidofelm1")
    assert oak < page_of(at["chapter"], "Oftrees") < elm < page_of(at["chapter"], "Annwrites")
    assert page_of(at["book"], "Oftrees") < page_of(at["book"], "1.Saidofoak1") <= page_of(at["book"], "1.Saidofelm1")
    assert page_of(at["book"], "1.Saidofelm1") <= page_of(at["book"], "1.SaidofAnn") < page_of(at["book"], "Annwrites")
    for data in at.values():
        assert outside(data, left=45, right=45) == []


@pytest.mark.slow
def test_links_lead_to_each_note_and_back(at: dict[str, bytes]) -> None:
    for place, data in at.items():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
            named = {str(name): pages[to[0].objgen] for name, to in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
            links = [
                (pages[page.obj.objgen], str(link.get("/Dest", "")))
                for page in pdf.pages
                for link in page.get("/Annots", ())
            ]
        to = [name for _, name in links if "-note-" in name]
        back = [name for _, name in links if "-noteref-" in name]
        notes = {name for name in named if "-note-" in name}
        assert len(notes) == 21, place
        assert set(to) == notes
        assert {name.replace("-noteref-", "-note-") for name in back} == notes
        for page, name in links:
            if "-noteref-" in name:
                assert page == named[name.replace("-noteref-", "-note-")]
            elif "-note-" in name and place == "book":
                assert named[name] >= page_of(data, "1.Saidbeforeall")


@pytest.mark.slow
def test_notes_are_tagged_where_they_stand(at: dict[str, bytes], tmp_path: Path) -> None:
    for place, data in at.items():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            tags = order(pdf)
            notes = [element for element in walk(pdf.Root.StructTreeRoot.K[0]) if element.S == "/Note"]
            assert len(notes) == 21
            assert all(note.K[0].S == "/Lbl" for note in notes)
            grouped = [[*group] for is_note, group in itertools.groupby(tags, lambda tag: tag[0] != "/") if is_note]
        if place == "book":
            assert [len(group) for group in grouped] == [1, 5, 1, 13, 1]
            assert tags[-2:] == [grouped[-1][0], "/H1"]
            headings = [tag for tag in tags if tag[0] == "/"]
            assert headings[-8:] == ["/H1", "/H2", "/H2", "/H3", "/H2", "/H3", "/H2", "/H1"]
        if verapdf.probe().version is not None:
            (tmp_path / f"{place}.pdf").write_bytes(data)
            assert verapdf.judge(tmp_path / f"{place}.pdf", 120) == ()


@pytest.mark.slow
def test_contents_and_heads_know_the_notes_of_the_book(at: dict[str, bytes]) -> None:
    for place, expected in (("foot", 0), ("chapter", 0), ("book", 1)):
        with pikepdf.open(io.BytesIO(at[place])) as pdf, pdf.open_outline() as outline:
            assert [item.title for item in outline.root].count("Notes") == expected
            assert not [item.title for part in outline.root for item in part.children if item.title == "Notes"]
        listed = [line for page, line in shown(at[place]) if line.startswith("Notes.")]
        assert len(listed) == expected
    first = page_of(at["book"], "1.Saidbeforeall")
    assert {page for page, line in shown(at["book"]) if line.casefold() == "notes"} == {first}


@pytest.mark.slow
def test_running_heads_over_the_notes_of_a_book_name_the_chapter_at_the_head(
    make_manuscript: MakeManuscript,
) -> None:
    def noted(name: str, title: str) -> str:
        text = " ".join(f"Word.[^{number}]" for number in range(24))
        return f"# {title}\n\n{text}\n\n" + "".join(f"[^{number}]: {f'{name} ' * 90}\n\n" for number in range(24))

    long = "An Account of Elms that Is Much Too Long to Stand at the Head of Any Page of This Book"
    files = {
        "book.toml": 'title = "N"\nkind = "book"\n[pdf]\nnotes = "book"\n',
        "a.md": noted("oak", "Trees of the First Kind"),
        "b.md": noted("elm", long),
        "about.md": f"Ann writes. {LONG * 40}\n",
    }
    heads: dict[str, set[str]] = {"oak": set(), "elm": set(), "ann": set()}
    for _, numbered in itertools.groupby(shown(pdf_of(make_manuscript, files)), key=itemgetter(0)):
        head, *text = (*(line.casefold() for _, line in numbered), "")
        for name, seen in heads.items():
            if name in text[0] or (name == "ann" and "sothatitisanote" in text[0]):
                seen.add(head)
    assert heads["oak"] == {"n", "notes·treesofthefirstkind"}
    assert heads["elm"] == {"n", "notes·anaccountofelmsthatismuchtoolongtostand…"}
    assert heads["ann"] == {"n", "abouttheauthor"}


@pytest.mark.slow
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_its_heading_is_in_the_language_of_the_book(make_manuscript: MakeManuscript, language: str) -> None:
    said = words.wording(language)
    text = f"# {said.back}\n\n{said.beginning}[^1]\n\n[^1]: {said.about_the_author}\n"
    files = {"book.toml": book("book", language)["book.toml"], "a.md": text}
    with pikepdf.open(io.BytesIO(pdf_of(make_manuscript, files))) as pdf, pdf.open_outline() as outline:
        assert said.notes in [item.title for item in outline.root]


@pytest.mark.slow
@pytest.mark.parametrize("place", ["chapter", "book"])
def test_an_article_has_them_below_its_text(make_manuscript: MakeManuscript, place: str) -> None:
    head = f'title = "Oaks"\nlanguage = "en"\nkind = "article"\n[pdf]\nnotes = "{place}"\n'
    data = pdf_of(make_manuscript, {"book.toml": head, "a.md": chapter("Oaks", "oak", 5), "dot.png": PNG})
    there = [line for _, line in shown(data)]
    heading = there.index("Notes")
    assert there.index("1.one") < heading < there.index("1.Saidofoak1.")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert order(pdf)[:2] == ["/H1", "/H2"]


@pytest.mark.slow
def test_numbers_stand_where_lines_begin(make_manuscript: MakeManuscript) -> None:
    files = book("chapter", "ar")
    files["01.md"] = "# باب\n\nكلمة.[^1]\n\n[^1]: حاشية طويلة فيها كلام كثير.\n"
    del files["00.md"], files["02.md"], files["about.md"]
    data = pdf_of(make_manuscript, files)
    there = list(letters(data))
    for number in (letter for letter in reversed(there) if letter.letter == "1"):
        if beside := [letter.right for letter in there if _same_line(letter, number) and letter.letter not in "1."]:
            assert 2 < number.left - max(beside) < 12
            return
    pytest.fail("there is no such line")


def _same_line(one: Letter, other: Letter) -> bool:
    return one.page == other.page and abs(one.baseline - other.baseline) < 2


@pytest.mark.slow
def test_a_chapter_may_be_called_as_its_notes_are(make_manuscript: MakeManuscript) -> None:
    files = {
        "book.toml": 'title = "N"\nkind = "book"\n[pdf]\nnotes = "chapter"\n',
        "a.md": "# Notes[^1]\n\n[^1]: Said.\n",
    }
    with pikepdf.open(io.BytesIO(pdf_of(make_manuscript, files))) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Notes"]


@pytest.mark.slow
def test_a_name_that_the_text_has_is_not_taken_twice(make_manuscript: MakeManuscript) -> None:
    text = "# Notes\n\nA word.[^1] See [above](#notes).\n\n[^1]: Said.\n\n# notes\n\nMore.[^2]\n\n[^2]: More said.\n"
    data = pdf_of(make_manuscript, {"book.toml": 'title = "N"\n[pdf]\nnotes = "book"\n', "a.md": text})
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Notes", "notes", "Notes"]
