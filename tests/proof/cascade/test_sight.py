"""The cascade, on small documents: what of their words a reader sees."""

import lxml.html
import pytest

from bookbuild.proof.cascade.sight import StyleSheet, sight
from bookbuild.proof.passages import Change


def _seen(css: str, markup: str, media: str = "") -> dict[str, list[Change]]:
    """What happens to elements, by their ids."""
    root = lxml.html.document_fromstring(f"<html><head></head><body>{markup}</body></html>")
    altered = sight(root, [StyleSheet(css, "x.css", media)], "x.html")
    return {element.get("id", str(element.tag)): [each.how for each in some] for element, some in altered.items()}


@pytest.mark.parametrize(
    "css",
    [
        "p { display: none }",
        "P { DISPLAY: NONE }",
        "@media print { p { display: none } }",
        "@media (max-width: 400px) { p { display: none } }",
        "@media (width < 25em) { p { display: none } }",
        "@media (20em <= width <= 30em) { p { display: none } }",
        "@media (min-width: 100em) and (prefers-color-scheme: dark) { p { display: none } }",
        "@media not all and (min-width: 20em) { p { visibility: hidden } } @media speech, screen { p { opacity: 0 } }",
        "@supports not (display: grid) { p { display: none } }",
        "@layer a { p { display: none } }",
        "@layer a, b; @layer b { p { display: none } } @layer a { p { display: block } }",
        "@layer a { p { display: none !important } } p { display: block !important }",
        "body { p { display: none } }",
        "body { & > p { display: none } }",
        "p { @media screen { display: none } }",
        "@container (width > 1px) { p { display: none } }",
        "p { display: none } :is(h1) { display: block }",
        "body p { display: none } p { display: block }",
        "p { display: none !important } body p { display: block }",
        ":root { --a: var(--b); --b: none } p { display: var(--a) }",
        "p { display: var(--missing, none) }",
        "p:nth-of-type(1) { display: none }",
        "p:dir(ltr) { display: none }",
        "body { visibility: hidden }",
        "body { font-size: 0 }",
        "body { font-size: 10% } p { font-size: 10% }",
        "body { color: white }",
        "html { background: #000 }",
        "body { background: navy } p { color: #000081 }",
        "p { color: rgb(0 0 0 / 2%) }",
        "p { color: hsl(0 0% 100%) }",
        "p { clip-path: polygon(0 0, 0 0, 0 0) }",
        "p { margin: 0 0 0 -300vw }",
        "p { inset: auto auto auto -5000px; position: absolute }",
        "p { transform: matrix(0, 0, 0, 0, 0, 0) }",
        "p { translate: 0 -2000px }",
        "p { rotate: y 90deg }",
        "p { zoom: 0 }",
        "p { font-size: 1e9em }",
        "p { font: 0/0 serif }",
        "p { content: url(x.png) }",
        "@media amzn-kf8 { p { display: none } }",
        "p { animation: a 1s } @keyframes a { from { opacity: 1 } to { opacity: 0 } }",
    ],
)
def test_hidden_words_are_told(css: str) -> None:
    assert _seen(css, '<p id="p">Rain.</p>').get("p") == [Change.HIDDEN]


