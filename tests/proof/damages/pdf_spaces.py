"""Damage to the white space of a PDF: words run together or fall apart, lines and paragraphs are joined."""

import io
import itertools
import random
import re
from collections.abc import Callable, Sequence
from functools import partial

import pikepdf
from mutations import elements, hits
from pikepdf import Array, Dictionary, Name, Object, Pdf

from bookbuild.problems import Location
from bookbuild.proof.forms import LINE
from bookbuild.proof.passages import PassageKind, Reading
from bookbuild.proof.readback.pdf_structure import kids
from bookbuild.proof.readback.pdf_text import unicode_map
from bookbuild.proof.readback.pdf_words import MarkedWords
from bookbuild.results import PDF, Artifact
from damages.kind import Damaged, Kind
from damages.pdf_lines import Line, Wreck, lines, saved

_FEW = 2
_HOLDERS = ("/Document", "/Sect", "/Div", "/BlockQuote", "/LBody")
_FONT = re.compile(rb"/(\w+) [\d.]+ Tf")
_PLACE = re.compile(rb"1 0 0 -1 ([\d.-]+) ([\d.-]+) Tm")
_CODE = re.compile(rb"(?<=<)[0-9a-f]{4}(?=>)")


def _codes(line: Line) -> list[tuple[re.Match[bytes], str]]:
    """The codes of a line, where its instructions have them, with what they mean."""
    font = _FONT.search(line.body)
    assert font is not None
    meanings = dict(unicode_map(line.page.obj.Resources.Font[f"/{font[1].decode()}"].ToUnicode.read_bytes()))
    return [(code, meanings.get(int(code[0], 16), "")) for code in _CODE.finditer(line.body)]


def _spaces(line: Line) -> list[re.Match[bytes]]:
    """Those of spaces between letters."""
    codes = _codes(line)
    return [
        code
        for (_, before), (code, text), (_, after) in zip(codes, codes[1:], codes[2:], strict=False)
        if text == " " and before.isalpha() and after.isalpha()
    ]


def _at_a_space(code: bytes, line: Line, chance: random.Random) -> bool:
    """One space has another code, or more behind it."""
    some = _spaces(line)
    if not some:
        return False
    space = chance.choice(some)
    written = code % space[0] if b"%b" in code else code
    line.write(line.body[: space.start()] + written + line.body[space.end() :])
    return True


def _all_spaces_lost(line: Line, chance: random.Random) -> bool:
    some = {space[0] for space in _spaces(line)}
    body = line.body
    for code in some:
        body = body.replace(b"<" + code + b">", b"<>")
    line.write(body)
    return bool(some)


def _torn(line: Line, chance: random.Random) -> bool:
    """A letter inside a word is moved away from the one before it."""
    codes = _codes(line)
    inside = [
        code
        for (code, text), (_, after) in itertools.pairwise(codes)
        if text.isalpha() and after.isalpha() and (text + after).isascii()
    ]
    if not inside:
        return False
    code = chance.choice(inside)
    line.write(line.body[: code.end()] + b">-320<" + line.body[code.end() :])
    return True


def _closed_up(line: Line, chance: random.Random) -> bool:
    """A line that begins with a space, as behind emphasis, is moved over it."""
    if not line.text.startswith(" ") or not line.text[1:2].isalpha():
        return False
    return _moved(line, -0.6 * line.size, 0)


def _moved(line: Line, x: float, y: float) -> bool:
    old_x, old_y = line.place
    line.write(_PLACE.sub(b"1 0 0 -1 %f %f Tm" % (old_x + x, old_y + y), line.body, count=1))
    return True


def _on_a_fit_line(wreck: Wreck, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    """Damage the first of the lines, in any order, that the damage fits."""
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        for page in chance.sample(list(pdf.pages), len(pdf.pages)):
            some = lines(pdf, page, promised)
            for line in chance.sample(some, len(some)):
                if wreck(line, chance):
                    return Damaged(saved(artifact, pdf), line.hit)
    return None


def _in_code(
    across: float, down: float, artifact: Artifact, promised: Reading, chance: random.Random
) -> Damaged | None:
    """A piece of code that is more than a word is moved, by sizes of letters."""
    code = {each.location for each in promised.everything if each.kind is PassageKind.CODE}
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        for page in chance.sample(list(pdf.pages), len(pdf.pages)):
            some = [line for line in lines(pdf, page, promised) if line.hit <= code]
            if len(some) > _FEW:
                line = chance.choice(some[1:])
                _moved(line, across * line.size, down * line.size)
                return Damaged(saved(artifact, pdf), line.hit)
    return None


def _in_verse(artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    """A line that was broken by hand stands behind the one before it."""
    broken = {each.location for each in promised.everything if LINE in each.form}
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        for page in chance.sample(list(pdf.pages), len(pdf.pages)):
            some = [line for line in lines(pdf, page, promised) if line.hit <= broken]
            pairs = [
                (one, two) for one, two in itertools.pairwise(some) if one.hit == two.hit and one.place < two.place
            ]
            if pairs:
                one, two = chance.choice(pairs)
                (x, y), (old_x, old_y) = one.place, two.place
                _moved(two, x + 0.5 * one.size * len(one.text) - old_x, y - old_y)
                return Damaged(saved(artifact, pdf), two.hit)
    return None


def _paragraphs(
    wreck: Callable[[Sequence[Object]], bool], artifact: Artifact, promised: Reading, chance: random.Random
) -> Damaged | None:
    """Two paragraphs that follow upon each other in the structure tree are damaged."""
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        holders = [list(element.K) for element in elements(pdf, _HOLDERS) if isinstance(element.get("/K"), Array)]
        pairs = [
            pair
            for held in holders
            for pair in itertools.pairwise(held)
            if all(_is_paragraph(each) and _hit(pdf, each, promised) for each in pair)
        ]
        if pairs:
            pair = chance.choice(pairs)
            hit = _hit(pdf, pair[1], promised)
            return Damaged(saved(artifact, pdf), hit) if wreck(pair) else None
    return None


def _is_paragraph(element: Object) -> bool:
    held = _held(element) if isinstance(element, Dictionary) and element.get("/S") == Name.P and "/K" in element else []
    return bool(held) and all(each.get("/S") != Name.Code for each in held)


def _hit(pdf: Pdf, element: Object, promised: Reading) -> frozenset[Location]:
    return hits("".join(MarkedWords(pdf, {}).spoken(element, element.get("/Pg"))), promised)


def _joined(pair: Sequence[Object]) -> bool:
    one, two = pair
    one.K = Array([*_held(one), *_held(two)])
    del two[Name.K]
    return True


def _held(element: Object) -> list[Object]:
    """What an element holds, each piece with its page."""
    return [
        Dictionary(Type=Name.MCR, Pg=element.Pg, MCID=each) if isinstance(each, int) else each for each in kids(element)
    ]


_WRECKS: dict[str, Wreck] = {
    "a space lost": partial(_at_a_space, b""),
    "a space covered": partial(_at_a_space, b"%b>300<"),
    "all spaces of a line lost": _all_spaces_lost,
    "a word torn": _torn,
    "a line moved over its first space": _closed_up,
}

KINDS = (
    *(Kind(name, PDF.ending, partial(_on_a_fit_line, wreck)) for name, wreck in _WRECKS.items()),
    Kind("two lines of verse on one", PDF.ending, _in_verse),
    Kind("code moved to the right", PDF.ending, partial(_in_code, 1.2, 0)),
    Kind("code moved to the line above", PDF.ending, partial(_in_code, 0, -1.5)),
    Kind("two paragraphs joined", PDF.ending, partial(_paragraphs, _joined)),
)
