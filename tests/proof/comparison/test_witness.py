"""pdfium decides whether a passage stands on the pages; it is overruled in two cases, which have names."""

import unicodedata
from dataclasses import replace

import pytest
from conftest import Built

from bookbuild import manuscript as manuscripts
from bookbuild.proof.comparison import witness
from bookbuild.proof.passages import Passage, Reading, essence
from bookbuild.proof.promise import expect


def _with(promised: Reading, index: int, words: str) -> Reading:
    """A promise in which a passage has other words."""
    passage = replace(promised.passages[index], words=words, text=essence(words))
    return replace(promised, passages=(*promised.passages[:index], passage, *promised.passages[index + 1 :]))


def _right_to_left(promised: Reading) -> list[tuple[int, Passage]]:
    return [
        (index, passage)
        for index, passage in enumerate(promised.passages)
        if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in passage.text)
    ]


@pytest.mark.parametrize("book", ["tongues", "kitab"])
def test_lines_from_right_to_left_are_looked_for(book: str, request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(book)
    promised, pdf = expect(manuscripts.load(built.manuscript)), built.artifact(".pdf")
    assert list(witness.testify(promised, pdf.data, pdf.name)) == []
    passages = _right_to_left(promised)
    assert len(passages) > 5
    for index, passage in passages:
        other = _with(promised, index, f"{passage.words} שקוקית أبجدهوز")
        (problem,) = witness.testify(other, pdf.data, pdf.name)
        assert (problem.code, problem.location) == ("BB801", passage.location)


def test_a_letter_that_pdfium_does_not_see_is_not_excused(garden: Built) -> None:
    promised, pdf = expect(manuscripts.load(garden.manuscript)), garden.artifact(".pdf")
    for index, passage in enumerate(promised.passages):
        if len(passage.text) > 20 and passage.text.isascii():
            other = _with(promised, index, f"{passage.words}quxz")
            assert [problem.location for problem in witness.testify(other, pdf.data, pdf.name)] == [passage.location]


def test_what_stands_beside_the_text_is_none_of_it(garden: Built) -> None:
    data = garden.artifact(".pdf").data
    bare, whole = witness.read_without_artifacts(data), witness.read_pages(data)
    assert len(bare) < len(whole)
    assert all(passage.text in whole for passage in expect(manuscripts.load(garden.manuscript)).passages[-1:])
