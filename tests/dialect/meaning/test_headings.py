"""Levels without skips, and ids that links can rely on."""

import lxml.html
import pytest
from lxml.html import HtmlElement

from bookbuild.dialect.meaning.headings import byline_of, header, identify, number_levels, title_heading


def _tree(content: str) -> HtmlElement:
    tree = lxml.html.fragment_fromstring(content, create_parent="div")
    assert isinstance(tree, HtmlElement)
    return tree


def _levels(tree: HtmlElement) -> list[int]:
    return [int(str(heading.tag)[1]) for heading in tree]


@pytest.mark.parametrize(
    ("written", "top", "shown"),
    [
        ([1, 2, 3], 1, [1, 2, 3]),
        ([2, 3, 2], 2, [2, 3, 2]),
        ([1, 1, 2], 2, [2, 2, 3]),
        ([1, 4, 6], 2, [2, 3, 4]),
        ([3, 2, 1], 2, [2, 2, 2]),
        ([2, 4, 3, 2], 2, [2, 3, 3, 2]),
        ([1, 2, 3, 4, 5, 6], 3, [3, 4, 5, 6, 6, 6]),
        ([], 2, []),
    ],
)
def test_levels_have_no_skips(written: list[int], top: int, shown: list[int]) -> None:
    tree = _tree("".join(f"<h{level}>x</h{level}>" for level in written))
    number_levels(tree, top)
    assert _levels(tree) == shown


@pytest.mark.parametrize(
    ("content", "title", "taken"),
    [
        ("<h1>One</h1><p>x</p>", "", True),
        ("<h3>One</h3><p>x</p>", "", True),
        ("<h1>One</h1>", "One", True),
        ("<h1>ONE  two</h1>", "One Two", True),
        ("<h1>One</h1>", "Other", False),
        ("<p>x</p><h1>One</h1>", "", False),
        ("words<h1>One</h1>", "", False),
        ("", "", False),
    ],
)
def test_first_heading_is_the_title_if_nothing_else_is(content: str, title: str, taken: bool) -> None:
    tree = _tree(content)
    heading = title_heading(tree, title)
    assert (heading is not None) is taken
    assert (tree.find("h1") is None and tree.find("h3") is None) is (taken or not content)


def test_text_after_the_title_stays() -> None:
    tree = _tree("<h1>One</h1> loose words")
    title_heading(tree, "")
    assert tree.text_content().strip() == "loose words"


def test_header_has_its_lines_in_order() -> None:
    found = header(None, "Title", 2, "Subtitle", ("Ada", "Ben"), "Credit", "1869")
    assert found is not None
    assert [(line.tag, line.get("class"), line.text_content()) for line in found] == [
        ("h2", None, "Title"),
        ("p", "subtitle", "Subtitle"),
        ("p", "byline", "Ada, Ben"),
        ("p", "credit", "Credit"),
        ("p", "date", "1869"),
    ]


def test_header_of_nothing_is_none() -> None:
    assert header(None, "", 1, "", (), "", "") is None


@pytest.mark.parametrize("name", ["By Night", "<b>Ada</b>", "Ada & Ben", "  spaced  "])
def test_byline_holds_names_as_typed(name: str) -> None:
    assert byline_of([name]).text_content() == name


def test_ids_are_made_of_words_and_numbered_where_words_repeat() -> None:
    headings, anchors, twice = identify(_tree("<h2>A b</h2><h2>A b</h2><h2 id='mine'>C</h2><h2>!</h2>"), "ch")
    assert [heading.id for heading in headings] == ["ch--a-b", "ch--a-b-2", "mine", "ch--section"]
    assert dict(anchors)["a-b-2"] == "ch--a-b-2"
    assert twice == []


def test_typed_id_is_never_given_to_a_heading_of_the_same_words() -> None:
    headings, _, twice = identify(_tree("<h2>Rain</h2><p id='rain'>x</p>"), "ch")
    assert [heading.id for heading in headings] == ["ch--rain-2"]
    assert twice == []


def test_id_that_is_typed_twice_is_reported() -> None:
    assert identify(_tree("<h2 id='a'>x</h2><p id='a'>y</p>"), "ch")[2] == ["a"]


def test_an_id_that_no_style_sheet_can_quote_is_changed_and_still_found_as_typed() -> None:
    tree = _tree("<p id='a\"b'>x</p><p id='c\\d'>y</p><p id='a-b'>z</p>")
    _, anchors, twice = identify(tree, "one")
    assert [element.get("id") for element in tree] == ["a-b", "c-d", "a-b"]
    assert dict(anchors) == {'a"b': "a-b", "c\\d": "c-d", "a-b": "a-b"}
    assert twice == ["a-b"]
