"""On screens the number of a note stands on the line of what comes before it, in the HTML file and in the EPUB."""

import io
import zipfile
from pathlib import Path

from browsing import ask_browser
from conftest import MakeManuscript
from numbered import manuscript

from bookbuild.pipeline.build import build


def test_no_number_is_torn_from_its_word(make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    folder = make_manuscript({"book.toml": 'title = "Notes"\nlanguage = "en"\n', "01.md": manuscript()})
    report = build(folder, folder / "build", ["epub", "html"])
    data = {artifact.name: artifact.data for artifact in report.artifacts}
    page = tmp_path / "book.html"
    page.write_bytes(data["notes.html"])
    with zipfile.ZipFile(io.BytesIO(data["notes.epub"])) as archive:
        archive.extractall(tmp_path / "epub")
    chapters = [path for path in (tmp_path / "epub").rglob("*.xhtml") if "doc-noteref" in path.read_text()]
    results = ask_browser("notes.mjs", "320,333,347,375,411,600,768", page, *chapters)
    assert len(results) == 14
    for result in results:
        assert result["calls"] == manuscript().count("harbour") + 19 * 2
        assert result["torn"] == [], (result["file"], result["width"])
