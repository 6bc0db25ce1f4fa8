"""The EPUB through Calibre, to the format of Kindles and back: nothing to complain of, and every word there."""

import io
import os
import re
import shutil
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import lxml.etree
import pytest
from conftest import Built, absent

WITHOUT_A_SCREEN = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox"}
BLOCKS = "p h1 h2 h3 h4 h5 h6 li td th dt dd figcaption".split()


def convert(source: Path, target: Path) -> str:
    command = shutil.which("ebook-convert")
    if command is None:
        absent("Calibre", "install calibre, which has ebook-convert")
    environment = {**os.environ, **WITHOUT_A_SCREEN}
    done = subprocess.run(
        [str(command), str(source), str(target)], capture_output=True, text=True, timeout=180, env=environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def documents(epub: bytes) -> list[lxml.etree._Element]:
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xhtml", ".html"))]
        return [lxml.etree.fromstring(archive.read(name)) for name in names]


def essence(element: lxml.etree._Element) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", "".join(element.itertext())))


@pytest.mark.parametrize("book", ["article", "garden", "lighthouse", "kitab"])
def test_a_kindle_gets_every_word(book: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    epub = request.getfixturevalue(book)
    assert isinstance(epub, Built)
    data = epub.artifact(".epub").data
    (tmp_path / "book.epub").write_bytes(data)
    said = convert(tmp_path / "book.epub", tmp_path / "book.azw3")
    said += convert(tmp_path / "book.azw3", tmp_path / "back.epub")
    assert not re.search(r"warn|error|fail", said, re.IGNORECASE), said
    back = "".join(map(essence, documents((tmp_path / "back.epub").read_bytes())))
    texts = [tree for tree in documents(data) if not tree.xpath("//*[local-name()='nav']")]
    blocks = [essence(block) for tree in texts for block in tree.iter(*(f"{{*}}{name}" for name in BLOCKS))]
    assert len(blocks) > 5
    assert [block for block in blocks if block not in back] == []
