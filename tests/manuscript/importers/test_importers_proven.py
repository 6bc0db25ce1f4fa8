"""The proof reads books of other tools too, and notices what is changed in them."""

import io
import zipfile

import pytest
from conftest import TESTS, MakeManuscript, coverless

from bookbuild import dialect
from bookbuild.manuscript import load
from bookbuild.outputs import epub
from bookbuild.outputs.context import Context
from bookbuild.pipeline.check import prove
from bookbuild.problems import Location
from bookbuild.results import Artifact

CASES = TESTS / "cases"


def damaged(artifact: Artifact, before: str, after: str) -> Artifact:
    """The EPUB with some text changed in whatever chapter has it."""
    target = io.BytesIO()
    changes = 0
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            changes += before.encode() in data and item.filename.endswith(".xhtml") and "nav" not in item.filename
            new.writestr(item, data.replace(before.encode(), after.encode()) if "nav" not in item.filename else data)
    assert changes
    return Artifact(artifact.name, artifact.media_type, target.getvalue())


@pytest.mark.parametrize(
    ("case", "before", "after", "place"),
    [
        ("foreign-mdbook", "Third line", "Third lime", Location("listings/words.md", 2)),
        ("foreign-mdbook", "Gauges overflow", "Gauges over", Location("text/before.md", 7)),
        ("foreign-quarto", "More of them", "More of then", Location("parts/_words.qmd", 3)),
        ("foreign-quarto", "Figure\u00a01: Rain", "Figure\u00a02: Rain", Location("seeing.qmd", 8)),
        ("foreign-pandoc", "boats go", "boats come", Location("paper.md", 23)),
    ],
)
def test_a_changed_word_is_placed_in_the_file_it_was_typed_in(
    case: str, before: str, after: str, place: Location
) -> None:
    manuscript = load(CASES / case)
    artifact = epub.render(dialect.read(manuscript), Context(case))
    problems = prove(coverless(manuscript), [damaged(artifact, before, after)]).problems
    assert place in [problem.location for problem in problems]


@pytest.mark.parametrize("fragment", ["one--two", "One-Two", "a1-three", "three"])
def test_a_link_by_the_name_that_another_tool_gives_is_proven(fragment: str, make_manuscript: MakeManuscript) -> None:
    text = f"# A\n\n## One & two\n\n## 1. Three\n\n[there](#{fragment})\n"
    manuscript = load(make_manuscript({"a.md": f"---\ntitle: T\n---\n\n{text}"}))
    book = dialect.read(manuscript)
    assert book.problems == ()
    artifact = epub.render(book, Context("t"))
    assert prove(coverless(manuscript), [artifact]).problems == ()
    right, wrong = ("one-two", "1-three") if "one" in fragment.lower() else ("1-three", "one-two")
    elsewhere = damaged(artifact, f'href="#a--{right}"', f'href="#a--{wrong}"')
    assert [problem.code for problem in prove(coverless(manuscript), [elsewhere]).problems] == ["BB807", "BB807"]
