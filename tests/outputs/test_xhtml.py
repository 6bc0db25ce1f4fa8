"""What every output puts around fragments: whatever signs names, titles and ids hold, it stays XHTML."""

from pathlib import Path

import lxml.etree
import pytest
from conftest import coverless

from bookbuild import manuscript
from bookbuild.dialect import read
from bookbuild.jobs.cache import Cache
from bookbuild.outputs import epub
from bookbuild.outputs.context import Context
from bookbuild.outputs.frame import tag, words
from bookbuild.outputs.html.document import whole
from bookbuild.pipeline.check import prove

SIGNS = """a "b" <c> & 'd' é"""


def test_attributes_and_words_come_back_as_they_were_given() -> None:
    element = lxml.etree.fromstring(tag("p", {"title": SIGNS, "class": "", "id": "x"}, words(SIGNS)))
    assert dict(element.attrib) == {"title": SIGNS, "id": "x"}
    assert element.text == SIGNS


def test_an_element_may_be_empty() -> None:
    assert tag("img", {"src": "a.png"}) == '<img src="a.png"/>'
    assert tag("p", {}, "") == "<p></p>"


@pytest.mark.parametrize("name", ["a&b", "a<b", "it's", 'say"so'])
def test_an_id_may_hold_any_sign(name: str, tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text('title = "A & \\"B\\""\nauthor = "O\'Hara & <Sons>"\nlanguage = "en"\n')
    (tmp_path / "1.md").write_text(f"# One\n\nText.[^1]\n\n## Two {{#{name}}}\n\nWords.\n\n[^1]: A note.\n")
    (tmp_path / "2.md").write_text("# Three\n\nText.\n")
    source = coverless(manuscript.load(tmp_path))
    book = read(source)
    artifact = epub.render(book, Context("book"))
    assert prove(source, [artifact]).problems == ()
    address = f"#{name}".replace('"', "-")  # which no style sheet could quote
    assert lxml.etree.HTML(whole(book, Cache())).xpath("//nav//a[@href=$address]", address=address)
