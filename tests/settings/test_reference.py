"""The page of the documentation that lists all settings.

BOOKBUILD_WRITE_CASES=1 ./book test tests/settings/test_reference.py writes it anew.
"""

import os
from typing import get_args

import msgspec
import pytest
from conftest import ROOT

from bookbuild.settings import reference
from bookbuild.settings.schema import Settings, StyleSettings
from bookbuild.settings.validate import description_of, hints

PAGE = ROOT / "docs" / "settings.md"


def test_the_documentation_lists_all_settings() -> None:
    page = reference.as_markdown()
    if os.environ.get("BOOKBUILD_WRITE_CASES"):
        PAGE.write_text(page)
    assert PAGE.read_text() == page, "BOOKBUILD_WRITE_CASES=1 ./book test tests/settings writes it anew"


def is_table(hint: object) -> bool:
    return any(isinstance(each, type) and issubclass(each, msgspec.Struct) for each in (hint, *get_args(hint)))


def tables() -> list[type[msgspec.Struct]]:
    return [Settings, *(type(each) for each in msgspec.structs.astuple(Settings()) if isinstance(each, msgspec.Struct))]


@pytest.mark.parametrize("table", tables())
def test_every_setting_says_what_it_means_in_a_sentence(table: type[msgspec.Struct]) -> None:
    assert tables()[1:], "the settings have tables"
    for key, hint in hints(table).items():
        meaning = description_of(hint)
        if not is_table(hint):
            assert meaning[:1].isupper(), key
            assert meaning.endswith("."), key
            assert "\n" not in meaning, key


def test_every_table_has_its_section() -> None:
    page = reference.as_markdown()
    for key in hints(Settings):
        assert f"| `{key}` |" in page or f"## `[{key}]`" in page, key
    assert all(f"| `{key}` |" in page for key in hints(StyleSettings))
