"""What stands in angle brackets or in braces, and is text."""

import re
from pathlib import Path

import pytest
from conftest import MakeManuscript
from lxml import html

from bookbuild.manuscript.attributes import ATTRIBUTES
from bookbuild.manuscript.tags import as_text, is_tag, not_tags
from bookbuild.pipeline.build import build


@pytest.mark.parametrize(
    "markup",
    ["<em>", "</em>", "<br/>", '<a href="x">', "<details open>", "<IMG alt='a > b'>", '<input type="text">', "<title>"],
)
def test_tags_of_html_are_tags(markup: str) -> None:
    assert is_tag(markup, f"{markup} words </title>")


@pytest.mark.parametrize(
    "markup", ["<System>", "</Anna>", "<b and c>", "<title>", "</object>", "<stop>", "<path d>", "<my-widget>", "<a,b>"]
)
def test_other_words_are_text(markup: str) -> None:
    assert not is_tag(markup, f"{markup} words")


def test_drawings_have_names_of_their_own() -> None:
    assert is_tag('<path d="M0 0"/>', '<svg><path d="M0 0"/></svg>')
    assert not is_tag("<path>", "Write <path> here.")


@pytest.mark.parametrize(
    "text",
    [
        "`Vec<T>` and ``a ` <x>``",
        "<https://example.org> and <me@example.org>",
        "[a](<my file.md>)",
        '[x]: https://example.org "A <Help Wanted> sign"',
        r"\<sigh>",
        "<!-- <remark> -->",
        "1 < 2 and 3 > 2",
    ],
)
def test_code_and_addresses_stay(text: str) -> None:
    assert as_text(text, text, text) == text


def test_brackets_that_are_never_closed_are_text() -> None:
    text = 'if a <b and c </d, <a href="x <em\n\nof <i>this</i> <http: '
    written = 'if a &lt;b and c &lt;/d, &lt;a href="x &lt;em\n\nof <i>this</i> &lt;http: '
    assert as_text(text, text, text) == written
    assert not list(not_tags(text, text))


def test_brackets_of_text_are_written_out() -> None:
    text = "<<REBIRTH>> by <Anna>, List<String>, a <b and c> d, [^1]: <System>"
    written = "<&lt;REBIRTH>> by &lt;Anna>, List&lt;String>, a &lt;b and c> d, [^1]: &lt;System>"
    assert as_text(text, text, text) == written


@pytest.mark.parametrize("braces", ["{#a}", "{.note}", "{: .a .b #c}", '{lang=fr title="Le mot"}', "{keep}", "{ .a }"])
def test_lists_of_attributes(braces: str) -> None:
    assert re.fullmatch(ATTRIBUTES, braces)


@pytest.mark.parametrize("braces", ["{a}", "{a, b}", "{% tag %}", "{.5}", "{}", "{ }", "{.a b}", "{{x}}", "{1}"])
def test_other_braces_are_text(braces: str) -> None:
    assert not re.fullmatch(ATTRIBUTES, braces)


@pytest.mark.slow
def test_every_word_in_brackets_and_braces_arrives(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    """In each output, or it would not be proven: both readers of the manuscript agree on what is text."""
    lines = [
        "<System> A level is gained.",
        "<<Reborn>> was played by <Anna>; List<String> too, and a <b and c> d.",
        "Press <stop>, then <title>.",
        "*War*{ish} and `x`{y}, {% include note %} and {{< figure >}}.",
        "> Quoted <sigh> {so}",
        "- item <x> {f}",
        "| a {b} | <c> |\n| --- | --- |\n| d {e} | <f> |",
        "<div>\nIn a block <Unknown> and List<int>.\n</div>",
        "A note.[^1]\n\n[^1]: Of <whom> {which}.",
    ]
    heading = "The set {a, b} of <Things>"
    text = "---\ntitle: Marks\n---\n\n" + f"# {heading}\n\n" + "\n\n".join(lines) + "\n"
    build(make_manuscript({"marks.md": text}) / "marks.md", tmp_path / "build")
    document = html.document_fromstring((tmp_path / "build" / "marks.html").read_bytes())
    words = " ".join(document.text_content().split())
    for part in (heading, "<System> A", "<<Reborn>>", "List<String>", "a <b and c> d", "<stop>, then <title>."):
        assert part in words, part
    for part in ("War{ish} and x{y}", "{% include note %} and {{< figure >}}", "<sigh> {so}", "<x> {f}", "a {b}"):
        assert part in words, part
    for part in ("d {e}", "<f>", "<Unknown> and List<int>", "Of <whom> {which}"):
        assert part in words, part
