"""What stands after the marks of a fence, in the ways of several tools."""

import pytest

from bookbuild.manuscript.importers.fences import opening_fence
from bookbuild.manuscript.importers.lines import Line
from bookbuild.problems import Location


def line(text: str) -> Line:
    return Line(text, Location("a.md", 1))


@pytest.mark.parametrize(
    ("text", "indent", "braces", "language", "rest"),
    [
        ("```", "", None, "", ""),
        ("~~~~ python ", "", None, "python", ""),
        ("> ```rust,ignore,hidelines=!", "> ", None, "rust", "ignore,hidelines=!"),
        ('  ```admonish tip title="a `b`"', None, None, None, None),
        ('  ~~~admonish tip title="a `b`"', "  ", None, "admonish", 'tip title="a `b`"'),
        ("```{python, echo=FALSE}", "", "python, echo=FALSE", "", "{python, echo=FALSE}"),
        ("``` {{r}}", "", "{r}", "", "{{r}}"),
        ('```{.python filename="a.py"} ', "", '.python filename="a.py"', "", '{.python filename="a.py"}'),
        ("```{=html}", "", "=html", "", "{=html}"),
        ("```{r} and more", "", None, "", "{r} and more"),
        ("``", None, None, None, None),
        ("- ```python", None, None, None, None),
    ],
)
def test_the_line_is_taken_apart(
    text: str, indent: str | None, braces: str | None, language: str | None, rest: str | None
) -> None:
    fence = opening_fence(line(text))
    assert (fence and fence.indent) == indent
    assert (fence and fence.braces) == braces
    assert (fence and fence.language) == language
    assert (fence and fence.rest) == rest


def test_a_language_stands_alone_after_the_same_marks() -> None:
    fence = opening_fence(line("> ~~~~{.python #lst-a}"))
    assert fence
    assert fence.line("python") == "> ~~~~python"
