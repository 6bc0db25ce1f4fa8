"""The style sheets that come along, wherever bookbuild was installed from."""

import pytest

from bookbuild.styles import FOLDER, stylesheet, theme_folder, theme_names


def test_a_sheet_is_found_by_its_path() -> None:
    assert stylesheet("base.css") == (FOLDER / "base.css").read_text(encoding="utf-8")


def test_every_folder_with_a_record_is_a_theme() -> None:
    assert list(theme_names()) == sorted(path.name for path in (FOLDER / "themes").iterdir() if path.is_dir())


@pytest.mark.parametrize("name", theme_names())
def test_a_theme_has_a_record_and_sheets(name: str) -> None:
    names = {path.name for path in theme_folder(name).iterdir()}
    assert "theme.toml" in names
    assert any(each.endswith(".css") for each in names)
