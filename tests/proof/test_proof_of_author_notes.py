"""What tells an author note in finished files: its class and its label, neither of which a writer can type together."""

import io
from pathlib import Path

import pikepdf
import pytest
from conftest import coverless
from pikepdf import Dictionary

from bookbuild import manuscript
from bookbuild.dialect import read
from bookbuild.model import Manuscript
from bookbuild.outputs import epub, html, pdf
from bookbuild.outputs.context import Context
from bookbuild.pipeline.check import prove
from bookbuild.results import Artifact

HEAD = "---\ntitle: Soup\nauthor: Ann Moreau\nlanguage: en\n---\n\n# Soup\n\nA pot.\n\n"
NOTE = "::: author-note\nAnn cooks.\n:::\n"
ALIKE = {
    "a section": "<section>\n\nTwo onions.\n\n</section>\n",
    "a section within another": "<section>\n<section>\n\nTwo onions.\n\n</section>\n</section>\n",
    "a section of its class": '<section class="author-note">\n\nTwo onions.\n\n</section>\n',
    "a division of its class": '<div class="author-note">\n\nTwo onions.\n\n</div>\n',
    "a block of one's own": "::: {.author-note-like}\nTwo onions.\n:::\n",
    "another block of its class": "::: note {.author-note}\nTwo onions.\n:::\n",
    "a paragraph with a class of headers": "By the sea.\n{.credit}\n",
}
"""What is no author note, and no credit."""


def built(folder: Path, text: str) -> tuple[Manuscript, dict[str, Artifact]]:
    """A manuscript of one file, and its outputs by the endings of their names."""
    (folder / "soup.md").write_text(HEAD + text, encoding="utf-8")
    source = coverless(manuscript.load(folder / "soup.md"))
    book = read(source)
    made = [render(book, Context("soup")) for render in (epub.render, pdf.render, html.render)]
    return source, {Path(artifact.name).suffix: artifact for artifact in made}


@pytest.mark.parametrize("alike", ALIKE.values(), ids=ALIKE)
def test_what_only_looks_like_an_author_note_is_text(tmp_path: Path, alike: str) -> None:
    source, outputs = built(tmp_path, f"{alike}\nSalt.\n\n{NOTE}")
    assert prove(source, list(outputs.values()), witness=True).problems == ()


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (b'<section class="author-note" aria-label="About the author">', b'<section class="author-note">'),
        (b'<section class="author-note" aria-label', b"<section aria-label"),
    ],
)
def test_an_author_note_without_label_or_class_is_noticed_in_html(
    tmp_path: Path, written: bytes, instead: bytes
) -> None:
    source, outputs = built(tmp_path, NOTE)
    page = outputs[".html"]
    assert written in page.data
    spoilt = Artifact(page.name, page.media_type, page.data.replace(written, instead))
    assert [problem.code for problem in prove(source, [spoilt]).problems] == ["BB803"]


def test_an_author_note_without_its_title_is_noticed_in_a_pdf(tmp_path: Path) -> None:
    source, outputs = built(tmp_path, NOTE)
    pages = outputs[".pdf"]
    with pikepdf.open(io.BytesIO(pages.data)) as opened:
        titled = [each for each in opened.objects if isinstance(each, Dictionary) and "/T" in each and "/S" in each]
        assert [str(each["/T"]) for each in titled] == ["About the author"]
        del titled[0]["/T"]
        changed = io.BytesIO()
        opened.save(changed)
    spoilt = Artifact(pages.name, pages.media_type, changed.getvalue())
    assert [problem.code for problem in prove(source, [spoilt]).problems] == ["BB803"]


def test_a_page_about_the_author_tells_of_the_author_in_every_output(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text('title = "Soup"\nauthor = "Ann"\nkind = "book"\nauthor-note = "Ann cooks."\n')
    (tmp_path / "1.md").write_text("# Soup\n\nA pot.\n")
    source = coverless(manuscript.load(tmp_path))
    book = read(source)
    made = [epub.render(book, Context("soup")), pdf.render(book, Context("soup"))]
    assert prove(source, made, witness=True).problems == ()
