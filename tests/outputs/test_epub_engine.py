"""The EPUB in an engine of e-readers: everything opens, everything leads somewhere, nothing is asked of a network."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import Built, absent

BROWSER = Path(__file__).parents[1] / "browser"


def read(epub: bytes, folder: Path, widths: str) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None:
        absent("node", "install nodejs")
    if not (BROWSER / "node_modules" / "epubjs").is_dir():
        absent("epub.js", "run npm ci --ignore-scripts in tests/browser")
    if not Path(os.environ.get("CHROMIUM", "/usr/bin/chromium")).is_file():
        absent("chromium", "install it, or name another in CHROMIUM")
    path = folder / "book.epub"
    path.write_bytes(epub)
    command = [str(node), str(BROWSER / "read.mjs"), str(path), widths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert isinstance(results, list)
    return results


@pytest.mark.parametrize("book", ["article", "garden", "lecture", "lighthouse", "harbour", "tongues", "yoko", "kitab"])
def test_an_engine_opens_every_document_and_follows_every_link(
    book: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    built: Built = request.getfixturevalue(book)
    results = read(built.artifact(".epub").data, tmp_path, "375,600,820" if book == "lighthouse" else "375")
    assert [each["scheme"] for each in results] == ["light", "dark"] * (len(results) // 2)
    for result in results:
        for wrong in ("empty", "lost", "requests", "messages"):
            assert result[wrong] == [], (result["width"], result["scheme"])
        if book != "yoko":  # whose lines run down the page
            assert result["overflow"] == []
        assert len(result["documents"]) >= 2
        assert result["entries"] >= 1
