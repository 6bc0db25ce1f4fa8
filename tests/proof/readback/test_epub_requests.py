"""An EPUB that would load something from elsewhere is refused, wherever it says so."""

import io
import zipfile
from dataclasses import replace

import pytest
from conftest import Built

from bookbuild import manuscript as manuscripts
from bookbuild.pipeline.check import prove


def told(built: Built, ending: str, old: bytes, new: bytes) -> list[str]:
    """What the proof says of the EPUB after a change in its first member with such an ending that holds `old`."""
    artifact = built.artifact(".epub")
    out = io.BytesIO()
    changed = 0
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if not changed and name.endswith(ending) and old in content:
                content, changed = content.replace(old, new, 1), 1
            after.writestr(name, content)
    assert changed
    problems = prove(manuscripts.load(built.manuscript), [replace(artifact, data=out.getvalue())]).problems
    return [problem.message for problem in problems]


@pytest.mark.parametrize(
    "css",
    [
        b"p { background: url(https://example.org/x.png) }",
        b"p { background: \\75 rl('//example.org/x.png') }",
        b"@import 'http://example.org/x.css';",
        b"@import url(http://example.org/x.css) screen;",
        b"@font-face { font-family: X; src: url(HTTPS://example.org/x.woff2) }",
        b"p { background: url(file:///x.png) }",
    ],
)
def test_a_style_sheet_that_loads_from_elsewhere_is_refused(garden: Built, css: bytes) -> None:
    assert any("from outside the book" in each for each in told(garden, ".css", b"", css + b"\n"))


@pytest.mark.parametrize("css", [b"p { background: url(no.png) }", b"p { background: image-set('no.png' 1x) }"])
def test_a_style_sheet_that_uses_what_is_not_there_is_refused(garden: Built, css: bytes) -> None:
    assert any("which it does not have" in each for each in told(garden, ".css", b"", css + b"\n"))


@pytest.mark.parametrize(
    "css",
    [
        b"/* url(https://example.org/x.png) */",
        b"p { content: 'url(https://example.org/x.png)' }",
        b"@namespace url(http://www.w3.org/1999/xhtml);",
        b"p { background: url(data:image/png;base64,AAAA) }",
        b"p { filter: url(#soft) }",
        b"p { background: url(base.css) }",
    ],
)
def test_a_style_sheet_that_asks_for_nothing_else_passes(garden: Built, css: bytes) -> None:
    assert told(garden, ".css", b"", css + b"\n") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</head>", b"<style>p { background: url(http://example.org/x.png) }</style></head>"),
        (b"</head>", b'<link rel="stylesheet" href="http://example.org/x.css"/></head>'),
        (b"<p>", b'<p style="background: url(http://example.org/x.png)">'),
    ],
)
def test_a_chapter_that_loads_from_elsewhere_is_refused(garden: Built, old: bytes, new: bytes) -> None:
    assert any("from outside the book" in each for each in told(garden, ".xhtml", old, new))


def test_nothing_is_too_deep_to_be_judged(garden: Built) -> None:
    deep = b"p { width: " + b"(" * 5000 + b"url(http://example.org/x.png)"
    assert any("from outside the book" in each for each in told(garden, ".css", b"", deep))
