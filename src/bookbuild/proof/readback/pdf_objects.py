"""The objects that pdfium finds on a page of a PDF: where text lies, under which mark, and what else is painted.

The only module that calls pdfium's own functions, for which pypdfium2 has no others.
"""

import ctypes
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points of the page."""

_MAX_DEPTH = 8
_OPAQUE = 255


@dataclass(frozen=True, slots=True)
class TextObject:
    """A run of letters in one font and colour."""

    handle: Any
    address: int
    """By which the letters of a text page name it."""
    order: int
    """When it is painted."""
    mcid: int
    """Its marked-content identifier; -1 for none."""
    is_artifact: bool
    box: Box | None
    """None inside a form, whose measures are others."""
    em: tuple[float, float]
    """How wide and how high an em of it is, in points."""
    origin: tuple[float, float]
    """Where its baseline begins."""
    turned: int
    """1 where it runs upwards, -1 downwards, 0 along the page."""


@dataclass(frozen=True, slots=True)
class DrawnObject:
    """A picture, a line or a form: anything on a page but text."""

    handle: Any
    order: int
    mcid: int
    box: Box


@dataclass(frozen=True, slots=True)
class PageObjects:
    """What is painted on a page."""

    texts: tuple[TextObject, ...]
    others: tuple[DrawnObject, ...]
    """Those that lie on the page itself, not in a form."""
    has_forms: bool
    has_annotations: bool
    """Whether there are some beside links."""


def page_objects(page: pypdfium2.PdfPage) -> PageObjects:
    """All objects of a page, those of its forms included."""
    texts: list[TextObject] = []
    others: list[DrawnObject] = []
    has_forms = False
    for order, (handle, kind, depth) in enumerate(_all(page)):
        has_forms = has_forms or kind == raw.FPDF_PAGEOBJ_FORM
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            mcid = raw.FPDFPageObj_GetMarkedContentID(handle)
            box = _box(handle) if depth == 0 else None
            is_artifact = mcid < 0 and _is_artifact(handle)
            texts.append(TextObject(handle, _address(handle), order, mcid, is_artifact, box, *_measures(handle)))
        elif depth == 0:
            others.append(DrawnObject(handle, order, raw.FPDFPageObj_GetMarkedContentID(handle), _box(handle)))
    return PageObjects(tuple(texts), tuple(others), has_forms, _annotations(page) > 0)


def _all(page: pypdfium2.PdfPage) -> Iterator[tuple[Any, int, int]]:
    """Each object with its kind and how deep in forms it lies, in the order of painting."""
    for index in range(raw.FPDFPage_CountObjects(page)):
        yield from _with_kids(raw.FPDFPage_GetObject(page, index), 0)


def _with_kids(handle: Any, depth: int) -> Iterator[tuple[Any, int, int]]:
    kind = raw.FPDFPageObj_GetType(handle)
    yield handle, kind, depth
    if kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
        for index in range(raw.FPDFFormObj_CountObjects(handle)):
            yield from _with_kids(raw.FPDFFormObj_GetObject(handle, index), depth + 1)


def _address(handle: Any) -> int:
    return ctypes.addressof(handle.contents) if handle else 0


def _box(handle: Any) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _is_artifact(handle: Any) -> bool:
    length = ctypes.c_ulong()
    buffer = ctypes.create_string_buffer(64)
    for index in range(raw.FPDFPageObj_CountMarks(handle)):
        mark = raw.FPDFPageObj_GetMark(handle, index)
        raw.FPDFPageObjMark_GetName(mark, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), 64, length)
        if buffer.raw[: length.value].decode("utf-16-le").rstrip("\0") == "Artifact":
            return True
    return False


def has_marks_of_layers(text: TextObject) -> bool:
    """Whether more than one mark lies on a text, such as one for a layer that may be off."""
    return bool(raw.FPDFPageObj_CountMarks(text.handle) > 1)


def is_clipped(text: TextObject) -> bool:
    """Whether a path lies around a text, outside which nothing of it is painted."""
    return bool(raw.FPDFClipPath_CountPaths(raw.FPDFPageObj_GetClipPath(text.handle)) > 0)


def is_plainly_dark(text: TextObject) -> bool:
    """Whether a text is filled, opaque, and dark enough to be read on white."""
    if raw.FPDFTextObj_GetTextRenderMode(text.handle) != raw.FPDF_TEXTRENDERMODE_FILL:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(text.handle, red, green, blue, alpha):
        return False
    return alpha.value == _OPAQUE and min(red.value, green.value, blue.value) < _LIGHT


_LIGHT = 160
"""The darkest of the three parts of a colour that may still be too light on white, of 255."""


def _measures(handle: Any) -> tuple[tuple[float, float], tuple[float, float], int]:
    """The em of a text, where it begins, and how it is turned."""
    points = ctypes.c_float()
    matrix = raw.FS_MATRIX()
    raw.FPDFTextObj_GetFontSize(handle, points)
    raw.FPDFPageObj_GetMatrix(handle, matrix)
    across = (matrix.a * matrix.a + matrix.b * matrix.b) ** 0.5
    along = (matrix.c * matrix.c + matrix.d * matrix.d) ** 0.5
    turned = 0 if abs(matrix.b) <= abs(matrix.a) else 1 if matrix.b > 0 else -1
    return (abs(points.value) * across, abs(points.value) * along), (matrix.e, matrix.f), turned


def _annotations(page: pypdfium2.PdfPage) -> int:
    count = 0
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        count += raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_LINK
        raw.FPDFPage_CloseAnnot(annotation)
    return count


def show(some: Sequence[TextObject | DrawnObject], *, active: bool) -> None:
    """Have objects painted, or not."""
    for each in some:
        raw.FPDFPageObj_SetIsActive(each.handle, active)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter where it is painted."""

    text: str
    address: int
    """Of its text object."""
    box: Box


def letters(text_page: pypdfium2.PdfTextPage, of: Set[int] | None = None) -> Iterator[Letter]:
    """The letters of a page that pdfium has not made up, such as spaces between words; with `of`, those of some text
    objects, by their addresses."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    handle = text_page.raw
    for index in range(raw.FPDFText_CountChars(handle)):
        address = _address(raw.FPDFText_GetTextObject(handle, index))
        if (of is not None and address not in of) or raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
        box = (left.value, bottom.value, right.value, top.value)
        yield Letter(chr(raw.FPDFText_GetUnicode(handle, index)), address, box)


def text_of(text: TextObject, text_page: pypdfium2.PdfTextPage) -> str:
    """The letters of a text."""
    length = raw.FPDFTextObj_GetText(text.handle, text_page, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFTextObj_GetText(text.handle, text_page, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[:length].decode("utf-16-le", "replace").rstrip("\0")


def on_device(page: pypdfium2.PdfPage, device: tuple[int, int], point: tuple[float, float]) -> tuple[int, int]:
    """Where a point of a page lies on a device of so many dots, from its upper left corner; it may lie beside it."""
    x, y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *device, 0, *point, x, y)
    return x.value, y.value
