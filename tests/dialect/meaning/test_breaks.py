"""Where lines may end inside code and addresses."""

import lxml.html
import pytest

from bookbuild.dialect.meaning.breaks import breaks, with_breaks


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("org.example.context.Reader", "org.|example.|context.|Reader"),
        ("https://docs.example.org/a_long_name?story=one&more=two", None),
        ("--no-cache-dir-at-all", "--no-|cache-|dir-|at-all"),
        ("short.name", "short.name"),
        ("the value 1,234,567.891,011 stays", "the value 1,234,567.891,011 stays"),
        ("wiki/%D0%92%D0%BE%D0%B9", "wiki/%D0|%92|%D0|%BE|%D0%B9"),
        ("a run of short words", "a run of short words"),
    ],
)
def test_a_line_may_end_after_marks(text: str, parts: str | None) -> None:
    found = with_breaks(text)
    assert "".join(found) == text
    if parts is not None:
        assert found == parts.split("|")
    else:
        assert all(part[-1] in "/._-=&?" for part in found[:-1])
        assert len(found) > 6


def _broken(html: str) -> str:
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    words = tree.text_content()
    breaks(tree)
    assert tree.text_content() == words
    return lxml.html.tostring(tree, encoding="unicode").replace("</wbr>", "")


def test_an_address_in_running_text_is_marked_as_one() -> None:
    html = _broken("<p>See https://example.org/long/path, or <em>www.example.org/keeper/2017</em>.</p>")
    assert '<span class="address">https://<wbr>example.<wbr>org/<wbr>long/<wbr>path</span>, or <em>' in html
    assert "keeper/<wbr>2017</span></em>.</p>" in html


def test_words_of_a_story_are_left_alone() -> None:
    story = (
        "<p>He said—and meant—it: well-known, half-past-ten-in-the-morning, and/or never. “Why?” 3.14159265358979</p>"
    )
    assert _broken(story) == f"<div>{story}</div>"


def test_blocks_of_code_are_left_to_their_lines() -> None:
    block = "<pre><code>import some.very.long.name.of.a.module</code></pre>"
    assert _broken(block) == f"<div>{block}</div>"


def test_the_hyphens_of_an_option_stay_with_it() -> None:
    html = _broken("<p><code>pip install --find-links=https://example.org/simple -m it</code></p>")
    assert 'install <span class="whole">--find</span>-<wbr>links=<wbr>' in html
    assert '<span class="whole">-m</span> it' in html
