"""Damage to the marks of words in a PDF: emphasis in plain letters, sub and sup on the line, deletion without line."""

import io
import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

import pikepdf
from pikepdf import Dictionary, Object, Page, Pdf

from bookbuild.problems import Location
from bookbuild.proof.forms import read
from bookbuild.proof.passages import PassageKind, Reading, essence
from bookbuild.proof.readback.pdf_text import marked, unicode_map
from bookbuild.results import PDF, Artifact
from damages.kind import Damaged, Kind
from damages.pdf_lines import saved

_BLOCK = re.compile(rb"<</MCID (\d+)>>\s*BDC((?:(?!BDC|EMC).)*)EMC", re.DOTALL)
_FONT = re.compile(rb"/(\w+) ([\d.]+) Tf")
_PLACE = re.compile(rb"1 0 0 -1 ([\d.-]+) ([\d.-]+) Tm")
_CODE = re.compile(rb"(?<=<)[0-9a-f]+(?=>)")
_LINE = re.compile(rb"q\s(?:(?!BT|ET).)*?\sl\sS\sQ", re.DOTALL)

Wreck = Callable[[Page, bytes, bytes], bytes | None]
"""Other instructions for marked words, by those of the plain words before them on their page."""


def _on_marks(
    names: Sequence[str], wreck: Wreck, artifact: Artifact, promised: Reading, chance: random.Random
) -> Damaged | None:
    """Damage the first words with one of some marks, in any order, that the damage fits."""
    marks = {(words, before): where for words, before, where in _marked(names, promised)}
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        for page in chance.sample(list(pdf.pages), len(pdf.pages)):
            if isinstance(page.obj.get("/Contents"), pikepdf.Stream) and (where := _damaged(pdf, page, marks, wreck)):
                return Damaged(saved(artifact, pdf), where)
    return None


def _damaged(
    pdf: Pdf, page: Page, marks: dict[tuple[str, str], frozenset[Location]], wreck: Wreck
) -> frozenset[Location]:
    stream = page.obj.Contents.read_bytes()
    texts = {mcid: essence(text) for mcid, text in marked(page, {}).texts.items()}
    blocks = list(_BLOCK.finditer(stream))
    for before, block in pairwise(blocks):
        known = (texts.get(int(block[1]), ""), texts.get(int(before[1]), "")[-3:])
        damaged = wreck(page, before[2], block[2]) if known in marks else None
        if damaged is not None:
            page.obj.Contents = pdf.make_stream(stream[: block.start(2)] + damaged + stream[block.end(2) :])
            return marks[known]
    return frozenset()


def _marked(names: Sequence[str], promised: Reading) -> Iterator[tuple[str, str, frozenset[Location]]]:
    """Marked words behind plain ones, with the end of these."""
    for passage in promised.everything:
        if passage.kind is PassageKind.CODE or not passage.form:
            continue
        form = read(passage.form)
        ends = {span.end for span in form.spans if span.name not in ("a", "lang")}
        for span in form.spans:
            if span.name in names and span.start > 2 and not ends & set(range(span.start - 2, span.start + 1)):
                words, before = passage.text[span.start : span.end], passage.text[span.start - 3 : span.start]
                yield words, before, frozenset({passage.location})


def _in_plain_letters(page: Page, before: bytes, body: bytes) -> bytes | None:
    """The words have the font of those before them."""
    plain, own = _FONT.search(before), _FONT.search(body)
    if plain is None or own is None or plain[1] == own[1]:
        return None
    codes = {text: code for code, text in _meanings(_font(page, plain)).items()}
    meanings = _meanings(_font(page, own))
    strings = [code[0] for code in _CODE.finditer(body)]
    letters = {code: meanings.get(int(code, 16), "") for code in strings}
    if not all(letter in codes for letter in letters.values()):
        return None
    body = _CODE.sub(lambda code: b"%04x" % codes[letters[code[0]]], body)
    return _FONT.sub(plain[0], body)


def _font(page: Page, font: re.Match[bytes]) -> Object:
    return page.obj.get("/Resources", Dictionary()).Font[f"/{font[1].decode()}"]


def _meanings(font: Object) -> dict[int, str]:
    return dict(unicode_map(font.ToUnicode.read_bytes()))


def _on_the_line(page: Page, before: bytes, body: bytes) -> bytes | None:
    """The words stand on the line of those before them."""
    plain, own = _PLACE.search(before), _PLACE.search(body)
    if plain is None or own is None:
        return None
    return _PLACE.sub(b"1 0 0 -1 %b %b Tm" % (own[1], plain[2]), body)


def _large_on_the_line(page: Page, before: bytes, body: bytes) -> bytes | None:
    """They are as large as these, too."""
    lowered, size = _on_the_line(page, before, body), _FONT.search(before)
    return None if lowered is None or size is None else _FONT.sub(rb"/\1 %b Tf" % size[2], lowered)


def _without_line(page: Page, before: bytes, body: bytes) -> bytes | None:
    return _LINE.sub(b"", body) if _LINE.search(body) else None


def _with_line_below(page: Page, before: bytes, body: bytes) -> bytes | None:
    """The line through words stands below them."""
    line = _LINE.search(body)
    if line is None:
        return None
    return body.replace(line[0], b"q 1 0 0 1 0 6 cm " + line[0] + b" Q")


KINDS = (
    *(
        Kind(f"{what} in plain letters", PDF.ending, partial(_on_marks, names, _in_plain_letters), "shapes")
        for what, names in (("emphasis", ["em"]), ("strong emphasis", ["strong"]), ("code", ["code", "kbd", "samp"]))
    ),
    *(
        Kind(f"{what} {how}", PDF.ending, partial(_on_marks, [name], wreck), "shapes")
        for what, name in (("what is raised", "sup"), ("what is lowered", "sub"))
        for how, wreck in (("on the line", _on_the_line), ("on the line and as large", _large_on_the_line))
    ),
    Kind("what is deleted without its line", PDF.ending, partial(_on_marks, ["s"], _without_line), "shapes"),
    Kind("the line of what is deleted below it", PDF.ending, partial(_on_marks, ["s"], _with_line_below), "shapes"),
)
