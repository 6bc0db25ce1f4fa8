"""The values that pass from stage to stage: they cannot be changed, and know where their lines were typed."""

import dataclasses
import inspect

import pytest

from bookbuild import model
from bookbuild.model import PAGES, UNLISTED, Role, Source
from bookbuild.problems import Location
from bookbuild.settings.schema import ChapterSettings

VALUES = [each for each in vars(model).values() if inspect.isclass(each) and each.__module__ == model.__name__]


@pytest.mark.parametrize("value", [each for each in VALUES if dataclasses.is_dataclass(each)])
def test_values_are_frozen_and_say_what_they_are(value: type) -> None:
    assert value.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(value)
    assert value.__doc__
    assert not value.__doc__.startswith(f"{value.__name__}(")


def test_a_line_of_a_piece_is_found_in_its_file() -> None:
    source = Source("one.md", "First.\nSecond.\n", ChapterSettings(), first_line=10)
    assert source.location(1, 3, 4) == Location("one.md", 11, 3, 4)


def test_a_line_that_was_included_is_found_where_it_was_typed() -> None:
    places = (Location("one.md", 5), Location("inside.md", 2))
    source = Source("one.md", "First.\nSecond.\n", ChapterSettings(), places=places)
    assert source.location(1, 3) == places[1]
    assert source.location(7) == places[1], "after the end, the last place"


def test_pages_before_the_contents_are_not_listed_there() -> None:
    roles = list(Role)
    assert {role for role in roles if roles.index(role) <= roles.index(Role.CONTENTS)} == UNLISTED
    assert UNLISTED < PAGES
    assert Role.CHAPTER not in PAGES
