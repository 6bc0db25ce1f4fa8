"""Titles in the HTML file: where their lines may not end."""

import lxml.html
import pytest
from conftest import MakeManuscript

from bookbuild.pipeline.build import build

NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [
        ("en", "The Keeper of the Light", f"The{NO_BREAK}Keeper of{NO_BREAK}the{NO_BREAK}Light"),
        ("en", "The Antidisestablishmentarians", "The Antidisestablishmentarians"),
        ("en", "A *Light* at Sea", f"A{NO_BREAK}Light at{NO_BREAK}Sea"),
        ("de", "Die Reise in den Norden", f"Die{NO_BREAK}Reise in{NO_BREAK}den{NO_BREAK}Norden"),
        ("fr", "Le phare et la mer", f"Le{NO_BREAK}phare et{NO_BREAK}la{NO_BREAK}mer"),
    ],
)
def test_articles_stay_with_their_words(language: str, typed: str, shown: str, make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"a.md": f"---\ntitle: T\nlanguage: {language}\n---\n\nText.\n\n## {typed}\n\nText.\n"})
    report = build(folder, folder / "out", ["html"])
    (made,) = [each for each in report.artifacts if each.name == "t.html"]
    titles = [title.text_content() for title in lxml.html.document_fromstring(made.data.decode()).iter("h2")]
    assert shown in titles


def test_a_short_compound_stays_whole(make_manuscript: MakeManuscript) -> None:
    title = "Self-Help, *Well-Being* and a Much-Too-Long-Compound-for-a-Phone"
    folder = make_manuscript({"a.md": f"---\ntitle: T\nlanguage: en\n---\n\nText.\n\n## {title}\n\nText.\n"})
    report = build(folder, folder / "out", ["html"])
    (made,) = [each for each in report.artifacts if each.name == "t.html"]
    tree = lxml.html.document_fromstring(made.data.decode())
    assert [span.text_content() for span in tree.iter("span") if span.get("class") == "whole"] == [
        "Self-Help",
        "Well-Being",
    ]
