"""ISBNs: which are right, how they are printed, and what is said of those that are wrong."""

import pytest

from bookbuild.settings.identifiers import Identifier, identifier, isbn


@pytest.mark.parametrize(
    ("typed", "value", "printed", "scheme"),
    [
        ("978-0-306-40615-7", "urn:isbn:9780306406157", "978-0-306-40615-7", "ISBN-13"),
        ("978 0 306 40615 7", "urn:isbn:9780306406157", "978 0 306 40615 7", "ISBN-13"),
        ("ISBN-13: 978\u20110\u2011306\u201140615\u20117", "urn:isbn:9780306406157", None, "ISBN-13"),
        ("9791090636071 (EPUB)", "urn:isbn:9791090636071", "9791090636071 (EPUB)", "ISBN-13"),
        ("urn:isbn:0306406152", "urn:isbn:0306406152", "0306406152", "ISBN-10"),
        ("isbn 0-8044-2957-x", "urn:isbn:080442957X", "0-8044-2957-x", "ISBN-10"),
    ],
)
def test_an_isbn_keeps_its_hyphens_for_readers_alone(typed: str, value: str, printed: str | None, scheme: str) -> None:
    shown = printed or "978\u20110\u2011306\u201140615\u20117"
    assert isbn(typed) == identifier(typed) if scheme == "ISBN-13" else isbn(typed)
    assert isbn(typed) == Identifier(value, shown, scheme)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("978-0-306-40615-8", "the last one should be 7"),
        ("0-8044-2957-1", "the last one should be X"),
        ("0-306-40615-X", "the last one should be 2"),
        ("978-0-306-40615", "one has 13 digits"),
        ("977-0-306-40615-7", "begins with 978 or 979"),
        ("X-306-40615-2", "is not an ISBN"),
        ("", "is not an ISBN"),
    ],
)
def test_a_wrong_isbn_is_explained(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        isbn(typed)


def test_every_single_mistyped_digit_of_an_isbn_is_noticed() -> None:
    right = "9780306406157"
    for place in range(3, 13):
        for digit in set("0123456789") - {right[place]}:
            with pytest.raises(ValueError, match="is not an ISBN"):
                isbn(right[:place] + digit + right[place + 1 :])


@pytest.mark.parametrize(
    ("typed", "scheme"),
    [("doi:10.5555/1", "DOI"), ("https://doi.org/10.5555/1", "DOI"), ("urn:uuid:1", ""), ("1234567890", "")],
)
def test_other_identifiers_stay_as_typed(typed: str, scheme: str) -> None:
    assert identifier(typed) == Identifier(typed, typed, scheme)


def test_an_identifier_with_the_digits_of_an_isbn_must_be_one() -> None:
    with pytest.raises(ValueError, match="is not an ISBN"):
        identifier("9780306406158")
