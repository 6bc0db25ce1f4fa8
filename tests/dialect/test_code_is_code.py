"""What is shown in a block of code is code to everyone: it is built, proven, and nothing in it is complained of."""

from pathlib import Path

import pytest
from conftest import MakeManuscript

import bookbuild
from bookbuild.dialect.parser import new_parser, to_tree

SHOWN = {
    "a block of colons": "A block begins so:\n\n    ::: verse\n\nand ends so:\n\n    :::",
    "a fence before a heading": "Type this:\n\n    ```\n\n# Two\n\nand this again:\n\n    ```\n\n# Three\n\nEnd.",
    "a definition": "    [^x]: a note\n\n    [x]: https://example.org\n\n    *[HTML]: words\n\nText.",
    "a comment that is not closed": "    <!-- open\n\nText.\n\n~~~\n<!--\n~~~",
    "headings": "    # One\n\n    Two\n    ===\n\n```\n# Three\n```\n\n- ```\n  # Four\n  ```",
    "what looks like front matter": "```\n---\ntitle: x\n---\n```\n\n    ---\n    title: x\n    ---\n\nText.",
    "dollars": "    $$\n\n```\n$$ x\n```\n\n- a\n\n  ```\n  $$\n  ```",
    "a quotation": "```\n> quoted\n```\n\n> ```\n> > twice\n> ```",
    "tabs": "Type:\n\n\t::: verse\n\t```\n\nand go on.",
    "a fence within longer ones": "````\n```\n````\n\n~~~\n```\n~~~",
    "colons in code in a block": "::: note\nSo:\n\n```\n::: verse\n```\n\n- ```\n  :::\n  ```\n- end\n:::\n\nText.",
    "colons in code in a quotation": "> ::: tip\n> ```\n> :::\n> ```\n> words\n> :::\n\nText.",
    "a fence in a comment": "<!-- a\n```\nb\n-->\n\nText.",
}
ITEMS = {
    "after the number": "1. ```bash\n   $ one\n   ```\n2. ```bash\n   $ two\n   $ three\n   ```\n\nEnd.",
    "after the bullet": "- ```bash\n  $ one\n  ```\n- two\n\nEnd.",
    "indented after the bullet": "-     $ one\n- two\n\nEnd.",
    "of an item in an item": "- a\n\n  1. ```\n     b\n     ```\n\n  c\n\nEnd.",
    "in a quotation in an item": "- > ```\n  > a\n  > ```\n- b\n\nEnd.",
}
TEXTS = SHOWN | ITEMS


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["", "windows"])
def test_code_is_built_and_proven_without_a_word(
    name: str, newline: str, tmp_path: Path, make_manuscript: MakeManuscript
) -> None:
    text = f"---\ntitle: T\nmath: true\n---\n\n# One\n\n{TEXTS[name]}\n".replace("\n", newline)
    folder = make_manuscript({"a.md": text})
    report = bookbuild.build(folder, tmp_path / "build", ["html"])
    assert [problem.code for problem in report.problems] == []
    assert [problem.code for problem in bookbuild.lint(folder)] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- ```\n  a\n\n   b\n  ```\n- c", ["a\n\n b\n"]),
        ("> ~~~\n>   a\n> ~~~", ["  a\n"]),
        ("-\t```\n\ta\n\t```", ["a\n"]),
        ("a\n\n    b\n\n      c\n\nd", ["b\n\n  c\n"]),
        ("```\n```", ["\n"]),
        ("```\n\n```", ["\n"]),
        ("``` a`b\nc", []),
        ("~~~ a`b\nc\n~~~", ["c\n"]),
        ("a\n    ```\n    b\n    ```", []),
        ("- ```\n  a\n\nb", ["a\n"]),
        ("::: verse\na\n\n    b\n:::", []),
    ],
)
def test_code_has_the_lines_that_commonmark_gives_it(text: str, code: list[str]) -> None:
    tree, _ = to_tree(text, new_parser())
    assert [pre.text_content() for pre in tree.iter("pre")] == code


def test_without_raw_html_a_comment_is_words() -> None:
    tree, _ = to_tree("<!-- a\n\nb -->", new_parser(raw_html=False))
    assert "".join(tree.text_content().split()) == "<!--ab-->"
