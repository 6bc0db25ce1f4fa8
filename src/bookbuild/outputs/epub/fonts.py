"""Fonts inside an EPUB, cut down to the letters of the book, for authors who want its own type on every reader.

They are those of the print edition. Their rules stand in a style sheet apart, so that a reader that stumbles over them
has all others.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape

from bookbuild.jobs.cache import Cache
from bookbuild.outputs.epub.documents import FONT_STYLE
from bookbuild.outputs.epub.opf import Item
from bookbuild.typography.faces import SUBSTITUTES, Face, faces
from bookbuild.typography.subsetting import FEATURES, SMALL_CAPITALS, letters, web_font
from bookbuild.typography.themes import Theme

_CODE = "Source Code Pro"
_SCRIPTS = SUBSTITUTES[:2]
"""For letters that the families of the theme lack."""
_ALWAYS = "\u00a0 -‐–—‘’“”…0123456789.↑"
_CODE_TAGS = (b"<code", b"<pre")
_SMALL_CAPITALS = (b"smallcaps",)
"""What is in a text that has some: the class."""


def embedded(theme: Theme, documents: Iterable[bytes], cache: Cache) -> list[Item]:
    """Font files with the letters of some documents, and last the style sheet that names them."""
    texts = list(documents)
    features = (*FEATURES, SMALL_CAPITALS) if _has(_SMALL_CAPITALS, texts) else FEATURES
    cut = [
        (face, web_font(face.path, face.axes, wanted, features, cache))
        for face, wanted in _chosen(theme, _code_points(texts), has_code=_has(_CODE_TAGS, texts))
    ]
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
    return [*items, Item("style-fonts", f"styles/{FONT_STYLE}", "text/css", "\n\n".join(rules).encode())]


def _chosen(theme: Theme, text: set[int], *, has_code: bool) -> Iterator[tuple[Face, set[int]]]:
    """The faces that a text needs, each with the code points that it is asked for."""
    missing = text
    for family in dict.fromkeys((theme.text, theme.guide, *_SCRIPTS, *((_CODE,) if has_code else ()))):
        wanted = missing if family in _SCRIPTS else text
        for face in faces(family):
            if face.weight not in (400, 700) or (face.weight == 700 and face.style == "italic"):
                continue
            held = letters(face.path)
            if family in _SCRIPTS and not held & _alphabetic(wanted):
                break
            yield face, wanted
            missing = missing - held


def _code_points(texts: Iterable[bytes]) -> set[int]:
    """Those of every character, as it is written and as fonts have it."""
    written = set(_ALWAYS).union(*(unescape(text.decode()) for text in texts))
    composed = unicodedata.normalize("NFC", "".join(sorted(written)))
    capitals = "".join(written).upper()
    return {ord(each) for each in written.union(composed, capitals) if each.isprintable()}


def _alphabetic(code_points: set[int]) -> set[int]:
    return {each for each in code_points if chr(each).isalpha()}


def _has(signs: tuple[bytes, ...], texts: Iterable[bytes]) -> bool:
    return any(sign in text for text in texts for sign in signs)
