"""What Markdown may not do: nest without end, run code, or lose text in silence."""

import lxml.html
import pytest

from bookbuild.dialect.parser import MAX_DEPTH, depth, new_parser, to_tree
from bookbuild.dialect.serialize import inner_xhtml


def _read(text: str) -> tuple[str, tuple[str, ...]]:
    tree, removed = to_tree(text, new_parser())
    return inner_xhtml(tree).strip(), removed


@pytest.mark.parametrize(
    ("text", "removed"),
    [
        ("<script>alert(1)</script>", ("<script>",)),
        ("<object data='x'></object>", ("<object>", "data=")),
        ("<form><input type='text'></form>", ("<form>", "<input>", "type=")),
        ("<link rel='attachment' href='/etc/passwd'>", ("<link>", "href=", "rel=")),
        ("<a rel='attachment' href='https://example.org/'>x</a>", ("rel=",)),
        ("<meta http-equiv='refresh'>", ("<meta>", "http-equiv=")),
        ("<p onclick='x()'>x</p>", ("onclick=",)),
        ("<p ONCLICK='x()'>x</p>", ("onclick=",)),
        ("<img src='javascript:x()' alt='x'>", ("src=",)),
        ("<svg><script>x</script></svg>", ("<script>", "<svg>")),
        ("[x](vbscript:x)", ("href=",)),
        ("[x](JaVaScRiPt:x)", ("href=",)),
        ("[x](data:text/html,x)", ("href=",)),
        ("[x](file:///etc/passwd)", ("href=",)),
    ],
)
def test_what_no_reader_may_be_given_is_removed_and_said(text: str, removed: tuple[str, ...]) -> None:
    clean, gone = _read(text)
    assert gone == removed
    for name in removed:
        assert name.lower() not in clean.lower()


@pytest.mark.parametrize(
    "text",
    [
        "*a* **b** `c`",
        "<kbd>x</kbd>",
        "a < b & c > d",
        "[x](https://example.org/)",
        "`<script>`",
        "\\<sigh>",
        "a <sigh> b",
        "&lt;b>",
    ],
)
def test_nothing_is_removed_from_plain_markdown(text: str) -> None:
    assert _read(text)[1] == ()


def test_style_of_a_table_cell_keeps_nothing_but_its_alignment() -> None:
    clean, _ = _read("<table><tr><td style='text-align: right; position: fixed'>x</td></tr></table>")
    assert "text-align" in clean
    assert "position" not in clean


def test_depth_counts_the_deepest_place() -> None:
    tree = lxml.html.fragment_fromstring("<div><p>a</p><ul><li><b>c</b></li></ul></div>")
    assert depth(tree) == 4


def test_limit_of_depth_leaves_room_for_real_books() -> None:
    tree, _ = to_tree("> " * 10 + "words", new_parser())
    assert depth(tree) < MAX_DEPTH


def test_parser_keeps_nothing_of_the_text_before() -> None:
    parser = new_parser()
    to_tree("Text.[^a]\n\n[^a]: Note.\n\n[l]: https://example.org/", parser)
    tree, _ = to_tree("Text.[^a] and [l].", parser)
    assert inner_xhtml(tree).strip() == "<p>Text.[^a] and [l].</p>"


@pytest.mark.parametrize("text", ["[^]:", "[^]: b", "[^a b]: c", "- [^]:\n\nx"])
def test_a_note_needs_a_name(text: str) -> None:
    assert "footnote" not in _read(text)[0]
