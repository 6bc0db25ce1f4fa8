"""A page of a PDF → the text of each piece of marked content on it (ISO 32000-1, 9.10 and 14.6)."""

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pikepdf
from fontTools import agl
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from bookbuild.proof.readback.bidi import in_reading_order
from bookbuild.proof.readback.pdf_gaps import MOVES, spaced, with_moves
from bookbuild.proof.readback.pdf_spans import ReadingSpan, opened

_OPERATORS = "BDC BMC EMC Tj TJ ' \" Tf Do"
_BETWEEN_STRINGS = re.compile(rb">[\s\d.+-]*<(?!<)")
_HEX = rb"<([0-9A-Fa-f\s]*)>"
_BFCHAR = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_BFRANGE = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(_HEX + rb"\s*" + _HEX)
_RANGE = re.compile(_HEX + rb"\s*" + _HEX + rb"\s*(?:" + _HEX + rb"|\[(.*?)\])", re.DOTALL)
_CODESPACE = re.compile(rb"begincodespacerange\s*<([0-9A-Fa-f]+)>")
_MAX_RANGE = 65_536

MISSING = "\ufffd"
"""Stands for a letter that a font cannot show, or whose meaning a file does not tell."""

_MOVED = frozenset(MOVES.values())

Decode = Callable[[bytes], list[str]]
"""Bytes of a string to be shown → the text of each of its glyphs."""
_Collected = tuple["Marked", dict[int | None, list[str]], set[int | None]]
"""What is known of a page, the glyphs under each identifier, and the identifiers whose glyphs are in the order of
reading since the page says itself what that is."""
Fonts = dict[tuple[int, int], tuple[Decode, str]]
"""Decoders by the object number of their font, with its name, shared by the pages of a file."""


@dataclass(slots=True)
class Marked:
    """What a page holds under its marked-content identifiers (MCIDs); under -1, what is marked with none."""

    texts: dict[int, str] = field(default_factory=dict)
    """Empty where nothing but drawings stands under an identifier."""
    artifacts: list[str] = field(default_factory=list)
    """What is marked as no part of the text, one string for each instruction: running heads, folios."""
    faces: dict[int, str] = field(default_factory=dict)
    """The names of the fonts that show what stands under an identifier, with spaces between them."""
    pictures: dict[int, Stream] = field(default_factory=dict)
    """The raster image that is drawn under an identifier."""


def marked(page: Page, fonts: Fonts) -> Marked:
    """Read a page."""
    page_text = Marked()
    shown: dict[int | None, list[str]] = {}
    ordered: set[int | None] = set()
    _collect(page.obj, page.obj.get("/Resources", Dictionary()), fonts, (page_text, shown, ordered), (), set())
    for mcid, glyphs in shown.items():
        if mcid is not None:
            page_text.texts[mcid] = "".join(glyphs) if mcid in ordered else in_reading_order(glyphs)
    return page_text


class _Marks:
    """The marks that are open in a content stream: for each its MCID, -1 for none, None for artifacts."""

    def __init__(self, outer: tuple[int | None, ...], resources: Object, into: _Collected) -> None:
        self.open = list(outer)
        self._least = len(outer)
        self._resources = resources
        _, self._shown, self._ordered = into
        self._spans: list[ReadingSpan] = []

    @property
    def mcid(self) -> int | None:
        return self.open[-1] if self.open else -1

    def begin(self, operands: list[Object]) -> None:
        self.open.append(_mark(operands, self._resources, self.open))
        if span := opened(operands, len(self.open), self._shown.setdefault(self.mcid, [])):
            self._spans.append(span)
            self._ordered.add(self.mcid)

    def end(self) -> None:
        while self._spans and self._spans[-1].depth == len(self.open):
            self._spans.pop().close()
        if len(self.open) > self._least:
            self.open.pop()


def _collect(
    content: Object,
    resources: Object,
    fonts: Fonts,
    into: _Collected,
    outer: tuple[int | None, ...],
    seen: set[tuple[int, int]],
) -> None:
    """Run through a page or a form, inside some marks that are open."""
    marks = _Marks(outer, resources, into)
    decode: Decode = _latin
    name = ""
    with pikepdf.new() as scratch:
        instructions = pikepdf.parse_content_stream(_condensed(content, resources, scratch), _OPERATORS)
    for instruction in instructions:
        operator = str(instruction.operator)
        operands = list(instruction.operands)
        if operator in ("BDC", "BMC"):
            marks.begin(operands)
        elif operator == "EMC":
            marks.end()
        elif operator == "Tf":
            font = resources.get("/Font", Dictionary()).get(str(operands[0]))
            decode, name = _decoder(font, fonts) if font is not None else (_latin, "")
        elif operator == "Do":
            drawn = resources.get("/XObject", Dictionary()).get(str(operands[0]))
            if isinstance(drawn, Stream):
                _draw(drawn, resources, fonts, into, tuple(marks.open), seen)
        elif operands:
            _show(operands[-1], decode, marks.mcid, into)
            if marks.mcid is not None:
                _add_face(into[0].faces, marks.mcid, name)


def _add_face(faces: dict[int, str], mcid: int, name: str) -> None:
    before = faces.setdefault(mcid, name)
    if before != name and name not in before.split():
        faces[mcid] = f"{before} {name}"


def _show(written: Object, decode: Decode, mcid: int | None, into: _Collected) -> None:
    """The glyphs of a string, or of several between which they are moved."""
    page_text, shown, _ = into
    strings = written if isinstance(written, Array) else [written]
    codes = b"".join([bytes(string) for string in strings if isinstance(string, pikepdf.String)])
    glyphs = decode(codes)
    if b"\xff" in codes and not _MOVED.isdisjoint(glyphs):
        glyphs = spaced(glyphs)
    if mcid is None:
        page_text.artifacts.append("".join(glyphs))
    else:
        shown.setdefault(mcid, []).extend(glyphs)


