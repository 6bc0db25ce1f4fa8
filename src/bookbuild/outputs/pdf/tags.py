"""What WeasyPrint's tags lack for readers who listen to a page, corrected in the finished PDF.

Works on the file's own structure tree (ISO 32000-1, 14.7) and on the marked content that it points to.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, String

from bookbuild.outputs.pdf.continued import join, take_away, with_origins
from bookbuild.outputs.pdf.origins import Origin

FORMULA_MARK = "\ue002"
"""Begins the alternative text of the picture of a formula, until `correct` has seen it."""
_PX_TO_PT = 0.75
_PRINT_FLAG = 4
_MARK = re.compile(rb"/\w+\n<</MCID (\d+)>>\nBDC")
_ARTIFACT = b"/Artifact\n<</Type /Layout>>\nBDC"

_NOTE_ID = re.compile(r"-note-\d+$")

_Marks = dict[int, set[int]]
"""Page's key in the parent tree → the MCIDs of content that becomes an artifact."""


def correct(pdf: Pdf, language: str, origins: Sequence[Origin]) -> None:
    """Mend the tags of a PDF that WeasyPrint wrote, in place.

    `language` is the book's BCP 47 tag, `origins` tell what each tag was made of.
    """
    pdf.Root.Lang = String(language)
    pages = {int(page.obj["/StructParents"]): page for page in pdf.pages if "/StructParents" in page.obj}
    slots = dict(_slots(pdf))
    marks: _Marks = {}
    document = pdf.Root.StructTreeRoot.K[0]
    made = with_origins(pdf, origins)
    ids = {element.objgen: origin.id for element, origin in made}
    for element, origin in made:
        if origin.language and origin.language != language:
            element.Lang = String(origin.language)
    for child in document.K:
        if child.S == Name.NonStruct:
            _footnotes(child, ids)
    join(made)
    for child in document.K:
        if child.S == Name.Div:
            _contents(child, marks)
    for element in list(_elements(document)):
        kind = element.get("/S")
        if kind == Name.LI:
            _wrap_item(pdf, element)
        elif kind == Name.Figure:
            _link_around(pdf, element)
            _figure(element, marks)
            _formula(element)
        elif kind in (Name.NonStruct, Name.Span) and len(element.K) == 0:
            take_away(element)
        elif kind == Name.NonStruct:
            _note_reference(element)
    for key, page in pages.items():
        if key in marks:
            _rewrite(pdf, page, slots[key], marks[key])
        for annotation in page.obj.get("/Annots", ()):
            annotation.F = int(annotation.get("/F", 0)) | _PRINT_FLAG


def pictures(pdf: Pdf) -> list[Object]:
    """The elements whose attributes hold a box on their page."""
    every = _elements(pdf.Root.StructTreeRoot.K)
    return [element for element in every if isinstance(element.get("/A"), Dictionary) and "/BBox" in element.A]


def number_pages(pdf: Pdf, front: int) -> None:
    """Label the first `front` pages i, ii, iii and the pages after them 1, 2, 3 (ISO 32000-1, 12.4.2)."""
    ranges: list[Object | int] = [front, Dictionary(S=Name.D, St=1)]
    if front:
        ranges = [0, Dictionary(S=Name.r, St=1), *ranges]
    pdf.Root.PageLabels = Dictionary(Nums=Array(ranges))


