"""Themes hold together on screens as they do in print: a family for each role, and no grey in large print."""

import io
import zipfile
from pathlib import Path

import pytest
from browsing import ask_browser
from conftest import MakeManuscript

from bookbuild.pipeline.build import build
from bookbuild.typography.themes import theme_named

pytestmark = pytest.mark.slow

CODE = "Source Code Pro"
GUIDES = frozenset("author credit contributor date aside-title caption h2 h3 h4 th td".split())
"""Elements and classes of what guides through a text: all of them are in one family."""
TEXT = """\
# The First Evening

A paragraph of words[^1] that are *stressed*, **more** or less, and `code`.

[^1]: A note at the foot.

> A quotation of some words that somebody said.
>
> — Somebody

## A head inside

### A lesser head

#### The least head

| Name | Number |
| --- | --- |
| One | 1 |

: A caption

::: {.tip title="At night"}
Bring a lamp.
:::

- [ ] a task

::: author-note
**Ada Moreau** writes.
:::
"""
Text = tuple[str, str, str, str]
"""An element, the classes around it, its family, its colour."""


def shown(files: list[Path]) -> list[tuple[str, Text]]:
    """What a browser shows in files, by day and at night."""
    return [(page["scheme"], tuple(text)) for page in ask_browser("faces.mjs", *files) for text in page["texts"]]


@pytest.mark.parametrize("kind", ["article", "book"])
@pytest.mark.parametrize("theme", ["classic", "modern", "large-print"])
def test_every_role_has_its_family(theme: str, kind: str, make_manuscript: MakeManuscript, tmp_path: Path) -> None:
    settings = (
        f'title = "T"\nsubtitle = "A Story"\nauthor = "Ada Moreau"\ncredit = "Seen by Ben"\ndate = "2020"\n'
        f'translator = "Cy Ito"\nkind = "{kind}"\nlanguage = "en-GB"\n'
        f'[epub]\nfonts = true\n[style]\ntheme = "{theme}"\n'
    )
    report = build(make_manuscript({"book.toml": settings, "1.md": TEXT}), tmp_path / "out", ["html", "epub"])
    record = theme_named(theme)
    for artifact in report.artifacts:
        if artifact.name.endswith(".html") and not artifact.name.startswith("proof"):
            file = tmp_path / "t.html"
            file.write_bytes(artifact.data)
            texts, own = shown([file]), ""
        elif artifact.name.endswith(".epub"):
            with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
                archive.extractall(tmp_path / "epub")
            texts = shown(sorted((tmp_path / "epub").rglob("*.xhtml")))
            own = next(family for _, (tag, around, family, _) in texts if tag == "p" and around == "p chapter level-1")
        else:
            continue
        families = {family for _, (_, _, family, _) in texts}
        voices = {face.name or face.family for face in record.web_faces}
        assert families <= {record.text, record.guide, CODE, own, "monospace"} | voices
        guides = {
            family
            for _, (tag, around, family, _) in texts
            if {tag, around.split()[0]} & GUIDES or around.startswith("figcaption tabular")
        }
        assert guides == {record.guide if record.guide != record.text else (own or record.text)}
        if theme == "large-print":
            assert families - {CODE, "monospace"} == {record.text}
            plain = {text[3] for _, text in texts if text[0] != "a"}
            assert plain <= {"rgb(0, 0, 0)", "rgb(255, 255, 255)"}
