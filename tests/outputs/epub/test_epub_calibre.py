"""The EPUB through Calibre, to the format of Kindles and back: no complaint, and every word once and in its place."""

import io
import os
import posixpath
import re
import shutil
import subprocess
import unicodedata
import zipfile
from pathlib import Path
from urllib.parse import unquote

import lxml.etree
import pytest
from conftest import Built, absent

WITHOUT_A_SCREEN = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox"}


def convert(source: Path, target: Path, *options: str) -> str:
    command = shutil.which("ebook-convert")
    if command is None:
        absent("Calibre", "install calibre, which has ebook-convert")
    environment = {**os.environ, **WITHOUT_A_SCREEN}
    done = subprocess.run(
        [str(command), str(source), str(target), *options], capture_output=True, text=True, timeout=180, env=environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def words(epub: bytes) -> str:
    """All that its documents say, in the order of the spine and without the contents, NFC without white space."""
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        container = lxml.etree.fromstring(archive.read("META-INF/container.xml"))
        path = container.xpath("string(//*[local-name()='rootfile']/@full-path)")
        package = lxml.etree.fromstring(archive.read(path))
        folder = posixpath.dirname(path)
        items = {item.get("id"): posixpath.join(folder, item.get("href", "")) for item in package.iter("{*}item")}
        spine = [items[reference.get("idref")] for reference in package.iter("{*}itemref")]
        trees = [lxml.etree.fromstring(archive.read(unquote(name))) for name in spine]
    bodies = [body for tree in trees for body in tree.iter("{*}body") if not tree.xpath("//*[local-name()='nav']")]
    text = "".join("".join(body.itertext("{*}*")) for body in bodies)
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def difference(one: str, other: str) -> str:
    """Where two texts part, with what stands around; empty if they are the same."""
    if one == other:
        return ""
    same = (a == b for a, b in zip(one, other, strict=False))
    place = next((place for place, each in enumerate(same) if not each), min(len(one), len(other)))
    return f"{one[max(place - 40, 0) : place + 40]} | {other[max(place - 40, 0) : place + 40]}"


@pytest.mark.parametrize("book", ["article", "garden", "lighthouse", "kitab"])
def test_a_kindle_gets_every_word_once_and_in_its_place(
    book: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    epub = request.getfixturevalue(book)
    assert isinstance(epub, Built)
    data = epub.artifact(".epub").data
    (tmp_path / "book.epub").write_bytes(data)
    said = convert(tmp_path / "book.epub", tmp_path / "book.azw3", "--no-inline-toc")
    said += convert(tmp_path / "book.azw3", tmp_path / "back.epub")
    assert not re.search(r"warn|error|fail", said, re.IGNORECASE), said
    sent = words(data)
    assert len(sent) > 200
    assert difference(sent, words((tmp_path / "back.epub").read_bytes())) == ""
