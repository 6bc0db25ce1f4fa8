"""Where lines of Chinese and Japanese go on without a space."""

import pytest

from bookbuild.i18n.wide import joins


@pytest.mark.parametrize(
    ("before", "after", "language", "joined"),
    [
        ("行", "中", "ja", True),
        ("。", "「", "en", True),
        ("ー", "カ", "ja", True),
        ("，", "“", "zh-Hans", True),
        ("，", "“", "en", False),
        ("”", "“", "zh", False),
        ("行", "A", "ja", False),
        ("줄", "다", "ko", False),
        ("a", "b", "ja", False),
        ("", "行", "ja", False),
    ],
)
def test_the_end_of_a_line_is_no_space_between_wide_letters(
    before: str, after: str, language: str, joined: bool
) -> None:
    assert joins(before, after, language) is joined
