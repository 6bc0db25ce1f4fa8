"""Passages cut out of the pages of a PDF, as small pictures: the words as they are printed.

The passages are looked for among the letters of their page, in the order of the text, as another engine sees them.
Each page is drawn once at most.
"""

import ctypes
import io
import math
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from bookbuild.proof.ledger.entries import Crop
from bookbuild.proof.ledger.letters import Sought, Span, locate

_SCALE = 110 / 72
"""Pixels for each point of a page."""
_MAX_PIXELS = 16_000_000
"""A page that would have more at this scale, such as a poster, is drawn smaller."""
_MARGIN = (3.0, 1.0)
"""Points beside the letters, and above and below them: with more, the lines before and after would show."""
_GREYS = 16
"""Enough for smooth letters; four bits a pixel."""


_Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""


def crops(data: bytes, sought: Sequence[Sought], groups: Sequence[Sequence[int]]) -> tuple[tuple[Crop, ...], ...]:
    """For each group of passages (indices in `sought`) its strips, one for each page that it stands on.

    `sought` should have all passages, in the order of the text: so each is found where it stands and not where its
    words happen to stand as well. A group that cannot be found whole has no strips.
    """
    try:
        return _crops(data, sought, groups)
    except pypdfium2.PdfiumError:  # a stranger's file
        return ((),) * len(groups)


def _crops(data: bytes, sought: Sequence[Sought], groups: Sequence[Sequence[int]]) -> tuple[tuple[Crop, ...], ...]:
    document = pypdfium2.PdfDocument(data)
    try:
        pages = {sought[index].page for group in groups for index in group} - {0}
        spans = locate(document, sought, pages)
        return _cut(document, [[spans.get(index, ()) for index in group] for group in groups])
    finally:
        document.close()


def _cut(document: pypdfium2.PdfDocument, groups: Sequence[Sequence[tuple[Span, ...]]]) -> tuple[tuple[Crop, ...], ...]:
    """The strips of each group of passages; none for a group of which a passage was not found."""
    strips: list[list[Crop]] = [[] for _ in groups]
    wanted: dict[int, dict[int, list[Span]]] = {}
    for index, passages in enumerate(groups):
        for span in (span for spans in passages for span in spans if all(passages)):
            wanted.setdefault(span.page, {}).setdefault(index, []).append(span)
    for number, spans_of in sorted(wanted.items()):
        page = document[number - 1]
        text_page = page.get_textpage()
        scale = min(_SCALE, math.sqrt(_MAX_PIXELS / max(page.get_width() * page.get_height(), 1)))
        image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
        for index, spans in spans_of.items():
            strip = image.crop(_pixels(page, image.size, _box(text_page, spans)))
            if strip.width and strip.height:
                strips[index].append(Crop(number, strip.width, strip.height, _png(strip)))
        text_page.close()
        page.close()
    return tuple(tuple(each) for each in strips)


def _box(text_page: pypdfium2.PdfTextPage, spans: Sequence[Span]) -> _Box:
    """What some runs of letters cover."""
    numbers = (number for span in spans for number in range(span.first, span.last + 1))
    letters = (number for number in numbers if not chr(pdfium.FPDFText_GetUnicode(text_page, number)).isspace())
    left, bottom, right, top = zip(*(text_page.get_charbox(number) for number in letters), strict=True)
    return min(left), min(bottom), max(right), max(top)


def _pixels(page: pypdfium2.PdfPage, size: tuple[int, int], box: _Box) -> tuple[int, int, int, int]:
    """A box of a page in its picture, however the page is turned or trimmed."""
    left, bottom, right, top = box
    across, down = ctypes.c_int(), ctypes.c_int()
    corners = []
    beside, above = _MARGIN
    for x, y in ((left - beside, top + above), (right + beside, bottom - above)):
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        corners.append((min(max(across.value, 0), size[0]), min(max(down.value, 0), size[1])))
    (x1, y1), (x2, y2) = corners
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _png(image: Image.Image) -> bytes:
    greys = image.point([round(value * (_GREYS - 1) / 255) for value in range(256)])
    indexed = Image.frombytes("P", greys.size, greys.tobytes())
    indexed.putpalette([value * 255 // (_GREYS - 1) for value in range(_GREYS) for _ in range(3)])
    file = io.BytesIO()
    indexed.save(file, "PNG", bits=4, compress_level=7)
    return file.getvalue()
