"""Straight marks become those of the language, whatever stands around them."""

import lxml.html
import pytest
from lxml.html import HtmlElement

from bookbuild.dialect.punctuation import typeset
from bookbuild.dialect.punctuation.quotes import mark
from bookbuild.dialect.serialize import inner_xhtml


def _typeset(html: str, language: str = "en") -> str:
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    assert isinstance(tree, HtmlElement)
    typeset(tree, language)
    return inner_xhtml(tree)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("'Twas", "’Twas"),
        ("\"'Twas so,\" and the dogs' bowls", "“’Twas so,” and the dogs’ bowls"),
        ("rock 'n' roll, rock'n'roll", "rock ’n’ roll, rock’n’roll"),
        ("5'10\"", "5′10″"),
        ('"He\'s 5\'10" tall," she said', "“He’s 5′10″ tall,” she said"),
        ("a 12\" ruler, 6' long, 40°26'46\"", "a 12″ ruler, 6′ long, 40°26′46″"),
        ('"in 1990"', "“in 1990”"),
        ("\"'nested'\"", "“‘nested’”"),
        ("'\"nested\"'", "‘“nested”’"),
        ('--"x"', "–“x”"),
        ('x---"y"--"z"', "x—“y”–“z”"),
        ('"I was--" he began', "“I was–” he began"),
        ("the '90s, in '68", "the ’90s, in ’68"),
        ("the dogs' bowls", "the dogs’ bowls"),
        ("'the dogs' bowls are full' he said", "‘the dogs’ bowls are full’ he said"),
        ("'yes' and 'no'", "‘yes’ and ‘no’"),
        ("'I was singin' all day,' he said", "‘I was singin’ all day,’ he said"),
        ("'Arry went home", "’Arry went home"),
        ('"it\'s"', "“it’s”"),
        ('("a"), ["b"], {"c"}, a/"d"', "(“a”), [“b”], {“c”}, a/“d”"),
        ('"...and then"', "“…and then”"),
        ("wait... .... . . .", "wait… .... . . ."),
        ("a -- b --- c ---- d - e", "a – b — c ---- d - e"),
        ('"a "b" c"', "“a “b” c”"),
        ('see https://a.org/x--y\'s and "www.b.org/--"', "see https://a.org/x--y's and “www.b.org/--\""),
        ("“typed” ‘typed’ «typed» – —", "“typed” ‘typed’ «typed» – —"),
        ('"over\nlines"', "“over\nlines”"),
        ('"', "“"),
        ("'", "’"),
        ("", ""),
    ],
)
def test_marks_are_read_by_what_stands_around_them(typed: str, expected: str) -> None:
    assert mark([(typed, "en")]) == [expected]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-US", "“a ‘b’” c’s"),
        ("en-GB", "“a ‘b’” c’s"),
        ("tlh", "“a ‘b’” c’s"),
        ("nl", "“a ‘b’” c’s"),
        ("pt-BR", "“a ‘b’” c’s"),
        ("de", "„a ‚b‘“ c’s"),
        ("de-AT", "„a ‚b‘“ c’s"),
        ("cs", "„a ‚b‘“ c’s"),
        ("de-CH", "«a ‹b›» c’s"),
        ("de-Latn-CH", "„a ‚b‘“ c’s"),
        ("fr", "«\u00a0a “b”\u00a0» c’s"),
        ("fr-CA", "«\u00a0a “b”\u00a0» c’s"),
        ("fr-CH", "«\u202fa ‹b›\u202f» c’s"),
        ("it", "«a “b”» c’s"),
        ("es", "«a “b”» c’s"),
        ("es-MX", "“a ‘b’” c’s"),
        ("pt-PT", "«a “b”» c’s"),
        ("ru", "«a „b“» c’s"),
        ("pl", "„a «b»” c’s"),
        ("hu", "„a »b«” c’s"),
        ("da", "»a ›b‹« c’s"),
        ("sv", "”a ’b’” c’s"),
        ("fi", "”a ’b’” c’s"),
        ("ja", "「a 『b』」 c’s"),
    ],
)
def test_each_language_has_its_marks(language: str, expected: str) -> None:
    assert mark([("\"a 'b'\" c's", language)]) == [expected]


def test_inner_marks_that_are_double_serve_quotations_typed_with_double_marks() -> None:
    assert mark([('"Он читал "Войну и мир""', "ru")]) == ["«Он читал „Войну и мир“»"]


def test_french_spaces_become_no_break_spaces_and_none_is_added_elsewhere() -> None:
    assert mark([('" mot " ; quoi ? Ah ! Fin : à 10:30; « typé »', "fr")]) == [
        "«\u00a0mot\u00a0»\u202f; quoi\u202f? Ah\u202f! Fin\u00a0: à 10:30; «\u00a0typé\u00a0»"
    ]


def test_dutch_and_german_words_may_lose_their_beginning() -> None:
    assert mark([("'s avonds, 't is 'zo'", "nl")]) == ["’s avonds, ’t is ‘zo’"]
    assert mark([("So 'ne 'Sache'", "de")]) == ["So ’ne ‚Sache‘"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('"<em>a</em>" <em>"b"</em> "<a href="x--y">c\'s</a>"', '“<em>a</em>” <em>“b”</em> “<a href="x--y">c’s</a>”'),
        ('"<code>"a"--</code>" <code>b</code>\'s', '“<code>"a"--</code>” <code>b</code>’s'),
        ("'a'<sup><a class=\"footnote-ref\">1</a></sup>, b", '‘a’<sup><a class="footnote-ref">1</a></sup>, b'),
        ('"a<br>"b"', "“a<br/>“b”"),
        ('<b lang="de">"a"</b> "b <i lang="it">"c"</i>"', '<b lang="de">„a“</b> “b <i lang="it">«c»</i>”'),
    ],
)
def test_marks_are_read_across_elements(html: str, expected: str) -> None:
    assert _typeset(f"<p>{html}</p>") == f"<p>{expected}</p>"


def test_a_quotation_may_go_on_over_paragraphs() -> None:
    assert _typeset("<p>'One.</p>\n<p>'Two.'</p>") == "<p>‘One.</p>\n<p>‘Two.’</p>"
    assert _typeset('<p>"One.</p><p>Two."</p>') == "<p>“One.</p><p>Two.”</p>"


def test_what_is_no_prose_stays_as_typed() -> None:
    html = "<pre>\"a\" -- 'b'...</pre><p title=\"it's\"><kbd>\"</kbd><samp>'</samp><var>x''</var></p>"
    assert _typeset(html) == html


@pytest.mark.parametrize("html", ["", "<p/>", "<p> </p>", '<p><img src="a.png" alt=""/></p><hr/>'])
def test_a_text_without_words_stays_as_it_is(html: str) -> None:
    assert _typeset(html) == html
