"""Where chapters begin, what they are called, and which definitions and settings each takes along."""

import pytest

from bookbuild.dialect.splitting import Piece, pieces
from bookbuild.model import Role, Source
from bookbuild.settings.schema import ChapterSettings

TWO_CHAPTERS = "# One\n\nText.\n\n# Two\n\nText."
PARTS = "# A\n\n## One\n\nText.\n\n## Two\n\nText.\n\n# B\n\n## One\n\nText."


def _source(text: str, path: str = "book.md", settings: ChapterSettings | None = None, first_line: int = 1) -> Source:
    return Source(path, text, settings or ChapterSettings(), first_line)


def _cut(*sources: Source, split: int | None = None) -> tuple[Piece, ...]:
    return pieces(sources, split)[0]


@pytest.mark.parametrize(
    ("text", "split", "expected"),
    [
        ("Text.", None, [("book", Role.FRONT, 1)]),
        ("# One\n\nText.", None, [("book", Role.CHAPTER, 1)]),
        ("# One\n\n## In one\n\n## In one too", None, [("book", Role.CHAPTER, 1)]),
        (TWO_CHAPTERS, None, [("one", Role.CHAPTER, 1), ("two", Role.CHAPTER, 1)]),
        (TWO_CHAPTERS, 0, [("book", Role.CHAPTER, 1)]),
        (
            PARTS,
            None,
            [
                ("a", Role.PART, 1),
                ("a-one", Role.CHAPTER, 2),
                ("a-two", Role.CHAPTER, 2),
                ("b", Role.PART, 1),
                ("b-one", Role.CHAPTER, 2),
            ],
        ),
        (PARTS, 1, [("a", Role.CHAPTER, 1), ("b", Role.CHAPTER, 1)]),
        (
            "Motto.\n\n" + TWO_CHAPTERS,
            None,
            [("book", Role.FRONT, 1), ("one", Role.CHAPTER, 1), ("two", Role.CHAPTER, 1)],
        ),
        ("# Same\n\nx\n\n# Same\n\ny", None, [("same", Role.CHAPTER, 1), ("same-2", Role.CHAPTER, 1)]),
        ("# 1984\n\nx\n\n# 1985\n\ny", None, [("c1984", Role.CHAPTER, 1), ("c1985", Role.CHAPTER, 1)]),
        ("# 庭\n\nx\n\n# !\n\ny", None, [("庭", Role.CHAPTER, 1), ("book", Role.CHAPTER, 1)]),
        ("# A\n\n## One\n\nx\n\n# B\n\nText, no part.", None, [("a", Role.CHAPTER, 1), ("b", Role.CHAPTER, 1)]),
    ],
)
def test_file_is_cut_at_its_headings(text: str, split: int | None, expected: list[tuple[str, Role, int]]) -> None:
    assert [(piece.id, piece.role, piece.level) for piece in _cut(_source(text), split=split)] == expected


def test_one_of_several_files_is_never_cut_into_parts() -> None:
    cut = _cut(_source(PARTS, "1.md"), _source("Text.", "2.md"))
    assert [piece.id for piece in cut] == ["a", "b", "c2"]


def test_file_with_a_title_of_its_own_is_one_chapter_among_several() -> None:
    cut = _cut(_source(TWO_CHAPTERS, "1.md", ChapterSettings(title="Both")), _source("# Last", "2.md"))
    assert [piece.id for piece in cut] == ["c1", "c2"]


def test_pieces_know_their_lines_in_the_file() -> None:
    assert [piece.source.first_line for piece in _cut(_source(TWO_CHAPTERS, first_line=5))] == [5, 9]


def test_pieces_hold_the_whole_text() -> None:
    text = f"Before.\n\n{PARTS}\n"
    assert "\n".join(piece.source.text for piece in _cut(_source(text))) == text


def test_each_piece_takes_the_definitions_it_uses_and_those_that_they_use() -> None:
    text = (
        "# One\n\nText.[^a]\n\n# Two\n\nA [link][l].\n\n# Three\n\nNothing.\n\n"
        "[^a]: See[^b].\n[^b]: Inner.\n[l]: https://example.org/"
    )
    first, second, third = _cut(_source(text))
    assert first.source.definitions == "[^a]: See[^b].\n\n[^b]: Inner."
    assert second.source.definitions == "[l]: https://example.org/"
    assert third.source.definitions == ""


def test_front_matter_heads_the_first_piece_and_its_author_note_ends_the_last() -> None:
    settings = ChapterSettings(byline="Ada", credit="Ben", language="fr", author_note="Ada lives.")
    first, second = (piece.source for piece in _cut(_source(TWO_CHAPTERS, settings=settings)))
    assert (first.settings.byline, first.settings.credit, first.settings.language) == ("Ada", "Ben", "fr")
    assert (second.settings.byline, second.settings.credit, second.settings.language) == ([], "", "fr")
    assert "author-note" not in first.text
    assert second.text.endswith("::: author-note\nAda lives.\n\n:::")


def _found(text: str) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.location.line) for problem in pieces([_source(text)], None)[1]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Text.[^a]\n\n[^a]: Note.", []),
        ("Text.\n\n[^a]: Note.", [("BB304", 3)]),
        ("Text.[^a]\n\n[^a]: Note.\n\n[^a]: Again.", [("BB309", 5)]),
        ("Text.\n\n[l]: https://example.org/", [("BB310", 3)]),
        ("A [link][l].\n\n[l]: https://example.org/", []),
        ("A [link][L].\n\n[l]: https://example.org/", []),
        ("Text.[^a]\n\n[^a]: See[^b].\n\n[^b]: Inner.", []),
        ("`[^a]: code`", []),
    ],
)
def test_definitions_are_checked(text: str, found: list[tuple[str, int | None]]) -> None:
    assert _found(text) == found


def test_footnote_that_only_refers_to_itself_is_not_kept_alive_by_that() -> None:
    assert _cut(_source("Text.\n\n[^a]: See[^a]."))[0].source.definitions == ""
