"""Damage to notes in a PDF, at the end of their chapter or of the book: each is found at the line of the note."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace

import pikepdf
import pytest
from conftest import Built, Shelf, written
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from bookbuild import manuscript as manuscripts
from bookbuild.pipeline.check import prove
from bookbuild.problems import Location, Problem
from bookbuild.proof.comparison.words import compare
from bookbuild.proof.passages import NotePassages, PassageKind, Reading, passage

BOOK = """---
title: Trees
kind: book
split: 1
pdf: {notes: PLACE}
---

# Oak

An oak.[^1] Another oak.[^2] A third.[^3]

1. bark

# Elm

An elm.[^4] Another elm.[^5] A third.[^6]

- leaf

[^1]: The first note of the oak.
[^2]: The second note of the oak.[^7]
[^3]: The third note of the oak.

    5. of oaks
[^4]: The first note of the elm.
[^5]: The second note of the elm.
[^6]: The third note of the elm.

    8. of elms
[^7]: The note inside a note of the oak.
"""
LINES = {
    line.split(": The ")[1].partition(".")[0]: number
    for number, line in enumerate(BOOK.split("\n"), start=1)
    if ": The " in line
}
"""Where each note is typed."""
PLACES = ("foot", "chapter", "book")


@pytest.fixture(params=PLACES)
def built(shelf: Shelf, request: pytest.FixtureRequest) -> Built:
    """The same book with its notes in each place."""
    place = str(request.param)
    return shelf.built(f"trees-{place}", written(BOOK.replace("PLACE", place)), "pdf")


@pytest.fixture
def with_notes_at_its_end(shelf: Shelf) -> Built:
    return shelf.built("trees-book", written(BOOK.replace("PLACE", "book")), "pdf")


def elements(pdf: Pdf, tag: str) -> list[Object]:
    def below(element: Object) -> Iterator[Object]:
        held = element.get("/K", ())
        for kid in held if isinstance(held, Array) else [held]:
            if isinstance(kid, Dictionary) and "/S" in kid:
                yield kid
                yield from below(kid)

    return [element for element in below(pdf.Root.StructTreeRoot) if element.S == tag]


def notes(pdf: Pdf, tree: str) -> list[Object]:
    """The notes of a chapter, by the ids that they have."""
    found = [note for note in elements(pdf, "/Note") if f"{tree}-note-" in str(note.ID)]
    assert len(found) == (4 if tree == "oak" else 3)
    return found


def leave_out(kid: Object) -> None:
    kid.P.K = Array([each for each in kid.P.K if not isinstance(each, Dictionary) or each.objgen != kid.objgen])


def exchange(one: Object, other: Object) -> None:
    """Exchange two elements: what both hold, and what they are called."""
    for key in ("/K", "/Pg", "/T"):
        held = one.get(key), other.get(key)
        for element, value in ((one, held[1]), (other, held[0])):
            if value is not None:
                element[key] = value
            elif key in element:
                del element[key]


def words(note: Object) -> Object:
    return next(kid for kid in note.K if kid.S == "/P")


def damaged(built: Built, wreck: Callable[[Pdf], None]) -> list[Problem]:
    artifact = built.artifact(".pdf")
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        wreck(pdf)
        wrecked = io.BytesIO()
        pdf.save(wrecked)
    source = manuscripts.load(built.manuscript)
    assert not prove(source, [artifact], witness=False).problems
    return list(prove(source, [replace(artifact, data=wrecked.getvalue())], witness=False).problems)


def lines(problems: list[Problem]) -> list[int | None]:
    return [problem.location.line for problem in problems]


def test_a_note_that_is_lost(built: Built) -> None:
    problems = damaged(built, lambda pdf: leave_out(notes(pdf, "oak")[1]))
    assert lines(problems)[0] == LINES["second note of the oak"]
    problems = damaged(built, lambda pdf: leave_out(notes(pdf, "elm")[2]))
    assert LINES["third note of the elm"] in lines(problems)


def test_the_last_word_of_a_note_that_is_lost(built: Built) -> None:
    def cut(pdf: Pdf) -> None:
        leave_out(words(notes(pdf, "elm")[1]))

    assert LINES["second note of the elm"] in lines(damaged(built, cut))


def test_two_notes_that_are_exchanged(built: Built) -> None:
    problems = damaged(built, lambda pdf: exchange(*notes(pdf, "elm")[:2]))
    assert lines(problems)[0] == LINES["first note of the elm"]
    assert LINES["second note of the elm"] in lines(problems)


def test_notes_that_have_exchanged_their_words(built: Built) -> None:
    problems = damaged(built, lambda pdf: exchange(words(notes(pdf, "oak")[0]), words(notes(pdf, "elm")[0])))
    assert {LINES["first note of the oak"], LINES["first note of the elm"]} <= set(lines(problems))


def groups(pdf: Pdf) -> list[Object]:
    return [each for each in elements(pdf, "/Sect") if str(each.get("/T", "")) in ("Oak", "Elm")]


def test_groups_of_notes_that_are_exchanged(with_notes_at_its_end: Built) -> None:
    problems = damaged(with_notes_at_its_end, lambda pdf: exchange(*groups(pdf)))
    assert LINES["first note of the oak"] in lines(problems)


def test_notes_below_the_title_of_another_chapter(with_notes_at_its_end: Built) -> None:
    def retitle(pdf: Pdf) -> None:
        one, other = groups(pdf)
        one.T, other.T = other.T, one.T
        exchange(one.K[0], other.K[0])

    problems = damaged(with_notes_at_its_end, retitle)
    assert set(lines(problems)) == set(LINES.values())
    assert {problem.code for problem in problems} == {"BB804"}


def test_a_title_other_than_what_is_printed_below_it(with_notes_at_its_end: Built) -> None:
    def call(pdf: Pdf) -> None:
        groups(pdf)[1].T = String("Oak")

    assert damaged(with_notes_at_its_end, call)


def test_words_that_stand_between_the_notes(built: Built) -> None:
    def add(pdf: Pdf) -> None:
        holder = notes(pdf, "oak")[0].P
        copied = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=holder))
        source = next(each for each in elements(pdf, "/P") if isinstance(each.get("/K"), int | Array) and "/Pg" in each)
        copied.Pg, copied.K = source.Pg, source.K
        holder.K.append(copied)

    assert damaged(built, add)


def test_the_numbers_of_items_in_two_notes_that_are_exchanged(built: Built) -> None:
    def swap(pdf: Pdf) -> None:
        labels = [each for each in elements(pdf, "/Lbl") if each.P.S == "/LI" and each.P.P.P.S == "/Note"]
        exchange(*labels)

    assert "BB812" in [problem.code for problem in damaged(built, swap)]


def test_a_title_that_readers_of_a_note_would_take_for_another() -> None:
    def reading(under: str) -> Reading:
        said = passage(PassageKind.TEXT, "Said.", Location("a.md", 3))
        return Reading((), (NotePassages("1", (said,), under),), ())

    def found(promised: str, shown: str) -> list[str]:
        compared = compare(reading(promised), reading(shown), lambda one, other: one is other, "a.pdf")
        return [problem.code for problem in compared.problems]

    assert found("Oak", "Oak") == found("Oak", "") == found("", "Beginning") == []
    assert found("Oak", "Elm") == ["BB804"]
