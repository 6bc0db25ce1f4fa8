"""Headings, ::: fences and definitions are found on the lines where Python-Markdown will see them."""

import pytest

from bookbuild.manuscript.scan import scan


def _headings(text: str) -> list[tuple[int, int, str]]:
    return [(heading.line, heading.level, heading.text) for heading in scan(text).headings]


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ("# One", 1, "One"),
        ("###### Six", 6, "Six"),
        ("## Closed ##", 2, "Closed"),
        ("## Named {#id .unnumbered}", 2, "Named"),
        ("## C# and F#!", 2, "C# and F#!"),
        ("Setext\n===", 1, "Setext"),
        ("Setext\n-", 2, "Setext"),
        ("Setext {#id}\n---", 2, "Setext"),
    ],
)
def test_heading_is_found(text: str, level: int, words: str) -> None:
    assert _headings(text) == [(0, level, words)]


@pytest.mark.parametrize(
    "text",
    [
        "#No space",
        "#1 reason",
        "####### Seven",
        "    # Indented",
        "> # Quoted",
        "\\# Escaped",
        "text\n\n---",
        "two lines\nof text\n---",
        "```\n# Code\n```",
        "~~~~\n# Code\n~~~\n~~~~",
        "> ```\n> # Code\n> ```",
        "<!-- a comment\n# hidden\n-->",
        "::: author-note\n# In a block\n:::",
        "[^a]: A note\n    # in a note",
    ],
)
def test_no_heading_is_found(text: str) -> None:
    assert _headings(text) == []


def test_setext_heading_takes_two_lines() -> None:
    (heading,) = scan("\nWords\n=====\n\nText").headings
    assert (heading.line, heading.end) == (1, 3)


def test_code_that_is_never_closed_goes_on_to_the_end_of_what_holds_it() -> None:
    assert _headings("```\n# Code\n\n# Code") == []
    assert _headings("- ```\n  # Code\n\n# Heading") == [(3, 1, "Heading")]
    assert _headings("> ```\n> # Code\n# Heading") == [(2, 1, "Heading")]


def test_heading_after_a_block_counts_again() -> None:
    assert _headings("::: a\n::: b\n:::\n:::\n# Out") == [(4, 1, "Out")]


def test_surplus_closing_fence_does_not_hide_the_headings_before_the_next_one() -> None:
    assert _headings(":::\n# Still here") == [(1, 1, "Still here")]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("::: author-note", "author-note"),
        (":::author-note", "author-note"),
        ("::::: author-note   ", "author-note"),
        ("::: {.author-note #id lang=fr}", "{.author-note #id lang=fr}"),
        ("> ::: author-note", "author-note"),
        (":::", ""),
        (":::::  ", ""),
    ],
)
def test_colon_fence_is_found(line: str, name: str) -> None:
    assert [(fence.line, fence.name) for fence in scan(f"Text\n\n{line}").fences] == [(2, name)]


@pytest.mark.parametrize("line", [":: two", "a ::: b", "```\n::: code\n```", ": a caption"])
def test_no_colon_fence_is_found(line: str) -> None:
    assert scan(line).fences == ()


def _definitions(text: str) -> list[tuple[int, str, str, str]]:
    return [(found.line, found.name, found.sign, found.text) for found in scan(text).definitions]


def test_note_ends_with_its_paragraph() -> None:
    text = "[^a]: One line\nand the next.\n\nText again."
    assert _definitions(text) == [(0, "a", "^", "[^a]: One line\nand the next.")]
    assert scan(text).remainder == "\n\n\nText again."


def test_note_keeps_its_indented_blocks() -> None:
    text = "[^a]: First.\n\n    Second.\n\n    > Third.\n\nText again."
    assert _definitions(text) == [(0, "a", "^", "[^a]: First.\n\n    Second.\n\n    > Third.")]
    assert scan(text).remainder.split("\n")[6] == "Text again."


@pytest.mark.parametrize("before", ["", "*\n", "> quoted\n\n"])
def test_note_without_words_is_found(before: str) -> None:
    (definition,) = scan(f"{before}[^n]:\n\nNot of the note.").definitions
    assert (definition.name, definition.text) == ("n", "[^n]:")


def test_note_ends_where_the_next_definition_begins() -> None:
    text = "[^a]: First.\n[^b]: Second.\n[c]: https://example.org/"
    assert [name for _, name, _, _ in _definitions(text)] == ["a", "b", "c"]
    assert scan(text).remainder == "\n\n"


@pytest.mark.parametrize(
    "text",
    [
        '[label]: https://example.org/ "A title"',
        "[label]: https://example.org/ 'A title'",
        "[label]: https://example.org/ (A title)",
        "   [label]: 02-two.md#id",
    ],
)
def test_link_definition_is_found(text: str) -> None:
    assert _definitions(text) == [(0, "label", "", text)]


@pytest.mark.parametrize(
    "text",
    [
        "[He whispered]: come in at once",
        "    [code]: https://example.org/",
        "[not] : https://example.org/",
        "Text with [^a]: in it",
        "`[^a]: code`",
        "```\n[^a]: code\n```",
    ],
)
def test_words_that_look_like_a_definition_stay_text(text: str) -> None:
    assert _definitions(text) == []
    assert scan(text).remainder == text


def test_remainder_keeps_every_line_in_its_place() -> None:
    text = "One.\n\n[^a]: Note.\n\nTwo.[^a]\n\n[l]: x.md\n\nThree."
    remainder = scan(text).remainder.split("\n")
    assert len(remainder) == len(text.split("\n"))
    assert [remainder.index(words) for words in ("One.", "Two.[^a]", "Three.")] == [0, 4, 8]
