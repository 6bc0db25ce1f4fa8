"""Damage to what is seen of a line in a PDF: the words stay in the file, and nobody can read them."""

import random
import re
import unicodedata
from functools import partial

from pikepdf import Array, Dictionary, Name, Stream

from bookbuild.results import PDF
from damages.kind import Kind
from damages.pdf_lines import Line, Wreck, on_a_line


def _around(before: bytes, after: bytes = b"", line: Line | None = None, chance: random.Random | None = None) -> bool:
    """Instructions before the letters of a line, and after them; the state of the page stays as it was."""
    assert line is not None
    body = line.body.replace(b"BT", b"q " + before + b" BT", 1)
    line.write(body.replace(b"ET", b"ET " + after + b" Q", 1))
    return True


def _before(instructions: bytes) -> Wreck:
    return lambda line, chance: _around(instructions, line=line)


def _inside(instructions: bytes) -> Wreck:
    """Instructions for the letters alone."""

    def wreck(line: Line, chance: random.Random) -> bool:
        line.write(line.body.replace(b" Tf", b" Tf " + instructions, 1))
        return True

    return wreck


def _covered(paint: bytes) -> Wreck:
    """Something is painted over the line."""

    def wreck(line: Line, chance: random.Random) -> bool:
        x, y = line.place
        line.resource("/XObject", "/Cover", _picture(line))
        box = b"%f %f 700 36 " % (x - 9, y - 28)
        matrix = b"700 0 0 36 %f %f cm /Cover Do" % (x - 9, y - 28)
        return _around(b"", matrix if paint == b"Do" else paint + b" " + box + b"re f", line=line)

    return wreck


def _picture(line: Line) -> Stream:
    """A picture in stripes, so that there is ink wherever it is put."""
    picture = line.pdf.make_stream(bytes([0, 255] * 8))
    picture.Type, picture.Subtype = Name.XObject, Name.Image
    picture.Width, picture.Height, picture.BitsPerComponent, picture.ColorSpace = 2, 8, 8, Name.DeviceGray
    return picture


def _moved(x: float, y: float) -> Wreck:
    """The line stands elsewhere."""

    def wreck(line: Line, chance: random.Random) -> bool:
        old_x, old_y = line.place
        old = b" Tm"
        body = line.body
        end = body.index(old)
        start = body.rindex(b"\n", 0, end)
        line.write(body[:start] + b"\n1 0 0 -1 %f %f" % (old_x + x, old_y + y) + body[end:])
        return True

    return wreck


def _transparent(line: Line, chance: random.Random) -> bool:
    line.resource("/ExtGState", "/Glass", Dictionary(ca=0, CA=0))
    return _around(b"/Glass gs", line=line)


def _layer(line: Line, chance: random.Random) -> bool:
    """The line lies on a layer that is off."""
    group = line.pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Layer"))
    line.pdf.Root.OCProperties = Dictionary(
        OCGs=Array([group]), D=Dictionary(ON=Array(), OFF=Array([group]), Order=Array([group]))
    )
    line.resource("/Properties", "/Layer", group)
    line.write(line.body.replace(b"BT", b"/OC /Layer BDC BT", 1).replace(b"ET", b"ET EMC", 1))
    return True


def _note(line: Line, chance: random.Random) -> bool:
    """A white annotation lies over the page."""
    left, bottom, right, top = (float(side) for side in line.page.mediabox)
    appearance = line.pdf.make_stream(b"1 1 1 rg 0 0 %f %f re f" % (right - left, top - bottom))
    appearance.Type, appearance.Subtype = Name.XObject, Name.Form
    appearance.BBox = Array([0, 0, right - left, top - bottom])
    note = Dictionary(Type=Name.Annot, Subtype=Name.Square, F=4, AP=Dictionary(N=appearance))
    note.Rect = Array([left, bottom, right, top])
    held = line.page.obj.get("/Annots", Array())
    held.append(line.pdf.make_indirect(note))
    line.page.obj.Annots = held
    return True


