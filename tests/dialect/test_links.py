"""Asset names, places of messages, and links between chapters."""

import pytest

from bookbuild.dialect.links import asset_name, place_of
from bookbuild.model import Source
from bookbuild.problems import Location
from bookbuild.settings.schema import ChapterSettings


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("images/map.png", "images/map.png"),
        ("images/2024/map-1_b.png", "images/2024/map-1_b.png"),
        ("map.png", "images/map.png"),
        ("pictures/map.png", "images/pictures/map.png"),
    ],
)
def test_plain_path_is_its_own_name(path: str, name: str) -> None:
    assert asset_name(path) == name


@pytest.mark.parametrize(
    ("path", "start", "end"),
    [
        ("images/my map.png", "images/my-map-", ".png"),
        ("images/Übersicht.PNG", "images/bersicht-", ".png"),
        ("images/地図.png", "images/image-", ".png"),
        ("../map.png", "images/map-", ".png"),
        (".hidden.png", "images/hidden-", ".png"),
        ("images/a&b<c>.jpeg", "images/a-b-c-", ".jpeg"),
        (f"images/{'long ' * 40}.svg", "images/long-", ".svg"),
    ],
)
def test_other_paths_become_short_safe_names(path: str, start: str, end: str) -> None:
    name = asset_name(path)
    assert name.startswith(start)
    assert name.endswith(end)
    assert name.isascii()
    assert len(name) < 64
    assert not set(name) & set(" %&<>\\:")


def test_names_are_stable_and_tell_paths_apart() -> None:
    paths = ["a b.png", "a  b.png", "a-b.png", "x/a b.png", "\u00e4.png", "a\u0308.png", "ö.png"]
    assert len({asset_name(path) for path in paths}) == len(paths)
    assert [asset_name(path) for path in paths] == [asset_name(path) for path in paths]


def _source(text: str, first_line: int = 1) -> Source:
    return Source("a.md", text, ChapterSettings(), first_line)


@pytest.mark.parametrize(
    ("needles", "line"),
    [
        (("one",), 10),
        (("two",), 12),
        (("TWO",), 12),
        (("missing", "three"), 13),
        (("missing",), 10),
        (("three", "one"), 13),
    ],
)
def test_a_place_is_that_of_what_the_writer_typed(needles: tuple[str, ...], line: int) -> None:
    assert place_of(_source("one\n\ntwo\nthree two", first_line=10), *needles).line == line


def test_a_place_has_the_column_and_the_length_of_what_was_typed() -> None:
    assert place_of(_source("one\n  Straße, two"), "straße") == Location("a.md", 2, 3, 6)
    assert place_of(_source("one"), "") == Location("a.md", 1)
