"""The fonts inside the file: only the faces that its text needs, cut down to its letters.

They are the families of the print edition, from font packages, so that the file looks the same wherever it is built.
"""

import base64
import functools
import io
import string
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import fontpkg
import lxml.etree
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from bookbuild.model import Kind

_ALWAYS = frozenset(string.ascii_letters + string.digits + string.punctuation + " \u00a0\u00ad\u2010—“”‘’…")
"""What a browser or the style sheet prints besides the text: numbers of lists, hyphens where lines end."""
_ALL = "/*"
_BOLD = "//strong|//b|//th|//dt"
_ITALIC = "//em|//i|//dfn|//var|//address|//caption|//h4|//*[@class='subtitle']"
_CODE = "//code|//pre|//kbd|//samp"
_SHAPELESS = frozenset({"Cc", "Cf", "Zl", "Zp"})

_FEATURES = "calt ccmp clig curs fina init isol kern liga lnum locl mark medi mkmk onum pnum rclt rlig tnum".split()
"""What the text and web.css ask of a font; each feature keeps the glyphs that it may put in."""

_Axes = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Face:
    """One font of a family, as the style sheet calls it."""

    family: str
    package: str
    """The family's name in its font package."""
    style: str = "normal"
    axes: _Axes = ()
    """Axes of a variable font that are pinned: what a text does not use of a font is most of its size."""
    weight: str = "400"
    """Of a font whose weight is not pinned: the range that it has."""
    needed: str = _ALL
    """XPath of the elements that are set in it, as web.css has it; a test in a browser looks whether it is so."""


_CODE_FACE = Face("Source Code Pro", "Source Code Pro", weight="200 900", needed=_CODE)
_FACES = {
    Kind.ARTICLE: (
        Face("Newsreader", "Newsreader", axes=(("opsz", 16), ("wght", 400))),
        Face("Newsreader", "Newsreader", axes=(("opsz", 16), ("wght", 600)), needed=_BOLD),
        Face("Newsreader", "Newsreader", "italic", axes=(("opsz", 16), ("wght", 400)), needed=_ITALIC),
        Face("Newsreader Display", "Newsreader", axes=(("opsz", 60), ("wght", 600)), needed="//header/h1|//header/h2"),
        Face("Source Sans 3", "Source Sans 3", weight="200 900"),
        _CODE_FACE,
    ),
    Kind.BOOK: (
        Face("EB Garamond", "EB Garamond", axes=(("wght", 400),)),
        Face("EB Garamond", "EB Garamond", axes=(("wght", 600),), needed=f"{_BOLD}|//h3"),
        Face("EB Garamond", "EB Garamond", "italic", axes=(("wght", 400),), needed=f"{_ITALIC}|//h2"),
        _CODE_FACE,
    ),
}
_OTHER_SCRIPTS = (Face("Amiri", "Amiri"), Face("Frank Ruhl Libre", "Frank Ruhl Libre", weight="300 900"))
"""For letters that the face of the text lacks; those that these lack too come from the reader's own fonts."""


def rules(kind: Kind, tree: lxml.etree._Element, contents: str) -> Iterator[str]:
    """The `@font-face` rules for a text and its contents."""
    missing = _letters([*tree.itertext(), contents, *_ALWAYS])
    everything = missing
    for face in _FACES[kind]:
        path = _path(face)
        missing -= _covered(path)
        if face.needed == _ALL:
            yield _rule(face, path, everything)
        elif there := tree.xpath(face.needed):
            yield _rule(face, path, _letters([text for element in there for text in element.itertext()]))
    for face in _OTHER_SCRIPTS:
        path = _path(face)
        if found := missing & _covered(path):
            yield _rule(face, path, found)
            missing -= found


def _letters(texts: Sequence[str]) -> frozenset[str]:
    """All that has a shape: as it is written, and composed as fonts have it."""
    written = set().union(*texts)
    composed = (letter for text in texts if not text.isascii() for letter in unicodedata.normalize("NFC", text))
    return frozenset(each for each in written.union(composed) if unicodedata.category(each) not in _SHAPELESS)


def _path(face: Face) -> Path:
    files = [file for file in fontpkg.family(face.package).files if file.style == face.style]
    path = next(file.path for file in files if file.variable or file.weight == 400)
    assert isinstance(path, Path)
    return path


@functools.cache
def _covered(path: Path) -> frozenset[str]:
    return frozenset(map(chr, TTFont(path, lazy=True).getBestCmap()))


def _rule(face: Face, path: Path, letters: frozenset[str]) -> str:
    data = base64.b64encode(_cut(path, face.axes, letters)).decode()
    weight = dict(face.axes).get("wght", face.weight)
    return (
        f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; font-weight: {weight}; '
        f'src: url("data:font/woff2;base64,{data}") format("woff2") }}'
    )


@functools.lru_cache(maxsize=32)
def _cut(path: Path, axes: _Axes, letters: frozenset[str]) -> bytes:
    """A font with nothing but some letters and what they need of each other, as WOFF2."""
    options = subset.Options(layout_features=_FEATURES, hinting=False, recalc_timestamp=False, notdef_outline=True)
    font = TTFont(path, recalcTimestamp=False, lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(letters)))
    cutter.subset(font)
    if axes:  # from bytes again: what is lazily loaded still refers to the glyphs before the cut
        cut = io.BytesIO()
        font.save(cut)
        font = instancer.instantiateVariableFont(TTFont(cut, recalcTimestamp=False), dict(axes))
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return packed.getvalue()
