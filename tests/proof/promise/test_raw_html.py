"""Raw HTML in a manuscript promises what a reader of any HTML is given."""

import pytest

from bookbuild.problems import Location
from bookbuild.proof.passages import PassageKind
from bookbuild.proof.promise.raw_html import RawBlock, Speech, block, leads_somewhere, tags

WHERE = Location("a.md", 7)


def read(html: str, kind: PassageKind = PassageKind.TEXT, level: int = 0) -> RawBlock:
    return block(html, kind, level, WHERE, Speech("en"))


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        ("<pre>a b</pre>", [("a b", PassageKind.CODE)]),
        ("<blockquote><p>a</p></blockquote>", [("a", PassageKind.QUOTATION)]),
        (
            "<figure><blockquote>a</blockquote><figcaption>b</figcaption></figure>",
            [("a", PassageKind.QUOTATION), ("b", PassageKind.ATTRIBUTION)],
        ),
        ("<p>a</p><hr><p>b</p>", [("a", PassageKind.TEXT), ("\ue001", PassageKind.BREAK), ("b", PassageKind.TEXT)]),
        ("<h3>a</h3>b", [("a", PassageKind.HEADING), ("b", PassageKind.TEXT)]),
        ("<p>a<script>b</script><style>c</style><!-- d -->e</p>", [("ae", PassageKind.TEXT)]),
        ("</div>", []),
    ],
)
def test_a_block_says_what_each_of_its_passages_is(html: str, kinds: list[tuple[str, PassageKind]]) -> None:
    assert [(each.words, each.kind) for each in read(html).passages] == kinds


def test_a_block_in_a_quotation_is_quoted() -> None:
    (passage,) = read("<p>a</p>", PassageKind.QUOTATION, 2).passages
    assert (passage.kind, passage.level) == (PassageKind.QUOTATION, 2)
    (passage,) = read("<blockquote>a</blockquote>", PassageKind.QUOTATION, 2).passages
    assert passage.level == 3


def test_a_passage_stands_at_its_own_line() -> None:
    assert [each.location.line for each in read("<div>\n<p>a</p>\n<p>b</p>\n</div>").passages] == [8, 9]


def test_pictures_and_links_are_promised() -> None:
    html = '<p><img src="a.png" alt="A"><img src="b.png" alt=""> <a href="https://e.org">x <b>y</b></a></p>'
    assert read(html).pictures == (("a.png", "A", WHERE),)
    assert read(html).links == (("https://e.org", "xy", WHERE),)


@pytest.mark.parametrize(
    ("language", "html", "words"),
    [
        ("en", "<q>a <q>b</q></q>", "“a ‘b’”"),
        ("de-DE", "<q>a</q> <q>b</q>", "„a“ „b“"),
        ("", "<q>a</q>", "“a”"),
        ("en", "<ruby>a<rt>b</rt></ruby>", "a(b)"),
        ("en", "<ruby>a<rp>[</rp><rt>b</rt><rp>]</rp></ruby>", "a[b]"),
        ("en", "</q>a", "”a"),
    ],
)
def test_tags_that_say_something(language: str, html: str, words: str) -> None:
    (passage,) = block(html, PassageKind.TEXT, 0, WHERE, Speech(language)).passages
    assert passage.words == words


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://e.org", True),
        ("a.md#b", True),
        ("#b", True),
        ("JavaScript:alert(1)", False),
        ("data:text/html,x", False),
    ],
)
def test_only_safe_addresses_lead_somewhere(address: str, leads: bool) -> None:
    assert leads_somewhere(address) is leads


def test_the_tags_of_a_line_are_told_in_order() -> None:
    assert [(tag.name, tag.closes) for tag in tags('<a href="x">y</a>')] == [("a", False), ("a", True)]
