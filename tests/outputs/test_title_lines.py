"""Where the lines of titles end."""

import pytest

from bookbuild.outputs.title_lines import line_ends, may_end


def lines(title: str, room: int, language: str = "en") -> list[str]:
    """A title in letters that are all of one width."""
    words = title.split()

    def width(first: int, last: int) -> float:
        return len(" ".join(words[first:last]))

    ends = line_ends(words, may_end(words, language), width, room)
    return [" ".join(words[first:last]) for first, last in zip((0, *ends), ends, strict=False)]


@pytest.mark.parametrize(
    ("title", "room", "language", "expected"),
    [
        ("Short", 20, "en", ["Short"]),
        ("The Keeper of the Light and the Fog", 24, "en", ["The Keeper of the Light", "and the Fog"]),
        ("A History of the North and of the South", 22, "en", ["A History of the North", "and of the South"]),
        ("Rivers in the Dark: How We Lost Our Water", 30, "en", ["Rivers in the Dark:", "How We Lost Our Water"]),
        ("Die Geschichte von der Reise in den Norden", 28, "de", ["Die Geschichte", "von der Reise in den Norden"]),
        ("Strikes of the Years 1812 – 13", 20, "en", ["Strikes of the Years", "1812 – 13"]),
        ("Antidisestablishmentarianism and Others", 20, "en", ["Antidisestablishmentarianism", "and Others"]),
    ],
)
def test_lines_end_at_sense(title: str, room: int, language: str, expected: list[str]) -> None:
    assert lines(title, room, language) == expected


def test_lines_are_about_equally_long() -> None:
    title = "In Which Every Keeper Counts Three Ships Twice"
    lengths = [len(line) for line in lines(title, 30)]
    assert len(lengths) == 2
    assert max(lengths) - min(lengths) <= 4


def test_no_line_ends_with_an_article_where_one_line_more_helps() -> None:
    for room in range(16, 50):
        for line in lines("The Long Way from the Harbour to the Island of the Birds", room)[:-1]:
            assert line.split()[-1] not in ("the", "The", "of", "to", "from"), (room, line)


def test_a_title_of_hundreds_of_words_is_no_burden() -> None:
    assert len(lines("a ship came along the shore " * 60, 30)) >= 50
