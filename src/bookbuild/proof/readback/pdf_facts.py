"""What stands beside the words of a PDF: outline, metadata, fonts, pictures, and where its links lead."""

from collections.abc import Iterator, Mapping

import lxml.etree
import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfImage, Stream

from bookbuild.proof.passages import Facts, essence
from bookbuild.proof.pixels import of_pixels
from bookbuild.proof.promise.facts import bare
from bookbuild.proof.readback.errors import Unreadable
from bookbuild.proof.readback.pdf_text import fonts_of

_MAX_ENTRIES = 100_000
_DC = "{http://purl.org/dc/elements/1.1/}"

Places = Mapping[str, int]
"""Named destinations and the pages, counted from 1, on which they lie (ISO 32000-1, 12.3.2.3)."""


def places(pdf: Pdf, numbers: Mapping[tuple[int, int], int]) -> dict[str, int]:
    """The named destinations of a file."""
    pages: dict[str, int] = {}
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests")
    if names is not None:
        for name, target in pikepdf.NameTree(names).items():
            pages[str(name)] = _page_of(target, numbers)
    return pages


def destination(holder: Object, named: Places, numbers: Mapping[tuple[int, int], int]) -> int:
    """The page to which an annotation or an outline entry leads; 0 for none."""
    target = holder.get("/Dest")
    if target is None:
        action = holder.get("/A")
        target = action.get("/D") if isinstance(action, Dictionary) and action.get("/S") == Name.GoTo else None
    if isinstance(target, Array | Dictionary):
        return _page_of(target, numbers)
    return named.get(str(target), 0) if target is not None else 0


def _page_of(target: Object, numbers: Mapping[tuple[int, int], int]) -> int:
    explicit = target.get("/D") if isinstance(target, Dictionary) else target
    if not isinstance(explicit, Array) or len(explicit) == 0 or not isinstance(explicit[0], Dictionary):
        return 0
    return numbers.get(explicit[0].objgen, 0)


def contents(pdf: Pdf, named: Places, numbers: Mapping[tuple[int, int], int]) -> Iterator[tuple[int, str, int]]:
    """Level, title and page of every entry of the outline (12.3.3)."""
    outlines = pdf.Root.get("/Outlines")
    first = outlines.get("/First") if isinstance(outlines, Dictionary) else None
    waiting = [(1, first)] if first is not None else []
    seen: set[tuple[int, int]] = set()
    while waiting and len(seen) < _MAX_ENTRIES:
        level, entry = waiting.pop()
        if entry.objgen in seen:
            return
        seen.add(entry.objgen)
        yield level, essence(str(entry.get("/Title", ""))), destination(entry, named, numbers)
        if (following := entry.get("/Next")) is not None:
            waiting.append((level, following))
        if (below := entry.get("/First")) is not None:
            waiting.append((level + 1, below))


def facts(pdf: Pdf) -> Facts:
    """What a file says of itself, in the document information, the catalog and the XMP packet (14.3.2, 14.3.3)."""
    author = str(pdf.docinfo.get("/Author", ""))
    further = {
        "description": str(pdf.docinfo.get("/Subject", "")),
        "keywords": str(pdf.docinfo.get("/Keywords", "")),
        **_packet(pdf),
    }
    return Facts(
        str(pdf.docinfo.get("/Title", "")), (author,) if author else (), str(pdf.Root.get("/Lang", "")), further
    )


def _packet(pdf: Pdf) -> dict[str, str]:
    """What only the XMP packet has a place for; nothing where there is none."""
    packet = pdf.Root.get("/Metadata")
    if not isinstance(packet, Stream):
        return {}
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = lxml.etree.fromstring(packet.read_bytes(), parser)
    except (lxml.etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("its XMP packet is not well-formed") from error
    statements = {
        name: [text for element in root.iter(f"{_DC}{name}") for text in map(str.strip, element.itertext()) if text]
        for name in ("publisher", "rights", "contributor", "identifier")
    }
    return {
        "publisher": ", ".join(statements["publisher"]),
        "rights": "; ".join(statements["rights"]),
        "names of contributors": ", ".join(statements["contributor"]),
        "identifier": ", ".join(map(bare, statements["identifier"])),
    }


def font_faults(pdf: Pdf) -> Iterator[str]:
    """Fonts that are not embedded: another machine would show other letters."""
    for font in fonts_of(pdf):
        below = font.get("/DescendantFonts")
        described = below[0] if isinstance(below, Array) and len(below) else font
        descriptor = described.get("/FontDescriptor", Dictionary())
        embedded = any(f"/FontFile{suffix}" in descriptor for suffix in ("", "2", "3"))
        if not embedded and font.get("/Subtype") != Name.Type3:
            yield f"the font {str(font.get('/BaseFont', '(unnamed)'))[1:]} is not embedded"


def picture_pixels(picture: Stream) -> str:
    """A digest of what a raster image shows; empty where it cannot be told."""
    try:
        image = PdfImage(picture).as_pil_image().convert("RGB")
        if isinstance(mask := picture.get("/SMask"), Stream):
            image.putalpha(PdfImage(mask).as_pil_image().convert("L").resize(image.size))
    except (pikepdf.PdfError, ValueError, NotImplementedError, OSError):
        return ""
    return of_pixels(image)
