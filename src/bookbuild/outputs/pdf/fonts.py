"""The fonts of the print edition, from font packages, so that pages do not depend on what a machine has installed."""

import io
from pathlib import Path

import fontpkg
from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Pdf

FAMILIES = ("EB Garamond", "Newsreader", "Source Sans 3", "Source Code Pro", "Amiri", "Frank Ruhl Libre")
"""The families that print.css names."""


def font_files() -> dict[Path, str]:
    """Every font file that a page may use, with the `@font-face` rule that declares it."""
    rules: dict[Path, str] = {}
    for name in FAMILIES:
        for file in fontpkg.family(name).files:
            rules[file.path] = (
                f'@font-face {{ font-family: "{name}"; font-style: {file.style}; src: url("{file.path.as_uri()}"); }}'
            )
    return rules


def undate(pdf: Pdf) -> None:
    """Take the time of day out of the embedded fonts, which fontTools stamps into every font that it writes."""
    for entry in pdf.objects:
        if isinstance(entry, Dictionary) and "/FontFile2" in entry:
            stream = entry.FontFile2
            font = TTFont(io.BytesIO(stream.read_bytes()), recalcTimestamp=False, recalcBBoxes=False)
            font["head"].modified = font["head"].created
            undated = io.BytesIO()
            font.save(undated, reorderTables=None)
            stream.write(undated.getvalue())
            stream.Length1 = undated.tell()
