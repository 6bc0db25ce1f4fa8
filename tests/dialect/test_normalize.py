"""Lists as people type them: what becomes of them, and that a CommonMark reader sees the same."""

import re

import pytest
from markdown_it import MarkdownIt

from bookbuild.dialect.normalize import regular
from bookbuild.dialect.parser import new_parser, to_tree
from bookbuild.dialect.serialize import inner_xhtml

LISTS = {
    "right after a paragraph": "Things:\n- one\n- two\n\nThe end.",
    "nested by two spaces": "- a\n  - b\n    - c\n  - d\n- e",
    "nested by the width of a number": "1. a\n   - b\n   - c\n2. d",
    "nested by four spaces": "- a\n    - b\n        - c",
    "nested in a wide number": "10. ten\n    - in ten\n11. eleven",
    "with parentheses": "1) a\n2) b",
    "with a lazy line": "- a\nlazy\n- b",
    "with paragraphs": "- a\n\n  para\n\n- b",
    "with lines that go on": "- a\n  goes on\n  and on\n\nAfter",
    "with code inside": "- a\n\n  ```\n  x - y\n    z\n  ```\n- b",
    "numbered after a paragraph": "The steps:\n1. a\n2. b",
    "a year inside a paragraph is none": "The year was\n1986. A great year.",
    "a dash inside a line is none": "He said - no\n- x",
    "a rule is none": "para\n\n* * *\n\n- x",
    "code is none": "```\n- not a list\n  - nor this\n```",
    "indented code is none": "para\n\n    - code\n\nx",
    "emphasis is none": "*word* starts\n*another*",
    "in a quotation": "> Words:\n> - a\n>   - b\n>\n> The end.",
    "in an item more than a list": "1. one\n   - sub\n\n   more of one\n2. two\n\nText",
    "after a paragraph of an item": "1. one\n\n   These:\n   - a\n   - b\n2. two",
    "after a paragraph of an item of an item": "- a\n  - b\n\n    These:\n    - c\n",
    "beside a table": "- a\n\n| x | y |\n|---|---|\n| - | 1. |",
}


def _bare(html: str) -> str:
    """HTML without what is a matter of taste: paragraphs in items, classes, what marks up code, white space."""
    return re.sub(r"\s+|</?(?:p|div|span)\s*/?>", "", re.sub(r' class="[^"]*"', "", html))


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS.keys())
def test_a_list_is_read_as_commonmark_reads_it(text: str) -> None:
    tree, removed = to_tree(text, new_parser())
    assert removed == ()
    assert _bare(inner_xhtml(tree)) == _bare(MarkdownIt("commonmark").enable("table").render(text))


def test_a_text_without_lists_stays_as_it_is() -> None:
    text = "One\nline - and\n\n> quoted\n"
    assert regular(text)[0] is text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```sh\nx\n````\ny", "x\n"),
        ("> ~~~\n> x\n> ~~~~~", "x\n"),
        ("- a\n\n  ```\n  x\n  `````\n", "x\n"),
        ("````\n```\n`````", "```\n"),
    ],
)
def test_a_closing_fence_may_be_longer(text: str, code: str) -> None:
    tree, _ = to_tree(text, new_parser())
    assert [pre.text_content() for pre in tree.iter("pre")] == [code]
