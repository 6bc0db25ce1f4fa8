"""How the proof reads a single HTML file: what it says of itself, where its links land, what it asks for."""

from dataclasses import replace

import pytest
from conftest import Built

from bookbuild import manuscript
from bookbuild.pipeline.check import prove
from bookbuild.problems import Problem
from bookbuild.proof.passages import PassageKind
from bookbuild.proof.readback.errors import Unreadable
from bookbuild.proof.readback.html import read_html
from bookbuild.results import Artifact

PAGE = "<!DOCTYPE html><html lang='en'><head><title>T</title></head><body>{}</body></html>"


def verdict(built: Built, *changes: tuple[str, str]) -> tuple[Problem, ...]:
    """What is found after words of the file were replaced, once each."""
    artifact = built.artifact(".html")
    text = artifact.data.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return prove(manuscript.load(built.manuscript), [replace(artifact, data=text.encode())]).problems


def faults(body: str) -> tuple[str, ...]:
    return read_html(PAGE.format(body).encode(), "t.html").faults


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<title>A Field", "<title>The Field", "BB808"),
        ('name="author" content="Ada Moreau"', 'name="author" content="Ada Moreaux"', "BB808"),
        ('<html lang="en-GB"', '<html lang="en"', "BB808"),
        ('og:title" content="A Field', 'og:title" content="The Field', "BB809"),
        ('"name": "A Field', '"name": "The Field', "BB809"),
        ('"name": "Ada Moreau"', '"name": "Ada Moreaux"', "BB809"),
        ('"inLanguage": "en-GB"', '"inLanguage": "de"', "BB809"),
        ('"inLanguage": "en-GB"', '"inLanguage": en', "BB809"),
        ('<a href="#c01-soil">Soil', '<a href="#c01-soil">Soils', "BB807"),
        ('<a href="#c01-soil">Soil', '<a href="#c01-soul">Soil', "BB809"),
        ('<li><a href="#rain">Rain</a></li>', "", "BB807"),
        ('href="#c01-soil-note-1"', 'href="#c01-soil-note-9"', "BB809"),
        ('<a href="#rain">the second', '<a href="#soil">the second', "BB807"),
        ('href="https://example.org/"', 'href="https://example.com/"', "BB807"),
        ('id="rain"', 'id="soil"', "BB809"),
        ('alt="A leaf"', 'alt="A tree"', "BB806"),
        ('alt="A leaf" src="data:', 'alt="A leaf" src="https:', "BB809"),
        ("<main", "<p>Buy this!</p><main", "BB802"),
        ("</main>", "</main><footer>Buy this!</footer>", "BB802"),
    ],
)
def test_a_change_beside_the_words_is_noticed(garden: Built, old: str, new: str, code: str) -> None:
    assert code in [problem.code for problem in verdict(garden, (old, new))]


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<script src='data:text/javascript,alert(1)'></script>",
        "<p onclick='alert(1)'>x</p>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' JaVaScRiPt:alert(1)'>x</a>",
        "<a href='file:///etc/passwd'>x</a>",
        "<a href='other.html'>x</a>",
        "<img src='picture.png' alt='A'>",
        "<img src='https://example.org/a.png' alt='A'>",
        "<img src='//example.org/a.png' alt='A'>",
        "<img alt='A' srcset='https://example.org/a.png 2x'>",
        "<link rel='stylesheet' href='style.css'>",
        "<iframe src='data:text/html,x'></iframe>",
        "<object data='data:text/html,x'></object>",
        "<video poster='https://example.org/a.png'></video>",
        "<form action='https://example.org/'></form>",
        "<svg><image href='https://example.org/a.png'/></svg>",
        "<svg><use xlink:href='https://example.org/a.svg#b'/></svg>",
        "<style>@import 'a.css';</style>",
        "<style>p { background: url(a.png) }</style>",
        "<style>p { background: url( 'https://example.org/a.png' ) }</style>",
        r"<style>p { background: \75rl(a.png) }</style>",
        r"<style>@\69mport 'a.css';</style>",
        "<style>p { background: image-set('a.png' 1x) }</style>",
        "<p style='background: url(//example.org)'>x</p>",
        "<meta http-equiv='Refresh' content='0; url=https://example.org/'>",
    ],
)
def test_what_runs_or_asks_for_something_is_a_fault(body: str) -> None:
    assert faults(body)


@pytest.mark.parametrize(
    "body",
    [
        "<a href='https://example.org/a?b'>x</a> <a href='mailto:a@example.org'>y</a> <a href='#'>z</a>",
        "<img src='data:image/png;base64,AAAA' alt='A'>",
        "<style>p { background: url(\"data:image/png;base64,AAAA\") } b::before { content: '\\2014' }</style>",
        "<svg><use href='#a'/></svg>",
        '<script type=\'application/ld+json\'>{"@type": "Person"}</script>',
    ],
)
def test_what_stays_inside_is_none(body: str) -> None:
    assert faults(body) == ()


def test_the_frame_is_left_out_and_nothing_else() -> None:
    body = (
        "before <a href='#m'>Skip</a> between <nav role='doc-toc'><ol><li><a href='#m'>M</a></li></ol></nav> after"
        "<main id='m'><nav>Menu</nav><h1>M</h1><blockquote>Said</blockquote><pre>code</pre></main>"
    )
    reading = read_html(PAGE.format(body).encode(), "t.html")
    assert [(each.kind, each.words) for each in reading.passages] == [
        (PassageKind.TEXT, "before between after"),
        (PassageKind.TEXT, "Menu"),
        (PassageKind.HEADING, "M"),
        (PassageKind.QUOTATION, "Said"),
        (PassageKind.CODE, "code"),
    ]
    assert reading.contents == ((1, "M"),)
    assert reading.links == ()


def test_a_link_to_a_place_of_any_script_lands() -> None:
    body = "<h1 id='über'>Über</h1><p><a href='#%C3%BCber'>x</a> <a href='#über'>y</a></p>"
    reading = read_html(PAGE.format(body).encode(), "t.html")
    assert reading.faults == ()
    assert [link.target for link in reading.links] == ["Über", "Über"]


@pytest.mark.parametrize("data", [b"", b"<p>x</p>", b"PK\x03\x04", "<!DOCTYPE html>ü".encode("latin-1")])
def test_what_is_no_html_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_html(data, "t.html")


def test_contents_are_missed_where_there_are_headings(garden: Built) -> None:
    text = garden.artifact(".html").data.decode()
    nav = text[text.index("<nav") : text.index("</nav>") + 6]
    assert "BB807" in [problem.code for problem in verdict(garden, (nav, ""))]


def test_of_a_file_with_great_pictures_nothing_is_lost(garden: Built) -> None:
    """libxml2 by itself refuses attributes of more than ten million letters."""
    text = garden.artifact(".html").data.decode()
    great = text.replace("<h1", f'<img alt="" src="data:image/png;base64,{"A" * 11_000_000}"><h1', 1)
    artifact = Artifact("book.html", "", great.encode())
    (problem,) = prove(manuscript.load(garden.manuscript), [artifact]).problems
    assert "a picture that cannot be decoded" in problem.message  # the only fault: so many As are no PNG