def _cropped(line: Line, chance: random.Random) -> bool:
    """The page is cut to a corner of itself."""
    left, bottom, *_ = (float(side) for side in line.page.mediabox)
    line.page.obj.CropBox = Array([left, bottom, left + 30, bottom + 30])
    return True


def _artifact(line: Line, chance: random.Random) -> bool:
    """The line is said to be none of the text."""
    line.write(line.body, b"/Artifact BMC")
    return True


def _emptied(line: Line, chance: random.Random) -> bool:
    """Nothing is left of the line."""
    line.write(b"\n")
    return True


def _collapsed(line: Line, chance: random.Random) -> bool:
    """Each letter is written where the first one is."""
    place = b" ".join(b"%f" % each for each in line.place)
    glyphs = b"".join(re.findall(rb"<([0-9a-f]+)>", line.body))
    codes = [glyphs[start : start + 4] for start in range(0, len(glyphs), 4)]
    start, end = line.body.index(b"["), line.body.rindex(b"]") + 1
    body = b"".join(b"1 0 0 -1 " + place + b" Tm <" + code + b"> Tj\n" for code in codes)
    line.write(line.body[:start] + body + line.body[end:].replace(b"TJ", b"", 1))
    return True


def _on_another(line: Line, chance: random.Random) -> bool:
    """The line stands where another does."""
    others = [(float(x), float(y)) for x, y in _PLACE.findall(line.stream)]
    x, y = line.place
    free = [(ox, oy) for ox, oy in others if abs(oy - y) > 1]
    if not free:
        return False
    other_x, other_y = chance.choice(free)
    return _moved(other_x - x, other_y - y)(line, chance)


def _half_covered(line: Line, chance: random.Random) -> bool:
    """The upper part of the line is painted over."""
    x, y = line.place
    return _around(b"", b"1 1 1 rg %f %f 700 %f re f" % (x - 9, y - line.size, 0.92 * line.size), line=line)


def _glued(line: Line, chance: random.Random) -> bool:
    """Its letters move together."""
    width = 0.95 if any(unicodedata.east_asian_width(letter) == "W" for letter in line.text) else 0.45
    line.write(line.body.replace(b" Tf", b" Tf %f Tc" % (-width * line.size), 1).replace(b"ET", b"0 Tc ET", 1))
    return True


_PLACE = re.compile(rb"1 0 0 -1 ([\d.-]+) ([\d.-]+) Tm")

_WRECKS: dict[str, Wreck] = {
    "white": _before(b"1 1 1 rg"),
    "nearly white": _before(b".95 .97 .96 rg"),
    "white on a white ground": _before(b"1 1 1 rg 0 0 3000 3000 re f"),
    "invisible by its rendering mode": _inside(b"3 Tr"),
    "used to clip": _inside(b"7 Tr"),
    "transparent": _transparent,
    "clipped away": _before(b"0 0 1 1 re W n"),
    "painted over": _covered(b"1 1 1 rg"),
    "painted over in black": _covered(b"0 0 0 rg"),
    "under a picture": _covered(b"Do"),
    "on a layer that is off": _layer,
    "under an annotation": _note,
    "off the page to the right": _moved(3000, 0),
    "off the page to the left": _moved(-3000, 0),
    "off the page below": _moved(0, 3000),
    "outside the crop box": _cropped,
    "as small as a dot": _before(b".02 0 0 .02 0 0 cm"),
    "pressed to nothing": _inside(b"1 Tz"),
    "an artifact": _artifact,
    "emptied": _emptied,
    "with its letters on one spot": _collapsed,
    "with its letters on one another": _glued,
    "on another line": _on_another,
    "half covered": _half_covered,
}

KINDS = tuple(Kind(f"a line {name}", PDF.ending, partial(on_a_line, wreck)) for name, wreck in _WRECKS.items())
