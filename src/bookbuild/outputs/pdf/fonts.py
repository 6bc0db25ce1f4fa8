"""The fonts of pages that were laid out apart: each is embedded once, with the glyphs that any of them uses.

Glyphs are numbered as in the whole font, so that pages need not be changed for that (ISO 32000-1, 9.7.4).
"""

import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Object, Pdf

from bookbuild.outputs.pdf.model import FONTS, Font
from bookbuild.typography.faces import FAMILIES, Face, faces
from bookbuild.typography.subsetting import with_glyphs

_LETTERS_A_BATCH = 100


def take_out(pdf: Pdf, used: Iterable[Font]) -> tuple[Font, ...]:
    """Take the fonts that come with bookbuild out of a PDF of WeasyPrint; `used` are its fonts.

    Others, which are those of the system, stay as they are embedded.
    """
    known = by_digest()
    named = pdf.pages[0].obj.Resources.get("/Font", Dictionary())
    waiting = Dictionary()
    taken: dict[str, Font] = {}
    for font in used:
        name = font.name
        if font.digest not in known:
            continue
        before = taken.get(name, Font(name, font.digest, {}, {}))
        widths, letters = {**font.widths, **before.widths}, {**font.letters, **before.letters}
        taken[name] = Font(name, font.digest, widths, letters)
        if name in named:
            waiting[name] = named[name]
            descendant = waiting[name].DescendantFonts[0]
            del waiting[name].ToUnicode, descendant.W, descendant.FontDescriptor.FontFile2
            del named[name]
    pdf.Root[FONTS] = pdf.make_indirect(waiting)
    return tuple(taken[name] for name in sorted(taken))


@functools.cache
def by_digest() -> Mapping[str, Face]:
    """All faces that come with bookbuild, by the SHA-256 of their files."""
    return {face.digest: face for family in FAMILIES for face in faces(family)}


@dataclass(slots=True)
class _Joined:
    """A font of several documents, as far as one and the same glyph stands for the same letters in all of them."""

    digest: str
    dictionary: Object
    widths: dict[int, float] = field(default_factory=dict)
    letters: dict[int, str] = field(default_factory=dict)

    def agrees(self, font: Font) -> bool:
        return self.digest == font.digest and all(
            self.letters.get(glyph, letters) == letters for glyph, letters in font.letters.items()
        )


class Fonts:
    """Gathers the fonts of the documents that are put into a PDF, and embeds them in the end."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._joined: dict[str, list[_Joined]] = {}

    def join(self, document: Pdf, fonts: Sequence[Font]) -> dict[str, Object]:
        """The fonts of a document as the PDF has them, by the names that its pages call them."""
        return {font.name: self._join(document, font).dictionary for font in fonts}

    def _join(self, document: Pdf, font: Font) -> _Joined:
        known = self._joined.setdefault(font.name, [])
        joined = next((each for each in known if each.agrees(font)), None)
        if joined is None:
            template = document.Root[FONTS][font.name]
            copied = template if document is self._pdf else self._pdf.copy_foreign(template)
            joined = _Joined(font.digest, copied)
            known.append(joined)
        joined.widths.update(font.widths)
        joined.letters.update(font.letters)
        return joined

    def embed(self) -> None:
        """Write the fonts, each with the glyphs that it has to show."""
        every = [joined for known in self._joined.values() for joined in known]
        files = {}
        for digest in dict.fromkeys(joined.digest for joined in every):
            glyphs = {glyph for joined in every if joined.digest == digest for glyph in joined.letters}
            data = with_glyphs(_face(digest).data, glyphs)
            files[digest] = self._pdf.make_stream(data, Length1=len(data))
        for joined in every:
            descendant = joined.dictionary.DescendantFonts[0]
            descendant.FontDescriptor.FontFile2 = files[joined.digest]
            descendant.W = _widths(joined.widths)
            joined.dictionary.ToUnicode = self._pdf.make_stream(_to_unicode(joined.letters))


def _face(digest: str) -> Face:
    """The face with a digest; those of families that come after its own are not made for that."""
    return next(face for family in FAMILIES for face in faces(family) if face.digest == digest)


def _widths(widths: Mapping[int, float]) -> Array:
    """Runs of glyphs with their widths (ISO 32000-1, 9.7.4.3)."""
    runs = Array()
    for _, run in itertools.groupby(enumerate(sorted(widths)), key=lambda each: each[1] - each[0]):
        glyphs = [glyph for _, glyph in run]
        runs.append(glyphs[0])
        runs.append(Array([widths[glyph] for glyph in glyphs]))
    return runs


def _to_unicode(letters: Mapping[int, str]) -> bytes:
    """The map from glyphs to what they stand for (ISO 32000-1, 9.10.3)."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    entries = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(letters.items())]
    for start in range(0, len(entries), _LETTERS_A_BATCH):
        batch = entries[start : start + _LETTERS_A_BATCH]
        lines += [f"{len(batch)} beginbfchar", *batch, "endbfchar"]
    lines += ["endcmap CMapName currentdict /CMap defineresource pop end end", ""]
    return "\n".join(lines).encode()
