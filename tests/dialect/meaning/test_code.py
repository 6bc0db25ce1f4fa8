"""Lines of code: each an element of its own, numbered and marked where that is asked for, with its tabs."""

import lxml.html
import pytest
from lxml.html import HtmlElement

from bookbuild.dialect.meaning.code import code
from bookbuild.dialect.parser import new_parser, to_tree

_CODE = 'def f(x):\n\treturn """a\nb"""  # three\n\nx\t= f(1)\n'


def _tree(head: str, inside: str = _CODE) -> HtmlElement:
    tree, removed = to_tree(f"```{head}\n{inside}```\n", new_parser())
    assert not removed
    code(tree)
    return tree


def _classes(tree: HtmlElement) -> list[str]:
    (pre,) = tree.iter("pre")
    return pre.get("class", "").split()


def _lines(tree: HtmlElement, name: str = "code-line") -> list[HtmlElement]:
    return [span for span in tree.iter("span") if name in span.get("class", "").split()]


@pytest.mark.parametrize("head", ["", "python", "python {linenos=1}", "make"])
def test_lines_hold_what_was_typed(head: str) -> None:
    lines = _lines(_tree(head))
    assert [line.text_content() for line in lines] == _CODE.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("head", "first", "marked"),
    [
        ("python", None, []),
        ("python {linenos=1}", 1, []),
        ('python {linenos=1 hl="2-3"}', 1, [2, 3]),
        ('python {linenos=20 hl="1,4-9"}', 20, [1, 4, 5]),
        ("python {hl=5}", None, [5]),
        ("{.python linenos=1}", 1, []),
        ('{.python .numberLines startFrom="7"}', 7, []),
        ("python {linenos=false hl='9-2'}", None, []),
        ("{linenos=1}", 1, []),
        ("python {linenos=999999999999}", 1, []),
    ],
)
def test_lines_are_numbered_and_marked_where_it_is_asked_for(head: str, first: int | None, marked: list[int]) -> None:
    tree = _tree(head)
    numbers = [line.get("data-line") for line in _lines(tree)]
    assert numbers == ([None] * 5 if first is None else [str(first + index) for index in range(5)])
    assert [index for index, line in enumerate(_lines(tree), start=1) if line in _lines(tree, "marked")] == marked
    assert ("numbered" in _classes(tree)) is (first is not None)


def test_the_language_still_colours_a_numbered_block() -> None:
    tree = _tree("python {linenos=1}")
    assert "language-python" in _classes(tree)
    assert tree.xpath(".//span[@class='k']/text()")[0] == "def"


def test_a_long_name_may_be_broken_after_its_operators_and_a_short_one_not() -> None:
    html = lxml.html.tostring(_tree("python", "short(a, b)\nvery.long(name_of_a)[thing_that]\n"), encoding="unicode")
    short, long = html.split("\n")[:2]
    assert "<wbr>" not in short
    assert long.count("<wbr>") >= 4


def test_a_drawing_is_known_as_one() -> None:
    assert "drawing" in _classes(_tree("", "┌──┐\n└──┘\n"))
    assert "drawing" not in _classes(_tree("", "a ─ b\n"))


def test_tabs_stay_in_code_that_stands_in_a_list() -> None:
    tree, _ = to_tree("- item\n\n  ```make\n  all:\n  \tcc -o a\n  ```\n", new_parser())
    code(tree)
    assert [line.text_content() for line in _lines(tree)] == ["all:\n", "\tcc -o a\n"]
