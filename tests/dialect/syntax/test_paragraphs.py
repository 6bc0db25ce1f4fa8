"""Prose is taken for paragraphs at once, and what is anything else is read as if that were not so."""

import lxml.html
import pytest

from bookbuild.dialect.parser import new_parser, to_tree

NAME = "bookbuild-prose"


def html(text: str, *, at_once: bool) -> str:
    parser = new_parser()
    assert NAME in parser.parser.blockprocessors
    if not at_once:
        parser.parser.blockprocessors.deregister(NAME)
    tree, _ = to_tree(text, parser)
    return str(lxml.html.tostring(tree, encoding="unicode"))


@pytest.mark.parametrize(
    "text",
    [
        "Words, and\nmore *words*.",
        "“Words,” she said.\n\n— And more.",
        '"Straight" marks.\n(And brackets.)',
        "Title\n=====\n\nWords.",
        "Title\n---",
        "A | B\n--|--\nx | y",
        "Term\n: Meaning",
        "Term\n\n: Meaning",
        "Words\n> A quotation",
        "Words\n- an item\n- another",
        "Words\n1. an item",
        "Words\n# A heading",
        "Words\n***",
        "Words\n    indented",
        "Words\n```\ncode\n```",
        "Words\n::: aside\nInside.\n:::",
        "::: verse\nA line\nAnother\n:::",
        "- An item\n\n    with a paragraph\n\n    and another\n- and one",
        "1. a\n\n   Words.\n\n2. b",
        "> A quotation\n>\n> goes on",
        "Words[^n]\n\n[^n]: A note\n\n    with two paragraphs",
        "Words\n[^n]: no note\n\nWords[^n]",
        "Words\n*[HTML]: no abbreviation\n\nHTML",
        "Words\n{: .class }",
        "Words {.class}\nmore",
        "<div>\nWords\n\nWords\n</div>",
        "Words <b>and\n\nmore</b> words",
        "![A leaf](leaf.png)\n: A caption",
        "\u00a0Words after a space\n\u2003and another",
        "Words.\n\n\n\nWords.\n",
    ],
)
def test_prose_is_read_as_before(text: str) -> None:
    assert html(text, at_once=True) == html(text, at_once=False)


def test_prose_is_tried_first() -> None:
    parser = new_parser()
    assert parser.parser.blockprocessors.get_index_for_name(NAME) == 1
