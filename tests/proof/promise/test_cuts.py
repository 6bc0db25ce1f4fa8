"""A long text read in parts promises what it promises as a whole, and is not cut where a parser would not."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from bookbuild import load
from bookbuild.proof.passages import PassageKind
from bookbuild.proof.promise import expect_words, parser, texts
from bookbuild.proof.promise.sections import in_sections

PLAIN = (
    "# One\n\nWords.\n\n> A quotation.\n>\n> — Ada\n\n# Two\n\nMore words.[^n]\n\n[^n]: A note.\n\n"
    "# Three\n\nThe end.\n"
)

TEXTS = {
    "plain": (PLAIN, 3),
    "something before": (f"Before it all.\n\n{PLAIN}", 4),
    "parts": ("# Part\n\n## One\n\nWords.\n\n### Deeper\n\nWords.\n\n## Two\n\n# Part\n\n## Three\n\n- a\n- b\n", 5),
    "not all are parts": ("# Part\n\n## One\n\nWords.\n\n# Another\n\nWords.\n\n## Two\n", 2),
    "code": ("# One\n\n```\n\n# no heading\n\n```\n\n# Two\n\n~~~~\n~~~\n\n# none\n~~~~\n\n# Three\n", 3),
    "code with a backtick": ("# One\n\n``` a`b\n\n# Two\n\nWords.\n", 2),
    "code without an end": ("# One\n\n# Two\n\n```\n\n# none\n", 2),
    "a comment": ("# One\n\n<!-- not\n\n# here\n\n-->\n\n# Two\n\n<!-- without an end\n\n# none\n", 2),
    "pre": ("# One\n\n<pre>\n\n# none\n\n</pre>\n\n# Two\n", 2),
    "blocks": (
        "# One\n\n::: aside\n\n::: verse\n\n# in it\n\n:::\n\n# in it too\n\n:::\n\n# Two\n\n:::\n\n# Three\n",
        3,
    ),
    "a block without an end": ("# One\n\n# Two\n\n::: aside\n\n# Three\n", 2),
    "a block in code": ("# One\n\n```\n::: aside\n```\n\n# Two\n", 2),
    "code in a block": ("# One\n\n::: aside\n```\n:::\n\n# Two\n\nWords.\n\n```\n:::\n\n# Three\n", 2),
    "code on the line of an item": ("# One\n\n- ```\n  a\n  ```\n\n# Two\n\nWords.\n", 1),
    "lists": ("# One\n\n- a\n\n  ```\n  b\n  ```\n\n# Two\n\n1. c\n\n# Three\n", 3),
    "a heading below a paragraph": ("# One\n\nWords.\n# Two\n\nWords.\n", 1),
    "an indented heading": ("# One\n\n  # Two\n\nWords.\n", 1),
    "an underlined heading": ("# One\n\nTwo\n===\n\nWords.\n", 1),
    "a rule": ("# One\n\nWords.\n\n---\n\n# Two\n", 2),
    "a shared note": ("# One\n\nWords.[^n]\n\n# Two\n\nWords.\n\n[^n]: A note.\n", 1),
    "a shared link": ("# One\n\n[Words].\n\n# Two\n\n[words]: https://example.org\n", 1),
    "a note twice": ("# One\n\nWords.[^n]\n\n[^n]: A.\n\n# Two\n\nWords.[^n]\n\n[^n]: B.\n", 1),
    "a note in a quotation": ("# One\n\nWords.[^n]\n\n# Two\n\n> Words.\n>\n> [^n]: A note.\n", 1),
    "definitions before": ("[a]: https://example.org\n\n# One\n\n[a]\n\n# Two\n", 1),
    "one heading": ("# One\n\nWords.\n\n## Two\n\nWords.\n", 1),
    "links between": ("# One\n\n[there](#two)\n\n# Two\n\n[back](#one), [nowhere](#three)\n", 2),
    "pictures": ("# One\n\n![A leaf](leaf.png)\n\n# Two\n\n![A tree](tree.png)\n", 2),
    "an author note": ("# One\n\n::: author-note\n\nAda.\n\n:::\n\nWords.\n\n# Two\n", 2),
}

HEADERS = {
    "": "---\ntitle: A book\n---\n",
    "split at 2": "---\ntitle: A book\nsplit: 2\n---\n",
    "not split": "---\ntitle: A book\nsplit: 0\n---\n",
    "with lines of its own": (
        "---\ntitle: A book\nbyline: Ada\nepigraph: |\n  Words.\n\n  — Eva\nauthor-note: Ada writes.\n---\n"
    ),
}


def written(folder: Path, text: str, header: str) -> Path:
    path = folder / "book.md"
    path.write_text(header + text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("header", HEADERS)
def test_parts_say_what_the_whole_says(name: str, header: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manuscript = load(written(tmp_path, TEXTS[name][0], HEADERS[header]))
    in_parts = expect_words(manuscript)
    monkeypatch.setattr("bookbuild.proof.promise.sections.cuts", lambda text, split, alone: ())
    assert in_parts == expect_words(manuscript)


@pytest.mark.parametrize("name", TEXTS)
def test_texts_are_cut_where_that_is_safe(name: str, tmp_path: Path) -> None:
    text, count = TEXTS[name]
    manuscript = load(written(tmp_path, text, HEADERS[""]))
    assert len(in_sections(manuscript)) == count


def test_a_file_among_others_is_cut_at_its_first_level_alone(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text('title = "A book"\n', encoding="utf-8")
    for name in ("1.md", "2.md"):
        (tmp_path / name).write_text(TEXTS["parts"][0], encoding="utf-8")
    manuscript = load(tmp_path)
    assert len(in_sections(manuscript)) == 4


def test_raw_html_that_is_only_words_may_hide_nothing(tmp_path: Path) -> None:
    manuscript = load(written(tmp_path, PLAIN, "---\ntitle: A book\nraw-html: escape\n---\n"))
    assert len(in_sections(manuscript)) == 1


def test_verse_leaves_the_parser_as_it_was(tmp_path: Path) -> None:
    verse = "# One\n\n::: verse\n\n    Far in\n\n:::\n\n    code\n\n# Two\n\n    code\n"
    (tmp_path / "a.md").write_text(verse, encoding="utf-8")
    kinds = [passage.kind for passage in expect_words(load(tmp_path / "a.md")).passages]
    assert kinds.count(PassageKind.CODE) == 2


def test_one_parser_reads_all_chapters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("".join(f"# {number}\n\nWords.\n\n" for number in range(5)), encoding="utf-8")
    sections = in_sections(load(tmp_path / "a.md"))
    made = []

    def new_parser(*, raw_html: bool, math: bool) -> MarkdownIt:
        made.append((raw_html, math))
        return parser.new_parser(raw_html=raw_html, math=math)

    monkeypatch.setattr(texts, "new_parser", new_parser)
    assert len(texts.read_sections(sections)) == 5
    assert len(made) == 1
