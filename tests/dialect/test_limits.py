"""What would keep the parser busy for minutes is refused, and what real books hold is not."""

import pytest
from conftest import MakeManuscript

from bookbuild import LimitError, load, read
from bookbuild.dialect.limits import refuse_slow
from bookbuild.model import Source
from bookbuild.settings.schema import ChapterSettings


def source(text: str) -> Source:
    return Source("a.md", text, ChapterSettings(), 4)


@pytest.mark.parametrize(
    "marks",
    [
        "[" * 3_000,
        "![" * 8_000,
        "[a](b " * 5_000,
        "![[]()" * 2_000,
        "<![" * 10_000,
        "<![CDATA[" * 5_000,
        "<!-- one -->" + "<!-- two " * 5_000,
        "[[[[[[[[[[\n\n" + ("[" * 1_000 + "\n\n") * 10,
    ],
    ids=["brackets", "images", "links", "both", "declarations", "cdata", "comments", "many paragraphs"],
)
def test_marks_without_end_are_refused_with_their_line(marks: str) -> None:
    with pytest.raises(LimitError) as raised:
        refuse_slow([source(f"One.\n\n{marks}\n\nTwo.\n")])
    (problem,) = raised.value.problems
    assert (problem.code, problem.location.path) == ("BB701", "a.md")
    assert problem.location.line is not None
    assert problem.location.line >= 4


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"A word[^{number}].\n\n[^{number}]: A note.\n\n" for number in range(6_000)),
        " ".join(f"word[^{number}]" for number in range(6_000)),
        "".join(f"[label {number}]: https://example.org/{number}\n" for number in range(6_000)),
        "A [link](https://example.org) in each of many paragraphs.\n\n" * 6_000,
        "```\ncode\n```\n\n" * 6_000,
        "<!-- a remark -->\n\n" * 6_000,
        "\n".join(f"{'`' * (3 + number % 50)}x" for number in range(9_999)),
    ],
    ids=["notes", "references", "definitions", "links", "code", "comments", "fences"],
)
def test_what_books_hold_is_not_refused(text: str) -> None:
    refuse_slow([source(text)])


def test_a_manuscript_of_such_marks_is_refused_as_beyond_the_limits(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"a.md": "---\ntitle: T\n---\n\nOne.\n\n" + "[" * 8_000})
    with pytest.raises(LimitError) as raised:
        read(load(folder))
    assert raised.value.problems[0].location.line == 7
