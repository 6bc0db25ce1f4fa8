"""Damage to whole pages of a PDF, and to the ways that lead to them."""

import io
import random
from collections.abc import Callable, Sequence
from functools import partial

import pikepdf
from mutations import elements
from pikepdf import Array, Dictionary, Name, Page, Pdf

from bookbuild.proof.passages import Reading
from bookbuild.proof.readback.pdf_text import marked
from bookbuild.results import PDF, Artifact
from damages.kind import Damaged, Kind
from damages.pdf_lines import saved

Wreck = Callable[[Pdf, Sequence[int], random.Random], bool]
"""Damages a file at one of some pages, by their numbers from 0, if it can."""


def _on_pages(which: str, wreck: Wreck, artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        some = _PAGES[which](pdf)
        return Damaged(saved(artifact, pdf)) if some and wreck(pdf, some, chance) else None


def _full(pdf: Pdf) -> list[int]:
    return [number for number, page in enumerate(pdf.pages) if any(marked(page, {}).texts.values())]


def _blank(pdf: Pdf) -> list[int]:
    """Blank pages with a page after them that has a number printed on it."""
    full = set(_full(pdf))
    numbered = [number for number in full if any(each.strip() for each in marked(pdf.pages[number], {}).artifacts)]
    return [number for number in range(len(pdf.pages)) if number not in full and number < max(numbered, default=0)]


def _of_contents(pdf: Pdf) -> list[int]:
    places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    links = [link for entry in elements(pdf, ["/TOCI"]) for link in _below(entry)]
    return sorted({places[link.Pg.objgen] for link in links if "/Pg" in link})


def _below(element: pikepdf.Object) -> list[pikepdf.Object]:
    held = element.get("/K")
    kids = list(held) if isinstance(held, Array) else [held]
    inside = [kid for kid in kids if isinstance(kid, Dictionary) and "/S" in kid]
    return [*inside, *(each for kid in inside for each in _below(kid))]


_PAGES: dict[str, Callable[[Pdf], list[int]]] = {"page": _full, "blank page": _blank, "page of contents": _of_contents}


def _lost(pdf: Pdf, some: Sequence[int], chance: random.Random) -> bool:
    del pdf.pages[chance.choice(some)]
    return True


def _twice(pdf: Pdf, some: Sequence[int], chance: random.Random) -> bool:
    number = chance.choice(some)
    pdf.pages.insert(number, pdf.pages[number])
    return True


def _emptied(pdf: Pdf, some: Sequence[int], chance: random.Random) -> bool:
    pdf.pages[chance.choice(some)].obj.Contents = pdf.make_stream(b"")
    return True


def _exchanged(pdf: Pdf, some: Sequence[int], chance: random.Random) -> bool:
    """Two pages that have numbers printed on them change places."""
    numbered = [
        number for number in some if any(each.strip().isdigit() for each in marked(pdf.pages[number], {}).artifacts)
    ]
    if len(numbered) < 2:
        return False
    one, other = sorted(chance.sample(numbered, 2))
    first, second = pdf.pages[one], pdf.pages[other]
    pdf.pages[one], pdf.pages[other] = second, first
    return True


def _words(page: Page) -> bytes:
    resources = page.obj.get("/Resources", Dictionary())
    fonts = resources.get("/Font", Dictionary())
    fonts["/Foreign"] = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    resources["/Font"] = fonts
    page.obj.Resources = resources
    return b" q BT /Foreign 14 Tf 60 60 Td (Buy our other books at once) Tj ET Q"


def _foreign(pdf: Pdf, some: Sequence[int], chance: random.Random) -> bool:
    """A page of other words."""
    pdf.add_blank_page(page_size=(396, 612))
    page = pdf.pages[-1]
    page.obj.Contents = pdf.make_stream(_words(page))
    pdf.pages.insert(chance.choice(some), page)
    del pdf.pages[-1]
    return True


def _overprinted(pdf: Pdf, some: Sequence[int], chance: random.Random) -> bool:
    """Other words are added to a page."""
    page = pdf.pages[chance.choice(some)]
    page.obj.Contents = pdf.make_stream(page.obj.Contents.read_bytes() + _words(page))
    return True


def _outline(pdf: Pdf, some: Sequence[int], chance: random.Random) -> bool:
    """An entry of the outline leads to another page."""
    entries = []
    waiting = [pdf.Root.Outlines.get("/First")] if "/Outlines" in pdf.Root else []
    while waiting:
        entry = waiting.pop()
        if entry is not None:
            entries.append(entry)
            waiting += [entry.get("/Next"), entry.get("/First")]
    if not entries:
        return False
    entry = chance.choice(entries)
    return _leads(entry, pdf.pages[0])


def _contents_link(pdf: Pdf, some: Sequence[int], chance: random.Random) -> bool:
    """An entry of the contents leads to the first page."""
    page = pdf.pages[chance.choice(some)]
    note = chance.choice([each for each in page.obj.get("/Annots", Array()) if each.get("/Subtype") == Name.Link])
    return _leads(note, pdf.pages[0])


def _text_link(pdf: Pdf, some: Sequence[int], chance: random.Random) -> bool:
    """A link of the text leads to another address."""
    notes = [note for number in some for note in pdf.pages[number].obj.get("/Annots", Array())]
    outside = [note for note in notes if "/URI" in note.get("/A", Dictionary())]
    if not outside:
        return False
    chance.choice(outside).A.URI = pikepdf.String("https://example.org/elsewhere")
    return True


def _dead_link(pdf: Pdf, some: Sequence[int], chance: random.Random) -> bool:
    """A link leads nowhere any more."""
    notes = [note for number in some for note in pdf.pages[number].obj.get("/Annots", Array())]
    links = [note for note in notes if "/A" in note and note.get("/Subtype") == Name.Link]
    if not links:
        return False
    del chance.choice(links)[Name.A]
    return True


def _leads(link: pikepdf.Object, page: Page) -> bool:
    """Have it lead to a page; whether it did not before, as far as that can be told."""
    before = link.get("/Dest")
    if "/A" in link:
        del link["/A"]
    link.Dest = Array([page.obj, Name.Fit])
    return not isinstance(before, Array) or before[0].objgen != page.obj.objgen


KINDS = (
    *(
        Kind(f"a {which} {name}", PDF.ending, partial(_on_pages, which, wreck))
        for which in _PAGES
        for name, wreck in (("lost", _lost), ("twice", _twice))
    ),
    *(
        Kind(f"a {which} {name}", PDF.ending, partial(_on_pages, which, wreck))
        for which in ("page", "page of contents")
        for name, wreck in (("emptied", _emptied), ("with foreign words", _overprinted))
    ),
    Kind("two pages exchanged", PDF.ending, partial(_on_pages, "page", _exchanged)),
    Kind("a foreign page", PDF.ending, partial(_on_pages, "page", _foreign)),
    Kind("a link leads to another address", PDF.ending, partial(_on_pages, "page", _text_link)),
    Kind("a link leads nowhere", PDF.ending, partial(_on_pages, "page", _dead_link)),
    Kind("an entry of the outline leads elsewhere", PDF.ending, partial(_on_pages, "page", _outline)),
    Kind(
        "an entry of the contents leads elsewhere", PDF.ending, partial(_on_pages, "page of contents", _contents_link)
    ),
)
