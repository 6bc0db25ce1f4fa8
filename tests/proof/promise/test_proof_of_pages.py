"""The proof notices whatever is changed on the pages beside the text, and in what an edition says of itself."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from conftest import Built

from bookbuild import manuscript
from bookbuild.jobs.cache import Cache
from bookbuild.jobs.executor import Inline
from bookbuild.pipeline.check import prove
from bookbuild.problems import Problem
from bookbuild.proof.tasks import expect_beside
from bookbuild.results import Artifact


def problems(built: Built, artifact: Artifact) -> tuple[Problem, ...]:
    return prove(manuscript.load(built.manuscript), [artifact]).problems


def edited(artifact: Artifact, member: str, old: str, new: str) -> Artifact:
    """An EPUB in which one place of one member reads otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for entry in archive.infolist():
            data = archive.read(entry)
            if entry.filename == f"EPUB/{member}":
                assert data.decode().count(old) == 1
                data = data.decode().replace(old, new).encode()
            copy.writestr(entry, data)
    return replace(artifact, data=out.getvalue())


def test_the_untouched_book_is_proven(harbour: Built) -> None:
    assert prove(manuscript.load(harbour.manuscript), harbour.outputs, witness=True).problems == ()


def test_what_chapters_and_pages_say_is_kept(harbour: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book, cache = manuscript.load(harbour.manuscript), Cache(tmp_path)
    promised = expect_beside(book, Inline(), cache)()
    monkeypatch.setattr("bookbuild.proof.promise.parser.tokens", None)
    assert expect_beside(book, Inline(), cache)() == promised


@pytest.mark.parametrize(
    ("member", "old", "new", "path", "line"),
    [
        ("text/title-page.xhtml", "Harbour Stories 2", "Harbour Stories 3", "book.toml", "series ="),
        ("text/title-page.xhtml", "Translated by", "Illustrated by", "book.toml", "translator ="),
        ("text/title-page.xhtml", "Translated by ", "", "book.toml", "translator ="),
        ("text/title-page.xhtml", ">Eva Lund<", ">Eva Lond<", "book.toml", "illustrator ="),
        ("text/title-page.xhtml", "four seasons", "five seasons", "book.toml", "subtitle ="),
        ("text/title-page.xhtml", ">Wren Press<", "><", "book.toml", "publisher ="),
        ("text/copyright-page.xhtml", "Wren Press, 2024", "Wren Press, 2023", "book.toml", "publisher ="),
        ("text/copyright-page.xhtml", "All rights reserved", "No rights reserved", "book.toml", "copyright ="),
        ("text/copyright-page.xhtml", "CC BY 4.0", "CC BY 3.0", "book.toml", "license ="),
        ("text/copyright-page.xhtml", "978-0-306-40615-7", "978-0-306-40615-1", "book.toml", "isbn ="),
        ("text/copyright-page.xhtml", "10.5555/12345678", "10.5555/12345679", "book.toml", "identifier ="),
        ("text/dedication.xhtml", "<em>keepers</em>", "<em>keeper</em>", "book.toml", "dedication ="),
        ("text/about.xhtml", "About the authors</h1>", "About the author</h1>", "about.md", ""),
        ("text/about.xhtml", "keep a lamp", "keep a lump", "about.md", ""),
        ("text/about.xhtml", "north coast", "south coast", "about.md", ""),
        ("text/colophon.xhtml", "outlast", "outlive", "colophon.md", ""),
    ],
)
def test_a_change_of_a_page_is_placed_at_its_setting_or_in_its_file(
    member: str, old: str, new: str, path: str, line: str, harbour: Built
) -> None:
    places = [each.location for each in problems(harbour, edited(harbour.artifact(".epub"), member, old, new))]
    assert path in [place.path for place in places], places
    if line:
        lines = (harbour.manuscript / path).read_text("utf-8").split("\n")
        wanted = next(number for number, text in enumerate(lines, start=1) if text.startswith(line))
        assert wanted in [place.line for place in places if place.path == path], places


def test_pages_that_change_places_are_noticed(harbour: Built) -> None:
    swapped = edited(
        harbour.artifact(".epub"),
        "content.opf",
        '<itemref idref="chapter-copyright-page"/>\n    <itemref idref="chapter-dedication"/>',
        '<itemref idref="chapter-dedication"/>\n    <itemref idref="chapter-copyright-page"/>',
    )
    assert problems(harbour, swapped)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (">Wren Press<", ">Wrens Press<", "publisher"),
        ("All rights reserved", "All rights lost", "rights"),
        ("a year of weather", "a year of whether", "description"),
        (">Weather<", ">Whether<", "keywords"),
        (">Harbour Stories<", ">Harbor Stories<", "series"),
        ('"group-position">2<', '"group-position">3<', "series"),
        (">Dan Okoye<", ">Dan Okoya<", "contributors"),
        (">trl<", ">ill<", "contributors"),
        (">Voss, Clara<", ">Voss, Klara<", "names for sorting"),
        ('id="id">urn:isbn:9780306406157<', 'id="id">urn:isbn:9780306406164<', "identifiers"),
        (">doi:10.5555/12345678<", ">doi:10.5555/1234567<", "identifiers"),
        (">Harbour Weekly, 1984 to 1986<", ">Harbour Weekly, 1984 to 1985<", "sources"),
    ],
)
def test_a_change_of_what_the_package_says_is_noticed(old: str, new: str, what: str, harbour: Built) -> None:
    (problem,) = problems(harbour, edited(harbour.artifact(".epub"), "content.opf", old, new))
    assert problem.code == "BB808"
    assert f"as its {what}," in problem.message


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("dc:publisher", ["Wrens Press"], "publisher"),
        ("dc:rights", "None.", "rights"),
        ("dc:contributor", ["Clara Voss"], "names of contributors"),
        ("dc:identifier", "urn:isbn:9791090636071", "identifier"),
    ],
)
def test_a_change_of_the_packet_of_a_pdf_is_noticed(name: str, value: object, what: str, harbour: Built) -> None:
    artifact = harbour.artifact(".pdf")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as packet:
            packet[name] = value
        pdf.save(out)
    (problem,) = problems(harbour, replace(artifact, data=out.getvalue()))
    assert problem.code == "BB808"
    assert f"as its {what}," in problem.message


