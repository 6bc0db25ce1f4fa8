"""The style sheets of single blocks: styles/blocks/NAME.css goes into every output of a book that has the block."""

import re
from collections.abc import Sequence

from bookbuild.manuscript.blocks import BLOCKS
from bookbuild.model import Book
from bookbuild.styles import FOLDER


def block_sheets(book: Book) -> dict[str, str]:
    """The sheets of the blocks that a book has, by the names of their files in outputs.

    They come after the sheets of the output, which they can build on, and before that of the theme.
    """
    sheets = {name: sheet for name in BLOCKS if (sheet := _sheet(name))}
    if not sheets:
        return {}
    fragments = [part for chapter in book.chapters for part in (chapter.body, *(note.body for note in chapter.notes))]
    return {f"block-{name}.css": sheet for name, sheet in sheets.items() if _has(fragments, name)}


def _has(fragments: Sequence[str], name: str) -> bool:
    """Whether anything has a class; the name alone is sought first, which a long novel seldom has."""
    element = re.compile(rf'\bclass="(?:[^"]*\s)?{re.escape(name)}(?:\s[^"]*)?"')
    return any(name in fragment and element.search(fragment) for fragment in fragments)


def _sheet(name: str) -> str:
    path = FOLDER / "blocks" / f"{name}.css"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
