"""Damage to the fonts of a PDF: its text stays as it was, and its pages show other letters."""

import io
import random
import re
from collections.abc import Callable, Sequence
from functools import partial

import pikepdf
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Dictionary, Name, Object, Pdf

from bookbuild.proof.passages import Reading
from bookbuild.proof.readback.pdf_text import unicode_map
from bookbuild.results import PDF, Artifact
from damages.kind import Damaged, Kind
from damages.pdf_lines import saved

Wreck = Callable[[Pdf, Object, Sequence[int]], None]
"""Damages a font at two of its glyphs."""

_HEX = re.compile(rb"<([0-9a-f]+)>")


def _on_letters(wreck: Wreck, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        fonts = {
            str(font.BaseFont): font
            for page in pdf.pages
            for font in page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary()).values()
        }
        for font in chance.sample(list(fonts.values()), len(fonts)):
            meanings = dict(unicode_map(font.ToUnicode.read_bytes()))
            letters = [code for code, text in meanings.items() if len(text) == 1 and text.isascii() and text.islower()]
            if len(letters) > 1:
                wreck(pdf, font, chance.sample(letters, 2))
                return Damaged(saved(artifact, pdf))
    return None


def _map(pdf: Pdf, font: Object, letters: Sequence[int]) -> None:
    """Each of the two codes has the glyph of the other."""
    one, other = letters
    glyphs = list(range(max(_codes_of(font)) + 1))
    glyphs[one], glyphs[other] = other, one
    table = b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)
    font.DescendantFonts[0].CIDToGIDMap = pdf.make_stream(table)


def _codes_of(font: Object) -> list[int]:
    """The codes that a font has letters for."""
    return [code for code, _ in unicode_map(font.ToUnicode.read_bytes())]


def _with_font(change: Callable[[TTFont, Sequence[str]], None], pdf: Pdf, font: Object, letters: Sequence[int]) -> None:
    descriptor = font.DescendantFonts[0].FontDescriptor
    embedded = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))
    order = embedded.getGlyphOrder()
    change(embedded, [order[letter] for letter in letters])
    out = io.BytesIO()
    embedded.save(out)
    descriptor.FontFile2 = pdf.make_stream(out.getvalue(), Length1=len(out.getvalue()))


def _exchange(font: TTFont, names: Sequence[str]) -> None:
    shapes = font["glyf"]
    one, other = names
    shapes[one], shapes[other] = shapes[other], shapes[one]


def _empty(font: TTFont, names: Sequence[str]) -> None:
    font["glyf"][names[0]] = Glyph()


def _codes(pdf: Pdf, font: Object, letters: Sequence[int]) -> None:
    """The two letters are exchanged on the pages and in what the file says of them."""
    pair = [b"%04x" % letter for letter in letters]
    turned = dict(zip(pair, reversed(pair), strict=True))
    names = {
        name
        for page in pdf.pages
        for name, each in page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary()).items()
        if each.objgen == font.objgen
    }
    entry = re.compile(rb"<(" + b"|".join(pair) + rb")> <")
    written = entry.sub(lambda code: b"<" + turned[code[1]] + b"> <", font.ToUnicode.read_bytes())
    font.ToUnicode = pdf.make_stream(written)
    for page in pdf.pages:
        if not isinstance(page.obj.get("/Contents"), pikepdf.Stream):
            continue
        is_font, lines = False, []
        for line in page.obj.Contents.read_bytes().split(b"\n"):
            if line.endswith(b" Tf"):
                is_font = line.split(b" ")[0].decode() in names
            lines.append(_HEX.sub(partial(_turned, turned), line) if is_font else line)
        page.obj.Contents = pdf.make_stream(b"\n".join(lines))


def _turned(turned: dict[bytes, bytes], string: re.Match[bytes]) -> bytes:
    codes = [string[1][start : start + 4] for start in range(0, len(string[1]), 4)]
    return b"<" + b"".join(turned.get(code, code) for code in codes) + b">"


def _meaning(pdf: Pdf, font: Object, letters: Sequence[int]) -> None:
    """A letter is said to be another."""
    entry = b"<%04x> <" % letters[0]
    written = font.ToUnicode.read_bytes()
    place = written.index(entry) + len(entry)
    other = b"0071" if written[place : place + 4] != b"0071" else b"0078"
    font.ToUnicode = pdf.make_stream(written[:place] + other + written[place + 4 :])


def _unembedded(pdf: Pdf, font: Object, letters: Sequence[int]) -> None:
    del font.DescendantFonts[0].FontDescriptor[Name.FontFile2]


_WRECKS: dict[str, Wreck] = {
    "two letters have each other's glyph": _map,
    "two letters have each other's outline": partial(_with_font, _exchange),
    "a letter has no outline": partial(_with_font, _empty),
    "two letters exchanged on pages and in what they mean": _codes,
    "a letter means another": _meaning,
    "a font is not embedded": _unembedded,
}

KINDS = tuple(Kind(name, PDF.ending, partial(_on_letters, wreck)) for name, wreck in _WRECKS.items())