def _draw(
    drawn: Stream,
    resources: Object,
    fonts: Fonts,
    into: _Collected,
    stack: tuple[int | None, ...],
    seen: set[tuple[int, int]],
) -> None:
    """A picture, or a form, which is run through like the page that it is drawn on, but once."""
    if drawn.get("/Subtype") == Name.Image and stack and stack[-1] is not None:
        into[0].pictures.setdefault(stack[-1], drawn)
    elif drawn.get("/Subtype") == Name.Form and drawn.objgen not in seen:
        seen.add(drawn.objgen)
        _collect(drawn, drawn.get("/Resources", resources), fonts, into, stack, seen)


def _condensed(content: Object, resources: Object, scratch: Pdf) -> Object | Stream:
    """The instructions with the glyphs of each line in one string: kerning parts them, and each part costs time.

    Only where all strings are written in hexadecimal digits can nothing else look like them.
    """
    written = content if isinstance(content, Stream) else content.get("/Contents")
    parts = list(written) if isinstance(written, Array) else [written]
    if not all(isinstance(part, Stream) for part in parts):
        return content
    data = b"\n".join(part.read_bytes() for part in parts if isinstance(part, Stream))
    if b"(" in data or b"BI" in data:
        return content
    return Stream(scratch, _BETWEEN_STRINGS.sub(b"", with_moves(data, resources)))


def _mark(operands: list[Object], resources: Object, stack: list[int | None]) -> int | None:
    if (stack and stack[-1] is None) or str(operands[0]) == "/Artifact":
        return None
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, Name):
        properties = resources.get("/Properties", Dictionary()).get(properties)
    if isinstance(properties, Dictionary) and "/MCID" in properties:
        return int(properties["/MCID"])
    return stack[-1] if stack else -1


def fonts_of(pdf: Pdf) -> Iterator[Object]:
    """The fonts that the pages of a file name, each once."""
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        for font in page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary()).values():
            if font.objgen not in seen:
                seen.add(font.objgen)
                yield font


def _decoder(font: Object, fonts: Fonts) -> tuple[Decode, str]:
    """What decodes the strings of a font, and its name."""
    if font.objgen == (0, 0) or font.objgen not in fonts:
        known = _make_decoder(font), face(font)
        if font.objgen == (0, 0):
            return known
        fonts[font.objgen] = known
    return fonts[font.objgen]


def face(font: Object) -> str:
    """The name of a font, without the letters that stand for its selection of glyphs (9.6.4)."""
    return str(font.get("/BaseFont", ""))[1:].rpartition("+")[2]


def _make_decoder(font: Object) -> Decode:
    unicode_map = font.get("/ToUnicode")
    if isinstance(unicode_map, pikepdf.Stream):
        return _mapped(unicode_map.read_bytes(), 2 if font.get("/Subtype") == Name.Type0 else 1)
    encoding = font.get("/Encoding")
    differences = encoding.get("/Differences") if isinstance(encoding, Dictionary) else None
    return _latin if differences is None else _named(differences)


def _mapped(cmap: bytes, width: int) -> Decode:
    """Decode by a ToUnicode map (9.10.3)."""
    codespace = _CODESPACE.search(cmap)
    size = len(codespace[1]) // 2 if codespace else width
    table = dict(unicode_map(cmap)) | (MOVES if size == 2 else {})

    def decode(data: bytes) -> list[str]:
        if size == 2:
            codes: Sequence[int] = struct.unpack(f">{len(data) // 2}H", data[: len(data) // 2 * 2])
        else:
            codes = [int.from_bytes(data[start : start + size], "big") for start in range(0, len(data), size)]
        return [table.get(code, MISSING) for code in codes]

    return decode


def unicode_map(cmap: bytes) -> Iterator[tuple[int, str]]:
    """The codes of a font with the texts that they stand for, by its ToUnicode map."""
    for section in _BFCHAR.findall(cmap):
        for code, text in _PAIR.findall(section):
            yield int(code, 16), _utf16(text)
    for section in _BFRANGE.findall(cmap):
        for first, last, start, listed in _RANGE.findall(section):
            codes = range(int(first, 16), min(int(last, 16) + 1, int(first, 16) + _MAX_RANGE))
            if listed:
                yield from zip(codes, map(_utf16, re.findall(_HEX, listed)), strict=False)
            elif text := _utf16(start):
                for offset, code in enumerate(codes):
                    yield code, text[:-1] + chr(min(ord(text[-1]) + offset, 0x10FFFF))


def _utf16(digits: bytes) -> str:
    data = bytes.fromhex(digits.decode("ascii").replace("\n", "").replace("\r", "").replace(" ", ""))
    return data.decode("utf-16-be", "replace") if len(data) % 2 == 0 else data.decode("latin-1")


def _named(differences: Object) -> Decode:
    """Decode by glyph names (9.6.6); what they do not name is Latin."""
    table: dict[int, str] = {}
    code = 0
    for entry in differences:
        if isinstance(entry, Name):
            table[code] = agl.toUnicode(str(entry)[1:])
            code += 1
        else:
            code = int(entry)
    return lambda data: [table.get(byte, bytes([byte]).decode("cp1252", "replace")) for byte in data]


def _latin(data: bytes) -> list[str]:
    return [data.decode("cp1252", "replace")]
