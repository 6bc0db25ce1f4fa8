"""The fonts of the print edition, from font packages, so that pages do not depend on what a machine has installed."""

from pathlib import Path

import fontpkg

FAMILIES = ("EB Garamond", "Newsreader", "Source Sans 3", "Source Code Pro")
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
