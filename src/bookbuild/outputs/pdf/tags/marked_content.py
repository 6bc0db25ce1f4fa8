"""The marked content of pages: which of it is whose, and which is no content (ISO 32000-1, 14.6 and 14.8.2)."""

import itertools
import re
from collections.abc import Iterator, Mapping

from pikepdf import Object, Pdf

from bookbuild.outputs.pdf.tags.boxes import Laid, MarkedContent
from bookbuild.outputs.pdf.tags.order import in_order
from bookbuild.outputs.pdf.tags.structure import Element

_NUMBER = re.compile(rb"(\d+) \d+ R")
_MARK = re.compile(rb"/\w+\n<</MCID (\d+)>>\nBDC")


def number(pdf: Pdf, laid: Laid) -> None:
    """Tell the pieces which marked content they are.

    WeasyPrint numbers its tags as it makes them: those of a page, put in the order of their numbers, are those of its
    boxes in theirs. Raises ValueError where they cannot be, as with a WeasyPrint that makes tags in another way.
    """
    slots = _slots(pdf)
    for page, pieces in zip(pdf.pages, laid.pages, strict=True):
        claims = [int(found) for found in _NUMBER.findall(slots[int(page.obj.StructParents)].unparse())]
        order = sorted(range(len(claims)), key=lambda mcid: (claims[mcid], mcid))
        if len(order) != len(pieces):
            raise ValueError("the tags of WeasyPrint are not those of its boxes")
        for mcid, (_, piece) in zip(order, pieces, strict=True):
            piece.mcid = mcid
        for (one, two), ((tag, _), (following, _)) in zip(
            itertools.pairwise(order), itertools.pairwise(pieces), strict=True
        ):
            if (claims[one] == claims[two]) != (tag == following):
                raise ValueError("the tags of WeasyPrint are not those of its boxes")


def arrange(pdf: Pdf, laid: Laid, document: Element) -> None:
    """Mark what is no content as artifacts, and paint text in the order in which it is read."""
    reading: dict[int, list[int]] = {}
    for piece in _claimed(document):
        reading.setdefault(piece.page, []).append(piece.mcid)
    for number, (page, pieces) in enumerate(zip(pdf.pages, laid.pages, strict=True)):
        artifacts = {piece.mcid: piece.artifact for _, piece in pieces if piece.artifact}
        in_reading_order = reading.get(number, [])
        is_ordered = all(one < two for one, two in itertools.pairwise(in_reading_order))
        if is_ordered and not artifacts:
            continue
        page.contents_coalesce()
        content = page.obj.Contents.read_bytes()
        if not is_ordered:
            content = in_order(content, {mcid: rank for rank, mcid in enumerate(in_reading_order)})
        page.obj.Contents = pdf.make_stream(_marked(content, artifacts))


def _claimed(element: Element) -> Iterator[MarkedContent]:
    """The pieces that an element holds, in reading order."""
    for kid in element.kids:
        if isinstance(kid, Element):
            yield from _claimed(kid)
        elif isinstance(kid, MarkedContent):
            yield kid


def _slots(pdf: Pdf) -> dict[int, Object]:
    """For each page's key the array that maps its marked content to tags (14.7.4.4)."""
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))


def _marked(content: bytes, artifacts: Mapping[int, str]) -> bytes:
    def mark(opening: re.Match[bytes]) -> bytes:
        kind = artifacts.get(int(opening[1]))
        return f"/Artifact\n<</Type /{kind}>>\nBDC".encode() if kind else opening[0]

    return _MARK.sub(mark, content) if artifacts else content
