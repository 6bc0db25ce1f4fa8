"""The style sheets of single blocks: styles/blocks/NAME.css goes into every output of a book that has the block."""

import re

from bookbuild.manuscript.blocks import BLOCKS
from bookbuild.model import Book
from bookbuild.styles import FOLDER

_CLASSES = re.compile(r'\bclass="([^"]*)"')


def block_sheets(book: Book) -> dict[str, str]:
    """The sheets of the blocks that a book has, by the names of their files in outputs.

    They come after the sheets of the output, which they can build on, and before that of the theme.
    """
    sheets = {name: sheet for name in BLOCKS if (sheet := _sheet(name))}
    if not sheets:
        return {}
    fragments = (part for chapter in book.chapters for part in (chapter.body, *(note.body for note in chapter.notes)))
    used = {name for fragment in fragments for classes in _CLASSES.findall(fragment) for name in classes.split()}
    return {f"block-{name}.css": sheet for name, sheet in sheets.items() if name in used}


def _sheet(name: str) -> str:
    path = FOLDER / "blocks" / f"{name}.css"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
