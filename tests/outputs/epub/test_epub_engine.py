"""The EPUB in an engine of e-readers: everything opens, everything leads somewhere, nothing is asked of a network."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import lxml.etree
import pytest
from browsing import ask_browser
from conftest import Built


def read(epub: bytes, folder: Path, widths: str) -> list[dict[str, Any]]:
    path = folder / "book.epub"
    path.write_bytes(epub)
    return ask_browser("read.mjs", path, widths)


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
        nested, links = entries_and_links(built.artifact(".epub").data)
        assert result["entries"] == nested
        assert result["links"] == links


def entries_and_links(epub: bytes) -> tuple[list[str], int]:
    """The addresses of the contents, from the folder of the package, and the number of links inside the book."""
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        package = lxml.etree.fromstring(archive.read("EPUB/content.opf"))
        hrefs = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        spine = [hrefs[item.get("idref")] for item in package.iter("{*}itemref")]
        nav = lxml.etree.fromstring(archive.read("EPUB/nav.xhtml"))
        texts = [lxml.etree.fromstring(archive.read(f"EPUB/{href}")) for href in spine]
    toc = nav.xpath("//*[local-name()='nav'][contains(@*[local-name()='type'], 'toc')]//*[local-name()='a']/@href")
    links = [href for text in texts for href in text.xpath("//*[local-name()='a']/@href") if ":" not in href]
    return list(map(str, toc)), len(links)


def test_an_entry_or_a_link_that_leads_nowhere_is_noticed(garden: Built, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(garden.artifact(".epub").data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb'id="(c01-soil-note-1|[^"]*a-table)"', b"", old.read(name)))
    (light, _) = read(out.getvalue(), tmp_path, "375")
    assert any(each.startswith("contents: ") and each.endswith("a-table") for each in light["lost"])
    assert any(each.endswith("#c01-soil-note-1") for each in light["lost"])
