"""The fonts inside the file: only the faces that its text needs, cut down to its letters.

They are the families of the theme, from font packages, so that the file looks the same wherever it is built.
"""

import base64
import string
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import lxml.etree

from bookbuild.jobs.cache import Cache
from bookbuild.outputs.html.used_letters import TextStyle, by_style
from bookbuild.typography import faces
from bookbuild.typography.subsetting import FEATURES, SMALL_CAPITALS, letters, web_font
from bookbuild.typography.themes import Theme, WebFace

_ALWAYS = frozenset(string.ascii_letters + string.digits + string.punctuation + " \u00a0\u00ad\u2010—“”‘’…")
"""What a browser or the style sheet prints besides the text: numbers of lists, hyphens where lines end."""
_SPACES = frozenset(" \u00a0")
_SHAPELESS = frozenset({"Cc", "Cf", "Zl", "Zp"})

_SMALL_CAPITALS = "//*[contains(concat(' ', @class, ' '), ' smallcaps ')]"

_CODE = (
    WebFace(family="Source Code Pro", voice="code"),
    WebFace(family="Source Code Pro", voice="code", italic=True),
)
_RUNNING = frozenset({TextStyle("serif"), TextStyle("sans")})
"""In these stand also the contents, and what a browser and the style sheet print by themselves."""
_SUBSTITUTES = tuple(
    WebFace(family=family, weight="200 900" if faces.is_variable(family) else "400") for family in faces.SUBSTITUTES
)
"""For letters and signs that the faces of a text lack; those that these lack too come from the reader's own fonts."""


def rules(theme: Theme, tree: lxml.etree._Element, css: str, contents: str, cache: Cache) -> Iterator[str]:
    """The `@font-face` rules for a text, its style sheets and its contents."""
    features = (*FEATURES, SMALL_CAPITALS) if tree.xpath(_SMALL_CAPITALS) else FEATURES
    everything = _shaped([*tree.itertext(), contents, *_ALWAYS])
    needed: dict[WebFace, set[str]] = {face: set() for face in (*theme.web_faces, *_CODE)}
    voices = {face.voice for face in needed}
    for style, written in by_style(tree, css).items():
        voiced = style if style.voice in voices else replace(style, voice="serif")
        face = max(needed, key=lambda face: _suits(face, voiced))
        needed[face] |= written
    missing = _shaped([*tree.itertext(), contents])
    for face, written in needed.items():
        is_whole = any(all(_suits(face, style)) for style in _RUNNING)
        missing -= _held(face) if is_whole else frozenset()
        if wanted := everything if is_whole else _shaped(written):
            yield _rule(face, wanted, features, cache)
    for face in _SUBSTITUTES:
        if missing and (wanted := missing & _held(face)):
            yield _rule(face, wanted, features, cache)
            missing -= wanted


def _suits(face: WebFace, style: TextStyle) -> tuple[bool, bool, bool]:
    """How well a face shows letters of a style: a browser looks for the slope first, then for the weight."""
    return face.voice == style.voice, face.italic == style.italic, face.bold in (None, style.bold)


def _shaped(texts: Collection[str]) -> frozenset[str]:
    """All that has a shape: as it is written, and composed as fonts have it."""
    written: set[str] = set().union(*texts)
    composed = (letter for text in texts if not text.isascii() for letter in unicodedata.normalize("NFC", text))
    shaped = {each for each in written.union(composed) if unicodedata.category(each) not in _SHAPELESS}
    return frozenset(shaped | _SPACES) if shaped - _SPACES else frozenset()


def _path(face: WebFace) -> Path:
    return faces.source(face.family, "italic" if face.italic else "normal", 700 if face.bold else 400)


def _held(face: WebFace) -> frozenset[str]:
    return frozenset(map(chr, letters(_path(face))))


def _rule(face: WebFace, wanted: frozenset[str], features: tuple[str, ...], cache: Cache) -> str:
    font = web_font(_path(face), face.axes, {ord(letter) for letter in wanted}, features, cache)
    data = base64.b64encode(font).decode()
    style = "italic" if face.italic else "normal"
    return (
        f'@font-face {{ font-family: "{face.name or face.family}"; font-style: {style}; font-weight: {face.weight}; '
        f'src: url("data:font/woff2;base64,{data}") format("woff2") }}'
    )
