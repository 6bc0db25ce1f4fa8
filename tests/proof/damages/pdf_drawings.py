"""Damage to what is drawn in a PDF: pictures, formulas, and the numbers of lists."""

import io
import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pikepdf
from mutations import elements
from pikepdf import Array, Dictionary, Object, Page, Pdf

from bookbuild.proof.passages import Reading
from bookbuild.results import PDF, Artifact
from damages.kind import Damaged, Kind
from damages.pdf_lines import saved

Wreck = Callable[[bytes], bytes]
"""Other instructions for what is drawn under a mark."""


def _marks(pdf: Pdf, tag: str) -> Iterator[tuple[Page, int]]:
    """The page and the identifier of each mark of the elements of a kind."""
    pages = {page.obj.objgen: page for page in pdf.pages}
    for element in elements(pdf, [tag]):
        yield from ((pages[place], mcid) for place, mcid in _below(element, None))


def _below(element: Object, page: Any) -> Iterator[tuple[tuple[int, int], int]]:
    page = element.get("/Pg", page)
    held = element.get("/K")
    some: list[Any] = list(held) if isinstance(held, Array) else [held]
    for kid in some:
        if isinstance(kid, int):
            assert page is not None
            yield page.objgen, kid
        elif isinstance(kid, Dictionary) and "/S" in kid:
            yield from _below(kid, page)


def _on_drawings(
    tag: str, wreck: Wreck, artifact: Artifact, promised: Reading, chance: random.Random
) -> Damaged | None:
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        marks = list(_marks(pdf, tag))
        if not marks:
            return None
        page, mcid = chance.choice(marks)
        stream = page.obj.Contents.read_bytes()
        block = re.search(rb"<</MCID %d>>\s*BDC(.*?)EMC" % mcid, stream, re.DOTALL)
        if block is None:
            return None
        damaged = wreck(block[1])
        page.obj.Contents = pdf.make_stream(stream[: block.start(1)] + damaged + stream[block.end(1) :])
        return Damaged(saved(artifact, pdf))


def _blanked(body: bytes) -> bytes:
    return b"\n"


def _clipped(body: bytes) -> bytes:
    return b"\nq 0 0 0 0 re W n" + body + b"Q\n"


def _shrunk(body: bytes) -> bytes:
    return b"\nq .002 0 0 .002 0 0 cm" + body + b"Q\n"


def _covered(body: bytes) -> bytes:
    return body + b"q 1 1 1 rg -3000 -3000 9000 9000 re f Q\n"


_WRECKS: dict[str, Wreck] = {"blanked": _blanked, "clipped away": _clipped, "shrunk": _shrunk, "painted over": _covered}

KINDS = tuple(
    Kind(f"{name} {what}", PDF.ending, partial(_on_drawings, tag, wreck))
    for name, tag in (("a picture", "/Figure"), ("a formula", "/Formula"), ("the number of an item", "/Lbl"))
    for what, wreck in _WRECKS.items()
)