@pytest.mark.parametrize(("key", "what"), [("/Subject", "description"), ("/Keywords", "keywords")])
def test_a_change_of_the_document_information_is_noticed(key: str, what: str, harbour: Built) -> None:
    artifact = harbour.artifact(".pdf")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        pdf.docinfo[key] = "Something else"
        pdf.save(out)
    (problem,) = problems(harbour, replace(artifact, data=out.getvalue()))
    assert f"as its {what}," in problem.message


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"name": "Harbour Stories"', '"name": "Harbor Stories"', "series"),
        ('"position": "2"', '"position": "3"', "series"),
        ('"license": "The drawings', '"license": "No drawings', "rights"),
        ('"name": "Wren Press"', '"name": "Wrens Press"', "publisher"),
        ('"identifier": "urn:isbn:9780306406157"', '"identifier": "urn:isbn:9791090636071"', "identifier"),
        ('name="keywords" content="Lighthouses', 'name="keywords" content="Lightships', "keywords"),
        ('name="description" content="A keeper', 'name="description" content="No keeper', "description"),
    ],
)
def test_a_change_of_what_the_html_says_of_the_book_is_noticed(old: str, new: str, what: str, harbour: Built) -> None:
    artifact = harbour.artifact(".html")
    text = artifact.data.decode()
    assert text.count(old) == 1
    (problem,) = problems(harbour, replace(artifact, data=text.replace(old, new).encode()))
    assert problem.code == "BB808"
    assert f"as its {what}," in problem.message
