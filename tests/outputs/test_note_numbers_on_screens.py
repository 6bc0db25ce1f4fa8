"""On screens the number of a note stands on the line of what comes before it, in the HTML file and in the EPUB."""

import io
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

from conftest import TESTS, MakeManuscript, absent
from numbered import manuscript

from bookbuild.pipeline.build import build

BROWSER = TESTS / "browser"


def test_no_number_is_torn_from_its_word(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        absent("node", "install nodejs")
    if not (BROWSER / "node_modules").is_dir():
        absent("puppeteer", "run npm ci --ignore-scripts in tests/browser")
    if not Path(os.environ.get("CHROMIUM", "/usr/bin/chromium")).is_file():
        absent("chromium", "install it, or name another in CHROMIUM")
    folder = make_manuscript({"book.toml": 'title = "Notes"\nlanguage = "en"\n', "01.md": manuscript()})
    report = build(folder, folder / "build", ["epub", "html"])
    data = {artifact.name: artifact.data for artifact in report.artifacts}
    page = tmp_path / "book.html"
    page.write_bytes(data["notes.html"])
    with zipfile.ZipFile(io.BytesIO(data["notes.epub"])) as archive:
        archive.extractall(tmp_path / "epub")
    chapters = [path for path in (tmp_path / "epub").rglob("*.xhtml") if "doc-noteref" in path.read_text()]
    command = [str(node), str(BROWSER / "notes.mjs"), "320,333,347,375,411,600,768", str(page), *map(str, chapters)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert len(results) == 14
    for result in results:
        assert result["calls"] == manuscript().count("harbour") + 19 * 2
        assert result["torn"] == [], (result["file"], result["width"])
