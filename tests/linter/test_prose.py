"""What of a text is prose: code and comments are blanked, and every offset stays."""

import pytest

from bookbuild.linter.text import mask


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("one *two*\n", "one *two*\n"),
        ("one `[a] b` c", "one `     ` c"),
        ("one ``a ` b`` c", "one ``     `` c"),
        ("one `a\n\nb` c", "one `a\n\nb` c"),
        ("one \\`a b` c", "one \\`a b` c"),
        ("one\n\n```\nx\n```\n\ntwo", "one\n\n   \n \n   \n\ntwo"),
        ("one <!-- a\nb --> two", "one       \n      two"),
        ("one\n\n    code\n\n    more\n\ntwo", "one\n\n        \n\n        \n\ntwo"),
        ("- one\n\n    two", "- one\n\n    two"),
        ("[^a]: one\n\n    two", "[^a]: one\n\n    two"),
        ("::: verse\none\n\n    two\n:::", "::: verse\none\n\n    two\n:::"),
        ("one\n\n```\ntwo\n\nthree", "one\n\n   \n   \n\n     "),
        ("one\n\n<!-- two\n\nthree", "one\n\n        \n\n     "),
        ("<<<<<<< a\nb\n=======\nc\n>>>>>>> d\ne", "         \n \n       \n \n         \ne"),
    ],
)
def test_only_prose_is_left_and_nothing_moves(text: str, prose: str) -> None:
    masked = mask(text)
    assert masked.prose == prose
    assert [len(line) for line in masked.prose.split("\n")] == [len(line) for line in text.split("\n")]


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("one <!-- a -->", None),
        ("one <!-- a", 4),
        ("<!-- a --> <!-- b", 11),
        ("```\n<!--\n```", None),
        ("type `<!--` here", None),
    ],
)
def test_a_comment_that_is_never_closed(text: str, offset: int | None) -> None:
    assert mask(text).open_comment == offset


@pytest.mark.parametrize(
    ("text", "offset"),
    [("```\na\n```", None), ("a\n```\nb", 2), ("~~~ x\nb\n```", 0), ("````\n```\n", 0), ("```code``` here", None)],
)
def test_a_fence_that_is_never_closed(text: str, offset: int | None) -> None:
    assert mask(text).open_fence == offset


def test_words_have_no_addresses_tags_or_attributes() -> None:
    words = mask('[a_b](c_d "e") <i x="f_g">h</i> [i]{.j_k} https://example.org/l_m').words
    assert "a_b" in words
    assert not any(part in words for part in ("c_d", "f_g", "j_k", "l_m"))
