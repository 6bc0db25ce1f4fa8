"""A theme holds together: every word of a page is in one of its families, and large print is black and in one face."""

import ctypes
import io
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw
import pytest
from conftest import MakeManuscript

from bookbuild.pipeline.build import build
from bookbuild.typography.themes import theme_named

pytestmark = pytest.mark.slow

TEXT = """\
# The First Evening

A paragraph of words[^1] that are *stressed*, **more** or less.

[^1]: A note at the foot.

> A quotation of some words that somebody said.
>
> — Somebody

## A head inside

### A lesser head

| Name | Number |
| --- | --- |
| One | 1 |

: A caption

::: {.tip title="At night"}
Bring a lamp.
:::

::: author-note
**Ada Moreau** writes.
:::
"""


def pages_of(folder: Path, out: Path) -> bytes:
    report = build(folder, out, ["pdf"])
    (data,) = [each.data for each in report.artifacts if each.name.endswith(".pdf")]
    return data


def fonts_in(data: bytes) -> set[str]:
    """The names of all fonts, without those of their cuts."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        dictionaries = [item for item in opened.objects if isinstance(item, pikepdf.Dictionary)]
        names = [str(item.FontName) for item in dictionaries if "/FontName" in item]
    return {name.partition("+")[2].partition(",")[0].replace("-", " ") for name in names}


@pytest.mark.parametrize("kind", ["article", "book"])
@pytest.mark.parametrize("theme", ["classic", "modern", "large-print"])
def test_pages_have_the_families_of_their_theme_alone(
    theme: str, kind: str, make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    settings = (
        f'title = "T"\nsubtitle = "A Story"\nauthor = "Ada Moreau"\ncredit = "Seen by Ben"\ndate = "2020"\n'
        f'translator = "Cy Ito"\nkind = "{kind}"\nlanguage = "en-GB"\n[style]\ntheme = "{theme}"\n'
    )
    folder = make_manuscript({"book.toml": settings, "1.md": TEXT})
    data = pages_of(folder, tmp_path / "out")
    fonts = fonts_in(data)
    record = theme_named(theme)
    assert fonts
    assert {font for font in fonts if not font.startswith((record.text, record.guide))} == set()
    if theme == "large-print":
        assert colours(data) == {(0, 0, 0)}


def test_the_box_of_a_task_needs_no_font_of_the_machine_in_large_print(
    make_manuscript: MakeManuscript, tmp_path: Path
) -> None:
    files = {"book.toml": 'title = "T"\n[style]\ntheme = "large-print"\n', "1.md": "# T\n\n- [ ] a task\n"}
    fonts = fonts_in(pages_of(make_manuscript(files), tmp_path / "out"))
    assert {font.removesuffix(" Bold") for font in fonts} == {"Atkinson Hyperlegible", "Source Sans 3"}


def colours(data: bytes) -> set[tuple[int, int, int]]:
    """The colours of all letters."""
    raw = pypdfium2.raw
    seen = set()
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            for index in range(text.count_chars()):
                red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
                raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
                seen.add((red.value, green.value, blue.value))
    return seen
