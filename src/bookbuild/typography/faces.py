"""The fonts that come with bookbuild, from font packages, so that outputs do not depend on what a machine has.

Variable fonts are made static once: whoever lays out text would otherwise do it anew for every document. Glyphs keep
their numbers, so that pages laid out apart can share one font.
"""

import functools
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import fontpkg

_WEIGHTS = {
    "EB Garamond": (400, 600, 700),
    "Newsreader": (400, 600, 700),
    "Source Sans 3": (400, 600, 700),
    "Source Code Pro": (400, 700),
    "Frank Ruhl Libre": (400, 700),
}
"""The weights that style sheets ask of families whose fonts are variable."""
_OPTICAL_SIZE = 14
"""In points: what fonts that draw small letters otherwise than large ones are asked for."""

Axes = tuple[tuple[str, float], ...]
"""Axes of a variable font, each with the place at which it is pinned."""

FAMILIES = (*_WEIGHTS, "Amiri", "Atkinson Hyperlegible")
"""All families, those of running text first."""
SUBSTITUTES = ("Amiri", "Frank Ruhl Libre", "Source Sans 3")
"""Families for the letters that the one of a text lacks, in their order: Arabic, Hebrew, and signs of all kinds."""


@dataclass(frozen=True, slots=True)
class Face:
    """One font: a family in one slope and one weight."""

    family: str
    style: str
    """`normal` or `italic`, as CSS says it."""
    weight: int
    """100 to 900, as CSS says it."""
    path: Path = field(repr=False)
    """The file in the font package, which may hold other weights too."""

    @property
    def name(self) -> str:
        """A name for its file, unique and in ASCII."""
        return f"{self.family.lower().replace(' ', '-')}-{self.weight}-{self.style}.ttf"

    @property
    def data(self) -> bytes:
        """The font as a static TrueType file."""
        return _static(self.path, self.axes)

    @property
    def axes(self) -> Axes:
        """Where the face stands on the axes of a variable font; empty for any other font."""
        return _axes(self.path, self.weight)

    @property
    def digest(self) -> str:
        """By which a font that was embedded whole or in part is known as this one."""
        return hashlib.sha256(self.data).hexdigest()

    def rule(self, address: str) -> str:
        """What tells a style sheet where it finds the font (CSS Fonts 4, 4)."""
        return (
            f'@font-face {{ font-family: "{self.family}"; font-style: {self.style}; font-weight: {self.weight}; '
            f'src: url("{address}") }}'
        )


@functools.cache
def faces(family: str) -> tuple[Face, ...]:
    """All faces of a family. Raises LookupError if it does not come with bookbuild."""
    if family not in FAMILIES:
        raise LookupError(f"there is no family “{family}”: {', '.join(FAMILIES)}")
    return tuple(_faces(family))


def _faces(family: str) -> Iterator[Face]:
    for file in fontpkg.family(family).files:
        for weight in _WEIGHTS[family] if file.variable else (file.weight,):
            yield Face(family, file.style, weight, file.path)


def named(stylesheets: Iterable[str]) -> tuple[Face, ...]:
    """All faces of the families that style sheets name, in the order of FAMILIES."""
    text = "\n".join(stylesheets)
    return tuple(face for family in FAMILIES if f'"{family}"' in text for face in faces(family))


def source(family: str, style: str = "normal", weight: int = 400) -> Path:
    """The file of a font package that has a family in a slope, and in a weight or the nearest one; upright if it has no
    other.

    Raises LookupError if the family does not come with bookbuild.
    """
    known = faces(family)
    sloped = [face for face in known if face.style == style] or known
    return min(sloped, key=lambda face: abs(face.weight - weight)).path


def is_variable(family: str) -> bool:
    """Whether one font has all weights of a family. Raises LookupError if it does not come with bookbuild."""
    known = faces(family)
    return len({face.path for face in known}) < len(known)


@functools.cache
def _static(path: Path, axes: Axes) -> bytes:
    from bookbuild.typography.subsetting import pinned

    return pinned(path, axes)


@functools.cache
def _axes(path: Path, weight: int) -> Axes:
    from bookbuild.typography.subsetting import within_limits  # HarfBuzz takes its time to load

    return within_limits(path, (("wght", weight), ("opsz", _OPTICAL_SIZE)))
