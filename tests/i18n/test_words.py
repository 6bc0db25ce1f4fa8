"""The words that bookbuild itself puts into a book: complete in each of its languages."""

import msgspec
import pytest
from conftest import ROOT

from bookbuild.i18n import words
from bookbuild.settings.people import RELATORS


def test_the_languages_are_those_that_have_a_file() -> None:
    folder = ROOT / "src" / "bookbuild" / "i18n" / "languages"
    assert {path.stem for path in folder.glob("*.toml")} == set(words.LANGUAGES) >= {"en", "de", "ar", "ja"}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_language_has_all_words_and_no_two_roles_the_same(language: str) -> None:
    tables = msgspec.structs.asdict(words.catalogue(language))
    assert all(word.strip() == word.lower() == word != "" for word in words.clinging(language))
    assert len(tables["dates"].months) == 12
    del tables["titles"], tables["dates"]
    for name, table in tables.items():
        assert all(word.strip() == word != "" for word in msgspec.structs.astuple(table)), name
    credits = [words.credit(role, language) for role in words.CREDITED]
    assert len(set(credits)) == len(words.CREDITED)


def test_there_are_words_for_all_who_are_not_the_author_in_the_order_in_which_they_are_named() -> None:
    assert ("aut", *words.CREDITED) == tuple(RELATORS)


@pytest.mark.parametrize("language", sorted({*words.LANGUAGES} - {"en"}))
def test_no_language_falls_back_to_english(language: str) -> None:
    assert words.catalogue(language).accessibility != words.catalogue("en").accessibility
    assert words.credit("trl", language) != words.credit("trl", "en")
    assert words.page_names(language) != words.page_names("en")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_word_is_asked_for_by_its_name(language: str) -> None:
    assert words.task_label(language, done=True) != words.task_label(language, done=False)
    assert len({words.block_label(key, language) for key in words.BLOCK_LABELS}) == len(words.BLOCK_LABELS)
    assert words.page_name("title_page", language) == words.wording(language).title_page
    assert words.page_name("colophon", language) == words.page_names(language).colophon


def test_a_region_has_the_words_of_its_language_and_an_unknown_language_those_of_english() -> None:
    assert words.credit("edt", "pt-BR") == words.credit("edt", "pt")
    assert words.page_names("DE-at") == words.page_names("de")
    assert words.page_names("tlh") == words.page_names("en")
    assert words.page_names("../en") == words.page_names("en")


@pytest.mark.parametrize(
    ("date", "language", "expected"),
    [
        ("2017-06-09", "en", "9 June 2017"),
        ("2017-06-09", "en-US", "June 9, 2017"),
        ("2017-06-09", "de-AT", "9. Juni 2017"),
        ("2017-06-01", "fr", "1er juin 2017"),
        ("2017-06-09", "es", "9 de junio de 2017"),
        ("2017-06-09", "pl", "9 czerwca 2017"),
        ("2017-06", "pl", "czerwiec 2017"),
        ("2017-06-09", "ja", "2017年6月9日"),
        ("2017-06", "he", "יוני 2017"),
        ("2017", "en", "2017"),
        ("Spring 2017", "en", "Spring 2017"),
        ("2017-13-09", "en", "2017-13-09"),
        ("2017-06-09", "tlh", "2017-06-09"),
    ],
)
def test_dates_are_written_as_the_language_has_it(date: str, language: str, expected: str) -> None:
    assert words.written_date(date, language) == expected