@pytest.mark.parametrize(
    "css",
    [
        "",
        "p { display: block } .x { display: none }",
        "p { display: none } body p { display: block }",
        "p { display: none } p { display: block }",
        "p { display: none } p { display: revert }",
        "@media speech { p { display: none } }",
        "@layer a { p { display: none } } p { display: block }",
        "@layer a, b; @layer a { p { display: none } } @layer b { p { display: block } }",
        "p:hover { display: none }",
        "p::before { display: none }",
        "p { height: 0 }",
        "p { left: -9999px }",
        "p { clip: rect(0 0 0 0) }",
        "body { visibility: hidden } p { visibility: visible }",
        "body { font-size: 0 } p { font-size: 12px }",
        "body { color: white } p { color: black }",
        "body { color: white; background: #222 }",
        "p { color: white; background: black }",
        "p { color: transparent; background: linear-gradient(red, blue); background-clip: text }",
        "p { text-indent: -2em; letter-spacing: -0.02em; opacity: 0.8; transform: none; margin: -1em }",
        "p { clip-path: none; filter: none; mask: none }",
        "p { transform: rotate(180deg) translate(1em, 2em) scale(1.2) }",
        "p { line-height: 1 } sup { line-height: 0 }",
        'p::before { content: "“" } p::after { content: "” " counter(page) } li::marker { content: "• " }',
        'p::before { content: "Foreign"; display: none }',
    ],
)
def test_words_that_are_seen_raise_no_alarm(css: str) -> None:
    assert not _seen(css, '<p id="p">Rain.</p>')


def test_a_link_is_blue_whatever_its_text_is() -> None:
    assert "a" not in _seen("p { color: white }", '<p>White <a id="a" href="#x">blue</a></p>')


@pytest.mark.parametrize(
    ("css", "markup", "wanted"),
    [
        ('p::before { content: "No " "not " }', '<p id="p">Rain.</p>', Change.ADDED),
        ("p::after { content: attr(title) }", '<p id="p" title="Sun">Rain.</p>', Change.ADDED),
        ("p { text-transform: lowercase }", '<p id="p">Rain.</p>', Change.CHANGED),
        ("p { text-transform: uppercase }", '<p id="p">Rain.</p>', Change.CHANGED),
        ("ol { list-style: none }", '<ol><li id="p">Rain.</ol>', Change.UNNUMBERED),
        ('li { list-style-type: "Sun " }', '<ol><li id="p">Rain.</ol>', Change.UNNUMBERED),
        ("p::first-letter { color: transparent }", '<p id="p">Rain.</p>', Change.HIDDEN),
        ("", '<p id="p" style="opacity: 0">Rain.</p>', Change.HIDDEN),
        ("", '<p id="p" hidden>Rain.</p>', Change.HIDDEN),
        ("", '<p><font color="white" id="p">Rain.</font></p>', Change.HIDDEN),
        ("img { width: 1px }", '<p><img id="p" src="a.png" alt="Rain"></p>', Change.HIDDEN),
    ],
)
def test_words_are_added_and_changed(css: str, markup: str, wanted: Change) -> None:
    assert _seen(css, markup).get("p") == [wanted]


def test_heads_may_be_written_in_capitals() -> None:
    assert not _seen("h1 { text-transform: uppercase }", "<h1>Rain</h1>")


def test_the_head_of_a_table_may_stand_before_its_cells() -> None:
    css = """@media (max-width: 40em) { thead { position: absolute; clip-path: inset(50%) }
        td::before { content: attr(data-label) ": " } }"""
    head = '<table><thead><tr><th>Year</th><th id="p">Rain</th></tr></thead>'
    cells = '<tr><td>2020</td><td id="q" data-label="{}">3 mm</td></tr></table>'
    assert not _seen(css, head + cells.format("Rain"))
    assert _seen(css, head + cells.format("Sun")) == {"p": [Change.HIDDEN], "q": [Change.ADDED], "th": [Change.HIDDEN]}


def test_a_sheet_holds_for_the_media_of_its_link() -> None:
    assert _seen("p { display: none }", '<p id="p">Rain.</p>', media="(max-width: 20em)")
    assert not _seen("p { display: none }", '<p id="p">Rain.</p>', media="speech")


def test_messages_tell_the_declaration_and_its_line() -> None:
    root = lxml.html.document_fromstring("<p>Rain.</p>")
    altered = sight(root, [StyleSheet("p {\n  color: red;\n  opacity: .01;\n}", "x.css")], "x.html")
    ((each,),) = altered.values()
    assert each.cause == "“opacity: .01” (x.css, line 3)"
