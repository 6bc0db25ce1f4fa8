"""Two ways to write one address are one address."""

import pytest

from bookbuild.proof.comparison.facts import _same_address


@pytest.mark.parametrize(
    ("promised", "read_back"),
    [
        ("https://xn--e1afmkfd.xn--80akhbyknj4f/x", "https://%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.испытание/x"),
        ("https://example.org/a%20b", "https://example.org/a b"),
    ],
)
def test_an_address_is_the_same_however_it_is_escaped(promised: str, read_back: str) -> None:
    assert _same_address(promised, read_back)


@pytest.mark.parametrize(
    ("promised", "read_back"),
    [("https://xn--e1afmkfd.org/", "https://e1afmkfd.org/"), ("https://e.org/xn--", "https://e.org/xn--a")],
)
def test_other_addresses_are_not(promised: str, read_back: str) -> None:
    assert not _same_address(promised, read_back)
