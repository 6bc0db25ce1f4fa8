"""Fonts inside an EPUB, cut down to the letters of the book, for authors who want its own type on every reader.

They are those of the print edition. Their rules stand in a style sheet apart, so that a reader that stumbles over them
has all others.
"""

import io
import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape

from bookbuild.outputs.epub.opf import Item
from bookbuild.typography.faces import SUBSTITUTES, Face, faces
from bookbuild.typography.themes import Theme

SHEET = "fonts.css"

_CODE = "Source Code Pro"
_SCRIPTS = SUBSTITUTES[:2]
"""For letters that the families of the theme lack."""
_ALWAYS = "\u00a0 -‐–—‘’“”…0123456789.↑"
_CODE_TAGS = (b"<code", b"<pre")


def embedded(theme: Theme, documents: Iterable[bytes]) -> list[Item]:
    """Font files with the letters of some documents, and last the style sheet that names them."""
    texts = list(documents)
    letters = _letters(texts)
    cut = list(_cut(theme, letters, has_code=_has_code(texts)))
    items = [
        Item(f"font-{number}", f"fonts/{face.name.removesuffix('.ttf')}.woff2", "font/woff2", data)
        for number, (face, data) in enumerate(cut, start=1)
    ]
    rules = [
        f'@font-face {{\n  font-family: "{face.family}";\n  font-style: {face.style};\n  font-weight: {face.weight};\n'
        f'  src: url("../{item.name}");\n}}'
        for (face, _), item in zip(cut, items, strict=True)
    ]
    beside = {_CODE, theme.guide} - {theme.text}
    families = dict.fromkeys(f'"{face.family}"' for face, _ in cut if face.family not in beside)
    rules.append(f"body {{\n  font-family: {', '.join(families)}, {theme.generic};\n}}")
    rules.append(f'pre,\ncode {{\n  font-family: "{_CODE}", monospace;\n}}')
    return [*items, Item("style-fonts", f"styles/{SHEET}", "text/css", "\n\n".join(rules).encode())]


def _cut(theme: Theme, letters: set[int], *, has_code: bool) -> Iterator[tuple[Face, bytes]]:
    """The faces that a text needs, each with what it has of the letters."""
    missing = letters
    for family in dict.fromkeys((theme.text, theme.guide, *_SCRIPTS, *((_CODE,) if has_code else ()))):
        wanted = missing if family in _SCRIPTS else letters
        for face in faces(family):
            if face.weight not in (400, 700) or (face.weight == 700 and face.style == "italic"):
                continue
            data, held = _subset(face.data, wanted)
            if family in _SCRIPTS and not held & _alphabetic(wanted):
                break
            yield face, data
            missing = missing - held


def _subset(font: bytes, letters: set[int]) -> tuple[bytes, set[int]]:
    """A font with some letters as WOFF2, and those of them that it has."""
    import uharfbuzz
    from fontTools.ttLib import TTFont

    face = uharfbuzz.Face(font)
    held = letters & set(face.unicodes)
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(held)
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING
    small = TTFont(io.BytesIO(bytes(uharfbuzz.subset(face, wanted).blob.data)), recalcTimestamp=False)
    small.flavor = "woff2"
    packed = io.BytesIO()
    small.save(packed)
    return packed.getvalue(), held


def _letters(texts: Iterable[bytes]) -> set[int]:
    """Every character, as it is written and as fonts have it."""
    written = set(_ALWAYS).union(*(unescape(text.decode()) for text in texts))
    composed = unicodedata.normalize("NFC", "".join(sorted(written)))
    capitals = "".join(written).upper()
    return {ord(each) for each in written.union(composed, capitals) if each.isprintable()}


def _alphabetic(letters: set[int]) -> set[int]:
    return {letter for letter in letters if chr(letter).isalpha()}


def _has_code(texts: Iterable[bytes]) -> bool:
    return any(tag in text for text in texts for tag in _CODE_TAGS)
