"""What the proof says of a PDF that should carry its manuscript and its e-book."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from conftest import Built, held
from pikepdf import Pdf

from bookbuild.manuscript import load
from bookbuild.proof.comparison.attachments import prove_inside
from bookbuild.results import Artifact


def outputs(carrier: Built, change: Callable[[Pdf], None] = lambda pdf: None) -> list[Artifact]:
    pdf, epub = carrier.artifact(".pdf"), carrier.artifact(".epub")
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        change(opened)
        written = io.BytesIO()
        opened.save(written)
    return [epub, Artifact(pdf.name, pdf.media_type, written.getvalue())]


def lose(key: str) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        del pdf.attachments[key]

    return change


def alter(key: str) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        data = pdf.attachments[key].get_file().read_bytes()
        pdf.attachments[key] = held(pdf, key, data[:-1] + b"?")

    return change


def test_what_is_inside_is_proven(carrier: Built) -> None:
    assert prove_inside(load(carrier.manuscript), outputs(carrier)) == ()


@pytest.mark.parametrize("change", [lose, alter])
@pytest.mark.parametrize("key", ["manuscript/01-soil.md", "manuscript/book.toml", ".epub"])
def test_a_file_that_is_lost_or_altered_is_noticed(
    change: Callable[[str], Callable[[Pdf], None]], key: str, carrier: Built
) -> None:
    name = carrier.artifact(".epub").name if key == ".epub" else key
    (problem,) = prove_inside(load(carrier.manuscript), outputs(carrier, change(name)))
    assert problem.code == "BB607"
    assert problem.location.path == name.removeprefix("manuscript/")


def test_nothing_is_expected_where_nothing_was_asked_for(garden: Built) -> None:
    assert prove_inside(load(garden.manuscript), [garden.artifact(".epub"), garden.artifact(".pdf")]) == ()
