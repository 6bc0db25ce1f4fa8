"""The fonts inside the file: only the faces that its text needs, cut down to its letters.

They are the families of the theme, from font packages, so that the file looks the same wherever it is built.
"""

import base64
import functools
import io
import string
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import lxml.etree
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from bookbuild.outputs.html.used_letters import Setting, by_setting
from bookbuild.typography import faces
from bookbuild.typography.themes import Theme

_ALWAYS = frozenset(string.ascii_letters + string.digits + string.punctuation + " \u00a0\u00ad\u2010—“”‘’…")
"""What a browser or the style sheet prints besides the text: numbers of lists, hyphens where lines end."""
_SPACES = frozenset(" \u00a0")
_SHAPELESS = frozenset({"Cc", "Cf", "Zl", "Zp"})

_FEATURES = "calt ccmp clig curs fina init isol kern liga lnum locl mark medi mkmk onum pnum rclt rlig tnum"
"""What the text and web.css ask of a font; each feature keeps the glyphs that it may put in."""
_SMALL_CAPITALS = "//*[contains(concat(' ', @class, ' '), ' smallcaps ')]"

_Axes = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Face:
    """One font of a family, as the style sheet calls it."""

    family: str
    package: str
    """The family's name in its font package."""
    voice: str
    """As in `Setting`; several voices are one where a theme gives them the same font."""
    italic: bool = False
    bold: bool | None = None
    """None: all weights in one font, or the only one that there is."""
    axes: _Axes = ()
    """Axes of a variable font that are pinned: what a text does not use of a font is most of its size."""
    weight: str = "200 900"
    """As the style sheet is told."""

    def suits(self, setting: Setting) -> tuple[bool, bool, bool]:
        """How well letters of a setting can be shown in it: a browser looks for the slope first, then the weight."""
        return self.voice == setting.voice, self.italic == setting.italic, self.bold in (None, setting.bold)


_TEXT: _Axes = (("opsz", 16), ("wght", 400))
_CODE = (Face("Source Code Pro", "Source Code Pro", "code"), Face("Source Code Pro", "Source Code Pro", "code", True))
_FACES = {
    "modern": (
        Face("Newsreader", "Newsreader", "serif", False, False, _TEXT, "400"),
        Face("Newsreader", "Newsreader", "serif", False, True, (("opsz", 16), ("wght", 600)), "600"),
        Face("Newsreader", "Newsreader", "serif", True, None, _TEXT, "400"),
        Face("Newsreader Display", "Newsreader", "display", False, None, (("opsz", 60), ("wght", 600)), "600"),
        Face("Source Sans 3", "Source Sans 3", "sans"),
        Face("Source Sans 3", "Source Sans 3", "sans", True),
        *_CODE,
    ),
    "classic": (
        Face("EB Garamond", "EB Garamond", "serif", False, False, (("wght", 400),), "400"),
        Face("EB Garamond", "EB Garamond", "serif", False, True, (("wght", 600),), "600"),
        Face("EB Garamond", "EB Garamond", "serif", True, None, (("wght", 400),), "400"),
        *_CODE,
    ),
    "large-print": (
        Face("Atkinson Hyperlegible", "Atkinson Hyperlegible", "serif", False, False, (), "400"),
        Face("Atkinson Hyperlegible", "Atkinson Hyperlegible", "serif", False, True, (), "700"),
        Face("Atkinson Hyperlegible", "Atkinson Hyperlegible", "serif", True, None, (), "400"),
        *_CODE,
    ),
}
_ONE_VOICE = {"sans": "serif", "display": "serif"}
_VOICES: Mapping[str, Mapping[str, str]] = {"classic": _ONE_VOICE, "modern": {}, "large-print": _ONE_VOICE}
"""Voices of the style sheets that are another one's in a theme."""
_WHOLE = frozenset({Setting("serif"), Setting("sans")})
"""In these stand also the contents, and what a browser and the style sheet print by themselves."""
_OTHERS = tuple(
    Face(family, family, "serif", weight="200 900" if faces.is_variable(family) else "400")
    for family in faces.SUBSTITUTES
)
"""For letters and signs that the faces of a text lack; those that these lack too come from the reader's own fonts."""


def rules(theme: Theme, tree: lxml.etree._Element, sheets: str, contents: str) -> Iterator[str]:
    """The `@font-face` rules for a text, its style sheets and its contents."""
    features = f"{_FEATURES} smcp" if tree.xpath(_SMALL_CAPITALS) else _FEATURES
    everything = _letters([*tree.itertext(), contents, *_ALWAYS])
    needed: dict[Face, set[str]] = {face: set() for face in _FACES[theme.name]}
    for setting, letters in by_setting(tree, sheets).items():
        voiced = replace(setting, voice=_VOICES[theme.name].get(setting.voice, setting.voice))
        face = max(needed, key=lambda face: face.suits(voiced))
        needed[face] |= letters
    missing = _letters([*tree.itertext(), contents])
    for face, letters in needed.items():
        path = _path(face)
        whole = any(all(face.suits(setting)) for setting in _WHOLE)
        missing -= _held(path) if whole else frozenset()
        if held := everything if whole else _letters(letters):
            yield _rule(face, path, held, features)
    for face in _OTHERS:
        path = _path(face)
        if found := missing & _held(path):
            yield _rule(face, path, found, features)
            missing -= found


def _letters(texts: Collection[str]) -> frozenset[str]:
    """All that has a shape: as it is written, and composed as fonts have it."""
    written: set[str] = set().union(*texts)
    composed = (letter for text in texts if not text.isascii() for letter in unicodedata.normalize("NFC", text))
    shaped = {each for each in written.union(composed) if unicodedata.category(each) not in _SHAPELESS}
    return frozenset(shaped | _SPACES) if shaped - _SPACES else frozenset()


def _path(face: Face) -> Path:
    return faces.source(face.package, "italic" if face.italic else "normal", 700 if face.bold else 400)


def _held(path: Path) -> frozenset[str]:
    return frozenset(map(chr, faces.letters(path)))


def _rule(face: Face, path: Path, letters: frozenset[str], features: str) -> str:
    data = base64.b64encode(_cut(path, face.axes, letters, features)).decode()
    style = "italic" if face.italic else "normal"
    return (
        f'@font-face {{ font-family: "{face.family}"; font-style: {style}; font-weight: {face.weight}; '
        f'src: url("data:font/woff2;base64,{data}") format("woff2") }}'
    )


@functools.lru_cache(maxsize=32)
def _cut(path: Path, axes: _Axes, letters: frozenset[str], features: str) -> bytes:
    """A font with nothing but some letters and what they need of each other, as WOFF2."""
    options = subset.Options(hinting=False, recalc_timestamp=False, notdef_outline=True)
    options.layout_features = features.split()
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
