"""Files that are broken, hostile, or no files of their kind at all: a verdict always, an exception never."""

import io
import random
import zipfile
from dataclasses import replace

import pikepdf
import pytest
from conftest import Built

from bookbuild import manuscript as manuscripts
from bookbuild.pipeline.check import prove
from bookbuild.problems import Problem
from bookbuild.results import Artifact

ROUNDS = 150


def _verdict(built: Built, artifact: Artifact) -> tuple[Problem, ...]:
    return prove(manuscripts.load(built.manuscript), [artifact], witness=True).problems


def _break(data: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, a piece lost or doubled, or the end cut off."""
    broken = bytearray(data)
    kind = chance.randrange(4)
    start = chance.randrange(len(broken))
    if kind == 0:
        for _ in range(chance.randint(1, 30)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
    elif kind == 1:
        del broken[start : start + chance.randint(1, 400)]
    elif kind == 2:
        broken[start:start] = broken[start : start + chance.randint(1, 400)]
    else:
        del broken[start:]
    return bytes(broken)


def _break_inside(data: bytes, chance: random.Random) -> bytes:
    """An EPUB whose archive is whole and one of whose members is not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = [name for name in old.namelist() if name.endswith((".opf", ".xml", ".xhtml"))]
        hit = chance.choice(names)
        for name in old.namelist():
            new.writestr(name, _break(old.read(name), chance) if name == hit else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("ending", [".epub", ".pdf", ".html"])
def test_a_broken_file_is_judged_and_never_a_crash(garden: Built, ending: str) -> None:
    artifact = garden.artifact(ending)
    chance = random.Random(99)
    for _ in range(ROUNDS):
        data = _break(artifact.data, chance)
        problems = _verdict(garden, replace(artifact, data=data))
        assert all(problem.code.startswith("BB8") for problem in problems)


def test_a_broken_member_is_judged_and_never_a_crash(garden: Built) -> None:
    artifact = garden.artifact(".epub")
    chance = random.Random(5)
    for _ in range(ROUNDS):
        problems = _verdict(garden, replace(artifact, data=_break_inside(artifact.data, chance)))
        assert all(problem.code.startswith("BB8") for problem in problems)


@pytest.mark.parametrize("name", ["book.epub", "book.pdf", "book.html"])
@pytest.mark.parametrize("data", [b"", b"PK", b"%PDF-1.7", b"hello", bytes(5000)])
def test_what_is_no_book_is_said_to_be_none(garden: Built, name: str, data: bytes) -> None:
    (problem,) = _verdict(garden, Artifact(name, "", data))
    assert problem.code == "BB805"
    assert name in problem.message


def _zip(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ([("../evil", b"x")], "leads out of it"),
        ([("/etc/passwd", b"x")], "leads out of it"),
        ([("bomb", bytes(300_000_000))], "unpacks to more than 200 times"),
        ([(f"{number}", b"") for number in range(10_001)], "more than 10000 entries"),
        (
            [("META-INF/container.xml", b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>')],
            "defines entities",
        ),
        ([("mimetype", b"application/epub+zip")], "has no “META-INF/container.xml”"),
    ],
    ids=["climbing", "absolute", "bomb", "crowd", "entities", "empty"],
)
def test_a_hostile_epub_is_refused_and_why(garden: Built, members: list[tuple[str, bytes]], reason: str) -> None:
    (problem,) = _verdict(garden, Artifact("book.epub", "", _zip(members)))
    assert problem.code == "BB805"
    assert reason in problem.message


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_epub_with_two_members_of_one_name_is_refused(garden: Built) -> None:
    (problem,) = _verdict(garden, Artifact("book.epub", "", _zip([("a", b"1"), ("a", b"2")])))
    assert "two entries named “a”" in problem.message


def test_a_locked_pdf_is_refused_with_the_reason(garden: Built) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(garden.artifact(".pdf").data)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    (problem,) = _verdict(garden, Artifact("book.pdf", "", out.getvalue()))
    assert "locked with a password" in problem.message


def test_a_structure_that_turns_in_a_circle_ends(garden: Built) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(garden.artifact(".pdf").data)) as pdf:
        document = pdf.Root.StructTreeRoot.K[0]
        document.K[0].K = pikepdf.Array([document])
        pdf.save(out)
    problems = _verdict(garden, Artifact("book.pdf", "", out.getvalue()))
    assert any("nested too deep" in problem.message for problem in problems)


def test_of_an_untagged_pdf_the_words_are_compared(garden: Built) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(garden.artifact(".pdf").data)) as pdf:
        del pdf.Root["/StructTreeRoot"]
        pdf.save(out)
    assert [problem.code for problem in _verdict(garden, Artifact("book.pdf", "", out.getvalue()))] == ["BB810"]
