"""Damage to running heads and folios of a PDF, which are no part of its text."""

import io
import random
import re
from functools import partial

import pikepdf
from pikepdf import Dictionary, Page, Pdf

from bookbuild.proof.passages import Reading
from bookbuild.proof.readback.pdf_text import marked, unicode_map
from bookbuild.results import PDF, Artifact
from damages.kind import Damaged, Kind
from damages.pdf_lines import saved

_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf\s*\[(.*?)\] TJ", re.DOTALL)
_CODE = re.compile(rb"(?<=<)[0-9a-f]{4}(?=>)")


def _on_heads(digits: bool, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    """A letter of a head, or a figure of a number, becomes another of its font."""
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        for page in chance.sample(list(pdf.pages), len(pdf.pages)):
            if isinstance(page.obj.get("/Contents"), pikepdf.Stream) and _changed(pdf, page, digits, chance):
                return Damaged(saved(artifact, pdf))
    return None


def _changed(pdf: Pdf, page: Page, digits: bool, chance: random.Random) -> bool:
    stream = page.obj.Contents.read_bytes()
    artifacts = {text.strip() for text in marked(page, {}).artifacts}
    for shown in _SHOWN.finditer(stream):
        font = page.obj.get("/Resources", Dictionary()).Font[f"/{shown[1].decode()}"]
        meanings = dict(unicode_map(font.ToUnicode.read_bytes()))
        codes = [(code, meanings.get(int(code[0], 16), "")) for code in _CODE.finditer(stream, *shown.span(2))]
        text = "".join(meaning for _, meaning in codes).strip()
        is_fit = text.isdecimal() if digits else len(text) > 8 and " . " not in text and not text.isdecimal()
        if text not in artifacts or not is_fit:
            continue
        code, before = chance.choice([each for each in codes if each[1].isalnum()])
        others = [
            number
            for number, meaning in sorted(meanings.items())
            if meaning != before and (meaning.isdecimal() if digits else len(meaning) == 1 and meaning.isalpha())
        ]
        if others:
            other = b"%04x" % chance.choice(others)
            page.obj.Contents = pdf.make_stream(stream[: code.start()] + other + stream[code.end() :])
            return True
    return False


KINDS = (
    Kind("a letter of a running head changed", PDF.ending, partial(_on_heads, False), "garden"),
    Kind("a figure of a folio changed", PDF.ending, partial(_on_heads, True), "garden"),
)