def _slots(pdf: Pdf) -> Iterator[tuple[int, Array]]:
    """For each page's key the array that maps its MCIDs to elements."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    for index in range(0, len(numbers), 2):
        value = numbers[index + 1]
        if isinstance(value, Array):
            yield int(numbers[index]), value


def _elements(kids: Object) -> Iterator[Object]:
    """All structure elements below a /K entry, in reading order."""
    waiting = [kids]
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, Array):
            waiting.extend(reversed(list(kid)))
        elif isinstance(kid, Dictionary) and kid.get("/S") is not None:
            yield kid
            if (below := kid.get("/K")) is not None:
                waiting.append(below)


def _footnotes(area: Object, ids: Mapping[tuple[int, int], str]) -> None:
    """The foot of a page holds one Note for each note, which begins with its number as a label (14.8.4.4.1)."""
    for note in area.K:
        note.S = Name.Note
        note.ID = String(ids[note.objgen])
        label = next((element for element in _elements(note.K) if element.S == Name.NonStruct), None)
        if label is not None:
            label.S = Name.Lbl


def _note_reference(mark: Object) -> None:
    """A raised number that is a link to a note refers to it (14.8.4.4.1)."""
    kids = [kid for kid in _elements(mark.K) if kid.P.objgen == mark.objgen]
    if len(kids) != 1 or kids[0].S != Name.Link:
        return
    annotation = next((kid.Obj for kid in kids[0].K if isinstance(kid, Dictionary) and "/Obj" in kid), None)
    if annotation is not None and _NOTE_ID.search(str(annotation.get("/Dest", ""))):
        mark.S = Name.Reference


def _contents(front: Object, marks: _Marks) -> None:
    """The contents are a TOC of TOCIs; the dots that lead the eye to a page number are no content (14.8.4.2)."""
    for nav in (kid for kid in front.K if kid.S == Name.NonStruct):
        for element in list(_elements(nav.K)):
            if element.S == Name.L:
                element.S = Name.TOC
            elif element.S == Name.LI:
                element.S = Name.TOCI
            elif element.S == Name.LBody or element.S == Name.Lbl:
                element.S = Name.NonStruct
            elif _is_leader(element):
                for dots in element.K:
                    marks.setdefault(int(dots.Pg.StructParents), set()).update(int(mcid) for mcid in dots.K)
                take_away(element)


def _is_leader(element: Object) -> bool:
    kids = [kid for kid in element.K if isinstance(kid, Dictionary)]
    return bool(kids) and element.S == element.P.S == Name.NonStruct and all(kid.S == Name.Span for kid in kids)


def _wrap_item(pdf: Pdf, item: Object) -> None:
    """An item holds a label and a body, nothing else (ISO 32000-1, 14.8.4.3.3)."""
    loose = [kid for kid in item.K if not _is_a(kid, ("/Lbl", "/LBody", "/L"))]
    if not loose:
        return
    if body := next((kid for kid in item.K if _is_a(kid, ("/LBody",))), None):
        body.K = Array([*body.K, *loose])
    else:
        body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, Pg=item.Pg, K=Array(loose)))
    for kid in loose:
        if isinstance(kid, Dictionary):
            kid.P = body
    kept = [kid for kid in item.K if _is_a(kid, ("/Lbl", "/L"))]
    labels = [kid for kid in kept if _is_a(kid, ("/Lbl",))]
    item.K = Array([*labels, body, *(kid for kid in kept if not _is_a(kid, ("/Lbl",)))])


def _is_a(kid: Object, kinds: tuple[str, ...]) -> bool:
    return isinstance(kid, Dictionary) and str(kid.get("/S", "")) in kinds


def _figure(figure: Object, marks: _Marks) -> None:
    """A picture's box is in points from the foot of the page; one without words is an ornament, not content."""
    page = figure.Pg
    if "/Alt" in figure:
        x1, y1, x2, y2 = (float(value) * _PX_TO_PT for value in figure.A.BBox)
        height = float(page.MediaBox[3])
        figure.A.BBox = Array([round(value, 3) for value in (x1, height - y2, x2, height - y1)])
        return
    for kid in figure.K:
        if isinstance(kid, int):
            marks.setdefault(int(page.StructParents), set()).add(kid)
    take_away(figure)


def _link_around(pdf: Pdf, figure: Object) -> None:
    """A picture in a link has an area to click of its own: that belongs to the Link, not to the Figure (14.8.4.4.2)."""
    areas = [kid for kid in figure.K if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR]
    link = figure.P
    while areas and link.get("/S") not in (Name.Link, Name.Document):
        link = link.P
    if not areas or link.S != Name.Link:
        return
    figure.K = Array([kid for kid in figure.K if not isinstance(kid, Dictionary)])
    link.K = Array([*link.K, *areas])
    keys = {int(area.Obj.StructParent) for area in areas}
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    for index in range(0, len(numbers), 2):
        if int(numbers[index]) in keys:
            numbers[index + 1] = link


def _formula(figure: Object) -> None:
    """A picture of a formula is a Formula, and its words are TeX (14.8.4.5)."""
    words = str(figure.get("/Alt", ""))
    if words.startswith(FORMULA_MARK):
        figure.S = Name.Formula
        figure.Alt = String(words.removeprefix(FORMULA_MARK))


def _rewrite(pdf: Pdf, page: Page, slots: Array, marks: set[int]) -> None:
    """Mark content as artifact, and take it out of the page's map of tagged content."""

    def mark(found: re.Match[bytes]) -> bytes:
        return _ARTIFACT if int(found[1]) in marks else found[0]

    page.contents_coalesce()
    page.obj.Contents = pdf.make_stream(_MARK.sub(mark, page.obj.Contents.read_bytes()))
    for mcid in marks:
        slots[mcid] = None
