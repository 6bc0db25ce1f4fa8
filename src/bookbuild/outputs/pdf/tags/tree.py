"""Elements → the objects of a PDF's structure tree (ISO 32000-1, 14.7)."""

import itertools
from collections.abc import Mapping, Sequence

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from bookbuild.outputs.pdf.tags.boxes import Area, Laid, MarkedContent
from bookbuild.outputs.pdf.tags.structure import Element, Kid

TEX = "TeX"
"""The name of the user property that holds what was typed for a formula (14.7.5.4)."""
_PRINT_FLAG = 4


def write(pdf: Pdf, document: Element, laid: Laid) -> list[Object]:
    """Replace the structure tree of a PDF; the pieces know their marked content by now.

    Returns the elements whose first attributes hold the box of a picture.
    """
    writer = _StructureWriter(pdf, laid)
    root = pdf.Root.StructTreeRoot
    root.K = Array([writer.element(document, root, -1)])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(writer.numbers())))
    return writer.pictures


class _StructureWriter:
    """Makes the objects, and remembers which of them claims what."""

    def __init__(self, pdf: Pdf, laid: Laid) -> None:
        self.pictures: list[Object] = []
        self._pdf = pdf
        self._pages = [page.obj for page in pdf.pages]
        self._owners: list[list[Object | None]] = [[None] * len(pieces) for pieces in laid.pages]
        self._links: list[Object] = []
        self._keys = [int(page.StructParents) for page in self._pages]
        self._first_link = max(self._keys, default=-1) + 1

    def numbers(self) -> list[Object | int]:
        """The parent tree: what claims each piece of marked content of each page, and each annotation (14.7.4.4)."""
        entries: dict[int, Object] = {key: Array(owners) for key, owners in zip(self._keys, self._owners, strict=True)}
        entries.update(enumerate(self._links, start=self._first_link))
        return [part for key in sorted(entries) for part in (key, entries[key])]

    def element(self, element: Element, parent: Object, page: int) -> Object:
        """The object of an element in `parent`, which begins on a page."""
        made = self._pdf.make_indirect(
            Dictionary({"/Type": Name.StructElem, "/S": Name(f"/{element.tag}"), "/P": parent, **_facts(element)})
        )
        page = _first_page(element, page)
        if page >= 0:
            made.Pg = self._pages[page]
        kids = [self._kid(kid, made, page, element) for kid in _spans(element.kids)]
        if kids:
            made.K = Array(kids)
        if element.box:
            self.pictures.append(made)
        return made

    def _kid(self, kid: Kid, holder: Object, page: int, element: Element) -> Object | int:
        if isinstance(kid, Element):
            return self.element(kid, holder, page)
        if isinstance(kid, Area):
            return self._area(kid, holder, element)
        self._owners[kid.page][kid.mcid] = holder
        if kid.page == page:
            return kid.mcid
        return Dictionary(Type=Name.MCR, Pg=self._pages[kid.page], MCID=kid.mcid)

    def _area(self, area: Area, holder: Object, link: Element) -> Object:
        annotation = self._pdf.get_object(area.annotation, 0)
        annotation.StructParent = self._first_link + len(self._links)
        annotation.F = _PRINT_FLAG
        annotation.Contents = String(link.description)
        self._links.append(holder)
        return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=self._pages[area.page])


def _first_page(element: Element, otherwise: int) -> int:
    for kid in element.kids:
        page = _first_page(kid, -1) if isinstance(kid, Element) else kid.page
        if page >= 0:
            return page
    return otherwise


def _facts(element: Element) -> dict[str, Object]:
    """What an element says beside what it holds."""
    facts: dict[str, Object] = {}
    if element.language:
        facts["/Lang"] = String(element.language)
    if element.alternative:
        facts["/Alt"] = String(element.alternative)
    if element.id:
        facts["/ID"] = String(element.id)
    if element.title:
        facts["/T"] = String(element.title)
    owners: list[Dictionary] = []
    if element.attributes:
        owner = Name.List if "ListNumbering" in element.attributes else Name.Table
        owners.append(Dictionary({"/O": owner, **_values(element.attributes)}))
    if element.box:
        owners.append(Dictionary(O=Name.Layout, BBox=Array(element.box)))
    if element.tex:
        typed = Dictionary(N=String(TEX), V=String(element.tex), H=True)
        owners.append(Dictionary(O=Name.UserProperties, P=Array([typed])))
    if owners:
        facts["/A"] = owners[0] if len(owners) == 1 else Array(owners)
    return facts


def _spans(kids: Sequence[Kid]) -> Sequence[Kid]:
    """Words beside elements are put into Spans: readers take words that an element holds itself for its first."""
    if not any(isinstance(kid, Element) for kid in kids):
        return kids
    wrapped: list[Kid] = []
    for is_piece, run in itertools.groupby(kids, lambda kid: isinstance(kid, MarkedContent)):
        beside = list(run)
        wrapped += [Element("Span", beside)] if is_piece else beside
    return wrapped


def _values(attributes: Mapping[str, str | int]) -> dict[str, Object | int]:
    return {f"/{key}": value if isinstance(value, int) else Name(f"/{value}") for key, value in attributes.items()}
