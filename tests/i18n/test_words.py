"""The words that bookbuild itself puts into a book: complete in each of its languages."""

from dataclasses import astuple

import pytest

from bookbuild.i18n import words as wording

LANGUAGES = "en de fr es it pt nl sv pl ru el ar he ja zh".split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_words_and_no_two_roles_the_same(language: str) -> None:
    words = [*astuple(wording.wording(language)), *astuple(wording.page_names(language))]
    credits = [wording.credit(role, language) for role in wording.CREDITED]
    assert all(word.strip() == word != "" for word in [*words, *credits])
    assert len(set(credits)) == len(wording.CREDITED)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_language_falls_back_to_english(language: str) -> None:
    assert wording.credit("trl", language) != wording.credit("trl", "en")
    assert wording.page_names(language) != wording.page_names("en")


def test_a_region_has_the_words_of_its_language_and_an_unknown_language_those_of_english() -> None:
    assert wording.credit("edt", "pt-BR") == wording.credit("edt", "pt")
    assert wording.page_names("tlh") == wording.page_names("en")
