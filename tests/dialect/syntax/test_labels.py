"""Links by labels that are marked up themselves."""

import re

import pytest
from conftest import MakeManuscript

from bookbuild.dialect import read
from bookbuild.manuscript import load

TARGET = 'href="https://example.org/"'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("See [`open()`][] now.\n\n[`open()`]: https://example.org/", "<code>open()</code>"),
        ("See [`open()`] now.\n\n[`open()`]: https://example.org/", "<code>open()</code>"),
        ("See [the call][`open()`] now.\n\n[`open()`]: https://example.org/", "the call"),
        ("See [ `open()`] now.\n\n[`open()`]: https://example.org/", "<code>open()</code>"),
        ("See [*Emma*][] now.\n\n[*Emma*]: https://example.org/", "<em>Emma</em>"),
        ("See [plain][] now.\n\n[plain]: https://example.org/", "plain"),
    ],
)
def test_a_marked_up_label_finds_its_definition(make_manuscript: MakeManuscript, text: str, words: str) -> None:
    book = read(load(make_manuscript({"a.md": f"---\ntitle: T\n---\n\n{text}\n"})))
    assert book.problems == ()
    found = re.search(rf"See <a {TARGET}>(.*?)</a> now\.", book.chapters[0].body)
    assert found is not None
    assert found[1] == words


def test_code_that_looks_like_a_label_stays_code(make_manuscript: MakeManuscript) -> None:
    text = "[`a`][]\n\n```\n[`a`][]\n```\n\n[`a`]: https://example.org/"
    book = read(load(make_manuscript({"a.md": f"---\ntitle: T\n---\n\n{text}\n"})))
    assert '<code><span class="code-line">[`a`][]\n</span></code>' in book.chapters[0].body


def test_a_label_before_a_colon_is_a_link(make_manuscript: MakeManuscript) -> None:
    text = "Thus [`a`]:\n\n```\nx\n```\n\n[`a`]: https://example.org/"
    book = read(load(make_manuscript({"a.md": f"---\ntitle: T\n---\n\n{text}\n"})))
    assert f"Thus <a {TARGET}><code>a</code></a>:" in book.chapters[0].body
